"""Shapes made flat, light and tidy for drawing: pure arithmetic on rings of points."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import cos, radians

Point = tuple[float, float]
Ring = tuple[Point, ...]
Shape = tuple[tuple[Ring, ...], ...]  # polygons; the first ring of each is solid ground, the others are holes
SIDE = 1000.0  # the longer side of all shapes together, when flat
FINEST = 1.2  # of those units: a picture for a phone is less than a thousand pixels wide


def flattened(shapes: Mapping[str, Shape]) -> dict[str, tuple[Ring, ...]]:
    """Longitude and latitude as flat rings with north up, the smallest corner at (0, 0), simplified."""
    points = [point for shape in shapes.values() for polygon in shape for ring in polygon for point in ring]
    west, south = min(x for x, _ in points), min(y for _, y in points)
    east, north = max(x for x, _ in points), max(y for _, y in points)
    narrow = cos(radians((south + north) / 2))  # a degree of longitude beside one of latitude
    scale = SIDE / (max((east - west) * narrow, north - south) or 1)

    def flat(ring: Ring) -> Ring:
        return tuple(((x - west) * narrow * scale, (y - south) * scale) for x, y in ring)

    return {code: _rings([tuple(map(flat, polygon)) for polygon in shape]) for code, shape in shapes.items()}


def _rings(shape: list[tuple[Ring, ...]]) -> tuple[Ring, ...]:
    """Every ring that can still be seen, and always the largest one, so that no area disappears."""
    rings = [(_turned(ring, solid=not at), ring) for polygon in shape for at, ring in enumerate(polygon)]
    light = [_rounded(simplified(ring)) for ring, _ in rings]
    kept = tuple(ring for ring in light if len(ring) >= 4 and abs(area(ring)) > FINEST**2)
    return kept or (_rounded(max((ring for ring, _ in rings), key=lambda ring: abs(area(ring)))),)


def area(ring: Ring) -> float:
    """The area inside a closed ring, positive where it runs anticlockwise."""
    pairs = pairwise(ring)
    return sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairs) / 2


def _turned(ring: Ring, *, solid: bool) -> Ring:
    return ring if (area(ring) > 0) == solid else ring[::-1]


def _rounded(ring: Ring) -> Ring:
    return tuple((round(x, 1), round(y, 1)) for x, y in ring)


def simplified(ring: Ring, finest: float = FINEST) -> Ring:
    """A closed ring with fewer points, none of the old ones much further than `finest` from the new line.

    This is Douglas and Peucker's method, from the two points that are far apart.
    """
    ring = _thinned(ring, finest / 2)
    far = max(range(len(ring)), key=lambda at: _apart(ring[0], ring[at]))
    keep = {0, far, len(ring) - 1}
    parts = [(0, far), (far, len(ring) - 1)]
    while parts:
        first, last = parts.pop()
        at, distance = _furthest(ring, first, last)
        if distance > finest**2:
            keep.add(at)
            parts += [(first, at), (at, last)]
    return tuple(ring[at] for at in sorted(keep))


def _thinned(ring: Ring, nearest: float) -> Ring:
    """Without points that hardly leave the one before: a quick first pass over very fine boundaries."""
    kept = [ring[0]]
    for point in ring[1:-1]:
        if _apart(kept[-1], point) > nearest**2:
            kept.append(point)
    return (*kept, ring[-1])


def _furthest(ring: Ring, first: int, last: int) -> tuple[int, float]:
    """The point between two others that lies furthest from the line through them, and the distance squared."""
    (x, y), (end_x, end_y) = ring[first], ring[last]
    along_x, along_y = end_x - x, end_y - y
    length = along_x**2 + along_y**2
    best, distance = first, 0.0
    for at in range(first + 1, last):
        from_x, from_y = ring[at][0] - x, ring[at][1] - y
        share = max(0.0, min(1.0, (from_x * along_x + from_y * along_y) / length)) if length else 0.0
        away = (from_x - share * along_x) ** 2 + (from_y - share * along_y) ** 2
        if away > distance:
            best, distance = at, away
    return best, distance


def _apart(one: Point, other: Point) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2
