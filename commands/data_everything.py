"""For stewards and leads: all that can be asked now, since when, until when, and who let it out."""

from __future__ import annotations

from collections.abc import Iterator

from commands import Request, command, figures
from commands.deciding import SEERS
from commands.definition import split_by
from commands.folded import folded
from commands.reply import Button, Buttons, Heading, Reply, Text, say
from storage.releases import Release
from storage.times import say_day

HEADER = ("Figure", "By", "Periods", "Rounded to", "Approved", "Shown until", "Release")


@command("data everything", example="data everything", roles=SEERS)
def everything(request: Request, words: str) -> Reply:
    """Show all that can be asked now, with who approved it and when it ends."""
    approved = list(request.partnership.shelf.releases.values())
    if not approved:
        return say("Nothing can be asked: no release is approved.")
    rows = [row for release in approved for row in _rows(request, release)]
    count = len(approved)
    return Reply(
        (
            Heading("All that can be asked now"),
            Text(
                f"{count} figure{'s' if count > 1 else ''}, each only by what stands beside it. Nothing else can be "
                "asked, and nobody gets other numbers than the approved ones."
            ),
            *folded("By figure and breakdown", HEADER, rows, request.partnership.name, request.today),
            Buttons((Button("History", "data history"), Button("Standing approvals", "data standing"))),
        ),
        private=True,
    )


def _rows(request: Request, release: Release) -> Iterator[tuple[str, ...]]:
    measure, periods = release.measure, request.partnership.shelf.periods(release.measure.id)
    span = " to ".join(
        dict.fromkeys(figures.short_period(measure, each) for each in (periods[0], periods[-1]))
    )
    on = f" on {say_day(release.decided_at.date())}" if release.decided_at else ""
    for each in measure.publish:
        yield (
            measure.title,
            split_by(each),
            span,
            str(measure.protect.base),
            f"{release.decided_by}{on}",
            _until(request, release, periods[-1]),
            str(release.id),
        )


def _until(request: Request, release: Release, newest: str) -> str:
    """The first day after which answers stop unless there is something newer or a review."""
    measure = release.measure
    if figures.stopped(measure, newest, request.today):
        return "not shown any more"
    stops = figures.stops_after(measure, newest)
    if stops is not None and stops < measure.review_by:
        return f"{say_day(stops)} without newer figures"
    return f"{say_day(measure.review_by)}, the day of its review"
