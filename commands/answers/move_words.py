"""Moves in words: neutral, in the order of the code lists, never a ranking, and with a question at the end."""

from __future__ import annotations

from datetime import date

from commands import Request
from commands.answers.moves import cut_of
from commands.figures import bare, grain, say_code, thing
from commands.question import Question, line
from storage import patterns
from storage.patterns import Move
from storage.period_words import count, say_periods
from storage.periods import Calendar
from storage.releases import Release
from storage.spans import Range, Week
from storage.sums import Sum


def sentence(release: Release, move: Move) -> str:
    """A move and the usual range: "Kilburn: about 25 referrals in the week of …, usually about 10 to 15."."""
    measure, what = release.measure, thing(release.measure, move.slot.categories)
    when = say_periods(measure.time, move.periods)
    return f"{_where(release, move)}: {_bare(release, move)} {what} {when}, usually {_usual(release, move)}."


def short(release: Release, move: Move) -> str:
    """The same among others: "Kilburn about 25, usually about 10 to 15"."""
    kinds = "".join(f", {say_code(code)}," for code in move.slot.categories)
    many = f" in {count(release.measure.time.grain, move.periods)}" if len(move.periods) > 1 else ""
    return f"{_where(release, move)}{kinds} {_bare(release, move)}{many}, usually {_usual(release, move)}"


def name(release: Release, move: Move) -> str:
    """What a button or a list calls a move: "Kilburn", "debt", "Kilburn, debt"."""
    kinds = [say_code(code) for code in move.slot.categories]
    top = release.areas.top
    where = [] if kinds and top and top.code == move.slot.area else [_where(release, move)]
    return ", ".join([*where, *kinds])


def _where(release: Release, move: Move) -> str:
    return release.areas.label(cut_of(release, move.slot).area)


def _bare(release: Release, move: Move) -> str:
    return bare(Sum(move.value, len(move.periods), release))


def _usual(release: Release, move: Move) -> str:
    low, high = (Sum(value, len(move.periods), release) for value in (move.low, move.high))
    many = f" in {count(release.measure.time.grain, move.periods)}" if len(move.periods) > 1 else ""
    if low.value == high.value or high.value == 0:
        return f"{bare(high)}{many}"
    if low.value == 0:
        return f"about {high.value:,} or fewer{many}"
    return f"about {low.value:,} to {high.value:,}{many}"


def method(release: Release) -> str:
    """How it is found out, in one plain sentence."""
    rhythm = patterns.RHYTHMS[release.measure.time.grain]
    each = grain(release.measure)
    return (
        f"Each published figure is compared with its own {rhythm.usual} {each}s before and, where a year of them "
        f"is published, with the same {each}s last year. What rounding, season or chance can explain is left out. "
        f"Now and then chance is named all the same."
    )


def chart_line(request: Request, release: Release, move: Move) -> str:
    """The command line that draws a move over time."""
    return line(_question(request, release, move, newest=True), as_="chart")


def explain_line(request: Request, release: Release, move: Move) -> str:
    """The command line with which somebody says what would explain a move."""
    return f"explain {line(_question(request, release, move)).removeprefix('ask ')}"


def _question(request: Request, release: Release, move: Move, newest: bool = False) -> Question:
    cut, measure = cut_of(release, move.slot), release.measure
    published = request.partnership.shelf.periods(measure.id)
    calendar = Calendar(measure, published, measure.time.terms, request.today)
    window = calendar.newest if newest else calendar.at(move.periods[-1])
    if not newest and len(move.periods) > 1:
        first, last = (Week(date.fromisoformat(move.periods[at])) for at in (0, -1))
        window, _ = calendar.window(Range(first, last))
    return Question(release, (cut.area,), window, categories=cut.categories)
