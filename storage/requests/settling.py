"""How a request ends, for now or for good; nothing ends without a reason, an offer and a named person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.requests import talking
from storage.requests.request import OPEN, SAID, DataRequest, State
from storage.requests.talking import Turn
from storage.tables import RequestRow
from storage.times import say_date


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided: an ``answer`` for answered and differently; a reason, offer and day to look again for the rest."""

    state: State
    reason: str = ""
    offer: str = ""
    answer: str = ""
    revisit_on: date | None = None

    @property
    def words(self) -> str:
        """What the history keeps of it."""
        instead = f"Instead: {self.offer}" if self.offer else ""
        again = f"It is looked at again on {say_date(self.revisit_on)}." if self.revisit_on else ""
        return " ".join(filter(None, (f"{SAID[self.state].capitalize()}.", self.reason, instead, again)))


def settle(db: Session, request: DataRequest, decision: Decision, by: int, now: datetime) -> Turn | None:
    """Decide; ``None`` if it stands like that already."""
    row = _locked(db, request)
    same = (row.state, row.reason, row.offer, row.answer) == (
        decision.state,
        decision.reason,
        decision.offer,
        decision.answer,
    )
    if same:
        return None
    row.state, row.reason, row.offer = decision.state, decision.reason, decision.offer
    row.answer, row.revisit_on = decision.answer, decision.revisit_on
    row.settled_by, row.settled_at = by, now
    if row.replied_at is None and decision.state != "withdrawn":
        row.replied_at, row.replied_by = now, by
    return talking.say(db, request, "state", decision.words, by, now)


def reopen(db: Session, request: DataRequest, by: int, now: datetime, reply_by: datetime) -> Turn | None:
    """Talk about it again, by a new date for a reply; ``None`` if it is open."""
    return _open_again(db, request, "opened this again.", by, now, reply_by)


def revisit(db: Session, request: DataRequest, now: datetime, reply_by: datetime) -> Turn | None:
    """The day to look again has come: its respondent has it again. ``None`` if it is open."""
    return _open_again(db, request, "looks at it again, as was agreed.", request.respondent, now, reply_by)


def _open_again(
    db: Session, request: DataRequest, said: str, by: int, now: datetime, reply_by: datetime
) -> Turn | None:
    row = _locked(db, request)
    if row.state in OPEN:
        return None
    row.state = "talking"
    _unsettle(row)
    row.waiting_since, row.reply_by = now, reply_by
    row.replied_at, row.replied_by = None, None
    row.chased, row.chased_at = 0, None
    return talking.say(db, request, "state", said, by, now)


def undo(db: Session, request: DataRequest, by: int, now: datetime) -> Turn | None:
    """Take back a decision made by mistake: the clock stands as it stood before it. ``None`` if there is none."""
    row = _locked(db, request)
    if row.state in OPEN:
        return None
    was_reply = (row.replied_by, row.replied_at) == (row.settled_by, row.settled_at)
    if was_reply and not talking.spoke(db, request, row.replied_by, row.replied_at):
        row.replied_at, row.replied_by = None, None
    row.state = "talking" if row.replied_at else "raised"
    _unsettle(row)
    return talking.say(db, request, "state", "took the decision back.", by, now)


def _unsettle(row: RequestRow) -> None:
    row.settled_at, row.settled_by, row.revisit_on = None, None, None
    row.reason, row.offer, row.answer = "", "", ""


def hand_over(
    db: Session, request: DataRequest, respondent: int, by: int, now: datetime, name: str
) -> Turn | None:
    """Give it to another respondent; ``None`` if they have it."""
    row = _locked(db, request)
    if row.respondent == respondent:
        return None
    row.respondent = respondent
    return talking.say(db, request, "note", f"gave this to {name}.", by, now)


def note_chased(db: Session, request: DataRequest, now: datetime) -> None:
    """It was said that nobody has replied."""
    row = _locked(db, request)
    row.chased, row.chased_at = row.chased + 1, now
    db.flush()


def _locked(db: Session, request: DataRequest) -> RequestRow:
    return db.scalars(select(RequestRow).filter_by(id=request.id).with_for_update()).one()
