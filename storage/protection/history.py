"""Every period of a measure, from true counts to published cells: new ones, corrections of old ones, and months.

What has been published stays. Of a period whose counts were corrected only the cells change of which the truth did, and
only if a table allows it and no cell changes by so few that the change alone would tell how few. Otherwise the
correction is held: the table that was published stands, and neither it nor anything rounded later shows that the
truth behind it is another, until a build is told to take in what was held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from storage.belonging import month_of, weeks_of
from storage.counts import Extract, Missing, Number
from storage.geography import Areas
from storage.measures import Measure
from storage.progress import Progress, silent
from storage.protection import ledger as ledgers
from storage.protection import months
from storage.protection.carry import Past, carries, to_date
from storage.protection.cube import Atom, Cell, Cube
from storage.protection.ledger import Ledger, LedgerError
from storage.protection.periods import Periods
from storage.protection.rounding import found

Why = Literal["too few", "no table"]
OTHER_FRAME = (
    "The ledger was made for other areas, codes or another base than the measure file now has. "
    "Give the measure a new id, or build without the ledger: every period is then rounded afresh."
)


@dataclass(frozen=True)
class Held:
    """A correction of a published period that is not let out for now."""

    period: str
    why: Why

    @property
    def sentence(self) -> str:
        """For whoever builds; it repeats no count."""
        if self.why == "too few":
            because = "some figure would change by so few that the change would show them"
        else:
            because = "no table keeps every other figure as it was published"
        return f"{self.period}: the correction is held, because {because}. The published figures stand."


@dataclass(frozen=True)
class Protected:
    """What came of protecting an extract.

    `kept` is the limit that all years to date keep to, None where nothing is carried. Cells that only months show are
    off by less than `detail` times the base, None where there are none. `ledger` never leaves this computer.
    """

    cells: tuple[Cell, ...]
    held: tuple[Held, ...]
    kept: int | None
    detail: int | None
    ledger: bytes


class History:
    """All periods of a measure, and of a weekly one the months that show more."""

    def __init__(self, measure: Measure, areas: Areas, key: bytes) -> None:
        self._measure, self._areas = measure, areas
        self._counts: dict[str, tuple[Atom, ...]] = {}
        self._periods = Periods(Cube(measure, areas), key)
        more = months.detail(measure, areas)
        self._months = Periods(more, key) if more else None

    def recall(self, past: Ledger) -> None:
        """Take in what was published before. Raises LedgerError, or RoundingError where a new breakdown does not fit."""
        if (past.measure, past.frame) != (self._measure.id, self._frame):
            raise LedgerError(OTHER_FRAME)
        for period in sorted(past.cells):
            self._counts[period] = past.counts[period]
            self._recall(self._periods, period, past.cells[period], {})
        for month in sorted(past.months if self._months else ()):
            self._recall(self._detail, month, past.months[month], self._sums(month))

    def correct(self, counts: Mapping[str, tuple[Atom, ...]], rebase: bool) -> Iterator[Held]:
        """Let out the corrections that may be, together for the weeks of a month with detail; tell of the others."""
        blocks: dict[str, list[str]] = defaultdict(list)
        for period in sorted(counts):
            if period in self._counts and self._differs(period, counts[period]):
                blocks[self._block(period)].append(period)
        for periods in blocks.values():
            before = dict(self._counts), self._periods.copy(), self._months and self._months.copy()
            if why := self._correct(periods, counts, rebase):
                self._counts, self._periods, self._months = before
                yield from (Held(period, why) for period in periods)

    def add(self, counts: Mapping[str, tuple[Atom, ...]], progress: Progress) -> None:
        """Round what has not been published yet, oldest first. Raises RoundingError."""
        new = sorted(set(counts) - set(self._counts))
        for done, period in enumerate(new):
            progress(done, len(new))
            self._counts[period] = counts[period]
            truth = self._periods.cube.truth(counts[period])
            self._periods.put(period, truth, found(self._periods.round(period, truth, {}, {})))
        for month in self._complete():
            if month not in self._detail.published and self._round_month(month, {}, {}):
                raise months.refuse(month)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every published cell, in order."""
        shown = (*self._shown().values(), *self._shown_months().values())
        return tuple(sorted(cell for cells in shown for cell in cells))

    @property
    def kept(self) -> int | None:
        """The limit that all years to date keep to."""
        if not carries(self._measure):
            return None
        return max(
            Past(self._periods.errors, self._periods.cube.time).worst, to_date(self._measure.protect.base)
        )

    @property
    def bases(self) -> int | None:
        """Less than how many bases what only months show is off."""
        if self._months is None:
            return None
        sums = months.sums(self._months.cube, self._periods.cube, [])
        own = [at for at in range(len(self._months.cube.slots)) if at not in sums]
        off = max((int(abs(each[own]).max(initial=0)) for each in self._months.errors.values()), default=0)
        return off // self._measure.protect.base + 1

    @property
    def ledger(self) -> Ledger:
        """What the next build has to know."""
        return Ledger(self._measure.id, self._frame, self._counts, self._shown(), self._shown_months())

    @property
    def _detail(self) -> Periods:
        if self._months is None:
            raise TypeError("this measure has no detail of months")
        return self._months

    @property
    def _frame(self) -> str:
        measure, levels = self._measure, self._measure.areas.levels
        inside = [
            "<".join(held.code for level in levels if (held := self._areas.lift(area, level)))
            for area in self._areas.at(levels[0])
        ]
        codes = [f"{name}:{','.join(each.codes)}" for name, each in measure.dimensions.items()]
        return "|".join([measure.time.grain, str(measure.protect.base), *levels, *inside, *codes])

    def _recall(
        self, periods: Periods, period: str, cells: Sequence[Cell], sums: Mapping[int, Number]
    ) -> None:
        known = {(cell.breakdown, cell.area, cell.categories): cell.value for cell in cells}
        places = [(slot.breakdown.name, slot.area, slot.categories) for slot in periods.cube.slots]
        truth = periods.cube.truth(self._atoms(periods, period))
        shown = {at: known[place] for at, place in enumerate(places) if place in known} | dict(sums)
        if len(shown) < len(places):
            settled = {at: value for at, value in shown.items() if not isinstance(value, Missing)}
            if sums:
                published = found(months.further(periods.rounding(period, truth), sums, settled, {}))
            else:
                published = found(periods.round(period, truth, settled, {}))
        else:
            published = tuple(shown[at] for at in range(len(places)))
        periods.put(period, truth, published)

    def _atoms(self, periods: Periods, period: str) -> tuple[Atom, ...]:
        if periods is self._periods:
            return self._counts[period]
        return tuple(atom for week in weeks_of(period) for atom in self._counts[week])

    def _differs(self, period: str, counts: Sequence[Atom]) -> bool:
        cubes = [self._periods.cube, *([self._months.cube] if self._months else [])]
        return any(cube.truth(counts) != cube.truth(self._counts[period]) for cube in cubes)

    def _block(self, period: str) -> str:
        month = month_of(period, self._measure.time)
        return month if self._months and month in self._months.published else period

    def _correct(
        self, changed: Sequence[str], counts: Mapping[str, tuple[Atom, ...]], rebase: bool
    ) -> Why | None:
        for period in changed:
            truth = self._periods.cube.truth(counts[period])
            if not rebase and self._periods.few(period, truth):
                return "too few"
            same = self._periods.same(period, truth)
            table = self._periods.round(period, truth, *(({}, same) if rebase else (same, {})))
            if table is None:
                return "no table"
            self._counts[period] = counts[period]
            self._periods.put(period, truth, table)
        month = month_of(changed[0], self._measure.time)
        if self._months is None or month not in self._months.published:
            return None
        truth = self._months.cube.truth(self._atoms(self._months, month))
        if not rebase and self._months.few(month, truth):
            return "too few"
        same = {
            at: value for at, value in self._months.same(month, truth).items() if at not in self._sums(month)
        }
        return self._round_month(month, *(({}, same) if rebase else (same, {})))

    def _round_month(self, month: str, settled: Mapping[int, int], liked: Mapping[int, int]) -> Why | None:
        truth = self._detail.cube.truth(self._atoms(self._detail, month))
        table = months.further(self._detail.rounding(month, truth), self._sums(month), settled, liked)
        if table is None:
            return "no table"
        self._detail.put(month, truth, table)
        return None

    def _sums(self, month: str) -> dict[int, Number]:
        weeks = [self._periods.published[week] for week in weeks_of(month)]
        return months.sums(self._detail.cube, self._periods.cube, weeks)

    def _complete(self) -> list[str]:
        """The months of which all weeks are published, where months show more."""
        if self._months is None:
            return []
        begun = {month_of(period, self._measure.time) for period in self._counts}
        return sorted(each for each in begun if set(weeks_of(each)) <= set(self._counts))

    def _shown(self) -> dict[str, tuple[Cell, ...]]:
        return {
            period: self._periods.cube.cells(period, values)
            for period, values in self._periods.published.items()
        }

    def _shown_months(self) -> dict[str, tuple[Cell, ...]]:
        """Only what the weeks do not add up to."""
        if self._months is None:
            return {}
        sums = months.sums(self._months.cube, self._periods.cube, [])
        return {
            month: tuple(
                cell for at, cell in enumerate(self._months.cube.cells(month, values)) if at not in sums
            )
            for month, values in self._months.published.items()
        }


def build_all(
    measure: Measure,
    areas: Areas,
    extract: Extract,
    key: bytes,
    ledger: bytes | None = None,
    *,
    rebase: bool = False,
    progress: Progress = silent,
) -> Protected:
    """Protect every period of an extract, beside what the ledger says was published before.

    With a ledger the extract may hold only what is new or corrected. `rebase` takes in what was held, with as few other
    figures changed as can be. Raises RoundingError and LedgerError.
    """
    history = History(measure, areas, key)
    if ledger is not None:
        history.recall(ledgers.unseal(ledger, key))
    counts: dict[str, list[Atom]] = defaultdict(list)
    for count in extract.counts:
        counts[count.period.isoformat()].append((count.area, count.category, count.n))
    atoms = {period: tuple(each) for period, each in counts.items()}
    held = tuple(history.correct(atoms, rebase))
    history.add(atoms, progress)
    return Protected(history.cells, held, history.kept, history.bases, ledgers.seal(history.ledger, key))
