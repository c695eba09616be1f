"""A release goes out on a standing approval when its time has come, if everything is still as it was then."""

from __future__ import annotations

from datetime import timedelta

from commands import Request
from commands.deciding import deciders, loader_of
from commands.reply import Button, Buttons, Reply, Send, Text, ToPerson
from jobs import Outcome, job
from storage import audit, expected, releases, review, standing_approvals
from storage.occurrences import Occurrence
from storage.people import Person
from storage.releases import Release
from storage.review import Review
from storage.standing_approvals import JOB, StandingApproval
from storage.times import say_day

AT_MOST_LATE = timedelta(hours=1)  # longer, and nobody could have stopped it for a while


@job(JOB)
def letting_out(request: Request, occurrence: Occurrence) -> Outcome:
    """Let one release out, or say why it waits for a person."""
    number = int(occurrence.subject.partition("/")[2])
    release = releases.find(request.db, request.partnership.id, number)
    seen = None if release is None else review.of(request.db, release, deciding=True)
    if release is None or seen is None or release.state != "pending" or seen.out_at is None:
        return Outcome(nothing="It was stopped, or somebody decided about it before.")
    standing = standing_approvals.of(request.db, request.partnership.id, release.measure.id)
    why = _objection(request, occurrence, release, seen, standing)
    if why or standing is None:
        standing_approvals.stop(request.db, release.id)
        return Outcome(_tell(request, deciders(request.db, release), _waits(release, why)))
    return _out(request, release, seen, standing)


def _objection(
    request: Request,
    occurrence: Occurrence,
    release: Release,
    seen: Review,
    standing: StandingApproval | None,
) -> str:
    if pause := request.partnership.settings.pause_on(request.today):
        return f"There is a pause until {say_day(pause.last)}: {pause.reason}."
    if request.now - occurrence.due > AT_MOST_LATE:
        return "Parley was not running when it was due, so nobody could have stopped it."
    if standing is None:
        return "The standing approval was ended."
    measures = request.partnership.catalogue.measures
    return standing_approvals.objection(request.db, release, seen, standing, measures, request.today)


def _out(request: Request, release: Release, seen: Review, standing: StandingApproval) -> Outcome:
    by = f"standing approval of {standing.given_by}"
    if not releases.decide(request.db, release, "approved", by, request.now):
        return Outcome(nothing="Somebody decided about it at the same moment.")
    expected.arrived(request.db, request.partnership.settings, release.measure.id, request.now)
    detail = f"{release.id} {seen.seal[:12]} {release.measure.id}, {by}, number {standing.id}"
    audit.record(
        request.db,
        audit.Entry(request.partnership.id, request.now, "parley", "clock", "data approve", detail),
    )
    told = [*deciders(request.db, release), loader_of(request.db, release)]
    return Outcome(_tell(request, told, _gone(release, by)))


def _gone(release: Release, by: str) -> Reply:
    words = (
        f"Release {release.id} of {release.measure.title}, which {release.loaded_by} loaded, has gone out by itself, on "
        f"the {by}. It can be asked for now."
    )
    buttons = (
        Button(f"Look at {release.id}", f"data show {release.id}"),
        Button("Withdraw", f"data withdraw {release.id}", "danger"),
    )
    return Reply((Text(words), Buttons(buttons)), private=True)


def _waits(release: Release, why: str) -> Reply:
    words = (
        f"Release {release.id} of {release.measure.title} was to go out by itself now and has not: it waits for a "
        f"person. {why}"
    )
    look = Button(f"Look at release {release.id}", f"data show {release.id}", "primary")
    return Reply((Text(words), Buttons((look,))), private=True)


def _tell(request: Request, whom: list[Person | None] | list[Person], reply: Reply) -> tuple[Send, ...]:
    return tuple(Send(ToPerson(number), reply) for number in dict.fromkeys(each.id for each in whom if each))
