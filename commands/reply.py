"""What a command gives back: blocks of data, never markup; each surface draws them in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Heading:
    """A short title; sentence case, no full stop."""

    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph in plain words. Line breaks are kept; nothing else is interpreted.

    ``source`` is what its words come from, said in brackets after them; ``link`` is where that stands: only an address
    that begins with http, https or tg is ever made a link.
    """

    text: str
    source: str = ""
    link: str = ""
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Note:
    """Small print under an answer: source, dates, whom to ask."""

    text: str
    kind: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class Fields:
    """Pairs of a name and a value, such as Owner and Due."""

    rows: tuple[tuple[str, str], ...]
    kind: Literal["fields"] = "fields"


@dataclass(frozen=True, slots=True)
class Table:
    """A caption, a header and rows of text; the first column names the row."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Point:
    """One published value; ``None`` is a value missing or, if ``withheld``, too few to show; never a zero."""

    label: str
    value: int | None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """An event that explains a point: ``label`` is that point's label, ``text`` what people said."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The boundary of an area on a map: rings of (x, y) in any flat unit; ``name`` is a point's label."""

    name: str
    rings: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Points to draw. ``summary`` is the sentence people read instead of the picture (its alt text).

    ``pair`` is two lines with the gap between them shaded; ``panels`` a small line chart for each series;
    ``map`` one series whose points are areas, drawn with ``outlines``. ``marks`` are events on the time axis.
    ``within`` says how far rounding may move a point that is a sum; 0 means by less than ``rounded_to``.
    """

    title: str
    summary: str
    series: tuple[Series, ...]
    unit: str
    shape: Literal["line", "bar", "pair", "panels", "map"] = "line"
    rounded_to: int = 1
    within: int = 0
    marks: tuple[Mark, ...] = ()
    outlines: tuple[Outline, ...] = ()
    kind: Literal["chart"] = "chart"

    def __post_init__(self) -> None:
        if not self.summary.strip():
            raise ValueError("a chart needs a written summary")

    @property
    def spread(self) -> int:
        """How far the true number may be from a point, either way."""
        return self.within or max(self.rounded_to - 1, 0)

    def table(self) -> Table:
        """The same numbers as a table, so that nobody has to see the picture."""
        labels = [point.label for point in self.series[0].points]
        columns = [[self._say(point) for point in line.points] for line in self.series]
        rows = tuple((label, *values) for label, *values in zip(labels, *columns, strict=True))
        return Table(self.title, ("", *(line.name for line in self.series)), rows)

    def _say(self, point: Point) -> str:
        return "too few to show safely" if point.withheld else say_value(point.value, self.spread + 1)


@dataclass(frozen=True, slots=True)
class File:
    """A text file to keep, such as a CSV; ``summary`` says in a sentence what is in it."""

    name: str
    text: str
    summary: str
    kind: Literal["file"] = "file"


@dataclass(frozen=True, slots=True)
class Button:
    """A word to press. ``line`` is the command line that pressing it types."""

    label: str
    line: str
    style: Literal["plain", "primary", "danger"] = "plain"


@dataclass(frozen=True, slots=True)
class Buttons:
    buttons: tuple[Button, ...]
    kind: Literal["buttons"] = "buttons"


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form; ``name`` is the parameter of the command that gets the answer.

    The answer to a field with the shape ``several`` is the values of all options chosen, each on a line.
    """

    name: str
    label: str
    shape: Literal["line", "long", "choice", "several"] = "line"
    options: tuple[Option, ...] = ()
    optional: bool = False
    hint: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A command with blanks. Sending it calls ``command`` with the answers as its parameters."""

    title: str
    command: str
    fields: tuple[Field, ...]
    submit: str = "Send"
    kind: Literal["form"] = "form"


Block = Heading | Text | Note | Fields | Table | Chart | File | Buttons | Form
Attachment = Chart | File  # what follows the words, and may fail without losing them


@dataclass(frozen=True, slots=True)
class ToPerson:
    """A direct message to one person, on the platform they last used."""

    person: int
    kind: Literal["person"] = "person"


@dataclass(frozen=True, slots=True)
class ToPlace:
    place: int
    kind: Literal["place"] = "place"


@dataclass(frozen=True, slots=True)
class ToEveryPlace:
    """Every place of the partnership: one post each."""

    kind: Literal["every place"] = "every place"


@dataclass(frozen=True, slots=True)
class ToThread:
    """In the thread of an earlier post, by its number in the outbox."""

    post: int
    kind: Literal["thread"] = "thread"


Target = ToPerson | ToPlace | ToEveryPlace | ToThread


@dataclass(frozen=True, slots=True)
class Send:
    """A message for somebody else, written to the outbox in the command's own transaction.

    ``kind`` says what a limit on noise may hold back: a ``nudge`` is a reminder nobody asked for, ``weekly`` comes
    once a week to those who want it, ``digest`` is a copy of the digest for somebody who wants one and ``sounding``
    of a new sounding (they count for nothing); ``promised`` always goes, but not in quiet hours; without a kind it
    follows from what somebody did, and goes at once.
    """

    to: Target
    reply: Reply
    kind: Literal["", "nudge", "weekly", "digest", "sounding", "promised"] = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: what to show, to whom, and what else follows from it.

    ``private`` is for the asker's eyes; ``quiet`` is private where that is easy (Slack) and in the place
    elsewhere; ``live`` names a message that stays true (``poll/12``);
    ``also`` are messages for others; ``cites`` are the releases the figures came from;
    ``touched`` are the live messages this answer has made out of date; ``asked`` is the line of a question
    about figures as the audit log keeps it, without its "ask", so that the person's next words can follow it up;
    ``noted`` is what the audit log keeps of a command instead of what was typed.
    """

    blocks: tuple[Block, ...]
    private: bool = False
    quiet: bool = False
    live: str = ""
    also: tuple[Send, ...] = ()
    cites: tuple[int, ...] = ()
    touched: tuple[str, ...] = ()
    asked: str = ""
    noted: str = ""

    def form(self) -> Form | None:
        return next((block for block in self.blocks if isinstance(block, Form)), None)

    def charts(self) -> tuple[Chart, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Chart))

    def attachments(self) -> tuple[Attachment, ...]:
        """The charts and files, in their order."""
        return tuple(block for block in self.blocks if isinstance(block, Attachment))


def say(*sentences: str, private: bool = True) -> Reply:
    """The plainest reply: a paragraph for each sentence given."""
    return Reply(tuple(Text(sentence) for sentence in sentences), private=private)


def say_value(value: int | None, rounded_to: int = 1) -> str:
    """A published value as text; a gap says so in words, and a rounded zero is not a true one."""
    if value is None:
        return "no figure"
    return f"fewer than {rounded_to}" if value == 0 and rounded_to > 1 else f"{value:,}"


@cache
def _replies() -> TypeAdapter[Reply]:
    return TypeAdapter(Reply)


def to_json(reply: Reply) -> str:
    """A reply as the text kept in the outbox and the inbox."""
    return _replies().dump_json(reply).decode()


def from_json(text: str) -> Reply:
    return _replies().validate_json(text)
