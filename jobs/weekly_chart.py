"""Monday's chart: the pinned figures as a sentence, a table, a picture and a question."""

from __future__ import annotations

from commands import Request, figures
from commands.reply import Block, Button, Buttons, Heading, Reply, Send, Text, ToEveryPlace
from jobs import Outcome, job
from storage.occurrences import Occurrence
from storage.releases import Release


@job("weekly_chart")
def weekly_chart(request: Request, occurrence: Occurrence) -> Outcome:
    """Post each pinned measure, or say what is missing and who is on it."""
    settings = request.partnership.settings.schedule.weekly_chart
    pinned = settings.measures if settings else ()
    sends = [Send(ToEveryPlace(), _chart(request, measure)) for measure in pinned]
    return Outcome(tuple(sends))


def _chart(request: Request, identity: str) -> Reply:
    release = request.partnership.shelf.releases.get(identity)
    if release is None:
        return _missing(request, identity)
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


def _missing(request: Request, identity: str) -> Reply:
    measure = request.partnership.catalogue.measures.get(identity)
    title, contact = (
        (measure.title, measure.contact) if measure else (identity, request.partnership.contact("lead"))
    )
    return Reply(
        (
            Heading(f"{title}: no chart this week"),
            Text(f"There are no approved figures to show. {contact} is looking after them: ask there."),
        )
    )
