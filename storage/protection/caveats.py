"""What a steward should know before a release goes out although nothing forbids it: sentences, no number published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from storage.protection.cube import Cell
from storage.protection.joint.attack import Joint
from storage.protection.published import Place, Published, breakdown_of
from storage.protection.verdict import Width

MOSTLY = 0.5  # from this share of small numbers on, a steward is told
DENOMINATORS = 10  # bases; below, rounding alone moves a rate by a tenth of its denominator
EXAMPLES = 3


@dataclass(frozen=True)
class Caveats:
    """The last of these releases, its cells in the periods that were attacked, and what the attack came to."""

    tables: Sequence[Published]
    cells: Mapping[Place, Cell]
    policy: int
    joint: Joint

    @property
    def table(self) -> Published:
        return self.tables[-1]

    def of_numbers(self, widths: Sequence[Width]) -> Iterator[str]:
        """What a 0 means, where most numbers are small, and rows that seem to say that all are in one category."""
        base = self.table.base
        yield (
            f"A published 0 means fewer than {base}, perhaps none. No true zero is shown as such."
            if base > 1
            else "Numbers are published as they are: a 0 is a true zero."
        )
        for width in widths:
            if width.small >= MOSTLY:
                yield (
                    f"{width.breakdown}: {width.small:.0%} of the numbers may be {self.policy} or smaller. What is "
                    "published there is mostly rounding; longer periods or larger areas would say more."
                )
        for breakdown, parts in sorted(self._one_sided().items()):
            yield (
                f"{breakdown}: some rows show everybody in one category, such as "
                f"{self._some(sorted(parts))}. Rounding leaves room for others, but readers may not."
            )

    def of_rates(self, per: str) -> Iterator[str]:
        """Denominators that are small or not there."""
        if not per:
            return
        of = [table for table in self.tables if table.measure == per]
        if not of:
            yield f"Rates are given by {per}, of which nothing is published here. They could not be checked."
            return
        levels = {breakdown_of(cell.breakdown).area_level for cell in self.cells.values()}
        limit = DENOMINATORS * of[-1].base
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
                f"Rates are given by {per}, which is under {limit} in some areas, such as "
                f"{self._some(sorted(small))}. Rounding alone moves such a rate by a tenth or more."
            )

    def of_corrections(self) -> Iterator[str]:
        """Periods of which no one truth fits everything, and lists of codes that cannot be compared."""
        if self.joint.changed:
            periods = _list(period for _, period in self.joint.changed)
            yield (
                f"Not all that was published can be true at once: {periods}. Figures were corrected, or two measures "
                "do not count the same cases. Somebody who knows what was added can learn more than anybody else."
            )
        lists = defaultdict(set)
        for table in self.tables:
            if table.source == self.table.source:
                for name, codes in table.splits:
                    lists[name].add(codes)
        for name in sorted(name for name, codes in lists.items() if len(codes) > 1):
            yield (
                f"The list of codes of “{name}” was another one before. Periods published with both were compared by "
                "their totals alone: look whether a category was shown in two ways."
            )

    def of_others(self, known: Iterable[Place]) -> Iterator[str]:
        """Tables of others that do not fit, and what they give away without this release."""
        for name in self.joint.contradicted:
            yield (
                f"Some of “{name}” does not fit these figures, so that was left out of the attack. "
                "Ask its publisher whether it counts the same."
            )
        if places := self._some(sorted(known)):
            yield (
                f"Numbers that are small or withheld follow from what is public already, for instance in {places}. "
                "This release adds nothing to that."
            )

    def of_patience(self, stopped: bool) -> Iterator[str]:
        """Numbers held although it is not proven that they are small."""
        if stopped:
            yield "Some numbers are held because the attack was stopped before it was sure of them."

    def _one_sided(self) -> Mapping[str, list[Place]]:
        """By breakdown, the categories that all of a clearly positive published total is in."""
        values = {place: cell.value for place, cell in self.cells.items() if isinstance(cell.value, int)}
        codes = dict(self.table.dimensions)
        found: dict[str, list[Place]] = defaultdict(list)
        for place, value in values.items():
            for pair in place.categories:
                rest = tuple(each for each in place.categories if each != pair)
                total = values.get(replace(place, categories=rest))
                if value == total and total >= 2 * self.table.base and len(codes.get(pair[0], ())) > 1:
                    found[self.cells[place].breakdown].append(place)
        return found

    def _some(self, places: Iterable[Place]) -> str:
        return _list(map(self._name, places))

    def _name(self, place: Place) -> str:
        area = self.table.areas.get(place.area)
        words = (area.name if area else place.area, *(code for _, code in place.categories), place.period)
        return " ".join(words)


def _list(names: Iterable[str]) -> str:
    every = list(dict.fromkeys(names))
    more = f" and {len(every) - EXAMPLES} more" if len(every) > EXAMPLES else ""
    return ", ".join(every[:EXAMPLES]) + more
