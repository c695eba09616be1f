"""The risks of one release beside everything published before: the verdict that a steward sees.

The policy says what nothing published may prove: that a count is this small or smaller. So every number, whether it
is shown or only follows from what is, must be able to be larger: a category that nobody in a group is in, or anybody
outside it, is held by the same rule. What was withheld at the source must stay as open as rounding would leave it, or
as its mark does. What already followed without this release is not held against it: it adds nothing to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from math import inf
from statistics import median

from storage.counts import Missing
from storage.protection.bounds.known import AttackError, Interval
from storage.protection.caveats import Caveats
from storage.protection.cube import Cell
from storage.protection.joint.attack import Found, attack
from storage.protection.published import Other, Place, Published
from storage.protection.verdict import Spot, Verdict, Width


def judge(tables: Sequence[Published], others: Sequence[Other] = (), *, per: str = "") -> Verdict:
    """Attack the last release in the list together with all before it and the tables of others.

    `per` is the measure by which rates of this one are given. An attack that cannot be carried out is a verdict too: not
    releasable. What contributors learn who know their own cases holds no release: see `contributors`.
    """
    try:
        return Judged(tables, others, per).verdict()
    except AttackError as error:
        return Verdict(False, (), (), (str(error),), ())


class Judged:
    """One release, attacked in every way that applies to it."""

    def __init__(self, tables: Sequence[Published], others: Sequence[Other], per: str) -> None:
        self._tables, self._table, self._per = tables, tables[-1], per
        self._others = [other for other in others if other.source == self._table.source]
        self._policy = max(table.policy for table in tables if table.source == self._table.source)
        self._joint = attack(tables, self._others, touching=len(tables) - 1)
        self._found = [*self._joint.found, *self._supposed(tables)]
        self._pinned = _narrowest(self._found)

    def verdict(self) -> Verdict:
        """What came of it."""
        unsafe = [*self._too_small(), *self._given_away()]
        held = [each for each in unsafe if not self._known_before(each)]
        widths = tuple(self._widths())
        caveats = Caveats(self._tables, self._cells, self._policy, self._joint)
        return Verdict(
            releasable=not held,
            unsafe=tuple(sorted({self._spot(each) for each in held})),
            widths=widths,
            warnings=(
                *caveats.of_numbers(widths),
                *caveats.of_rates(self._per),
                *caveats.of_corrections(),
                *caveats.of_others(each.place for each in unsafe if each not in held),
                *caveats.of_patience(not all(each.exact for each in held)),
            ),
            attacks=tuple(self._attacks()),
        )

    def _supposed(self, tables: Sequence[Published]) -> Iterator[Found]:
        """What those find who suppose something about corrections, where there were any."""
        if self._joint.changed:
            for supposing in ("adding", "correcting"):
                yield from attack(tables, self._others, touching=len(tables) - 1, supposing=supposing).found

    def _too_small(self) -> Iterator[Found]:
        return (each for each in self._found if each.interval.high <= self._policy)

    def _given_away(self) -> Iterator[Found]:
        """What was withheld wherever it stands, and yet follows more closely than rounding or the mark would tell."""
        for each in self._found:
            hidden = each.tables and all(each.place in self._tables[at].withheld_places for at in each.tables)
            if hidden and each.interval.width < min(self._table.base - 1, self._table.withheld.width):
                yield each

    def _known_before(self, found: Found) -> bool:
        return found.place in self._before and self._before[found.place].within(found.interval)

    @cached_property
    def _before(self) -> dict[Place, Interval]:
        """How far everything was pinned down before this release told anything."""
        nothing = tuple(replace(cell, value=Missing.NO_DATA) for cell in self._table.cells)
        tables = [*self._tables[:-1], replace(self._table, cells=nothing, carry=None)]
        found = attack(tables, self._others, touching=len(tables) - 1, exact=True).found
        return _narrowest([*found, *self._supposed(tables)])

    @cached_property
    def _cells(self) -> dict[Place, Cell]:
        """The cells of the periods that were attacked."""
        pages = {(place.grain, place.period) for place in self._pinned}
        inside = (cells for page, cells in self._table.pages.items() if page in pages)
        return {self._table.place(cell): cell for cells in inside for cell in cells}

    def _widths(self) -> Iterator[Width]:
        named = sorted((cell.breakdown, place) for place, cell in self._cells.items())
        for name, same in groupby(named, key=lambda each: each[0]):
            pinned = [self._pinned[place] for _, place in same]
            limited = [int(each.width) for each in pinned if each.width < inf]
            small = sum(each.low <= self._policy for each in pinned)
            yield Width(
                breakdown=name,
                numbers=len(pinned),
                smallest=min(limited, default=None),
                median=float(median(limited)) if limited else None,
                small=round(small / len(pinned), 3),
            )

    def _attacks(self) -> Iterator[str]:
        seen = sorted({at for each in self._found for at in each.tables})
        yield "every number, shown or not, from all sums and rules, in whole numbers"
        if len(seen) > 1:
            yield f"together: {', '.join(self._tables[at].name for at in seen)}"
        for at in seen:
            if rule := self._tables[at].carry:
                yield f"rounding carried in {self._tables[at].name}, {rule}"
        for other in self._others:
            if other.name not in self._joint.contradicted:
                yield f"the table of others “{other.name}”"
        if self._joint.changed:
            yield "corrections that only add"
            yield "corrections of nothing but what must have changed"
        if not all(each.exact for each in self._found):
            yield "periods tied together: widths are at least those given"

    def _spot(self, found: Found) -> Spot:
        """Named as in the table that shows it; a number that none shows, after its source."""
        table = self._tables[found.tables[-1]] if found.tables else self._table
        order = [name for name, _ in table.splits]
        pairs = sorted(
            found.place.categories, key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order)
        )
        return Spot(
            measure=table.measure if found.tables else found.source,
            breakdown="×".join((found.level, *(name for name, _ in pairs), found.place.grain)),
            area=found.place.area,
            period=found.place.period,
            categories=tuple(code for _, code in pairs),
        )


def _narrowest(found: Iterable[Found]) -> dict[Place, Interval]:
    """For each place the narrowest interval of all the truths it may have had."""
    pinned: dict[Place, Interval] = {}
    for each in found:
        before = pinned.get(each.place)
        if before is None or each.interval.width < before.width:
            pinned[each.place] = each.interval
    return pinned
