"""Emerging patterns: which published figures moved beyond rounding and beyond their usual week-to-week range.

From published values alone. Each area and category of each published table is looked at on its own: the newest
week and, where events are counted, the sum of the newest four. It has moved when all of this is so:

1. Beyond rounding: it differs from the median of the 13 weeks before by more than rounding can make, which is
   twice (base - 1) for each week.
2. Outside its usual range: those 13 weeks without the two highest and the two lowest.
3. Beyond chance and season: a robust quasi-Poisson score, which is what was published less what was expected, by
   the root of dispersion * (expected + rounding), on the scale of the power 2/3. It is at least 2.5 beside the 13
   weeks before. Where a year is published, expected is the median ratio to the same weeks a year before, give or
   take one, times what was published then: of the measure as a whole, because one ward's own weeks are too few to
   tell a season from, and of the series itself where it is steady. Every one of these has to agree, so a winter, a
   half term and Christmas are no news once they are a year old. Dispersion is the mean square of the method's own
   earlier misses over half a year, without the widest quarter of them; never less than pure counts have.
4. Many looks at once: the two-sided chances of all series of a measure go through the rule of Benjamini and
   Hochberg. FALSE is what it promises at worst; because each look has to pass every part of 3, quiet weeks are
   far quieter (CONTRIBUTING.md has what ``python -m tests.patterns_trial`` measured).

Months and terms are looked at in the same way, with fewer before them and without sums.

Sources: C. P. Farrington, N. J. Andrews, A. D. Beale and M. A. Catchpole, "A statistical algorithm for the early
detection of outbreaks of infectious disease", Journal of the Royal Statistical Society A 159 (1996), for
quasi-Poisson scores against the same weeks of earlier years and the power 2/3; W. A. Shewhart's individuals chart
for taking the spread from steps between weeks where the season is known; Y. Benjamini and Y. Hochberg, "Controlling
the false discovery rate", Journal of the Royal Statistical Society B 57 (1995).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from storage import sums
from storage.cells import Table
from storage.geography import Areas
from storage.measures import Measure
from storage.protection.cube import Cube
from storage.unusual import Past, Rhythm, Values, median, total

FALSE = 0.2  # at most this share of what is named in one measure and period is chance
MOST = 500  # series of one table; more than that are looked at by their totals alone
RHYTHMS = {"week": Rhythm(13, 26, (1, 4), shift=1), "month": Rhythm(9, 18, (1,)), "term": Rhythm(6, 9, (1,))}


@dataclass(frozen=True, slots=True)
class Slot:
    """One series: a cell of a published table in every period."""

    breakdown: str
    area: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A series that moved: its sum over ``periods``, and the usual range of as many periods before."""

    slot: Slot
    periods: tuple[str, ...]
    value: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What moved in one period, which series were looked at, and in which a gap made that impossible.

    All in the order of the code lists, largest areas first.
    """

    moves: tuple[Move, ...]
    looked_at: tuple[Slot, ...]
    gaps: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class TooShort:
    """Too few earlier periods to know what is usual; ``needs`` is 0 for figures that are counted once."""

    needs: int
    has: int


def judge(
    measure: Measure,
    areas: Areas,
    table: Table,
    newest: str,
    explained: Collection[tuple[str, str]] = frozenset(),
) -> Judged | TooShort:
    """What moved in the period ``newest``; only that and earlier periods are looked at.

    ``explained`` are pairs of area code and period that people have explained: an earlier one is no longer part
    of what is usual, though a year later it may still be part of the season.
    """
    rhythm = RHYTHMS.get(measure.time.grain)
    earlier = [period for period in table.periods if period < newest]
    if rhythm is None or len(earlier) < rhythm.tried:
        return TooShort(rhythm.tried if rhythm else 0, len(earlier))
    chain = _chain(measure, newest, earlier[0], rhythm)
    look = _Look(measure, table, chain, rhythm, frozenset(explained), _whole(measure, areas, table, chain))
    found = {slot: look.at(slot) for slot in slots(measure, areas)}
    looked_at = tuple(slot for slot, tests in found.items() if tests)
    gaps = tuple(slot for slot, tests in found.items() if not tests)
    return Judged(_chosen([found[slot] for slot in looked_at]), looked_at, gaps)


def slots(measure: Measure, areas: Areas) -> Iterator[Slot]:
    """Every series that is looked at, largest areas first and then in the order of the code lists."""
    for breakdown in Cube(measure, areas).breakdowns:
        codes = [measure.dimensions[name].codes for name in breakdown.dimensions]
        named = [(area.code, kinds) for area in areas.at(breakdown.area_level) for kinds in product(*codes)]
        if breakdown.time == measure.time.grain and len(named) <= MOST:
            yield from (Slot(breakdown.name, area, kinds) for area, kinds in named)


@dataclass(frozen=True, slots=True)
class _Chain:
    """Consecutive periods up to the one judged, published or not; ``year`` is how many make one, 0 if unknown."""

    periods: tuple[str, ...]
    year: int


def _chain(measure: Measure, newest: str, first: str, rhythm: Rhythm) -> _Chain:
    """As many periods as the longest look back needs, but none before the first one published."""
    back = [newest]
    last_year = (*sums.year_before(measure, (newest,)), "")[0]
    most = rhythm.usual + rhythm.tried + max(rhythm.spans)
    while len(back) < most + (back.index(last_year) if last_year in back else most):
        before = sums.before(measure, back[-1:])
        if not before or before[0] < first:
            break
        back.append(before[0])
    return _Chain(tuple(reversed(back)), back.index(last_year) if last_year in back else 0)


def _whole(measure: Measure, areas: Areas, table: Table, chain: _Chain) -> Values:
    """The measure in all its largest areas together; ``None`` where one of them is not known."""
    level = measure.areas.levels[-1]
    slots = [Slot(f"{level}×{measure.time.grain}", area.code, ()) for area in areas.at(level)]
    return [
        _add(found) for found in zip(*(_values(table, slot, chain.periods) for slot in slots), strict=True)
    ]


def _add(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _values(table: Table, slot: Slot, periods: Sequence[str]) -> Values:
    """Withheld and missing alike are nothing to judge by."""
    return [table.get((slot.breakdown, slot.area, period, slot.categories)) for period in periods]


@dataclass(frozen=True, slots=True)
class _Test:
    """One look at the end of one series: the move it would be, and the chance of it when nothing moved."""

    move: Move | None = None
    chance: float = 1.0


@dataclass(frozen=True, slots=True)
class _Look:
    """All that looking at one series after the other has in common."""

    measure: Measure
    table: Table
    chain: _Chain
    rhythm: Rhythm
    explained: frozenset[tuple[str, str]]
    whole: Values

    def at(self, slot: Slot) -> tuple[_Test, ...]:
        """The looks at one series; none where its newest value or too much of its past is not known."""
        spans = self.rhythm.spans if sums.can_add(self.measure) else (1,)
        near = self.chain.periods[-self.rhythm.usual - max(spans) :]
        values = self._unexplained(slot, near, _values(self.table, slot, near))
        tests = [test for span in spans if (test := self._test(slot, values, span)) is not None]
        if not any(test.move for test in tests):
            return tuple(tests)
        past = self._past(slot)
        return tuple(
            _Test(test.move, past.chance(len(test.move.periods))) if test.move else test for test in tests
        )

    def _unexplained(self, slot: Slot, periods: Sequence[str], values: Values) -> Values:
        """Without earlier values that people have explained; the newest is still to be judged."""
        if not self.explained:
            return values
        hidden = [(slot.area, period) in self.explained for period in periods[:-1]]
        return [None if hide else value for hide, value in zip((*hidden, False), values, strict=True)]

    def _test(self, slot: Slot, values: Values, span: int) -> _Test | None:
        """Whether the newest sum may be a move: further from the usual than rounding can make it, and out of its
        usual range. ``None`` where it or too much of what is usual is not known."""
        before = values[-self.rhythm.usual - span : -span]
        value, middle = total(values, len(values) - 1, span), median(before, self.rhythm.usual)
        if value is None or middle is None:
            return None
        if abs(value - span * middle) <= 2 * span * (self.measure.protect.base - 1):
            return _Test()
        ends = range(span - 1, len(before))
        usual = sorted(found for end in ends if (found := total(before, end, span)) is not None)
        wild = len(usual) // 6
        if not usual or usual[wild] <= value <= usual[-1 - wild]:
            return _Test()
        return _Test(Move(slot, self.chain.periods[-span:], value, usual[wild], usual[-1 - wild]))

    def _past(self, slot: Slot) -> Past:
        raw = _values(self.table, slot, self.chain.periods)
        shown = self._unexplained(slot, self.chain.periods, raw)
        return Past(shown, raw, self.whole, self.chain.year, self.measure.protect.base, self.rhythm)


def _chosen(judged: Sequence[tuple[_Test, ...]]) -> tuple[Move, ...]:
    """What stands out among all that was looked at, each series once: its newest period before its newest four."""
    chances = sorted(test.chance for tests in judged for test in tests)
    ranked = [each for rank, each in enumerate(chances, 1) if each <= FALSE * rank / len(chances)]
    least = max(ranked, default=-1.0)
    found = (next((test.move for test in tests if test.chance <= least), None) for tests in judged)
    return tuple(move for move in found if move is not None)
