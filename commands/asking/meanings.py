"""What a phrase in a question may mean. One phrase may mean several things; the measure decides between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Form = Literal["text", "table", "chart", "csv", "map"]


@dataclass(frozen=True, slots=True)
class MeasureName:
    """A measure by its id; ``other`` is the id of the measure it is paired with, where both were named as one."""

    id: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class UnitWord:
    """What a measure counts, such as "calls": names it only where nothing else does."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AreaName:
    """A name of an area; ``whole`` for words such as "total", which mean all of it where no area is named."""

    whole: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A category of a dimension."""

    dimension: str
    code: str


@dataclass(frozen=True, slots=True)
class Split:
    """One row for each: a level, a dimension, "week", "month", "term" or "time". ``loose``: only where nothing of it is named."""

    by: str
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    form: Form


@dataclass(frozen=True, slots=True)
class Rate:
    """Per so many; ``None`` for however many the measure declares."""

    per: int | None = None


@dataclass(frozen=True, slots=True)
class Compare:
    """Words that put two things side by side; ``against`` when what follows is what to compare with."""

    against: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """People, households and the like, which a measure may or may not count."""

    counts: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """Most, least, highest: Parley makes no league tables."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Not, without, except: a published figure is whole."""


@dataclass(frozen=True, slots=True)
class Filler:
    """A word that changes nothing."""


Meaning = (
    MeasureName
    | UnitWord
    | AreaName
    | Code
    | Split
    | Shape
    | Rate
    | Compare
    | Counted
    | Ranking
    | Exclusion
    | Filler
)
