"""Published figures over time: a line, what its end shows, and the last few points as a table."""

from __future__ import annotations

from collections.abc import Sequence

from commands.figures import about, grain, short_period
from commands.reply import Chart, Mark, Point, Series, Table
from storage import sums
from storage.geography import Area
from storage.measures import Measure
from storage.partnerships import Partnership
from storage.releases import Release, Withheld
from storage.sums import Found, Sum

SHOWN = 26  # periods on a chart: half a year of weeks is what a phone can carry


def over_time(
    partnership: Partnership, release: Release, area: Area, breakdown: str, marks: tuple[Mark, ...] = ()
) -> Chart:
    """A line of the last half year of published values, with the sentence that says the same."""
    measure, shelf = release.measure, partnership.shelf
    points = [
        point(
            short_period(measure, period),
            sums.of_one(shelf.find(measure.id, breakdown, area.code, period)),
        )
        for period in shelf.periods(measure.id)[-SHOWN:]
    ]
    return line_of(measure, f"{measure.title} in {area.name}", points, marks)


def line_of(measure: Measure, name: str, points: Sequence[Point], marks: tuple[Mark, ...] = ()) -> Chart:
    """A line chart of these points; its title says what the end of the line shows."""
    return Chart(
        f"{name}: {finding(measure, points)}",
        in_words(measure, name, points),
        (Series(measure.title, tuple(points)),),
        measure.unit.many,
        rounded_to=measure.protect.base,
        marks=marks,
    )


def point(label: str, found: Found) -> Point:
    """A point of a chart: a sum that is not whole is a gap, like a value that is withheld or missing."""
    value = found.value if isinstance(found, Sum) else None
    return Point(label, value, withheld=isinstance(found, Withheld))


def finding(measure: Measure, points: Sequence[Point]) -> str:
    """What the end of a line shows, neutrally, as the second half of a title."""
    base, each = measure.protect.base, grain(measure)
    now = points[-1].value
    then = points[-2].value if len(points) > 1 else None
    if now is None:
        return f"no figure in the last {each} shown"
    if then is None:
        return (
            f"{about(now, base).partition(',')[0] if not now else about(now, base)} in the last {each} shown"
        )
    if abs(now - then) <= 2 * (base - 1):
        return f"about the same as the {each} before"
    more = "more" if now > then else "fewer"
    return f"{more if 0 in (now, then) else f'about {abs(now - then):,} {more}'} than the {each} before"


def in_words(measure: Measure, name: str, points: Sequence[Point], within: int | None = None) -> str:
    """What a line chart shows, for people who do not see it; ``within`` is how far rounding may move a point."""
    known = [(point.label, point.value) for point in points if point.value is not None]
    if not known:
        return f"{name}: there is no published figure in the {grain(measure)}s shown."
    base, each = measure.protect.base if within is None else within + 1, grain(measure)
    (first, start), (last, end) = known[0], known[-1]
    high = max(known, key=lambda pair: pair[1])
    low = min(known, key=lambda pair: pair[1])
    latest = f"latest {each}" if points[-1].value is not None else f"latest {each} with a figure"
    return (
        f"{name}: {about(end, base)} in the {latest} ({last}), "
        f"{about(start, base)} in the first shown ({first}). Highest: {about(high[1], base)} ({high[0]}). "
        f"Lowest: {about(low[1], base)} ({low[0]}).{_gaps(each, points)}"
    )


def _gaps(each: str, points: Sequence[Point]) -> str:
    missing = sum(point.value is None for point in points)
    return f" There is no figure for {missing} of the {len(points)} {each}s." if missing else ""


def in_brief(name: str, each: str, points: Sequence[Point], within: int) -> str:
    """The end of a line and how far it reaches, in one sentence; ``each`` is the word for one point."""
    known = [(point.label, point.value) for point in points if point.value is not None]
    if not known:
        return f"{name}: no figure in the {each}s shown."
    low, high = min(value for _, value in known), max(value for _, value in known)
    last, end = known[-1]
    reach = f"between {_bare(low, within)} and {_bare(high, within)} over {len(points)} {each}s"
    return f"{name}: {_bare(end, within)} in the latest {each} shown ({last}), {reach}.{_gaps(each, points)}"


def _bare(value: int, within: int) -> str:
    return f"about {value:,}" if value else f"fewer than {within + 1}"


def recent(measure: Measure, chart: Chart, count: int = 8) -> Table:
    """The last few points of a chart as a table that fits a phone."""
    table = chart.table()
    shown = min(count, len(table.rows))
    caption = f"The last {shown} {grain(measure)}s, rounded to {chart.rounded_to}"
    return Table(caption, (grain(measure).capitalize(), *table.header[1:]), table.rows[-count:])
