"""Which periods have to be attacked together, and the systems in which they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from storage.protection.attack import Attacker, AttackError, Interval, Known, Limit
from storage.protection.blocks import Block, Blocks, Window
from storage.protection.published import Other, Own, Published
from storage.protection.system import Layer, System


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
    carried: tuple[int, ...]  # releases

    def shows(self, table: int) -> bool:
        """Whether a release shows anything here."""
        return any(table in block.shown for block in self.blocks)

    def adds(self, table: int) -> bool:
        """Whether a release shows anything here that had not been published before, or others tell something."""
        return bool(self.told) or any(block.adds(table) for block in self.blocks)

    def systems(self, table: int | None, adding: bool, mine: Mine | None) -> Iterator[Solved]:
        """A system for each stretch of releases that can have had one truth, or only those with one release in it.

        Raises AttackError where none fits.
        """
        turns = max(len(block.windows) for block in self.blocks)
        if self.told or self.carried or mine or (adding and turns > 1):
            yield from (self._tied(turn, adding, mine) for turn in range(turns))
            return
        for block in self.blocks:
            for window in block.windows:
                if table is None or table in window.tables:
                    yield Solved(window.attacker, (Layer(window, 0),))

    def _tied(self, turn: int, adding: bool, mine: Mine | None) -> Solved:
        main = {block: block.windows[min(turn, len(block.windows) - 1)] for block in self.blocks}
        system = self._system(main, adding)
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

    def _system(self, main: Mapping[Block, Window], adding: bool) -> System:
        """The first that fits: with as few changes of the truth as can be, and corrections that only add."""
        for single, more in product((False, True), (True, False) if adding else (False,)):
            system = System()
            for block, window in main.items():
                chain = block.singles if single else block.layers(window)
                (system.adding if more else system.apart)(chain)
            for table in self.carried:
                rule = next(block.tables[table].carry for block in main if table in block.shown)
                if rule:
                    system.carry(table, rule)
            if Attacker(system.known).possible():
                return system
        raise AttackError("What was published does not fit the rule by which rounding is said to be carried.")

    def _with_others(self, known: Known, tops: Mapping[Block, int]) -> tuple[Known, tuple[str, ...]]:
        """What is known with the tables of others, as many as fit; and the names of those that do not."""
        limits: dict[str, list[Limit]] = defaultdict(list)
        for each in self.told:
            parts = tuple(tops[block] + column for block, column in each.parts)
            limits[each.name].append(Limit(parts, each.low, each.high))
        every = replace(known, limits=tuple(limit for each in limits.values() for limit in each))
        if not limits or Attacker(every).possible():
            return every, ()
        contradicted = []
        for name, sums in limits.items():
            more = replace(known, limits=(*known.limits, *sums))
            if Attacker(more).possible():
                known = more
            else:
                contradicted.append(name)
        return known, tuple(contradicted)


def tied(blocks: Iterable[Block], tables: Sequence[Published], told: Sequence[Told]) -> list[Group]:
    """The blocks in groups that nothing ties to each other."""
    every = list(blocks)
    group = {block: block for block in every}

    def root(block: Block) -> Block:
        while group[block] is not block:
            block = group[block]
        return block

    carried = [at for at, table in enumerate(tables) if table.carry]
    ties = [[block for block, _ in each.parts] for each in told]
    ties += [same for at in carried for same in _years(every, at, tables[at])]
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
            tuple(at for at in carried if any(at in block.shown for block in inside)),
        )
        for top, inside in members.items()
    ]


def _years(blocks: Sequence[Block], at: int, table: Published) -> Iterator[list[Block]]:
    showing = [block for block in blocks if at in block.shown]
    for year in table.carry.years if table.carry else ():
        yield [block for block in showing if not block.axes.periods.isdisjoint(year)]


def _at_least(known: Known, column: int, number: int) -> Known:
    bound = known.bounds[column]
    raised = Interval(max(bound.low, number), bound.high)
    return replace(known, bounds=(*known.bounds[:column], raised, *known.bounds[column + 1 :]))
