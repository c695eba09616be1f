"""The sentences of an answer: the number, how it stands to earlier ones, and what is missing from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from commands.answers.grid import Cut
from commands.figures import about_in, bare, difference, grain, in_period, short_period, thing, withdrawn
from storage import sums
from storage.measures import Measure
from storage.monthly import off
from storage.periods import Window
from storage.releases import NoData, NotApproved, Shelf, Withheld
from storage.sums import Found, Part, Sum


def line_one(cut: Cut, window: Window, found: Found) -> str:
    """Number, unit, area and period in one sentence. Zero, withheld, no data and not approved are four different ones."""
    area, what, when = cut.area.name, thing(cut.measure, cut.kinds), window.words
    match found:
        case Sum(value=0) if len(cut.periods) > 1:
            each = f"in each of the {len(cut.periods)} {grain(cut.measure)}s, perhaps none,"
            return f"{area} had fewer than {off(cut.release) + 1} {what} {each} {when}."
        case Sum(value=value):
            return f"{area} had {about_in(value, found.within + 1, what)} {when}."
        case Part():
            return _partly(cut, window, found)
        case Withheld():
            return f"{area} had too few {what} to show safely {when}."
        case NoData():
            return f"There is no figure for {what} in {area} {when}."
        case NotApproved(last=last):
            return withdrawn(last) if last else f"Nobody has approved figures for {what} yet."
        case other:
            assert_never(other)


def _partly(cut: Cut, window: Window, found: Part) -> str:
    """A sum with something missing is never said as if it were the whole."""
    measure, all_of_it = cut.measure, len(cut.periods)
    return (
        f"Only {len(found.published)} of {all_of_it} {grain(measure)}s can be shown for {cut.area.name} "
        f"{window.words}. Together they make about {found.value:,} {thing(measure, cut.kinds)}, which is not "
        f"the whole.{_lacking(measure, found.withheld, 'Too few to show safely')}"
        f"{_lacking(measure, found.missing, 'Not published')}"
    )


def _lacking(measure: Measure, periods: tuple[str, ...], why: str) -> str:
    if not periods:
        return ""
    named = ", ".join(short_period(measure, period) for period in periods[:3])
    more = f" and {len(periods) - 3} more" if len(periods) > 3 else ""
    return f" {why}: the {grain(measure)} of {named}{more}."


def changes(shelf: Shelf, cut: Cut, against: Window | None) -> str:
    """How a number stands to the period before and a year before, or to the one asked for; "" where there is neither."""
    now = cut.find(shelf)
    if not isinstance(now, Sum):
        return ""
    if against is not None:
        return _against(shelf, cut, now, against)
    return "\n".join(_earlier(shelf, cut, now))


def _earlier(shelf: Shelf, cut: Cut, now: Sum) -> Iterator[str]:
    measure, many = cut.measure, len(cut.periods)
    each = grain(measure) if many == 1 else f"{many} {grain(measure)}s"
    last_year = sums.year_before(measure, cut.periods)
    dated = f", {in_period(measure, last_year[0])}" if last_year and many == 1 else ""
    for than, when, periods in (
        (f"the {each} before", "", sums.before(measure, cut.periods)),
        (f"the same {each} last year", dated, last_year),
    ):
        then = replace(cut, periods=periods).find(shelf) if periods else None
        if isinstance(then, Sum):
            equal = now.periods == then.periods
            yield difference(now, then, than, when) if equal else _by_average(now, then, f"in {than}")


def _against(shelf: Shelf, cut: Cut, now: Sum, against: Window) -> str:
    then = replace(cut, periods=against.periods).find(shelf)
    if not isinstance(then, Sum):
        return line_one(replace(cut, periods=against.periods), against, then)
    if then.periods != now.periods:
        return _by_average(now, then, against.words)
    return difference(now, then, against.words)


def _by_average(now: Sum, then: Sum, when: str) -> str:
    """Windows of different lengths are compared by what they come to for each of their periods."""
    each = grain(now.release.measure)
    one, other = now.value / now.periods, then.value / then.periods
    told = (
        f"{bare(then).capitalize()} {when}. The two are not equally long: about {one:,.0f} each {each} "
        f"against about {other:,.0f}"
    )
    if abs(one - other) <= now.within / now.periods + then.within / then.periods:
        return f"{told}, which is about the same within rounding."
    return f"{told}."


def cell(found: Found) -> str:
    """A number in a table: digits alone, or why there are none."""
    match found:
        case Sum(value=0):
            return f"fewer than {found.within + 1}"
        case Sum(value=value):
            return f"{value:,}"
        case Part():
            whole = len(found.published) + len(found.withheld) + len(found.missing)
            return f"{found.value:,} in {len(found.published)} of {whole}"
        case Withheld():
            return "too few to show"
        case NoData() | NotApproved():
            return "no figure"
        case other:
            assert_never(other)
