"""What a data request is, and the states it can be in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from storage.tables import RequestRow

Kind = Literal["figures", "overlap"]
State = Literal["raised", "talking", "answered", "differently", "later", "no", "withdrawn"]
OPEN = ("raised", "talking")
SAID = {
    "raised": "raised",
    "talking": "being talked about",
    "answered": "answered",
    "differently": "answered differently",
    "later": "not now",
    "no": "no",
    "withdrawn": "withdrawn",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A request to be raised. ``smallest`` is the smallest area and period that would do; ``side`` who asks."""

    what: str
    why: str
    smallest: str = ""
    kind: Kind = "figures"
    measure: str | None = None
    side: str | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class DataRequest:
    """A request as it stands; people are numbers of theirs. ``reply_by`` is when a person will have replied.

    ``answer`` is the command line or address that shows the answer; ``offer`` what is offered instead;
    ``waiting_since`` when it was asked, or asked again.
    """

    id: int
    partnership: str
    number: int
    kind: str
    what: str
    why: str
    smallest: str
    side: str | None
    measure: str | None
    asked_by: int
    asked_at: datetime
    place: int | None
    respondent: int
    reply_by: datetime
    replied_at: datetime | None
    replied_by: int | None
    state: str
    settled_at: datetime | None
    settled_by: int | None
    reason: str
    offer: str
    answer: str
    revisit_on: date | None
    chased: int
    chased_at: datetime | None
    waiting_since: datetime

    @property
    def key(self) -> str:
        """The name of its living message."""
        return f"request/{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def stands(self) -> str:
        """Its state in words."""
        return SAID[self.state]


def of(row: RequestRow) -> DataRequest:
    """The request of a row."""
    return DataRequest(
        row.id,
        row.partnership,
        row.number,
        row.kind,
        row.what,
        row.why,
        row.smallest,
        row.side,
        row.measure,
        row.asked_by,
        row.asked_at,
        row.place,
        row.respondent,
        row.reply_by,
        row.replied_at,
        row.replied_by,
        row.state,
        row.settled_at,
        row.settled_by,
        row.reason,
        row.offer,
        row.answer,
        row.revisit_on,
        row.chased,
        row.chased_at,
        row.waiting_since,
    )
