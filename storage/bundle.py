"""The release file: protected table, declaration, code list, certificate, verdict and signature; no true value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from storage.catalogue import CatalogueError, parse_measure
from storage.counts import Extract, Missing
from storage.declaration import level_gaps
from storage.geography import Areas, AreasError, parse_areas, write_areas
from storage.measures import Measure
from storage.packing import (
    AREAS,
    CERTIFICATE,
    DECLARATION,
    SIGNATURE,
    TABLE,
    VERDICT,
    BundleError,
    pack,
    unpack,
)
from storage.progress import Progress, silent
from storage.protection import verdict as verdicts
from storage.protection.certificate import Certificate, digest, from_json, to_json
from storage.protection.cube import Cell
from storage.protection.rounding import RoundingError, solver
from storage.protection.verdict import Verdict
from storage.signatures import Signature, message
from storage.signing import SigningKey
from storage.table_text import read_table, write_table

if TYPE_CHECKING:
    from storage.protection.history import Protected

__all__ = ["Bundle", "BundleError", "Cell", "build", "build_next", "read", "sign", "write"]

GAPS = "what is withheld or missing at the source is so in every sum that holds it"


@dataclass(frozen=True)
class Bundle:
    """One protected release: what was declared, the table for all periods, and the proof.

    `verdict` is what attacking it came to where it was built; `signature` that of the person who built it.
    """

    measure: Measure
    areas: Areas
    cells: tuple[Cell, ...]
    certificate: Certificate
    verdict: Verdict | None = None
    signature: Signature | None = None

    @property
    def built_by(self) -> str:
        """The name of whoever built it, as they wrote it; who they are is known by the key that signed it."""
        return self.certificate.built_by

    @property
    def sha256(self) -> str:
        """The hash an approval is bound to; it covers everything in the release."""
        return self.certificate.sha256

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods with figures, in order."""
        return _periods(self.measure, self.cells)


@dataclass(frozen=True)
class Made:
    """A release that was built, and what stays where it was built: what was held, in sentences, and the ledger."""

    bundle: Bundle
    held: tuple[str, ...]
    ledger: bytes


def build(
    measure: Measure, extract: Extract, areas: Areas, key: bytes, built_by: str, progress: Progress = silent
) -> Bundle:
    """Protect every period of an extract as if nothing had been published before; see `build_next`."""
    return build_next(measure, extract, areas, key, built_by, None, progress=progress).bundle


def build_next(
    measure: Measure,
    extract: Extract,
    areas: Areas,
    key: bytes,
    built_by: str,
    ledger: bytes | None,
    *,
    rebase: bool = False,
    progress: Progress = silent,
) -> Made:
    """Protect what is new or corrected in an extract, beside what the ledger of the last release says.

    `key` is secret and stays on the machine that builds, as the ledger does. A count that is withheld or has no data
    makes every sum that holds it the same, in that period. `rebase` lets out the corrections that were held.
    """
    from storage.protection.history import build_all
    from storage.protection.ledger import LedgerError

    if extract.measure_id != measure.id:
        raise BundleError(f"This extract was read for {extract.measure_id}, not for {measure.id}.")
    if not built_by.strip():
        raise BundleError("Say who builds this release.")
    try:
        made = build_all(measure, areas, extract, key, ledger, rebase=rebase, progress=progress)
    except (RoundingError, LedgerError) as error:
        raise BundleError(str(error)) from error
    held = tuple(each.sentence for each in made.held)
    certificate = _certify(measure, areas, made, built_by)
    return Made(Bundle(measure, areas, made.cells, certificate), held, made.ledger)


def sign(bundle: Bundle, key: SigningKey) -> Bundle:
    """The same release, signed: from now on nothing in it can be changed or taken out unseen."""
    plain = replace(bundle, signature=None)
    return replace(bundle, signature=Signature.of(key, message(_members(plain))))


def write(bundle: Bundle, path: Path) -> None:
    """Write the release as a zip: the same bytes for the same release."""
    pack(_members(bundle), path)


def read(path: Path) -> Bundle:
    """Read a release and check it whole: hashes, signature, declaration, cells and sums. Raises BundleError.

    Without a signature it is read all the same, as one that nobody has signed.
    """
    members = unpack(path)
    certificate = _certificate(members[CERTIFICATE])
    for name, expected in (
        (DECLARATION, certificate.declaration_sha256),
        (AREAS, certificate.areas_sha256),
        (TABLE, certificate.table_sha256),
    ):
        if digest(members[name]) != expected:
            raise BundleError(f"{name} was changed after the certificate was made. Build the release again.")
    signature = _signature(members)
    measure, areas = _declared(members[DECLARATION], members[AREAS])
    cells = _cells(members[TABLE])
    if problem := next(_problems(measure, areas, cells, certificate), None):
        raise BundleError(problem)
    return Bundle(measure, areas, cells, certificate, _verdict(members), signature)


def _certify(measure: Measure, areas: Areas, made: Protected, built_by: str) -> Certificate:
    declaration, areas_csv, table = _contents(measure, areas, made.cells)
    name, version = solver()
    return Certificate(
        measure=measure.id,
        version=measure.version,
        built_by=built_by,
        method=measure.protect.method,
        base=measure.protect.base,
        policy=measure.protect.policy,
        solver=name,
        solver_version=version,
        cells=len(made.cells),
        periods=len(_periods(measure, made.cells)),
        year_within=made.kept,
        month_bases=made.detail,
        checks=tuple(_checks(measure.protect.base, made)),
        declaration_sha256=digest(declaration),
        areas_sha256=digest(areas_csv),
        table_sha256=digest(table),
    )


def _checks(base: int, made: Protected) -> Iterator[str]:
    yield from ("additive", f"zero-restricted at base {base}", f"every change less than {base}")
    if made.kept is not None:
        yield f"every year to date within {made.kept}, rounding being carried from period to period"
    if made.detail is not None:
        yield f"what only months show: inside the sums of the weeks, every change less than {made.detail * base}"
    if any(isinstance(cell.value, Missing) for cell in made.cells):
        yield GAPS


def _contents(measure: Measure, areas: Areas, cells: Sequence[Cell]) -> tuple[bytes, bytes, bytes]:
    raw = measure.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    declaration = yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=110)
    return declaration.encode(), write_areas(areas).encode(), write_table(cells)


def _members(bundle: Bundle) -> dict[str, bytes]:
    declaration, areas, table = _contents(bundle.measure, bundle.areas, bundle.cells)
    members = {DECLARATION: declaration, AREAS: areas, TABLE: table, CERTIFICATE: to_json(bundle.certificate)}
    if bundle.verdict is not None:
        members[VERDICT] = verdicts.to_json(bundle.verdict).encode()
    if bundle.signature is not None:
        members[SIGNATURE] = bundle.signature.to_json()
    return members


def _signature(members: Mapping[str, bytes]) -> Signature | None:
    """The signature, if there is one, over everything else in the release."""
    if SIGNATURE not in members:
        return None
    signed = {name: data for name, data in members.items() if name != SIGNATURE}
    try:
        signature = Signature.from_json(members[SIGNATURE])
    except ValueError:
        raise BundleError(
            "The signature of this release cannot be read. Ask for the release again."
        ) from None
    if not signature.fits(message(signed)):
        raise BundleError(
            "This release was changed after it was signed. Ask whoever built it to send it again."
        )
    return signature


def _verdict(members: Mapping[str, bytes]) -> Verdict | None:
    if VERDICT not in members:
        return None
    try:
        return verdicts.from_json(members[VERDICT].decode())
    except (ValueError, RecursionError):
        raise BundleError("The verdict in this release cannot be read. Build the release again.") from None


def _certificate(proof: bytes) -> Certificate:
    try:
        return from_json(proof)
    except (ValueError, TypeError, RecursionError):
        raise BundleError("The certificate cannot be read. Build the release again.") from None


def _declared(declaration: bytes, areas_csv: bytes) -> tuple[Measure, Areas]:
    try:
        return parse_measure(declaration.decode(), DECLARATION), parse_areas(areas_csv.decode())
    except (CatalogueError, AreasError, UnicodeDecodeError) as error:
        raise BundleError(f"The declaration in this release cannot be used. {error}") from None


def _cells(table: bytes) -> tuple[Cell, ...]:
    try:
        cells = read_table(table)
    except ValueError:
        raise BundleError("The table in this release cannot be read. Build the release again.") from None
    if write_table(cells) != table:
        raise BundleError("The table in this release is not written the way it is hashed. Build it again.")
    return cells


def _problems(measure: Measure, areas: Areas, cells: Sequence[Cell], proof: Certificate) -> Iterator[str]:
    declared = (measure.id, measure.version, *measure.protect.model_dump().values())
    if declared != (proof.measure, proof.version, proof.method, proof.base, proof.policy):
        yield "The certificate was made for another declaration. Build the release again."
    from storage.protection.proof import problems

    yield from level_gaps(areas, measure.areas.levels)
    if (proof.cells, proof.periods) != (len(cells), len(_periods(measure, cells))):
        yield "The certificate counts other cells than the table holds. Build the release again."
    yield from problems(measure, areas, cells)


def _periods(measure: Measure, cells: Sequence[Cell]) -> tuple[str, ...]:
    """The periods with figures, in order; months beside weeks are none of them."""
    end = f"×{measure.time.grain}"
    return tuple(sorted({cell.period for cell in cells if cell.breakdown.endswith(end)}))
