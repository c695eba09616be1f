"""What a sounding is: its questions, who is asked, and what may never change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Shape = Literal["choice", "several", "scale", "number", "text"]
Mode = Literal["sealed", "named"]
VoiceKind = Literal["organisation", "person"]
Audience = Literal["all", "vcs", "council", "chosen"]
Remind = Literal["missing", "everybody"]

NOT_SAYING, NOT_HERE = "Prefer not to say", "Does not apply here"
ALWAYS = (NOT_SAYING, NOT_HERE)  # besides what is asked, with every question
SCALE = tuple(str(number) for number in range(6))
MOST_QUESTIONS = 5


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``options`` are the answers to choose from, without those that are always there.

    ``unit`` is what a number counts, such as parcels; ``before`` the words it was opened with, if they were mended.
    """

    words: str
    shape: Shape = "choice"
    options: tuple[str, ...] = ()
    unit: str = ""
    before: str | None = None
    position: int = 1

    def answers(self) -> tuple[str, ...]:
        """Everything that can be tapped."""
        return (*self.options, *ALWAYS)

    @property
    def is_counted_once(self) -> bool:
        """Whether one answer of a voice is one more in one count."""
        return self.shape in ("choice", "scale", "number")


@dataclass(frozen=True, slots=True)
class Draft:
    """A sounding to be opened. ``roster`` are the ids of the organisations asked; empty where nobody can know."""

    questions: tuple[Question, ...]
    closes_at: datetime
    mode: Mode = "sealed"
    voice: VoiceKind = "organisation"
    audience: Audience = "all"
    roster: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    minimum: int = 5
    remind: Remind = "missing"
    recall: str = ""
    series: str | None = None


@dataclass(frozen=True, slots=True)
class Sounding:
    """A sounding as it stands. ``answered`` is how many voices have answered at least one question of it.

    ``mode``, ``voice``, ``audience`` and ``remind`` are as in a draft; ``state`` is open, closed or cancelled.
    With ``has_parts`` the sides of the partnership are counted apart.
    """

    id: int
    partnership: str
    number: int
    questions: tuple[Question, ...]
    mode: str
    voice: str
    audience: str
    roster: tuple[str, ...]
    minimum: int
    asked: int
    remind: str
    recall: str
    series: str | None
    run: int
    owner: int
    opened_at: datetime | None
    closes_at: datetime
    state: str
    outcome: str | None
    answered: int
    has_parts: bool = False
    salt: str | None = field(repr=False, default=None)

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def is_sealed(self) -> bool:
        return self.mode == "sealed"

    @property
    def question(self) -> str:
        """What it is about."""
        return self.questions[0].words

    def asks(self, organisation: str | None) -> bool:
        """Whether somebody of this organisation is asked at all."""
        return not self.roster or organisation in self.roster
