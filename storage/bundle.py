"""The release file: protected table, declaration, code list and certificate in a zip, no true value."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from storage.catalogue import CatalogueError, parse_measure
from storage.counts import Extract, Missing, total
from storage.declaration import level_gaps
from storage.geography import Areas, AreasError, parse_areas, write_areas
from storage.measures import Measure
from storage.progress import Progress, silent
from storage.protection.certificate import Certificate, digest, from_json, to_json
from storage.protection.cube import Atom, Cell, Cube
from storage.protection.rounding import RoundingError, build_period, solver

__all__ = ["Bundle", "BundleError", "Cell", "build", "read", "write"]

DECLARATION, AREAS, TABLE, CERTIFICATE = "declaration.yaml", "areas.csv", "table.csv", "certificate.json"
MEMBERS = (DECLARATION, AREAS, TABLE, CERTIFICATE)
COLUMNS = ("breakdown", "area", "period", "categories", "value")
BETWEEN = "|"  # between the categories of one cell; no code can hold it
LARGEST = 100_000_000  # bytes of one member, unpacked
GAPS = "what is withheld or missing at the source is so in every sum that holds it"
MOMENT = (1980, 1, 1, 0, 0, 0)  # the zip's own dates, the same in every build


class BundleError(Exception):
    """A release that cannot be built or trusted; the text says why."""


@dataclass(frozen=True)
class Bundle:
    """One protected release: what was declared, the table for all periods, and the proof."""

    measure: Measure
    areas: Areas
    cells: tuple[Cell, ...]
    certificate: Certificate

    @property
    def built_by(self) -> str:
        """The person who built it, who cannot be the one to approve it."""
        return self.certificate.built_by

    @property
    def sha256(self) -> str:
        """The hash an approval is bound to; it covers everything in the release."""
        return self.certificate.sha256

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods with figures, in order."""
        return tuple(sorted({cell.period for cell in self.cells}))


def build(
    measure: Measure, extract: Extract, areas: Areas, key: bytes, built_by: str, progress: Progress = silent
) -> Bundle:
    """Protect every period of an extract; `key` is secret and stays on the machine that builds.

    A count that is withheld or has no data makes every sum that holds it the same, in that period.
    """
    if extract.measure_id != measure.id:
        raise BundleError(f"This extract was read for {extract.measure_id}, not for {measure.id}.")
    if not built_by.strip():
        raise BundleError("Say who builds this release.")
    cells = tuple(sorted(_protected(Cube(measure, areas), extract, key, progress)))
    return Bundle(measure, areas, cells, _certify(measure, areas, cells, built_by))


def _protected(cube: Cube, extract: Extract, key: bytes, progress: Progress) -> Iterator[Cell]:
    periods: dict[str, list[Atom]] = defaultdict(list)
    for count in extract.counts:
        periods[count.period.isoformat()].append((count.area, count.category, count.n))
    try:
        for done, period in enumerate(sorted(periods)):
            progress(done, len(periods))
            yield from build_period(cube, period, periods[period], key)
    except RoundingError as error:
        raise BundleError(str(error)) from error


def write(bundle: Bundle, path: Path) -> None:
    """Write the release as a zip: the same bytes for the same release."""
    contents = (*_contents(bundle.measure, bundle.areas, bundle.cells), to_json(bundle.certificate))
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in zip(MEMBERS, contents, strict=True):
            member = zipfile.ZipInfo(name, MOMENT)
            member.external_attr = 0o644 << 16
            archive.writestr(member, data, zipfile.ZIP_DEFLATED)


def read(path: Path) -> Bundle:
    """Read a release and check it whole: hashes, declaration, cells and sums. Raises BundleError."""
    declaration, areas_csv, table, proof = _unpack(path)
    certificate = _certificate(proof)
    for name, data, expected in (
        (DECLARATION, declaration, certificate.declaration_sha256),
        (AREAS, areas_csv, certificate.areas_sha256),
        (TABLE, table, certificate.table_sha256),
    ):
        if digest(data) != expected:
            raise BundleError(f"{name} was changed after the certificate was made. Build the release again.")
    measure, areas = _declared(declaration, areas_csv)
    cells = _cells(table)
    if problem := next(_problems(measure, areas, cells, certificate), None):
        raise BundleError(problem)
    return Bundle(measure, areas, cells, certificate)


def _certify(measure: Measure, areas: Areas, cells: Sequence[Cell], built_by: str) -> Certificate:
    declaration, areas_csv, table = _contents(measure, areas, cells)
    base, (name, version) = measure.protect.base, solver()
    return Certificate(
        measure=measure.id,
        version=measure.version,
        built_by=built_by,
        method=measure.protect.method,
        base=base,
        policy=measure.protect.policy,
        solver=name,
        solver_version=version,
        cells=len(cells),
        periods=len({cell.period for cell in cells}),
        checks=(*_checks(base), *(GAPS,) * any(isinstance(cell.value, Missing) for cell in cells)),
        declaration_sha256=digest(declaration),
        areas_sha256=digest(areas_csv),
        table_sha256=digest(table),
    )


def _checks(base: int) -> tuple[str, ...]:
    return ("additive", f"zero-restricted at base {base}", f"every change less than {base}")


def _contents(measure: Measure, areas: Areas, cells: Sequence[Cell]) -> tuple[bytes, bytes, bytes]:
    raw = measure.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    declaration = yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=110)
    return declaration.encode(), write_areas(areas).encode(), _table(cells)


def _table(cells: Sequence[Cell]) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows(
        (cell.breakdown, cell.area, cell.period, BETWEEN.join(cell.categories), str(cell.value))
        for cell in cells
    )
    return out.getvalue().encode()


def _unpack(path: Path) -> tuple[bytes, ...]:
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(archive.infolist())
            return tuple(archive.read(name) for name in MEMBERS)
    except OSError:
        raise BundleError(f"{path.name} cannot be opened. Check the file name.") from None
    except (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError):
        raise BundleError(
            f"{path.name} is not a release, or was damaged on the way. Send it again."
        ) from None


def _check_members(members: Sequence[zipfile.ZipInfo]) -> None:
    if sorted(member.filename for member in members) != sorted(MEMBERS):
        raise BundleError(f"A release holds exactly {', '.join(MEMBERS)}; this file does not.")
    if any(member.file_size > LARGEST for member in members):
        raise BundleError("This file unpacks to more than a release can hold.")
    if any(member.compress_type not in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED) for member in members):
        raise BundleError("This file is not packed the way a release is.")


def _certificate(proof: bytes) -> Certificate:
    try:
        return from_json(proof)
    except (ValueError, TypeError):
        raise BundleError("The certificate cannot be read. Build the release again.") from None


def _declared(declaration: bytes, areas_csv: bytes) -> tuple[Measure, Areas]:
    try:
        return parse_measure(declaration.decode(), DECLARATION), parse_areas(areas_csv.decode())
    except (CatalogueError, AreasError, UnicodeDecodeError) as error:
        raise BundleError(f"The declaration in this release cannot be used. {error}") from None


def _cells(table: bytes) -> tuple[Cell, ...]:
    rows = csv.reader(io.StringIO(table.decode("utf-8", "replace"), newline=""))
    try:
        if tuple(next(rows, ())) != COLUMNS:
            raise ValueError
        cells = tuple(_cell(*row) for row in rows)
    except (ValueError, TypeError, csv.Error):
        raise BundleError("The table in this release cannot be read. Build the release again.") from None
    if _table(cells) != table:
        raise BundleError("The table in this release is not written the way it is hashed. Build it again.")
    return cells


def _cell(breakdown: str, area: str, period: str, categories: str, value: str) -> Cell:
    date.fromisoformat(period)
    codes = tuple(categories.split(BETWEEN)) if categories else ()
    return Cell(breakdown, area, period, codes, Missing(value) if value in set(Missing) else int(value))


def _problems(measure: Measure, areas: Areas, cells: Sequence[Cell], proof: Certificate) -> Iterator[str]:
    declared = (measure.id, measure.version, *measure.protect.model_dump().values())
    if declared != (proof.measure, proof.version, proof.method, proof.base, proof.policy):
        yield "The certificate was made for another declaration. Build the release again."
    yield from level_gaps(areas, measure.areas.levels)
    periods: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        periods[cell.period].append(cell)
    if (proof.cells, proof.periods) != (len(cells), len(periods)):
        yield "The certificate counts other cells than the table holds. Build the release again."
    cube = Cube(measure, areas)
    for period, found in periods.items():
        yield from _period_problems(cube, period, found)


def _period_problems(cube: Cube, period: str, cells: Sequence[Cell]) -> Iterator[str]:
    values = {(cell.breakdown, cell.area, cell.categories): cell.value for cell in cells}
    slots = [(slot.breakdown.name, slot.area, slot.categories) for slot in cube.slots]
    if len(values) < len(cells) or set(values) != set(slots):
        yield f"The table for {period} does not hold exactly the declared cells. Build the release again."
        return
    base = cube.measure.protect.base
    row = [values[slot] for slot in slots]
    if any(not isinstance(value, Missing) and (value < 0 or value % base) for value in row):
        yield f"The table for {period} holds a number that is not a multiple of {base}. Build it again."
    if any(row[each.total] != total(row[part] for part in each.parts) for each in cube.equations):
        yield f"The table for {period} does not add up. Build the release again."
