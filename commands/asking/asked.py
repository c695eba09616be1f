"""What was said in one line, piece by piece, before it is known which measure it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from commands.asking.meanings import Form, MeasureName, Rate
from storage.spans import Span

LONELY = re.compile(r"(?:^|\s)[,;]+(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in the line something stands; ``key`` is the key it was given under, if any."""

    start: int
    end: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A phrase that names one measure or several; ``codes`` are the categories it may mean instead."""

    spot: Spot
    names: tuple[MeasureName, ...]
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A name of an area as it was typed. ``level`` is the level it was asked for at; ``whole``: "total" and the like."""

    spot: Spot
    words: str
    level: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Category:
    """Categories a phrase may mean, as pairs of dimension and code; none where it is not known in ``dimension``."""

    spot: Spot
    words: str
    codes: tuple[tuple[str, str], ...]
    dimension: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """A span of time; ``against`` where it is what to compare with. It stands in one spot, or in two: from= and to=."""

    spots: tuple[Spot, ...]
    span: Span
    against: bool = False


@dataclass(frozen=True, slots=True)
class By:
    """A split; ``loose`` where only its name was said, without "by". ``known`` is false for a word nobody declared."""

    spot: Spot
    name: str
    loose: bool = False
    known: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """All that one line says.

    ``beside``: its areas join those of the question before. ``lead`` is where the words end with which it begins
    as a follow-up, 0 if it does not. ``strays`` are words that were not understood; ``counted`` are words for
    people, and what they would count.
    """

    text: str
    names: tuple[Named, ...] = ()
    units: tuple[tuple[str, ...], ...] = ()
    places: tuple[Place, ...] = ()
    categories: tuple[Category, ...] = ()
    by: tuple[By, ...] = ()
    times: tuple[When, ...] = ()
    rates: tuple[tuple[Rate, Spot], ...] = ()
    form: Form | None = None
    beside: bool = False
    lead: int = 0
    counted: tuple[tuple[str, str], ...] = ()
    ranking: bool = False
    excluding: bool = False
    strays: tuple[Spot, ...] = ()
    said: tuple[str, ...] = ()

    def words(self, spot: Spot) -> str:
        """What was typed at one place."""
        return self.text[spot.start : spot.end]

    def without(self, *spots: Spot) -> str:
        """The line with some of it left out."""
        kept, last = [], 0
        for spot in sorted(spots, key=lambda spot: spot.start):
            kept.append(self.text[last : spot.start])
            last = max(last, spot.end)
        return tidy(" ".join([*kept, self.text[last:]]))

    def instead(self, spot: Spot, words: str) -> str:
        """The line with other words at one place."""
        return tidy(f"{self.text[: spot.start]} {words} {self.text[spot.end :]}")


def tidy(line: str) -> str:
    """A line without the spaces and commas that were around what has been taken out of it."""
    return " ".join(LONELY.sub(" ", line).split()).strip(",; ")
