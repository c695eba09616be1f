"""One more run of a series: what it asks, who owns it, and why it may not open now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from commands import Refusal, Request, poll
from commands.polling import drafting
from commands.polling.templates import template
from commands.polling.wanted import Wanted, read
from storage import open_days, people
from storage.open_days import pause_over
from storage.people import Person
from storage.schedule_settings import BegunSeries, SoundingJob
from storage.soundings import finding
from storage.soundings.sounding import Question, Sounding
from storage.times import at_utc, say_day


def obstacle(request: Request, series: SoundingJob) -> str:
    """Why no run may open at this moment; empty when one may."""
    settings, local = request.partnership.settings, _local(request)
    still = [each for each in finding.list_open(request.db, settings.id) if each.series == series.name]
    if still:
        return f"Sounding {still[0].number}, the run before, is still open."
    if pause := pause_over(settings, series, local):
        return f"It would be open in a pause, until {say_day(pause.last)}: {pause.reason}."
    if open_days.has_bank_holiday(settings, series, local):
        return "It would be open on a bank holiday."
    return ""


def open_run(request: Request, series: SoundingJob) -> Sounding:
    """Open the next run; raises ``Refusal`` where the series cannot be asked as it is configured."""
    settings = request.partnership.settings
    wanted = read(series.line, {}) if isinstance(series, BegunSeries) else _configured(series)
    span = series.closes_after or settings.polls.closes_after
    closes_at = at_utc(open_days.closing(settings, span, _local(request)), request.partnership.zone)
    draft = replace(drafting.draft(request, wanted), closes_at=closes_at, series=series.name)
    return poll.open_now(replace(request, person=owner(request, series)), draft)


def _configured(series: SoundingJob) -> Wanted:
    questions, recall = _asked(series)
    return Wanted(
        questions,
        who=series.audience,
        mode=series.mode,
        voice=series.voice,
        recall=recall,
        remind=series.remind,
    )


def _asked(series: SoundingJob) -> tuple[tuple[Question, ...], str]:
    if series.question is not None:
        return (Question(series.question, series.shape, series.options, series.unit),), series.recall
    ready = template(series.template or "")
    if ready is None:
        raise Refusal(f"There is no template called “{series.template}”. Write poll templates to see them.")
    return ready.questions, series.recall or ready.recall


def owner(request: Request, series: SoundingJob) -> Person:
    """Whoever began it; else the person the configuration names, or the first lead."""
    here = request.partnership.id
    if isinstance(series, BegunSeries):
        return people.person(request.db, series.begun_by)
    named = people.configured(request.db, here).get(series.owner or "")
    found = [named] if named else people.with_role(request.db, here, "lead")
    if not found:
        raise Refusal("Nobody owns this series: name an owner in the configuration, or a lead.")
    return found[0]


def _local(request: Request) -> datetime:
    local = request.now.astimezone(request.partnership.zone)
    return local.replace(tzinfo=None, second=0, microsecond=0)
