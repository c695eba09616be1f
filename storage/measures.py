"""A measure: the definition of a number and all that may ever be asked of it, as its YAML declares it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    field_validator,
    model_serializer,
    model_validator,
)

Grain = Literal["week", "term", "month", "once"]
SLUG, CODE, DAY = r"^[a-z0-9][a-z0-9-]*$", r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", r"^\d\d-\d\d$"
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


class Part(BaseModel):
    """What every part of a measure file has in common: it cannot change and holds no unknown key."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, str_strip_whitespace=True)


def _code(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[str, StringConstraints(min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=SLUG)]
Code = Annotated[str, BeforeValidator(_code), StringConstraints(pattern=CODE)]
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


class LongLayout(Part):
    """A file with one row for each area, period and category; `columns` maps dimensions to columns."""

    kind: Literal["long"]
    area: Text
    count: Text
    period: Text | None = None
    columns: Mapping[str, Text] = Field(default_factory=dict)
    sheet: Text | None = None
    header_row: Annotated[int, Field(ge=1)] = 1

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, raw: Any) -> Any:
        if not isinstance(raw, dict) or "columns" in raw:
            return raw
        extra = {key: value for key, value in raw.items() if key not in cls.model_fields}
        return {key: value for key, value in raw.items() if key not in extra} | {"columns": extra}

    @model_serializer(mode="wrap")
    def _flatten(self, rest: Any) -> dict[str, Any]:
        out: dict[str, Any] = rest(self)
        columns: dict[str, Any] = out.pop("columns", {})
        return out | columns


class WideLayout(Part):
    """A file with one column for each category; `total`, where named, must equal their sum."""

    kind: Literal["wide"]
    area: Text
    columns: Mapping[Code, Text] = Field(min_length=1)
    period: Text | None = None
    total: Text | None = None
    sheet: Text | None = None
    header_row: Annotated[int, Field(ge=1)] = 1


class Geography(Part):
    """The code list of one vintage and the levels in use, smallest first."""

    vintage: Text
    file: Text
    levels: tuple[Slug, ...] = Field(min_length=1)


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
    layout: Annotated[LongLayout | WideLayout, Field(discriminator="kind")]
    areas: Geography
    dimensions: Mapping[Slug, Dimension] = Field(default_factory=dict)
    time: Time
    publish: tuple[Declared, ...] = Field(min_length=1)
    protect: Protection
    rates: Rates | None = None
    freshness: Freshness | None = None
    places: Literal["all"] | tuple[Text, ...] = "all"
    review_by: date
    other_releases: tuple[Text, ...] = ()

    @property
    def dimension_names(self) -> tuple[str, ...]:
        """The declared dimensions in the order in which categories are written."""
        return tuple(self.dimensions)
