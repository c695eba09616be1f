"""Group disclosure: where what is published says that everybody in a group is in one category, or nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from storage.protection.attack import Interval
from storage.protection.published import Place, Published


@dataclass(frozen=True)
class Row:
    """A total and its parts by one dimension, in the order of its codes."""

    total: Place
    parts: tuple[Place, ...]


def rows(table: Published) -> Iterator[Row]:
    """Every total that a table shows with all its parts by a dimension of at least two codes."""
    codes = dict(table.dimensions)
    shown = {table.place(cell) for cell in table.cells}
    parts: dict[tuple[str, Place], list[Place]] = defaultdict(list)
    for place in shown:
        for name, code in place.categories:
            if name in codes:
                rest = tuple(each for each in place.categories if each != (name, code))
                parts[name, replace(place, categories=rest)].append(place)
    for (name, total), inside in parts.items():
        order = codes[name]
        if total in shown and len(inside) == len(order) > 1:
            yield Row(total, tuple(sorted(inside, key=lambda each: order.index(dict(each.categories)[name]))))


def proven(row: Row, pinned: Mapping[Place, Interval]) -> Place | None:
    """The part that somebody was counted in nowhere else, or that nobody was in, though the total is not 0."""
    if not pinned[row.total].low:
        return None
    open_to = [part for part in row.parts if pinned[part].high > 0]
    if len(open_to) == 1:
        return open_to[0]
    return next((part for part in row.parts if part not in open_to), None)


def suggested(row: Row, values: Mapping[Place, int], base: int) -> Place | None:
    """The part in which all of a clearly positive published total is."""
    total = values.get(row.total, 0)
    if total < 2 * base:
        return None
    return next((part for part in row.parts if values.get(part) == total), None)
