"""Finding one figure among a thousand, and among ten million."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from statistics import median

from sqlalchemy import Engine

from storage import database
from storage.big_tables import BigTable
from storage.cells import Cell, Cells, Table
from storage.releases import Shelf
from storage.tables import Base, FigureRow
from tests.bench.lines import Line, ratio

WEEKS = 250  # about five years; a larger table has more areas
MEASURE, BREAKDOWN, RELEASE = "bench", "ward×week", 1
ASKED = 5_000  # figures looked up in each run
BYTES = 110  # that one figure takes in a database
CACHE = "what is asked for is spread over more memory than the processor keeps near itself"
INSERT = (
    "insert into figures (release, breakdown, area, period, categories, value) values (?, ?, ?, ?, '', ?)"
)


def measure(folder: Path, held: Sequence[int], left: Sequence[int], rounds: int) -> list[Line]:
    """Tables of these sizes in memory and left in the database, each beside the smallest of its kind."""
    lines = _beside_smallest("in memory", {size: Cells(cells(size)) for size in held}, rounds)
    if shutil.disk_usage(folder).free < 2 * BYTES * max(left):
        print(f"There is no room on the disk for {max(left):,} figures, so these are not measured.")
        return lines
    engines = [stored(folder / f"{size}.db", size) for size in left]
    tables = {size: _opened(engine) for size, engine in zip(left, engines, strict=True)}
    lines += _beside_smallest("left in the database", tables, rounds)
    for engine in engines:
        engine.dispose()
    return lines


def _beside_smallest(where: str, tables: dict[int, Table], rounds: int) -> list[Line]:
    took: dict[int, list[float]] = {size: [] for size in tables}
    questions = {size: list(_questions(size)) for size in tables}
    for _ in range(rounds):
        for size, table in tables.items():
            took[size].append(_look_up(table, questions[size]))
    smallest = min(tables)
    return [
        Line(
            f"look-up {where}: {size:,} figures beside {smallest:,}",
            median(took[smallest]), median(took[size]), "µs",
            1.5, ratio_of=ratio(took[size], took[smallest]), why=CACHE,
        )
        for size in tables if size != smallest
    ]  # fmt: skip


def _look_up(table: Table, questions: Sequence[tuple[str, str]]) -> float:
    """Microseconds for each of these questions, asked of a shelf as a command asks it."""
    shelf = Shelf({MEASURE: object()}, {MEASURE: table})  # a release is handed on and not looked at
    begun = time.perf_counter()
    for area, week in questions:
        shelf.find(MEASURE, BREAKDOWN, area, week)
    return (time.perf_counter() - begun) / len(questions) * 1e6


def cells(size: int) -> Iterator[Cell]:
    """A weekly table by ward of so many figures, in the order of the primary key."""
    areas, weeks = _names(size)
    for number, (area, week) in enumerate(product(areas, weeks)):
        yield BREAKDOWN, area, week, (), number % 200 * 5


def _names(size: int) -> tuple[list[str], list[str]]:
    weeks = [f"{2000 + week // 52}-{week % 52:02}" for week in range(WEEKS)]
    return [f"E{area:08}" for area in range(size // WEEKS)], weeks


def _questions(size: int) -> Iterator[tuple[str, str]]:
    """Areas and weeks all over the table, the same in each run."""
    chosen, (areas, weeks) = random.Random(size), _names(size)
    for _ in range(ASKED):
        yield chosen.choice(areas), chosen.choice(weeks)


def stored(path: Path, size: int) -> Engine:
    """A database with such a table as Parley stores it, made in a hurry: it need not outlast a power cut."""
    engine = database.connect(f"sqlite:///{path}")
    Base.metadata.create_all(engine, tables=[FigureRow.__table__])
    rows = ((RELEASE, breakdown, area, week, value) for breakdown, area, week, _, value in cells(size))
    connection = engine.raw_connection()
    cursor = connection.cursor()
    for statement in ("pragma foreign_keys = off", "pragma synchronous = off", "begin"):
        cursor.execute(statement)
    cursor.executemany(INSERT, rows)
    cursor.execute("commit")
    connection.close()
    return engine


def _opened(engine: Engine) -> BigTable:
    with database.reading(engine) as db:
        return BigTable(db, RELEASE)
