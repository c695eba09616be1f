"""A measure: the definition of a number and all that may ever be asked of it, as its YAML declares it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Self, get_args

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    StringConstraints,
    field_validator,
    model_validator,
)

from storage.layouts import AnyLayout
from storage.parts import DAY, Code, Part, Slug, Text

Grain = Literal["week", "term", "month", "once"]
METHODS = ("controlled-rounding",)
LARGEST_POLICY = {5: 3, 10: 8}  # above this a published 0 would already prove that a count is too small


@dataclass(frozen=True)
class Breakdown:
    """One declared table of a measure: by area level, by further dimensions, by time."""

    area_level: str
    dimensions: tuple[str, ...]
    time: Grain

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The one spelling used in tables and bundles, such as borough×reason×week."""
        return "×".join((self.area_level, *self.dimensions, self.time))

    @classmethod
    def parse(cls, text: object) -> Breakdown:
        """Read ward×week, ward x week, ward*week or wardxweek."""
        if isinstance(text, Breakdown):
            return text
        words = _breakdown_words(str(text))
        times = [word for word in words if word in get_args(Grain)]
        rest = [word for word in words if word not in times]
        if len(times) != 1 or not rest:
            raise ValueError(f"“{text}” needs an area level and a time, such as ward×week.")
        time: Grain = times[0]  # type: ignore[assignment]  # the line above chose it from the words of Grain
        return cls(rest[0], tuple(rest[1:]), time)


def _breakdown_words(text: str) -> list[str]:
    words = re.split(r"\s*[×*]\s*|\s+x\s+", text.strip())
    if len(words) == 1 and (tight := re.fullmatch(r"(.+?)x(?:(.+)x)?(week|term|month|once)", words[0])):
        words = [word for word in tight.groups() if word]
    return [word for word in words if word]


Declared = Annotated[Breakdown, BeforeValidator(Breakdown.parse), PlainSerializer(str)]


class Unit(Part):
    """The word for one and for many of what is counted."""

    one: Text
    many: Text


class Source(Part):
    """Where the figures come from and on what terms."""

    name: Text
    licence: Text
    agreement: Text | None = None


class Geography(Part):
    """The code list of one vintage and the levels in use, smallest first.

    Beside it there may be a list of what became of earlier areas, and a GeoJSON file of boundaries.
    """

    vintage: Text
    file: Text
    levels: tuple[Slug, ...] = Field(min_length=1)
    changes: Text | None = None
    boundaries: Text | None = None


class Dimension(Part):
    """A further split of the counts, with every code that may occur."""

    codes: tuple[Code, ...] = Field(min_length=1)

    @field_validator("codes")
    @classmethod
    def _each_once(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(codes)) < len(codes):
            raise ValueError("List each code once.")
        return codes


class Term(Part):
    """A school term; its id is the date on which it starts."""

    label: Text
    start: date
    end: date

    @property
    def id(self) -> str:
        """The period under which figures of this term are kept."""
        return self.start.isoformat()


class Time(Part):
    """The grain of time, when periods begin, and how late and how long figures move."""

    grain: Grain
    starts: Literal["monday"] | None = None
    from_: date | None = Field(None, alias="from")
    period: date | None = None
    terms: tuple[Term, ...] = ()
    year_starts: Annotated[str, StringConstraints(pattern=DAY)] | None = None
    lag_days: Annotated[int, Field(ge=0)] = 0
    revisable_days: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if sentences := list(self._gaps()):
            raise ValueError("\n".join(sentences))
        return self

    def _gaps(self) -> Iterator[str]:
        if self.grain == "week" and not self.starts:
            yield "Weekly figures need “starts: monday”."
        if self.grain == "week" and self.from_ and self.from_.weekday():
            yield f"Weeks start on a Monday; {self.from_} in “from” is not one."
        if (self.grain == "once") != bool(self.period):
            yield "Figures counted once, and only those, need their date: “period: 2021-03-21”."
        if (self.grain == "term") != bool(self.terms):
            yield "Termly figures, and only those, need “terms”: a list with label, start and end."
        ends = [day for term in self.terms for day in (term.start, term.end)]
        if ends != sorted(set(ends)):
            yield "Terms must be in order, must end after they start and must not overlap."


class Protection(Part):
    """How the figures are protected and how small a count nothing published may prove."""

    method: str
    base: int
    policy: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.method not in METHODS:
            raise ValueError(
                f"The methods that can be used are: {', '.join(METHODS)}. “{self.method}” is not one."
            )
        largest = LARGEST_POLICY.get(self.base)
        if largest is None:
            raise ValueError("The base must be 5 or 10.")
        if self.policy > largest:
            raise ValueError(f"Base {self.base} keeps a policy of at most {largest}. {_wider(self.policy)}")
        return self


def _wider(policy: int) -> str:
    if policy <= LARGEST_POLICY[10]:
        return "Use base 10, or a smaller policy."
    return "Use a smaller policy, or larger areas and longer periods."


class Rates(Part):
    """Per how many of which other measure a rate is given."""

    per: Annotated[int, Field(ge=1)]
    of: Slug


class Pair(Part):
    """Another measure, of the same areas and times, that is asked for together with this one: the gap between two.

    This one is the larger (entitled), `of` the smaller (taking). `title` and `aliases` name the two as one.
    """

    of: Slug
    title: Text
    aliases: tuple[Text, ...] = ()


class OtherRelease(Part):
    """A table that others have published about the same cases, and the CSV file that says what is in it.

    Its numbers are as they were counted, or rounded to the nearest multiple of `nearest`, or up or down to a multiple of
    `up_or_down`. A name alone, as text, says only that there is one.
    """

    name: Text
    file: Text | None = None
    nearest: Annotated[int, Field(ge=2)] | None = None
    up_or_down: Annotated[int, Field(ge=2)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _name_alone(cls, raw: object) -> object:
        return {"name": raw} if isinstance(raw, str) else raw

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.nearest and self.up_or_down:
            raise ValueError("Say “nearest” or “up_or_down”, not both.")
        if (self.nearest or self.up_or_down) and not self.file:
            raise ValueError("Name the CSV file that holds the numbers: “file: other.csv”.")
        return self


class Freshness(Part):
    """After how many days an answer warns that it is old, and after how many it stops."""

    warn_days: Annotated[int, Field(ge=1)]
    stop_days: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.stop_days < self.warn_days:
            raise ValueError("stop_days must be the same as or more than warn_days.")
        return self


class Measure(Part):
    """The definition of a number: what it counts and does not, who answers for it, and what may be asked."""

    id: Slug
    version: Annotated[int, Field(ge=1)]
    title: Text
    aliases: tuple[Text, ...] = ()
    counts: Literal["persons", "households", "events", "organisations"]
    unit: Unit
    what: Text
    not_: Text = Field(alias="not")
    holder: Slug
    contact: Text
    steward: Text
    deputy: Text | None = None
    source: Source
    layout: AnyLayout
    areas: Geography
    dimensions: Mapping[Slug, Dimension] = Field(default_factory=dict)
    time: Time
    publish: tuple[Declared, ...] = Field(min_length=1)
    protect: Protection
    rates: Rates | None = None
    pair: Pair | None = None
    freshness: Freshness | None = None
    places: Literal["all"] | tuple[Text, ...] = "all"
    review_by: date
    other_releases: tuple[OtherRelease, ...] = ()
    same_cases_as: Slug | None = None

    @property
    def dimension_names(self) -> tuple[str, ...]:
        """The declared dimensions in the order in which categories are written."""
        return tuple(self.dimensions)
