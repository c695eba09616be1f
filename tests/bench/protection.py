"""Protecting and attacking made-up counts: seconds and memory, from 10² to 10⁴ cells, and a history of two years."""

from __future__ import annotations

import re
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from random import Random

from storage.counts import Count, Extract
from storage.geography import Areas
from storage.measures import Measure
from storage.protection.cube import Cube
from storage.protection.history import build_all
from storage.protection.joint.attack import attack
from storage.protection.risks import judge
from storage.protection.rounding import build_period
from storage.protection.standing import Standing, tables_of
from tests.attack_trial import WEEKLY, WEEKS, council
from tests.bench.lines import Line
from tests.released import KEY, atoms, release

SIZES = ((4, 4, 0), (20, 6, 0), (20, 6, 16), (64, 41, 0), (64, 118, 0))  # wards, reasons, ages
YEAR, HISTORY = 1.0, 60.0  # seconds
Spent = tuple[float, float, float]  # seconds, MiB before, and the most MiB during it


def measure(sizes: int, weeks: int) -> list[Line]:
    """The first so many sizes, a year of weeks, and a history of so many weeks; each in a process of its own."""
    lines = _of_sizes(SIZES[:sizes])
    year = min(52, weeks)
    seconds, _, _ = _apart(_year, year)
    lines.append(
        Line(
            f"{year} weeks × (20 wards, 4 localities, borough) × 6 reasons rounded with carry, seconds",
            YEAR, seconds, "s", YEAR, absolute=True,
        )
    )  # fmt: skip
    seconds, before, most = _apart(_history, weeks)
    what = f"{weeks} weekly releases of them, each built and attacked with all before it"
    return [
        *lines,
        Line(f"{what}, seconds", HISTORY, seconds, "s", HISTORY, absolute=True),
        Line(f"{what}, memory beside that before", before, most, "MiB"),
    ]


def _of_sizes(sizes: Sequence[tuple[int, int, int]]) -> list[Line]:
    """The seconds of each size beside those of the smallest."""
    lines: list[Line] = []
    for work, what in ((_round, "rounded"), (_attack, "attacked")):
        spent = [_apart(work, *size) for size in sizes]
        for size, (seconds, before, most) in zip(sizes, spent, strict=True):
            name = f"{_cells(*size):,} cells of one period {what}"
            lines.append(Line(f"{name}, seconds beside the smallest", spent[0][0], seconds, "s"))
            lines.append(Line(f"{name}, memory beside that before", before, most, "MiB"))
    return lines


def _cells(wards: int, reasons: int, ages: int) -> int:
    areas, figures = council(wards, reasons, ages)
    return len(Cube(figures, areas).slots)


def _apart(work: Callable[..., Spent], *given: int) -> Spent:
    """In a process of its own, so that each has a memory of its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def _round(wards: int, reasons: int, ages: int) -> Spent:
    areas, figures = council(wards, reasons, ages)
    cube = Cube(figures, areas)
    counts = [(*kind, Random(1).choice(WEEKLY)) for kind in atoms(cube)]
    _warm()
    return _spent(lambda: build_period(cube, WEEKS[0], counts, KEY))


def _attack(wards: int, reasons: int, ages: int) -> Spent:
    areas, figures = council(wards, reasons, ages)
    random = Random(1)
    counts = {WEEKS[0]: [random.choice(WEEKLY) for _ in atoms(Cube(figures, areas))]}
    published = release(figures, counts, areas=areas)
    _warm()
    return _spent(lambda: attack([published]))


def _year(weeks: int) -> Spent:
    areas, figures = council(20, 6)
    counts = _counts(areas, figures, WEEKS[:weeks])
    _warm()
    return _spent(lambda: build_all(figures, areas, counts, KEY))


def _history(weeks: int) -> Spent:
    areas, figures = council(20, 6)
    counts = _counts(areas, figures, WEEKS[:weeks])
    _warm()
    return _spent(lambda: _let_out(figures, areas, counts, WEEKS[:weeks]))


def _let_out(figures: Measure, areas: Areas, counts: Extract, weeks: Sequence[str]) -> None:
    """Every week a release that says all earlier weeks again, attacked with all before it."""
    made = build_all(figures, areas, counts, KEY)
    shown = [
        Standing(figures, areas, number, [cell for cell in made.cells if cell.period <= week], made.kept)
        for number, week in enumerate(weeks, 1)
    ]
    tables = tables_of(shown, {figures.id: figures})
    for number in range(len(tables)):
        if not judge(tables[: number + 1]).releasable:
            raise RuntimeError("A week could not be let out: this measures something else.")


def _counts(areas: Areas, figures: Measure, weeks: Sequence[str]) -> Extract:
    random, kinds = Random(2), atoms(Cube(figures, areas))
    counts = [
        Count(area, date.fromisoformat(week), kind, random.choice(WEEKLY))
        for week in weeks
        for area, kind in kinds
    ]
    return Extract(figures.id, tuple(counts), "")


def _warm() -> None:
    """Load the solver, which is loaded once."""
    areas, figures = council(4, 2)
    attack([release(figures, {WEEKS[0]: [1] * len(atoms(Cube(figures, areas)))}, areas=areas)])


def _spent(work: Callable[[], object]) -> Spent:
    before, begun = _memory(), time.perf_counter()
    work()
    return time.perf_counter() - begun, before, _memory()


def _memory() -> float:
    """The most that this process has used so far, in MiB. Where Linux tells, without what its parent used."""
    told = Path("/proc/self/status")
    if told.exists():
        return int(re.search(r"VmHWM:\s+(\d+)", told.read_text())[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
