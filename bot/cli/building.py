"""parley data build and advise: read, protect, attack, sign, write; what it takes long over is shown on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
from storage.counts import Extract
from storage.geography import Areas
from storage.judging import Known
from storage.measures import Measure
from storage.progress import Progress as Tell
from storage.signing import SigningKey

SMALL = "How much of each table is small, before it is protected:"


@dataclass(frozen=True, slots=True)
class Past:
    """What was published before, for a build that goes on from there; see `storage.protection.ledger`."""

    ledger: Path | None = None
    rebase: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A protected release, the ledger for the next one, and what whoever built it should know besides."""

    bundle: Bundle
    ledger: bytes
    notes: tuple[str, ...]


def built(
    known: Known, measure: Measure, file: Path | None, key: bytes, signer: SigningKey, past: Past
) -> Made:
    """Read the file or the query, protect every period of it, attack and sign it; nothing is written yet."""
    ledger = past.ledger.read_bytes() if past.ledger else None
    with _watched() as step:
        areas, extract = _read(known.catalogue, measure, file, step)
        extract = _due(measure, extract)
        from storage import bundle
        from storage.protection import coarsen

        step("Looking for small numbers")
        small = coarsen.advice(measure, areas, extract)
        notes = (*extract.notes, *((SMALL,) if small else ()), *(f"  {sentence}" for sentence in small))
        made = bundle.build_next(
            measure,
            extract,
            areas,
            key,
            signer.name,
            ledger,
            rebase=past.rebase,
            progress=step(f"Protecting {measure.title.lower()}"),
        )
        step("Trying to work true numbers out from it")
        attacked = _attacked(made.bundle, known)
    return Made(bundle.sign(attacked, signer), made.ledger, (*notes, *made.held))


def advice(known: Known, measure: Measure, file: Path | None) -> tuple[str, ...]:
    """How much of each declared table is small and how far rounding would move it, a sentence for each."""
    with _watched() as step:
        areas, extract = _read(known.catalogue, measure, file, step)
        from storage.protection import coarsen

        step("Looking for small numbers")
        return coarsen.advice(measure, areas, extract)


def _read(known: Catalogue, measure: Measure, file: Path | None, step: _Steps) -> tuple[Areas, Extract]:
    """The counts of the file or the query, checked."""
    if file is None and not measure.layout.sql:
        stop("FILE: Name the file of counts.")
    if file is not None and measure.layout.sql:
        stop(f"FILE: {measure.id} is read from a database, as its measure file says. Leave the file out.")
    step("Loading the tools")
    from storage import sources

    areas = known.areas_of(measure)
    reading = step(f"Reading {file.name if file else 'the database'}")
    return areas, sources.read(measure, file, areas, reading)


def _due(measure: Measure, extract: Extract) -> Extract:
    """The counts that may be published by now; what is too new waits, which a note says."""
    from bot.assemble import wall_clock
    from storage import lag

    today = wall_clock().date()
    ready = lag.ready(measure, extract, today)
    if not ready.counts and extract.counts:
        periods = (count.period for count in extract.counts)
        stop("Nothing in this file may be published yet.", *lag.too_new(measure, periods, today))
    return ready


def _attacked(made: Bundle, known: Known) -> Bundle:
    """With what came of the attack in it; one that tells too much by itself is not written at all."""
    from storage import judging

    verdict = judging.beside(made, (), known)
    if not verdict.releasable:
        stop(*judging.refusal(made, verdict).splitlines())
    return replace(made, verdict=verdict)


def ledger_for(output: Path, last: Path | None) -> Path:
    """Where the ledger of a release is kept: beside it, and never in place of the last one."""
    kept = _ledger_of(output)
    if output.suffix != ".zip":
        stop(f"--output: {output} should end in .zip. Its ledger gets the same name, ending in .ledger.")
    if last and last.resolve() == kept.resolve():
        stop(f"--output: The new ledger would replace {last}. Give this release another name than the last.")
    return kept


def _ledger_of(output: Path) -> Path:
    return output.with_suffix(".ledger")


def write(made: Made, output: Path) -> None:
    """The release and its ledger, all of it or nothing: a build that is stopped leaves no half a release."""
    from storage import bundle, keys

    ledger = _ledger_of(output)
    release_part, ledger_part = (path.with_name(f"{path.name}.partial") for path in (output, ledger))
    try:
        bundle.write(made.bundle, release_part)
        ledger_part.unlink(missing_ok=True)
        keys.new_file(ledger_part, made.ledger)
        ledger_part.replace(ledger)
        release_part.replace(output)
    finally:
        release_part.unlink(missing_ok=True)
        ledger_part.unlink(missing_ok=True)


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
