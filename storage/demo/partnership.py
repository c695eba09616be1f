"""Build the demonstration's releases and approve them, as its analyst and its steward would."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from storage import bundle, releases, sources
from storage.bundle import Bundle
from storage.catalogue import load_catalogue
from storage.demo.generate import write_catalogue, write_sources
from storage.sources import Extract

LOADER, STEWARD = "Demo Analyst", "Demo Steward"
LAG = timedelta(days=3)  # lag_days of the weekly measures: a week is not published before
WAITS = "helpline-calls"  # the measure whose newest week waits for its steward


def write_files(folder: Path, until: date) -> Path:
    """Configuration, catalogue and source files; returns the configuration's path."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "config.yaml"
    shutil.copyfile(Path(__file__).parent / "config.yaml", config)
    write_catalogue(folder / "catalogue", until)
    write_sources(folder / "sources", until - LAG)
    return config


@dataclass(frozen=True)
class Built:
    """Releases that are approved when the demo starts, and one that waits for its steward."""

    approved: tuple[Bundle, ...]
    waiting: Bundle


def build(folder: Path, key: bytes | None = None) -> Built:
    """Protect every measure's file. Without a key one is made up and forgotten: a demo is built only once.

    One measure is approved without its newest week, which waits in a release of its own: the same key and
    the same counts give the same figures, so the two differ in that week alone.
    """
    catalogue = load_catalogue(folder / "catalogue")
    key = key or secrets.token_bytes(32)
    approved: list[Bundle] = []
    for identity, measure in catalogue.measures.items():
        areas = catalogue.areas_of(measure)
        extract = sources.read(measure, folder / "sources" / f"{identity}.csv", areas)
        if identity == WAITS:
            waiting = bundle.build(measure, extract, areas, key, LOADER)
            extract = _without_newest(extract)
        approved.append(bundle.build(measure, extract, areas, key, LOADER))
    return Built(tuple(approved), waiting)


def _without_newest(extract: Extract) -> Extract:
    newest = max(count.period for count in extract.counts)
    return replace(extract, counts=tuple(count for count in extract.counts if count.period < newest))


def approve(db: Session, partnership: str, built: Built, now: datetime) -> None:
    """Load all and approve all but one; only the demonstration may do this without a chat."""
    for each in built.approved:
        release = releases.load_bundle(db, partnership, each, LOADER, now)
        if release.state == "pending":
            releases.decide(db, release, "approved", STEWARD, now)
    releases.load_bundle(db, partnership, built.waiting, LOADER, now)
