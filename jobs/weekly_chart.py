"""Monday's chart: the pinned figures as a sentence, a table, a picture and a question."""

from __future__ import annotations

from commands import Request, figures
from commands.reply import Block, Button, Buttons, Heading, Reply, Send, Text, ToPlace
from jobs import Outcome, job
from storage import people
from storage.occurrences import Occurrence
from storage.releases import Release


@job("weekly_chart")
def weekly_chart(request: Request, occurrence: Occurrence) -> Outcome:
    """Post each pinned measure, or say what is missing and who is on it."""
    settings = request.partnership.settings.schedule.weekly_chart
    pinned = settings.measures if settings else ()
    return Outcome(tuple(send for measure in pinned for send in _sends(request, measure)))


def _sends(request: Request, identity: str) -> list[Send]:
    """One message for each place the figure may be shown in."""
    release = request.partnership.shelf.releases.get(identity)
    measure = request.partnership.measure(identity)
    places = [
        place
        for place in people.places(request.db, request.partnership.id)
        if place.closed is None and (measure is None or request.partnership.may_show(measure, place))
    ]
    reply = _chart(request, release, identity)
    return [Send(ToPlace(place.id), reply) for place in places]


def _chart(request: Request, release: Release | None, identity: str) -> Reply:
    if release is None:
        return _missing(request, identity, "There are no approved figures to show.")
    newest = request.partnership.shelf.periods(identity)[-1]
    if reason := figures.stopped(release.measure, newest, request.today):
        return _missing(request, identity, reason)
    return chart_of(request, release)


def chart_of(request: Request, release: Release) -> Reply:
    """The weekly message about one release, for the whole borough."""
    measure, shelf = release.measure, request.partnership.shelf
    area = next(area for area in release.areas.areas if not area.parent)
    breakdown = f"{area.level}×{measure.time.grain}"
    periods = shelf.periods(measure.id)
    newest, before = periods[-1], periods[-2] if len(periods) > 1 else ""
    found = shelf.find(measure.id, breakdown, area.code, newest)
    change = figures.change(measure, found, shelf.find(measure.id, breakdown, area.code, before))
    chart = figures.over_time(request.partnership, release, area, breakdown)
    blocks: list[Block] = [
        Heading(f"{measure.title} this week"),
        Text(figures.sentence(measure, area, newest, found)),
        *((Text(change),) if change else ()),
        Text("What would explain this?"),
        chart,
        figures.recent(measure, chart),
        *figures.where_from(request.partnership, release, newest, request.today),
        Buttons((Button("All wards", f"ask {measure.id} by=ward"), Button("Write a note", "weeknote"))),
    ]
    return Reply(tuple(blocks), cites=(release.id,))


def _missing(request: Request, identity: str, reason: str) -> Reply:
    measure = request.partnership.catalogue.measures.get(identity)
    title, contact = (
        (measure.title, measure.contact) if measure else (identity, request.partnership.contact("lead"))
    )
    return Reply(
        (
            Heading(f"{title}: no chart this week"),
            Text(f"{reason} {contact} looks after them."),
        )
    )
