"""The pinned figures of the week as charts, and what moved beyond rounding and its usual range."""

from __future__ import annotations

from collections.abc import Iterator

from commands import Request, figures, series
from commands.answers.move_words import sentence
from commands.answers.moves import look
from commands.digests.sections import Week, section
from commands.reply import Reply, to_json
from storage import permalinks
from storage.digests import Line
from storage.releases import Release

MOVES = 3  # named for each figure


@section("figures", "Figures", order=30)
def charts(week: Week) -> Iterator[Line]:
    """A chart of each pinned figure that may be shown everywhere and is not too old to be."""
    for release in _pinned(week.request):
        words = f"{release.measure.title}: approved figures, from {release.measure.source.name}."
        yield _line(week.request, release, words, "public", _chart(week, release))


@section("changed", "What changed", order=40)
def moved(week: Week) -> Iterator[Line]:
    """Figures that moved; for the channel, where somebody can say what explains them."""
    request = week.request
    for release in _pinned(request):
        newest = request.partnership.shelf.periods(release.measure.id)[-1:]
        for move in look(request, release, newest).moves[:MOVES]:
            yield _line(request, release, sentence(release, move), "channel")


def _pinned(request: Request) -> Iterator[Release]:
    settings = request.partnership.settings.schedule.weekly_chart
    shelf = request.partnership.shelf
    for name in settings.measures if settings else ():
        release = shelf.releases.get(name)
        if release is None or release.measure.places != "all":
            continue
        if not figures.stopped(release.measure, shelf.periods(name)[-1], request.today):
            yield release


def _chart(week: Week, release: Release) -> str:
    top = release.areas.top or release.areas.at(release.measure.areas.levels[-1])[0]
    breakdown = f"{top.level}×{release.measure.time.grain}"
    return to_json(Reply((series.over_time(week.request.partnership, release, top, breakdown),)))


def _line(request: Request, release: Release, text: str, scope: str, shown: str = "") -> Line:
    return Line(
        0,
        "",
        text,
        about=f"release/{release.id}",
        source=f"release {release.id}",
        link=permalinks.of_release(request.db, release.id),
        scope="public" if scope == "public" else "channel",
        shown=shown,
    )
