"""What a demonstration partnership's figures.yaml says about how its figures are made up, and where its files are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

from storage.parts import Part

CATALOGUE, CONFIG, FIGURES = "catalogue", "config.yaml", "figures.yaml"


class Persona(Part):
    """Somebody to be on the demonstration's page."""

    account: str
    name: str
    about: str


class Effects(Part):
    """What a week is multiplied by while each of these lasts."""

    half_term: float = 1.0
    christmas: float = 1.0
    van: float = 1.0


class Weekly(Part):
    """A weekly measure: how many in a usual week, and by which weights they fall into kinds."""

    series: str
    usual: int
    kinds: Mapping[str, int]
    effects: Effects
    areas: Literal["name", "code"] = "name"


class Agreed(Part):
    """An action somebody has when the demonstration begins, due so many working days later."""

    who: str
    what: str
    due_in: int
    accepted: bool = True


class Figures(Part):
    """All of figures.yaml; ``need`` and ``pupils`` stand in the order of the wards in the code list."""

    seed: int
    loader: str
    steward: str
    waits: str
    personas: tuple[Persona, ...]
    agreed: tuple[Agreed, ...]
    agenda: tuple[str, ...]
    need: tuple[int, ...]
    pupils: tuple[int, ...]
    weekly: Mapping[str, Weekly]
    termly: Mapping[str, Literal["entitled", "taking"]]


def names() -> tuple[str, ...]:
    """The demonstration partnerships there are; the first one is the usual one."""
    return tuple(sorted(path.parent.name for path in Path(__file__).parent.glob(f"*/{CONFIG}")))


def folder_of(name: str = "") -> Path:
    """Where a demonstration partnership is described; without a name, the usual one."""
    return Path(__file__).parent / (name or names()[0])


@lru_cache(maxsize=8)
def figures_of(name: str = "") -> Figures:
    """How its figures are made up, who is in it, and who loads and approves."""
    text = (folder_of(name) / FIGURES).read_text(encoding="utf-8")
    return Figures.model_validate(yaml.safe_load(text))


def fingerprint(name: str = "") -> str:
    """Changes whenever any file of a demonstration partnership does."""
    paths = sorted(path for path in folder_of(name).rglob("*") if path.is_file())
    contents = b"".join(path.name.encode() + path.read_bytes() for path in paths)
    return hashlib.sha256(contents).hexdigest()
