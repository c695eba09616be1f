"""What a meeting is, and one line that was noted in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from storage.tables import MeetingLineRow, MeetingRow

KINDS = ("topic", "decision", "action", "info", "risk", "question", "tension")
NUMBERED = {"decision": "D", "risk": "R", "question": "Q", "tension": "T"}  # those that have a register


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as it stands: ``state`` is open, draft or confirmed; ``mode`` is chat or room.

    ``series`` is the title under which it comes round, if it does; ``chair`` a person's id.
    """

    id: int
    partnership: str
    number: int
    title: str
    series: str | None
    mode: str
    state: str
    version: int
    chair: int
    started_by: int
    started_at: datetime
    closes_at: datetime
    ended_at: datetime | None
    closed_itself: bool
    correct_until: datetime | None
    confirmed_at: datetime | None
    confirmed_by: int | None
    confirmed_in: int | None

    @property
    def label(self) -> str:
        return f"M{self.number}"

    @property
    def key(self) -> str:
        """The name of its living message."""
        return f"meeting/{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == "open"


@dataclass(frozen=True, slots=True)
class Said:
    """Where a line was said, as a platform names it; ``link`` leads there."""

    platform: str
    address: str
    message: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``kind`` is one of ``KINDS``; ``number`` counts those of its register; ``topic`` is a line's id.

    ``state`` is kept, undone, proposed or dropped. ``closed_words`` is what became of a risk or a question.
    """

    id: int
    meeting: int
    position: int
    kind: str
    number: int | None
    words: str
    reason: str
    review_on: date | None
    topic: int | None
    action: int | None
    state: str
    by: int
    at: datetime
    corrected_at: datetime | None
    closed_at: datetime | None
    closed_words: str
    link: str | None

    @property
    def label(self) -> str:
        """Its name in the register, such as D3; empty for a line that has none."""
        return f"{NUMBERED[self.kind]}{self.number}" if self.number else ""


def of(row: MeetingRow) -> Meeting:
    """The meeting of a row."""
    return Meeting(
        row.id,
        row.partnership,
        row.number,
        row.title,
        row.series,
        row.mode,
        row.state,
        row.version,
        row.chair,
        row.started_by,
        row.started_at,
        row.closes_at,
        row.ended_at,
        row.closed_itself,
        row.correct_until,
        row.confirmed_at,
        row.confirmed_by,
        row.confirmed_in,
    )


def line_of(row: MeetingLineRow) -> Line:
    """The line of a row."""
    return Line(
        row.id,
        row.meeting,
        row.position,
        row.kind,
        row.number,
        row.words,
        row.reason,
        row.review_on,
        row.topic,
        row.action,
        row.state,
        row.by,
        row.at,
        row.corrected_at,
        row.closed_at,
        row.closed_words,
        row.link,
    )
