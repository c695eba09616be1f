"""The risks of one release beside everything published before: the verdict that a steward sees.

The policy says what nothing published may prove: that a count is this small or smaller. So every number, whether it
is shown or only follows from what is, must be able to be larger. What was withheld at the source must stay as open as
rounding would leave it. Rows that prove all of a group, or none of it, to be in one category are held. What was
published before just as it is now is not held against a release again: it adds nothing to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from math import inf
from statistics import median

from storage.counts import Missing
from storage.protection import groups
from storage.protection.attack import AttackError, Interval
from storage.protection.joint import Found, attack
from storage.protection.published import Other, Own, Place, Published, breakdown_of
from storage.protection.verdict import Spot, Verdict, Width

MOSTLY = 0.5  # from this share of small numbers on, a steward is told
DENOMINATORS = 10  # bases; below, rounding alone moves a rate by a tenth of its denominator
EXAMPLES = 3


def judge(
    tables: Sequence[Published], others: Sequence[Other] = (), *, own: Own | None = None, per: str = ""
) -> Verdict:
    """Attack the last release in the list together with all before it and the tables of others.

    `own` tries a contributor who knows how many of the cases in one place are theirs. `per` is the measure by which
    rates of this one are given. An attack that cannot be carried out is a verdict too: not releasable.
    """
    try:
        return Judged(tables, others, own, per).verdict()
    except AttackError as error:
        return Verdict(False, (), (), (str(error),), ())


class Judged:
    """One release, attacked in every way that applies to it."""

    def __init__(
        self, tables: Sequence[Published], others: Sequence[Other], own: Own | None, per: str
    ) -> None:
        self._tables, self._others, self._own, self._per = tables, others, own, per
        self._last, self._table = len(tables) - 1, tables[-1]
        self._policy = max(table.policy for table in tables if table.source == self._table.source)
        self._joint = attack(tables, others, touching=self._last)
        self._found = list(self._joint.found)
        if self._joint.changed:
            self._found += attack(tables, others, touching=self._last, adding=True).found
        self._new = [each for each in self._found if not each.old]
        self._pinned = _narrowest(self._found)

    def verdict(self) -> Verdict:
        """What came of it."""
        unsafe = sorted({*self._too_small(), *self._given_away(), *self._one_sided()})
        widths = tuple(self._widths())
        return Verdict(
            releasable=not unsafe,
            unsafe=tuple(unsafe),
            widths=widths,
            warnings=tuple(self._warnings(widths)),
            attacks=tuple(self._attacks()),
        )

    def _too_small(self) -> Iterator[Spot]:
        return (self._spot(each) for each in self._new if each.interval.high <= self._policy)

    def _given_away(self) -> Iterator[Spot]:
        """What was withheld wherever it stands, and yet follows more closely than rounding would tell."""
        hidden = {
            (at, table.place(cell))
            for at, table in enumerate(self._tables)
            for cell in table.cells
            if cell.value is Missing.WITHHELD
        }
        for each in self._new:
            withheld = each.tables and all((at, each.place) in hidden for at in each.tables)
            if withheld and each.interval.width < self._table.base - 1:
                yield self._spot(each)

    def _one_sided(self) -> Iterator[Spot]:
        new = {each.place: each for each in self._new}
        for row in groups.rows(self._table):
            part = groups.proven(row, self._pinned)
            if part in new:
                yield self._spot(new[part])

    def _widths(self) -> Iterator[Width]:
        cells = sorted(self._table.cells, key=lambda cell: cell.breakdown)
        for name, same in groupby(cells, key=lambda cell: cell.breakdown):
            pinned = [self._pinned[self._table.place(cell)] for cell in same]
            limited = [int(each.width) for each in pinned if each.width < inf]
            small = sum(each.low <= self._policy for each in pinned)
            yield Width(
                breakdown=name,
                numbers=len(pinned),
                smallest=min(limited, default=None),
                median=float(median(limited)) if limited else None,
                small=round(small / len(pinned), 3),
            )

    def _warnings(self, widths: Sequence[Width]) -> Iterator[str]:
        yield self._on_zeros()
        for width in widths:
            if width.small >= MOSTLY:
                yield (
                    f"{width.breakdown}: {width.small:.0%} of the numbers may be {self._policy} or smaller. What is "
                    "published there is mostly rounding; longer periods or larger areas would say more."
                )
        yield from self._suggested()
        yield from self._denominators()
        if self._joint.changed:
            yield (
                f"Corrections show that figures changed: {_some(period for _, period in self._joint.changed)}. "
                "Somebody who knows what was added can learn more than anybody else."
            )
        for name in self._joint.contradicted:
            yield (
                f"“{name}” does not fit these figures, so it was left out of the attack. "
                "Ask its publisher whether it counts the same."
            )
        yield from self._contributor()

    def _on_zeros(self) -> str:
        base = self._table.base
        if base > 1:
            return f"A published 0 means fewer than {base}, perhaps none. No true zero is shown as such."
        return "Numbers are published as they are: a 0 is a true zero."

    def _suggested(self) -> Iterator[str]:
        cells = {self._table.place(cell): cell for cell in self._table.cells}
        values = {place: cell.value for place, cell in cells.items() if isinstance(cell.value, int)}
        rows: dict[str, list[Place]] = defaultdict(list)
        for row in groups.rows(self._table):
            if part := groups.suggested(row, values, self._table.base):
                rows[cells[part].breakdown].append(part)
        for breakdown, parts in sorted(rows.items()):
            yield (
                f"{breakdown}: some rows show everybody in one category, such as "
                f"{_some(map(self._name, sorted(parts)))}. Rounding leaves room for others, but readers may not."
            )

    def _denominators(self) -> Iterator[str]:
        if not self._per:
            return
        of = [table for table in self._tables if table.measure == self._per]
        if not of:
            yield f"Rates are given by {self._per}, of which nothing is published here. They could not be checked."
            return
        levels = {breakdown_of(cell.breakdown).area_level for cell in self._table.cells}
        limit = DENOMINATORS * self._table.base
        small = [
            of[-1].place(cell)
            for cell in of[-1].cells
            if not cell.categories
            and isinstance(cell.value, int)
            and cell.value < limit
            and breakdown_of(cell.breakdown).area_level in levels
        ]
        if small:
            yield (
                f"Rates are given by {self._per}, which is under {limit} in some areas, such as "
                f"{_some(map(self._name, sorted(small)))}. Rounding alone moves such a rate by a tenth or more."
            )

    def _contributor(self) -> Iterator[str]:
        if self._own is None:
            return
        found = attack(self._tables, self._others, touching=self._last, own=self._own).found
        learnt = sorted({self._name(each.place) for each in found if each.interval.high <= self._policy})
        if learnt:
            yield (
                f"Somebody who knows which cases are their own could tell that there are {self._policy} or fewer "
                f"others, for instance in {_some(learnt)}. Rounding cannot stop that."
            )

    def _attacks(self) -> Iterator[str]:
        seen = sorted({at for each in self._found for at in each.tables})
        yield "every number, shown or not, from all sums and rules, in whole numbers"
        if len(seen) > 1:
            yield f"together: {', '.join(self._tables[at].name for at in seen)}"
        for at in seen:
            if rule := self._tables[at].carry:
                yield f"rounding carried in {self._tables[at].name}, {_within(rule.within, rule.to_date)}"
        for other in self._others:
            if other.source == self._table.source and other.name not in self._joint.contradicted:
                yield f"the table of others “{other.name}”"
        if self._joint.changed:
            yield "corrections that only add"
        if self._own:
            yield "a contributor who knows their own cases"
        if not all(each.exact for each in self._found):
            yield "periods tied together: widths are at least those given"

    def _spot(self, found: Found) -> Spot:
        """Named as in the table that shows it; a number that none shows, after its source."""
        table = self._tables[found.tables[-1]] if found.tables else self._table
        order = [name for name, _ in table.splits]
        pairs = sorted(
            found.place.categories, key=lambda pair: order.index(pair[0]) if pair[0] in order else 99
        )
        return Spot(
            measure=table.measure if found.tables else found.source,
            breakdown="×".join((found.level, *(name for name, _ in pairs), found.place.grain)),
            area=found.place.area,
            period=found.place.period,
            categories=tuple(code for _, code in pairs),
        )

    def _name(self, place: Place) -> str:
        area = self._table.areas.get(place.area)
        words = (area.name if area else place.area, *(code for _, code in place.categories), place.period)
        return " ".join(words)


def _narrowest(found: Iterable[Found]) -> dict[Place, Interval]:
    """For each place the narrowest interval of all the truths it may have had."""
    pinned: dict[Place, Interval] = {}
    for each in found:
        before = pinned.get(each.place)
        if before is None or each.interval.width < before.width:
            pinned[each.place] = each.interval
    return pinned


def _some(names: Iterable[str]) -> str:
    every = list(dict.fromkeys(names))
    more = f" and {len(every) - EXAMPLES} more" if len(every) > EXAMPLES else ""
    return ", ".join(every[:EXAMPLES]) + more


def _within(within: float, to_date: float) -> str:
    stretches = f"any stretch within {within:.0f}" if within < inf else ""
    year = f"the year to date within {to_date:.0f}" if to_date < inf else ""
    return ", ".join(filter(None, (stretches, year)))
