"""parley data build: read, protect, write; what it takes long over is shown on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

from bot.cli.base import stop
from storage.bundle import Bundle
from storage.catalogue import Catalogue
from storage.measures import Measure
from storage.progress import Progress as Tell

SMALL = "How much of each table is small, before it is protected:"


@dataclass(frozen=True, slots=True)
class Made:
    """A protected release, and what whoever built it should know besides."""

    bundle: Bundle
    notes: tuple[str, ...]


def built(known: Catalogue, measure: Measure, file: Path | None, key: bytes, by: str) -> Made:
    """Read the file or the query, protect every period of it; nothing is written yet."""
    if file is None and not measure.layout.sql:
        stop("FILE: Name the file of counts.")
    if file is not None and measure.layout.sql:
        stop(f"FILE: {measure.id} is read from a database, as its measure file says. Leave the file out.")
    with _watched() as step:
        step("Loading the tools")
        from storage import bundle, sources
        from storage.protection import coarsen

        areas = known.areas_of(measure)
        extract = sources.read(measure, file, areas, step(f"Reading {file.name if file else 'the database'}"))
        step("Looking for small numbers")
        small = coarsen.advice(measure, areas, extract)
        notes = (*extract.notes, *((SMALL,) if small else ()), *(f"  {sentence}" for sentence in small))
        protected = bundle.build(
            measure, extract, areas, key, by, step(f"Protecting {measure.title.lower()}")
        )
    return Made(protected, notes)


def write(made: Bundle, output: Path) -> None:
    """All of it or nothing: a build that is stopped leaves no half a release."""
    from storage import bundle

    partial = output.with_name(f"{output.name}.partial")
    try:
        bundle.write(made, partial)
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _watched() -> Iterator[_Steps]:
    """A bar on the terminal, if there is one, that goes away when all is done."""
    screen = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        yield _Steps(progress)


class _Steps:
    """What is being done now, and how far it has come."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None)

    def __call__(self, words: str) -> Tell:
        """Begin the next step; the answer says how much of it is done."""
        self._progress.reset(self._task, total=None, description=words)
        return lambda done, of: self._progress.update(self._task, completed=done, total=of or None)
