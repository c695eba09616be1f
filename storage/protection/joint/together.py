"""Which periods have to be attacked together, and the systems in which they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Literal

from storage.protection.bounds.attacker import Attacker
from storage.protection.bounds.known import AttackError, Interval, Known, Limit
from storage.protection.joint.blocks import Block, Blocks, Window
from storage.protection.joint.system import Layer, System
from storage.protection.published import Carry, Other, Own, Published

Supposing = Literal[
    "", "adding", "correcting"
]  # nothing; that corrections only add; that little was corrected


@dataclass(frozen=True)
class Told:
    """A sum that somebody else has published, of the numbers that are attacked."""

    name: str
    parts: tuple[tuple[Block, int], ...]
    low: float
    high: float

    @classmethod
    def of(cls, other: Other, blocks: Blocks) -> Iterator[Told]:
        """The sums of a table of others. Of a sum only partly published here, the rest may be anything from 0."""
        for each in other.sums:
            places = [blocks.find(other.source, place) for place in each.places]
            parts = tuple(place for place in places if place)
            if parts:
                yield cls(other.name, parts, each.low if len(parts) == len(places) else 0, each.high)


@dataclass(frozen=True)
class Mine:
    """The number of a contributor's own cases in one place, and the numbers that they are part of."""

    block: Block
    column: int
    holding: frozenset[int]
    number: int

    @classmethod
    def of(cls, own: Own, blocks: Blocks) -> Mine | None:
        """None where nothing is published of the place's period."""
        found = blocks.find(own.source, own.place)
        if found is None:
            return None
        block, column = found
        holding = {column}
        for equation in reversed(block.space.equations):
            if holding.intersection(equation.parts):
                holding.add(equation.total)
        return cls(block, column, frozenset(holding), own.number)


@dataclass(frozen=True)
class Solved:
    """A system to be asked, its layers, and what to take away from the numbers that hold somebody's own cases."""

    attacker: Attacker
    layers: tuple[Layer, ...]
    mine: Mapping[int, int] = field(default_factory=dict)
    contradicted: tuple[str, ...] = ()

    @property
    def tied(self) -> bool:
        """Whether several pieces are tied together."""
        return len(self.layers) > 1


@dataclass(frozen=True)
class Group:
    """Blocks that something ties together, or one that nothing does."""

    blocks: tuple[Block, ...]
    told: tuple[Told, ...]
    carried: Mapping[int, Carry]  # by release

    def shows(self, table: int) -> bool:
        """Whether a release shows anything here that had not been published before, or others tell something."""
        new = any(block.since.get(table) == table for block in self.blocks)
        return new or (bool(self.told) and any(table in block.since for block in self.blocks))

    def systems(self, table: int | None, supposing: Supposing, mine: Mine | None) -> Iterator[Solved]:
        """A system for each stretch of releases that can have had one truth, or only those with one release in it.

        Raises AttackError where none fits.
        """
        turns = max(len(block.windows) for block in self.blocks)
        if self.told or self.carried or mine or (supposing and turns > 1):
            yield from (self._tied(turn, supposing, mine) for turn in range(turns))
            return
        for block in self.blocks:
            for window in block.windows:
                if table is None or block.since.get(table) in window.tables:
                    yield Solved(window.attacker, (Layer(window, 0),))

    def _tied(self, turn: int, supposing: Supposing, mine: Mine | None) -> Solved:
        main = {block: block.windows[min(turn, len(block.windows) - 1)] for block in self.blocks}
        system = self._system(main, supposing)
        tops = {block: system.layer(block, window.tables[-1]).offset for block, window in main.items()}
        known, contradicted = self._with_others(system.known, tops)
        less = {}
        if mine:
            known = _at_least(known, tops[mine.block] + mine.column, mine.number)
            less = {tops[mine.block] + column: mine.number for column in mine.holding}
        attacker = Attacker(known)
        if not attacker.possible():
            raise AttackError("More cases are said to be somebody's own than were published.")
        return Solved(attacker, tuple(system.layers), less, contradicted)

    def _system(self, main: Mapping[Block, Window], supposing: Supposing) -> System:
        """The first that fits: with as few changes of the truth as can be, and corrections as they are supposed."""
        for single, way in product((False, True), (supposing, "") if supposing else ("",)):
            system = System()
            put = {"": system.apart, "adding": system.adding, "correcting": system.correcting}[way]
            for block, window in main.items():
                put(block.singles if single else block.layers(window))
            for table, rule in self.carried.items():
                system.carry(table, rule)
            if Attacker(system.known).possible():
                return system
        raise AttackError("What was published does not fit the rule by which rounding is said to be carried.")

    def _with_others(self, known: Known, tops: Mapping[Block, int]) -> tuple[Known, tuple[str, ...]]:
        """What is known with the sums of others, as many as fit; and the names of tables with some that do not."""
        limits = [
            Limit(tuple(tops[block] + column for block, column in each.parts), each.low, each.high)
            for each in self.told
        ]
        fitting = replace(known, limits=(*known.limits, *_fitting(known, limits)))
        out = [
            told.name for told, limit in zip(self.told, limits, strict=True) if limit not in fitting.limits
        ]
        return fitting, tuple(dict.fromkeys(out))


def _fitting(known: Known, limits: Sequence[Limit]) -> tuple[Limit, ...]:
    """All of them if they fit what is known; otherwise as many as do, one half after the other."""
    if not limits or Attacker(replace(known, limits=(*known.limits, *limits))).possible():
        return tuple(limits)
    if len(limits) == 1:
        return ()
    half = len(limits) // 2
    first = _fitting(known, limits[:half])
    return (*first, *_fitting(replace(known, limits=(*known.limits, *first)), limits[half:]))


def tied(blocks: Iterable[Block], tables: Sequence[Published], told: Sequence[Told]) -> list[Group]:
    """The blocks in groups that nothing ties to each other."""
    every = list(blocks)
    group = {block: block for block in every}

    def root(block: Block) -> Block:
        while group[block] is not block:
            block = group[block]
        return block

    carried = _carried(every, tables)
    ties = [[block for block, _ in each.parts] for each in told]
    ties += [same for at, rule in carried.items() for same in _years(every, at, rule)]
    for first, *others in filter(None, ties):
        for other in others:
            group[root(other)] = root(first)
    members = defaultdict(list)
    for block in every:
        members[root(block)].append(block)
    return [
        Group(
            tuple(inside),
            tuple(each for each in told if root(each.parts[0][0]) is top),
            {at: rule for at, rule in carried.items() if any(at in block.since for block in inside)},
        )
        for top, inside in members.items()
    ]


def _carried(blocks: Sequence[Block], tables: Sequence[Published]) -> dict[int, Carry]:
    """The releases whose errors are carried, but for those of which the next release says all of it again."""
    found: dict[int, Carry] = {}
    following: dict[str, int] = {}
    for at, table in reversed([*enumerate(tables)]):
        then = following.get(table.measure)
        if table.carry and (then is None or not _said_again(blocks, at, then, tables)):
            found[at] = table.carry
        following[table.measure] = at
    return found


def _said_again(blocks: Sequence[Block], at: int, then: int, tables: Sequence[Published]) -> bool:
    rule, next_rule = tables[at].carry, tables[then].carry
    if rule is None or next_rule is None or not next_rule.covers(rule):
        return False
    return all(block.since.get(then) == block.since[at] for block in blocks if at in block.since)


def _years(blocks: Sequence[Block], at: int, rule: Carry) -> Iterator[list[Block]]:
    showing = [block for block in blocks if at in block.since]
    for year in map(frozenset, rule.years):
        yield [block for block in showing if not year.isdisjoint(block.periods)]


def _at_least(known: Known, column: int, number: int) -> Known:
    bound = known.bounds[column]
    raised = Interval(max(bound.low, number), bound.high)
    return replace(known, bounds=(*known.bounds[:column], raised, *known.bounds[column + 1 :]))
