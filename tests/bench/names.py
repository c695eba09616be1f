"""What may have been meant by a misspelt name, among a thousand of them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from statistics import median

from rapidfuzz import fuzz, process

from storage.catalogue import Catalogue, load_catalogue
from storage.geography import Areas, parse_areas
from storage.people import slug
from tests.bench.lines import Line, ratio

LIMIT = 0.2  # milliseconds
FIRST = ("North", "South", "East", "West", "Upper", "Lower", "Old", "New", "Great", "Little")
MIDDLE = ("Ash", "Birch", "Cran", "Dun", "Elm", "Fern", "Gorse", "Hazel", "Iris", "Juniper")
LAST = ("bourne", "combe", "dale", "field", "ford", "gate", "ham", "ley", "minster", "wick")
NAMES = tuple(f"{first} {middle}{last}" for first, middle, last in product(FIRST, MIDDLE, LAST))
FOUR = 4  # names that a measure has: its id, its title and two aliases


def measure(catalogue: Path, asked: int, rounds: int) -> list[Line]:
    """Areas and measures, beside one bare search through the same names."""
    areas, measures = _areas(), _measures(load_catalogue(catalogue))
    searches: dict[str, Callable[[str], object]] = {
        "": lambda name: process.extract(name, NAMES, scorer=fuzz.ratio, limit=3, score_cutoff=60),
        "area": areas.find,
        "measure": measures.find,
    }
    took: dict[str, list[float]] = {what: [] for what in searches}
    for number in range(rounds):
        wrong = [misspelt(name, number) for name in random.Random(number).sample(NAMES, asked)]
        for what, find in searches.items():
            took[what].append(_each(find, wrong))
    return [
        Line(
            f"did you mean: a misspelt {what} among {len(NAMES):,} names, beside one bare search",
            median(took[""]), median(took[what]), "ms", LIMIT,
            absolute=True, ratio_of=ratio(took[what], took[""]),
        )
        for what in ("area", "measure")
    ]  # fmt: skip


def misspelt(name: str, seed: int) -> str:
    """A name with two letters next to each other exchanged and one left out."""
    chosen = random.Random(f"{name}{seed}")
    letters = list(name)
    at = chosen.randrange(len(letters) - 1)
    letters[at : at + 2] = reversed(letters[at : at + 2])
    del letters[chosen.randrange(len(letters))]
    return "".join(letters)


def _each(find: Callable[[str], object], names: Sequence[str]) -> float:
    """Milliseconds for each name, none of which has been looked for before."""
    took = []
    for name in names:
        begun = time.perf_counter()
        find(name)
        took.append(time.perf_counter() - begun)
    return median(took) * 1e3


def _areas() -> Areas:
    wards = [f"W{number:04},{name},ward,X" for number, name in enumerate(NAMES)]
    return parse_areas("\n".join(["code,name,level,parent", "X,Bench,borough,", *wards]))


def _measures(known: Catalogue) -> Catalogue:
    """A catalogue with as many names: copies of one measure that are called otherwise."""
    one = next(iter(known.measures.values()))
    groups = [NAMES[at : at + FOUR] for at in range(0, len(NAMES), FOUR)]
    copies = [
        one.model_copy(update={"id": slug(first), "title": title, "aliases": tuple(others)})
        for first, title, *others in groups
    ]
    return replace(known, measures={each.id: each for each in copies})
