"""Build the demonstration's releases and approve them, as its analyst and its steward would."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from storage import bundle, judging, loaders, people, releases, signing, sources
from storage.bundle import Bundle
from storage.catalogue import load_catalogue
from storage.demo.figures import CATALOGUE, CONFIG, figures_of, folder_of, names
from storage.demo.generate import write_catalogue, write_sources
from storage.judging import Judged, Known
from storage.keys import new_file
from storage.loaders import Loader
from storage.signing import SigningKey
from storage.sources import Extract

LAG = timedelta(days=3)  # lag_days of the weekly measures: a week is not published before
SOURCES, KEYS = "sources", "keys"
PROTECTION, LOADER = "protection.key", "loader.key"  # on an analyst's own computer, in earnest


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
    """Releases that are approved when the demo starts, one that waits for its steward, and whose key signed them."""

    approved: tuple[Bundle, ...]
    waiting: Bundle
    steward: str
    loader: SigningKey


def build(folder: Path, key: bytes | None = None, name: str = "") -> Built:
    """Protect, attack and sign every measure's file. The keys stay in the folder, to build more releases with.

    One measure is approved without its newest week, which waits in a release of its own: the same key and
    the same counts give the same figures, so the two differ in that week alone.
    """
    catalogue, figures = load_catalogue(folder / CATALOGUE), figures_of(name)
    key, loader = _keys(folder / KEYS, key, figures.loader)
    finished = partial(_finished, loader=loader, known=Known(catalogue, folder / CATALOGUE))
    approved: list[Bundle] = []
    for identity, measure in catalogue.measures.items():
        areas = catalogue.areas_of(measure)
        extract = sources.read(measure, folder / SOURCES / f"{identity}.csv", areas)
        if identity == figures.waits:
            waiting = bundle.build(measure, extract, areas, key, loader.name)
            extract = _without_newest(extract)
        approved.append(finished(bundle.build(measure, extract, areas, key, loader.name), approved))
    return Built(tuple(approved), finished(waiting, approved), figures.steward, loader)


def _keys(folder: Path, key: bytes | None, name: str) -> tuple[bytes, SigningKey]:
    """The demonstration's protection key and its loader's signing key, made where they are not there yet."""
    folder.mkdir(exist_ok=True)
    protection, loader = folder / PROTECTION, folder / LOADER
    if not protection.exists():
        new_file(protection, base64.b64encode(key or secrets.token_bytes(48)) + b"\n")
    if not loader.exists():
        new_file(loader, signing.new_key(name).text.encode())
    return protection.read_bytes().strip(), signing.read_key(loader.read_bytes())


def _finished(made: Bundle, before: Sequence[Bundle], loader: SigningKey, known: Known) -> Bundle:
    return bundle.sign(replace(made, verdict=judging.beside(made, before, known)), loader)


def _without_newest(extract: Extract) -> Extract:
    newest = max(count.period for count in extract.counts)
    return replace(extract, counts=tuple(count for count in extract.counts if count.period < newest))


def approve(db: Session, partnership: str, built: Built, now: datetime) -> None:
    """Load all and approve all but one; only the demonstration may do this without a chat."""
    loader = _registered(db, partnership, built.loader, now)
    out: list[int] = []
    for each in (*built.approved, built.waiting):
        judged = None if each.verdict is None else Judged(each.verdict, tuple(out))
        release = releases.load_bundle(db, partnership, each, loader.name, now, loader.id, judged)
        if release.state == "pending" and each is not built.waiting:
            releases.decide(db, release, "approved", built.steward, now)
            out.append(release.id)


def _registered(db: Session, partnership: str, key: SigningKey, now: datetime) -> Loader:
    """The loader's key, registered by the first lead as a lead would."""
    lead = people.with_role(db, partnership, "lead")[0]
    whose = next(each for each in loaders.candidates(db, partnership) if each.name == key.name)
    return loaders.find(db, partnership, key.public) or loaders.register(
        db, partnership, key.public, whose, lead.id, now
    )
