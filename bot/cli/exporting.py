"""parley data export: the approved figures of a measure as open data, in a new folder or a zip; all of it or nothing."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from bot.assemble import wall_clock
from bot.cli.base import stop
from commands import open_data
from storage import audit, database, exported
from storage.catalogue import load_catalogue
from storage.exported import Exported
from storage.partnership import PartnershipSettings


@dataclass(frozen=True, slots=True)
class Done:
    """What was written, and what whoever ran it should know besides."""

    sentence: str
    notes: tuple[str, ...] = ()


def export(engine: Engine, settings: PartnershipSettings, measure: str, output: Path) -> Done:
    """Write the files, unless somebody has withdrawn the release by the time they are there."""
    if output.exists():
        stop(f"{output} is there already. Name a new folder or file.")
    now = wall_clock()
    with database.reading(engine) as db:
        found = exported.approved(db, settings.id, measure)
    if found is None:
        stop(_why_not(settings, measure))
    if found.release.measure.places != "all":
        stop(f"{found.release.measure.title} may only be shown in some places, so it is not for export.")
    files = open_data.files(found, settings.name, now.astimezone(settings.timezone).date())
    with tempfile.TemporaryDirectory(dir=output.parent) as beside:
        whole = Path(beside) / output.name
        _write(files, whole, output.suffix == ".zip")
        _note(engine, found, now)
        whole.replace(output)
    return Done(f"{output}: {len(files)} files, release {found.release.number} of {measure}.", _notes(found))


def _why_not(settings: PartnershipSettings, measure: str) -> str:
    from bot.settings import nearest

    known = load_catalogue(settings.catalogue).measures
    if measure not in known:
        return f'There is no measure "{measure}" in the catalogue{nearest(measure, known)}'
    return f"No release of {measure} is approved at present, so there is nothing to export."


def _write(files: Mapping[str, str], target: Path, zipped: bool) -> None:
    if zipped:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                archive.writestr(name, text.encode())
        return
    target.mkdir()
    for name, text in files.items():
        (target / name).write_bytes(text.encode())


def _note(engine: Engine, found: Exported, now: datetime) -> None:
    """Write it down, which cannot be done of a release that is no longer approved."""
    release = found.release
    detail = f"{release.id} {release.table_hash[:12]}"
    entry = audit.Entry(release.partnership, now, "", "command line", "data export", detail, (release.id,))
    with database.writing(engine) as db, db.begin():
        kept = audit.record(db, entry)
    if not kept:
        stop(
            f"The release of {release.measure.title} has just been withdrawn or replaced. Nothing was written."
        )


def _notes(found: Exported) -> tuple[str, ...]:
    licence = found.release.measure.source.licence
    if open_data.licence_address(licence):
        return ()
    return (f"Its licence is “{licence}”. Check that it allows what you want to do with these files.",)
