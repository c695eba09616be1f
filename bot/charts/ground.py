"""Areas as shapes on the paper, and the best place in each for its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.path import Path
from numpy.typing import NDArray

from bot.charts.paper import Box, Place
from commands.reply import Outline

Places = NDArray[np.float64]  # (n, 2)
CELLS, CORNERS = 12, 100
FARTHEST, SMALLEST = 1e9, 1e-15  # in the unit of the outlines: beyond these a number is a mistake


@dataclass(frozen=True, slots=True)
class Ground:
    """One area in points on the paper: ``clear`` is how far ``middle`` is from its nearest edge."""

    name: str
    path: Path
    middle: Place
    clear: float
    bottom: float


def grounds(outlines: Sequence[Outline], box: Box) -> list[Ground]:
    """The areas that have a shape (one at least), as large as fit into the box; north is up."""
    shapes = [(outline.name, found) for outline in outlines if (found := rings(outline))]
    everything = np.concatenate([ring for _, found in shapes for ring in found])
    least, size = everything.min(axis=0), np.ptp(everything, axis=0)
    scale = min((box[2] - box[0]) / size[0], (box[3] - box[1]) / size[1])
    across = (box[2] - box[0] - size[0] * scale) / 2
    corner = np.array([box[0] + across - least[0] * scale, box[1] + (least[1] + size[1]) * scale])
    turned = np.array([scale, -scale])
    return [_ground(name, [ring * turned + corner for ring in found]) for name, found in shapes]


def rings(outline: Outline) -> list[Places]:
    """The rings that enclose anything, the largest first."""
    found = [np.array(ring, dtype=float).reshape(-1, 2) for ring in outline.rings]
    found = [
        ring for ring in found if len(ring) > 2 and abs(ring).max() < FARTHEST and abs(_area(ring)) > SMALLEST
    ]
    return sorted(found, key=lambda ring: -abs(_area(ring)))


def _area(ring: Places) -> float:
    """The signed area; its sign says which way round the ring runs."""
    moved = ring - ring[0]
    x, y = moved[:, 0], moved[:, 1]
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def _ground(name: str, found: list[Places]) -> Ground:
    path = Path.make_compound_path(*(_closed(ring, _depth(ring, found) % 2 == 1) for ring in found))
    middle, clear = _middle(found)
    return Ground(name, path, middle, clear, max(float(ring[:, 1].max()) for ring in found))


def _depth(ring: Places, found: list[Places]) -> int:
    """In how many other rings it lies: a hole in one, an island in a hole in two."""
    return sum(bool(Path(other).contains_point(ring[0])) for other in found if other is not ring)


def _closed(ring: Places, hole: bool) -> Path:
    """A hole runs the other way round than the land about it, so that it is not filled."""
    way = ring if (_area(ring) > 0) != hole else ring[::-1]
    return Path(np.concatenate([way, way[:1]]), closed=True)


def _middle(found: list[Places]) -> tuple[Place, float]:
    """The place in the largest ring that is farthest from any edge, found on a grid and then on finer ones."""
    land, edges = Path(found[0]), _edges(found)
    low, high = found[0].min(axis=0), found[0].max(axis=0)
    best, clear = found[0].mean(axis=0), 0.0
    for _ in range(3):
        tried = _grid(low, high)
        inside = tried[land.contains_points(tried)]
        if not len(inside):
            break
        apart = _apart(inside, *edges)
        best, clear = inside[apart.argmax()], float(apart.max())
        step = (high - low) / CELLS
        low, high = best - step, best + step
    return (float(best[0]), float(best[1])), clear


def _grid(low: Places, high: Places) -> Places:
    sides = [np.linspace(low[axis], high[axis], CELLS + 2)[1:-1] for axis in (0, 1)]
    return np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)


def _edges(found: list[Places]) -> tuple[Places, Places]:
    """Where every edge starts and ends, with no more corners than the eye needs."""
    fewer = [ring[:: len(ring) // CORNERS + 1] for ring in found]
    return np.concatenate(fewer), np.concatenate([np.roll(ring, -1, axis=0) for ring in fewer])


def _apart(places: Places, starts: Places, ends: Places) -> NDArray[np.float64]:
    """How far each place is from the nearest edge."""
    along = ends - starts
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    share = ((places[:, None] - starts) * along).sum(axis=2) / length
    nearest = starts + np.clip(share, 0, 1)[..., None] * along
    apart: NDArray[np.float64] = np.sqrt(((places[:, None] - nearest) ** 2).sum(axis=2).min(axis=1))
    return apart
