"""How an officer's file is laid out, as the measure file declares it; nothing about a file is ever guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_serializer, model_validator

from storage.parts import Code, Heading, Part, Text, Variable

DIRECTIVES = set("dmbByY")
COUNTED = re.compile(r"[0-9][0-9,.]*")
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
NOT_PLAIN = re.compile(
    r"--|/\*|\\|\$\w*\$|;"
)  # ways to hide a second statement, read differently by each database
WRITES = re.compile(
    r"\b(?:(?:insert|update|delete|merge|into|exec|set_config|nextval|setval|load_extension|openrowset)\b"
    r"|(?:pg_|lo_|xp_|dblink)\w*(?=\s*\())",
    re.IGNORECASE,
)
FOR_FILES = ("sheet", "header_row", "header_rows", "until_blank_row", "notes")


def _marker(value: object) -> object:
    if value is None:
        raise ValueError('Put this marker in quotation marks, such as "~".')
    if COUNTED.fullmatch(str(value)):
        raise ValueError("A number cannot be a marker: 0 and every other number is a count.")
    return value


def _one_or_more(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


def date_format(text: str) -> str:
    """A way to write dates, such as %b %Y for Jan 2026; raises ValueError."""
    used = re.findall(r"%(.?)", text)
    if not used or set(used) - DIRECTIVES:
        raise ValueError("Write the date with %d, %m, %b, %B, %y and %Y only, such as %b %Y for Jan 2026.")
    if not set(used) & {"y", "Y"} or not set(used) & {"m", "b", "B"}:
        raise ValueError("The date needs a month and a year, such as %b %Y for Jan 2026.")
    return text


def one_select(text: str) -> str:
    """A query that only reads: one SELECT, which may begin with WITH; raises ValueError."""
    text = text.strip().removesuffix(";").rstrip()
    if not re.match(r"(select|with)\b", text, re.IGNORECASE):
        raise ValueError("Write one SELECT.")
    if found := NOT_PLAIN.search(text):
        raise ValueError(f"Write one SELECT and nothing else: take out “{found[0]}”.")
    if found := WRITES.search(QUOTED.sub(" ", text)):
        raise ValueError(f"A query may only read. Take out “{found[0]}”.")
    return text


Marker = Annotated[str, BeforeValidator(_marker)]
DateFormat = Annotated[str, Field(min_length=1), AfterValidator(date_format)]
Kept = Annotated[tuple[Heading, ...], BeforeValidator(_one_or_more), Field(min_length=1)]
Row = Annotated[int, Field(ge=1)]


class Markers(Part):
    """What the file writes in place of a count; an empty text is an empty cell. None of them is ever 0."""

    withheld: tuple[Marker, ...] = ()
    no_data: tuple[Marker, ...] = ()

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if both := set(self.withheld) & set(self.no_data):
            raise ValueError(f"“{min(both)}” is listed as withheld and as no data. Keep one.")
        return self


class Query(Part):
    """A question to a database instead of a file; its address is in the environment, never in the file."""

    url_env: Variable
    query: Annotated[str, AfterValidator(one_select)]


class Layout(Part):
    """What every layout can say. Keys that are not known here name the column of a dimension.

    `header_rows` are joined with a space, and in all but the last an empty cell has the words of the cell
    to its left, as merged cells do. `where` keeps the rows whose cell has one of the texts; a * at the end
    stands for any more. `totals` says what a row of totals has in place of an area or a code.
    """

    area: Heading
    period: Heading | None = None
    period_format: DateFormat | None = None
    dimension_columns: Mapping[str, Heading] = Field(default_factory=dict)
    sheet: Heading | None = None
    header_row: Row = 1
    header_rows: tuple[Row, ...] = ()
    until_blank_row: bool = False
    notes: tuple[Text, ...] = ()
    where: Mapping[Heading, Kept] = Field(default_factory=dict)
    totals: Mapping[str, Heading] = Field(default_factory=dict)
    missing: Markers = Markers()
    no_row: Literal["zero", "no data"] = "zero"
    sql: Query | None = None

    @property
    def header(self) -> tuple[int, ...]:
        """The rows of the file with the names of the columns; the first row is 1."""
        return self.header_rows or (self.header_row,)

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, raw: Any) -> Any:
        if not isinstance(raw, dict) or "dimension_columns" in raw:
            return raw
        extra = {key: value for key, value in raw.items() if key not in cls.model_fields}
        return {key: value for key, value in raw.items() if key not in extra} | {"dimension_columns": extra}

    @model_serializer(mode="wrap")
    def _flatten(self, rest: Any) -> dict[str, Any]:
        out: dict[str, Any] = rest(self)
        columns: dict[str, Any] = out.pop("dimension_columns", {})
        return out | columns

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if sentences := list(self._gaps()):
            raise ValueError("\n".join(sentences))
        return self

    def _gaps(self) -> Iterator[str]:
        first = self.header[0]
        if self.header != tuple(range(first, first + len(self.header))):
            yield "The header_rows must follow each other, such as [4, 5]."
        if self.header_rows and self.header_row != 1:
            yield "Use header_row for one row of names or header_rows for several, not both."
        if self.sql and self.model_fields_set & set(FOR_FILES):
            yield f"A query has none of these: {', '.join(FOR_FILES)}. Remove them."


class LongLayout(Layout):
    """A file with one row for each area, period and category."""

    kind: Literal["long"]
    count: Heading


class WideLayout(Layout):
    """A file with one column for each category (`columns`) or for each period.

    Periods are named one by one (`periods`), or by how their headings write a date (`period_columns`): then
    every other column has to be declared, or listed under `ignore`. `total`, where named, must equal the sum.
    """

    kind: Literal["wide"]
    columns: Mapping[Code, Heading] = Field(default_factory=dict)
    periods: Mapping[Heading, Heading] = Field(default_factory=dict)
    period_columns: DateFormat | None = None
    ignore: tuple[Heading, ...] = ()
    total: Heading | None = None

    @property
    def by_period(self) -> bool:
        """Whether each column is a period rather than a category."""
        return bool(self.periods or self.period_columns)

    def _gaps(self) -> Iterator[str]:
        yield from super()._gaps()
        if sum(map(bool, (self.columns, self.periods, self.period_columns))) != 1:
            yield "A wide file needs one of these: columns, periods or period_columns."
        if self.by_period and self.period:
            yield "Where each column is a period there is no period column. Remove “period”."
        if self.ignore and not self.period_columns:
            yield "The key “ignore” belongs to period_columns. Other columns are left out without it."
        for named in (self.columns, self.periods):
            if len(set(named.values())) < len(named):
                yield "Name each column once."


AnyLayout = Annotated[LongLayout | WideLayout, Field(discriminator="kind")]
