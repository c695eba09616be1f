"""A series opens its next run: never two at once, never across a bank holiday, never into a pause."""

from __future__ import annotations

from commands import Refusal, Request
from commands.polling import announce, rounds
from commands.reply import Send, ToPerson, say
from jobs import Outcome, job
from storage import people
from storage.occurrences import Occurrence
from storage.schedule_changes import SERIES, series_named
from storage.schedule_settings import BegunSeries, SoundingJob


@job(SERIES)
def poll_series(request: Request, occurrence: Occurrence) -> Outcome:
    """Open the next run of the series this occurrence is about, in every place."""
    series = series_named(request.partnership.settings, occurrence.job.partition("/")[2])
    if series is None:
        return Outcome(nothing="This sounding does not come round any more.")
    if reason := rounds.obstacle(request, series):
        return Outcome(nothing=reason)
    try:
        made = rounds.open_run(request, series)
    except Refusal as refusal:
        return _not_opened(request, series, refusal.text)
    return Outcome(announce.sends(request, made))


def _not_opened(request: Request, series: SoundingJob, why: str) -> Outcome:
    told = say(f"The {series.name} sounding could not be opened. {why}")
    leads = [lead.id for lead in people.with_role(request.db, request.partnership.id, "lead")]
    begun_by = [series.begun_by] if isinstance(series, BegunSeries) else []
    return Outcome(tuple(Send(ToPerson(each), told) for each in dict.fromkeys([*begun_by, *leads])))
