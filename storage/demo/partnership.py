"""Build the demonstration's releases and approve them, as its analyst and its steward would."""

from __future__ import annotations

import secrets
import shutil
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from storage import bundle, releases, sources
from storage.bundle import Bundle
from storage.catalogue import load_catalogue
from storage.demo.generate import write_catalogue, write_sources

LOADER, STEWARD = "Demo Analyst", "Demo Steward"


def write_files(folder: Path, until: date) -> Path:
    """Configuration, catalogue and source files; returns the configuration's path."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "config.yaml"
    shutil.copyfile(Path(__file__).parent / "config.yaml", config)
    write_catalogue(folder / "catalogue", until)
    write_sources(folder / "sources", until)
    return config


def build(folder: Path, key: bytes | None = None) -> list[Bundle]:
    """Protect every measure's file. Without a key one is made up and forgotten: a demo is built only once."""
    catalogue = load_catalogue(folder / "catalogue")
    key = key or secrets.token_bytes(32)
    built: list[Bundle] = []
    for identity, measure in catalogue.measures.items():
        areas = catalogue.areas_of(measure)
        extract = sources.read(measure, folder / "sources" / f"{identity}.csv", areas)
        built.append(bundle.build(measure, extract, areas, key, LOADER))
    return built


def approve(db: Session, partnership: str, bundles: list[Bundle], now: datetime) -> None:
    """Load and approve them in one step; only the demonstration may do this without a chat."""
    for each in bundles:
        release = releases.load_bundle(db, partnership, each, LOADER, now)
        if release.state == "pending":
            releases.decide(db, release, "approved", STEWARD, now)
