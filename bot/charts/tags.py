"""Numbers for the areas of a map: inside where there is room, else beside with a line to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import atan2, cos, dist, hypot, pi, sin

import numpy as np

from bot.charts.ground import Ground
from bot.charts.letters import SMALL, width
from bot.charts.paper import Box, Place

HIGH, AIR = SMALL, 3.0
ROOMY = 0.42  # a corner of a number may touch the edge of its area
NEAR, FAR, STEP, WAYS, POINTS = 14, 150, 8, 24, 12
# A number in somebody else's area, or on the wrong side, is as bad as one so many points farther away.
ON_LAND, INWARDS = 80.0, 25.0


@dataclass(frozen=True, slots=True)
class Tag:
    """A number, the middle of its area, and the middle of where it stands."""

    number: int
    area: Place
    at: Place

    @property
    def wide(self) -> float:
        return width(str(self.number), SMALL, True)

    @property
    def aside(self) -> bool:
        return self.at != self.area


def tags(areas: Sequence[Ground], box: Box) -> list[Tag]:
    """A tag for each area, numbered from 1, none touching another; none where there is no place left."""
    tags = [Tag(number, area.middle, area.middle) for number, area in enumerate(areas, 1)]
    inside = [tag for tag in tags if areas[tag.number - 1].clear >= hypot(tag.wide, HIGH * 0.7) * ROOMY]
    done: list[Tag] = []
    for tag in inside:
        done += [] if _touches(tag, done) else [tag]
    small = [tag for tag in tags if tag not in done]
    for tag in small:
        beside = _beside(tag, areas, small, done, box)
        done += [beside] if beside else []
    return done


def _beside(
    tag: Tag, areas: Sequence[Ground], small: Sequence[Tag], done: Sequence[Tag], box: Box
) -> Tag | None:
    """The nearest free place: rather off the map than in another area, and away from other small areas."""
    around = [(away, 2 * pi * way / WAYS) for away in range(NEAR, FAR, STEP) for way in range(WAYS)]
    places = [(tag.area[0] + away * cos(angle), tag.area[1] + away * sin(angle)) for away, angle in around]
    on_land = np.any([area.path.contains_points(places) for area in areas], axis=0)
    out = _outwards(tag, small)
    costs = [
        away + ON_LAND * land + INWARDS * (1 - cos(angle - out))
        for (away, angle), land in zip(around, on_land, strict=True)
    ]
    for index in np.argsort(costs, kind="stable"):
        moved = replace(tag, at=places[index])
        free = not _touches(moved, done) and not _crosses(moved, done) and not _covers(moved, small)
        if free and _within(moved, box):
            return moved
    return None


def _outwards(tag: Tag, small: Sequence[Tag]) -> float:
    """The angle that leads away from the small areas about this one."""
    near = [other.area for other in small if dist(other.area, tag.area) < FAR / 2]
    x, y = (sum(place[axis] for place in near) / len(near) for axis in (0, 1))
    return atan2(tag.area[1] - y, tag.area[0] - x)


def _within(tag: Tag, box: Box) -> bool:
    (x, y), half = tag.at, tag.wide / 2 + AIR
    return box[0] + half <= x <= box[2] - half and box[1] + HIGH <= y <= box[3] - HIGH


def _touches(tag: Tag, others: Sequence[Tag]) -> bool:
    return any(
        abs(tag.at[0] - other.at[0]) < (tag.wide + other.wide) / 2 + 2 * AIR
        and abs(tag.at[1] - other.at[1]) < HIGH + 2 * AIR
        for other in others
    )


def _covers(tag: Tag, small: Sequence[Tag]) -> bool:
    """Whether a number would stand on the place that another one points to."""
    return any(
        abs(tag.at[0] - other.area[0]) < tag.wide / 2 + 2 * AIR
        and abs(tag.at[1] - other.area[1]) < HIGH / 2 + 2 * AIR
        for other in small
    )


def _crosses(tag: Tag, others: Sequence[Tag]) -> bool:
    """Whether the line to a number runs over another number, its line or the place it points to."""
    (x, y), (to_x, to_y) = tag.area, tag.at
    way = [(x + (to_x - x) * at / POINTS, y + (to_y - y) * at / POINTS) for at in range(1, POINTS)]
    return any(
        (other.aside and _meet(tag, other))
        or any(abs(x - other.at[0]) < other.wide / 2 + 1 and abs(y - other.at[1]) < HIGH / 2 for x, y in way)
        or any(dist(place, other.area) < AIR for place in way)
        for other in others
    )


def _meet(one: Tag, other: Tag) -> bool:
    """Whether the lines to two numbers cross each other."""
    return _side(one, other.area) != _side(one, other.at) and _side(other, one.area) != _side(other, one.at)


def _side(tag: Tag, place: Place) -> bool:
    """On which side of the line to a number a place lies."""
    (x, y), (to_x, to_y) = tag.area, tag.at
    return (to_x - x) * (place[1] - y) > (to_y - y) * (place[0] - x)
