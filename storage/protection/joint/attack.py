"""The attack on everything ever published: one system of true numbers, and how far each can be pinned down.

Releases of one source speak of the same true numbers. Several of them for one period are first taken to show the
same truth; where no table fits them all, the truth has changed in between, and each stretch of releases that can have
had one truth is attacked by itself. Tables of others, and rounding errors that are carried along, tie periods
together; what nothing ties together is attacked apart.

Attackers who know more can be tried: one who supposes that corrections only ever add, one who supposes that nothing
changed but what must have, and one who knows how many of the cases counted in some place are their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.protection.bounds.known import Enough, Interval
from storage.protection.joint.blocks import Blocks
from storage.protection.joint.together import Mine, Solved, Supposing, Told, tied
from storage.protection.published import Other, Own, Place, Published


@dataclass(frozen=True, slots=True)
class Found:
    """One number, the releases that show it (their places in the list given), and how far it is pinned down.

    `level` is that of the area. Against a contributor it is the number of everybody else's cases. Where the interval
    is not `exact` it is at least as wide as it says. A release that repeats an earlier one is not among the `tables`.
    """

    source: str
    place: Place
    level: str
    tables: tuple[int, ...]
    interval: Interval
    exact: bool


@dataclass(frozen=True)
class Joint:
    """Every number, shown or not, once for each truth that it may have had; and what came up on the way."""

    found: tuple[Found, ...]
    changed: tuple[tuple[str, str], ...]  # source and period of which no one truth fits all releases
    contradicted: tuple[str, ...]  # tables of others of which some sums do not fit what was published
    programmes: int  # how many the solver was given


def attack(
    tables: Sequence[Published],
    others: Sequence[Other] = (),
    *,
    touching: int | None = None,
    supposing: Supposing = "",
    own: Own | None = None,
    exact: bool = False,
) -> Joint:
    """Attack all releases, in the order in which they were published, together with the tables of others.

    `touching` asks only about periods of which one release shows something new, what is tied to them, and what others
    tell of. `supposing` is what the attacker takes for granted about corrections; `own` the one who counts these among
    their own. `exact` asks on where periods are tied together and it is already shown that a number can be more than
    the policy. Raises AttackError.
    """
    spoken = [(other.source, place) for other in others for each in other.sums for place in each.places]
    blocks = Blocks(tables, [*spoken, *([(own.source, own.place)] if own else [])])
    told = [each for other in others for each in Told.of(other, blocks)]
    mine = Mine.of(own, blocks) if own else None
    groups = [
        group
        for group in tied(blocks, tables, told)
        if (touching is None or group.shows(touching)) and (mine is None or mine.block in group.blocks)
    ]
    solved = [each for group in groups for each in group.systems(touching, supposing, mine)]
    return Joint(
        found=tuple(found for each in solved for found in _numbers(each, exact)),
        changed=tuple(
            (block.source, block.whole[1])
            for group in groups
            for block in group.blocks
            if len(block.windows) > 1
        ),
        contradicted=tuple(dict.fromkeys(name for each in solved for name in each.contradicted)),
        programmes=sum(each.attacker.programmes for each in solved),
    )


def _numbers(solved: Solved, exact: bool) -> Iterator[Found]:
    for layer in solved.layers:
        block = layer.window.block
        policy = max(table.policy for table in block.tables.values())
        width = min(table.base for table in block.tables.values()) - 1
        for column, cell in enumerate(block.space.cells):
            less = solved.mine.get(layer.offset + column, 0)
            enough = Enough(policy + less, width) if solved.tied and not exact else None
            interval = solved.attacker.interval(layer.offset + column, enough)
            yield Found(
                source=block.source,
                place=block.axes.place(cell),
                level=block.axes.area_level(cell),
                tables=tuple(at for at in layer.window.tables if column in block.shown[at]),
                interval=Interval(max(0, interval.low - less), interval.high - less),
                exact=solved.attacker.exact(layer.offset + column),
            )
