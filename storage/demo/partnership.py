"""Build the demonstration's releases and approve them, as its analyst and its steward would."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from storage import bundle, releases, sources
from storage.bundle import Bundle
from storage.catalogue import load_catalogue
from storage.demo.figures import CATALOGUE, CONFIG, figures_of, folder_of, names
from storage.demo.generate import write_catalogue, write_sources
from storage.sources import Extract

LAG = timedelta(days=3)  # lag_days of the weekly measures: a week is not published before
SOURCES = "sources"


def write_files(folder: Path, until: date, chosen: Sequence[str] = ()) -> Path:
    """Configuration, catalogue and source files; returns the configuration's path.

    Of several partnerships each has a folder of its own, and one configuration holds them all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chosen = tuple(chosen) or names()[:1]
    for name in chosen:
        home = home_of(folder, name, chosen)
        write_catalogue(home / CATALOGUE, until, name)
        write_sources(home / SOURCES, until - LAG, name=name)
    config = folder / CONFIG
    config.write_text(_one_config(chosen), encoding="utf-8")
    return config


def home_of(folder: Path, name: str, chosen: Sequence[str]) -> Path:
    """Where the files of one of the chosen partnerships are."""
    return folder / name if len(chosen) > 1 else folder


def _one_config(chosen: Sequence[str]) -> str:
    """The configuration of the first, with the partnerships of the others behind its own."""
    texts = [(folder_of(name) / CONFIG).read_text(encoding="utf-8") for name in chosen]
    if len(chosen) > 1:
        texts = [
            text.replace(f"catalogue: {CATALOGUE}/", f"catalogue: {name}/{CATALOGUE}/")
            for text, name in zip(texts, chosen, strict=True)
        ]
    rest = [re.split(r"(?m)^partnerships:\n", text)[1] for text in texts[1:]]
    return "".join([texts[0], *(f"\n{each}" for each in rest)])


@dataclass(frozen=True)
class Built:
    """Releases that are approved when the demo starts, and one that waits for its steward."""

    approved: tuple[Bundle, ...]
    waiting: Bundle
    steward: str


def build(folder: Path, key: bytes | None = None, name: str = "") -> Built:
    """Protect every measure's file. Without a key one is made up and forgotten: a demo is built only once.

    One measure is approved without its newest week, which waits in a release of its own: the same key and
    the same counts give the same figures, so the two differ in that week alone.
    """
    catalogue, figures = load_catalogue(folder / CATALOGUE), figures_of(name)
    key = key or secrets.token_bytes(32)
    approved: list[Bundle] = []
    for identity, measure in catalogue.measures.items():
        areas = catalogue.areas_of(measure)
        extract = sources.read(measure, folder / SOURCES / f"{identity}.csv", areas)
        if identity == figures.waits:
            waiting = bundle.build(measure, extract, areas, key, figures.loader)
            extract = _without_newest(extract)
        approved.append(bundle.build(measure, extract, areas, key, figures.loader))
    return Built(tuple(approved), waiting, figures.steward)


def _without_newest(extract: Extract) -> Extract:
    newest = max(count.period for count in extract.counts)
    return replace(extract, counts=tuple(count for count in extract.counts if count.period < newest))


def approve(db: Session, partnership: str, built: Built, now: datetime) -> None:
    """Load all and approve all but one; only the demonstration may do this without a chat."""
    for each in built.approved:
        release = releases.load_bundle(db, partnership, each, each.built_by, now)
        if release.state == "pending":
            releases.decide(db, release, "approved", built.steward, now)
    releases.load_bundle(db, partnership, built.waiting, built.waiting.built_by, now)
