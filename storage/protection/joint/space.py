"""The numbers one source can be asked for, and the sums that tie them: every way of splitting it is an axis.

An axis has levels, finest first, and each of its nodes lies in one node of the next level: wards in localities in a
borough, weeks in a month, reasons in all reasons. A grain names a level on every axis, and its cells are all the
combinations of nodes there. Whatever was published in one grain can be added up to every coarser one.

Sums between neighbouring grains are all there is to know if the grains hang together like a tree (an acyclic
hypergraph): numbers that agree on what they share can then be taken from one table of counts. Where they do not, as
with every pair of three groupings, the grain that holds them all is added: nobody published it, but it ties them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from math import prod

from storage.protection.bounds.known import AttackError
from storage.protection.cube import Equation

LARGEST = 200_000  # numbers of one period; beyond it an attack would take hours
MOST_CASES = 50_000  # kinds of case looked at; fewer only make the attack slower

Grain = tuple[int, ...]  # a level on every axis
Cell = tuple[Grain, tuple[str, ...]]  # and a node at each of those levels


@dataclass(frozen=True)
class Axis:
    """One way of splitting a source."""

    name: str
    levels: tuple[str, ...]
    nodes: tuple[tuple[str, ...], ...]  # of each level
    above: tuple[
        tuple[int, ...], ...
    ]  # for each level but the last: where each node's parent stands in the next

    @classmethod
    def flat(cls, name: str, codes: tuple[str, ...]) -> Axis:
        """Codes, and all of them together."""
        return cls(name, (name, ""), (codes, ("",)), ((0,) * len(codes),))

    def lifted(self, level: int) -> list[int]:
        """For each node of the finest level, where the node that holds it stands in this one."""
        found = list(range(len(self.nodes[0])))
        for above in self.above[:level]:
            found = [above[node] for node in found]
        return found

    def leaves(self, level: int) -> list[list[int]]:
        """For each node of a level, the nodes of the finest level that it holds."""
        held: list[list[int]] = [[] for _ in self.nodes[level]]
        for leaf, node in enumerate(self.lifted(level)):
            held[node].append(leaf)
        return [leaves for leaves in held if leaves]


Shape = tuple[Axis, ...]


@dataclass(frozen=True)
class Space:
    """The cells of several grains and everything coarser, with what ties them."""

    axes: Shape
    shown: frozenset[Grain]

    @cached_property
    def grains(self) -> tuple[Grain, ...]:
        """The shown ones, those that tie them, and all coarser ones; the coarsest first."""
        tops = [len(axis.levels) for axis in self.axes]
        closed = {
            coarser
            for grain in self.shown | self._ties()
            for coarser in product(*(range(level, top) for level, top in zip(grain, tops, strict=True)))
        }
        if sum(map(self._size, closed)) > LARGEST:
            raise AttackError(
                f"More than {LARGEST:,} numbers would have to be attacked together. Publish fewer breakdowns."
            )
        return tuple(sorted(closed, reverse=True))

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every number, grain by grain."""
        return tuple(
            (grain, nodes)
            for grain in self.grains
            for nodes in product(*(axis.nodes[level] for axis, level in zip(self.axes, grain, strict=True)))
        )

    @cached_property
    def index(self) -> dict[Cell, int]:
        """Where each cell stands."""
        return {cell: at for at, cell in enumerate(self.cells)}

    @cached_property
    def equations(self) -> tuple[Equation, ...]:
        """Each cell against the cells it is made of, one step finer on one axis."""
        return tuple(
            Equation(total, tuple(parts))
            for grain in self.grains
            for at in range(len(self.axes))
            for total, parts in self._steps(grain, at)
        )

    @cached_property
    def cases(self) -> tuple[tuple[int, ...], ...]:
        """For each kind of case, the cells that count it. All kinds, or some that between them touch every cell."""
        return tuple(
            tuple(
                self._at(grain, tuple(lifted[leaf] for lifted, leaf in zip(lifts, kind, strict=True)))
                for grain, lifts in self._lifts
            )
            for kind in self._kinds()
        )

    @cached_property
    def _lifts(self) -> tuple[tuple[Grain, list[list[int]]], ...]:
        return tuple(
            (grain, [axis.lifted(level) for axis, level in zip(self.axes, grain, strict=True)])
            for grain in self.grains
        )

    def _kinds(self) -> Iterator[tuple[int, ...]]:
        leaves = [range(len(axis.nodes[0])) for axis in self.axes]
        if prod(map(len, leaves)) <= MOST_CASES:
            yield from product(*leaves)
            return
        for grain in finest(self.grains):
            held = [axis.leaves(level) for axis, level in zip(self.axes, grain, strict=True)]
            for turn, nodes in enumerate(product(*held)):
                yield tuple(node[turn % len(node)] for node in nodes)

    def _steps(self, grain: Grain, at: int) -> Iterator[tuple[int, list[int]]]:
        finer = (*grain[:at], grain[at] - 1, *grain[at + 1 :])
        if finer not in self._offsets:
            return
        parts: dict[int, list[int]] = {}
        for nodes in product(*(range(size) for size in self._sizes(finer))):
            held = (*nodes[:at], self.axes[at].above[finer[at]][nodes[at]], *nodes[at + 1 :])
            parts.setdefault(self._at(grain, held), []).append(self._at(finer, nodes))
        yield from parts.items()

    def _at(self, grain: Grain, nodes: tuple[int, ...]) -> int:
        place = 0
        for size, node in zip(self._sizes(grain), nodes, strict=True):
            place = place * size + node
        return self._offsets[grain] + place

    @cached_property
    def _offsets(self) -> dict[Grain, int]:
        offsets, size = {}, 0
        for grain in self.grains:
            offsets[grain] = size
            size += self._size(grain)
        return offsets

    def _sizes(self, grain: Grain) -> list[int]:
        return [len(axis.nodes[level]) for axis, level in zip(self.axes, grain, strict=True)]

    def _size(self, grain: Grain) -> int:
        return prod(self._sizes(grain))

    def _ties(self) -> frozenset[Grain]:
        """The grains to add so that all hang together like a tree."""
        added: set[Grain] = set()
        while knot := self._knot(self.shown | added):
            added.add(tuple(map(min, *knot)))
        return frozenset(added)

    def _knot(self, grains: Iterable[Grain]) -> list[Grain]:
        """The grains left when whatever hangs on by one end is taken away, again and again (Graham's reduction)."""
        tops = [len(axis.levels) for axis in self.axes]
        parts = {
            grain: {
                (at, level)
                for at, (finest, top) in enumerate(zip(grain, tops, strict=True))
                for level in range(finest, top)
            }
            for grain in grains
        }
        while True:
            before = sum(map(len, parts.values())) + len(parts)
            for grain, own in parts.items():
                others = set().union(*(part for each, part in parts.items() if each != grain))
                own &= others
            for grain in list(parts):
                if any(each != grain and parts[grain] <= part for each, part in parts.items()):
                    del parts[grain]
            if len(parts) < 2:
                return []
            if sum(map(len, parts.values())) + len(parts) == before:
                return list(parts)


@lru_cache(maxsize=64)
def space(axes: Shape, shown: frozenset[Grain]) -> Space:
    """The one space of this shape: most periods share it."""
    return Space(axes, shown)


def finest(grains: Iterable[Grain]) -> list[Grain]:
    """Those that no other one is finer than."""
    every = list(grains)
    return [
        grain
        for grain in every
        if not any(each != grain and all(a <= b for a, b in zip(each, grain, strict=True)) for each in every)
    ]
