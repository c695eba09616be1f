"""The agenda: what waits to be talked about, until a meeting reaches it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from storage.meetings.meeting import Meeting
from storage.tables import AgendaRow


@dataclass(frozen=True, slots=True)
class Item:
    """Something to talk about; ``rolled_over`` is how many meetings have ended before it was reached."""

    id: int
    series: str | None
    words: str
    by: int
    at: datetime
    rolled_over: int


def add(
    db: Session,
    partnership: str,
    series: str | None,
    words: str,
    by: int,
    now: datetime,
    link: str | None = None,
) -> Item:
    row = AgendaRow(partnership=partnership, series=series, words=words, by=by, at=now, link=link)
    db.add(row)
    db.flush()
    return _item(row)


def waiting(db: Session, partnership: str, series: str | None = None) -> list[Item]:
    """What waits for a meeting of this series, the longest first. What names no series is for every one."""
    query = select(AgendaRow).filter_by(partnership=partnership, state="waiting")
    if series is not None:
        query = query.where(or_(AgendaRow.series.is_(None), AgendaRow.series == series))
    return [_item(row) for row in db.scalars(query.order_by(AgendaRow.id))]


def waiting_for(db: Session, meeting: Meeting) -> list[Item]:
    """What a meeting can talk about: the points of its series, and those that name none."""
    found = waiting(db, meeting.partnership)
    return [each for each in found if each.series in (None, meeting.series)]


def find(db: Session, partnership: str, number: int) -> Item | None:
    """Something that waits, by its id."""
    row = db.scalar(select(AgendaRow).filter_by(partnership=partnership, id=number, state="waiting"))
    return None if row is None else _item(row)


def reach(db: Session, item: Item, meeting: Meeting) -> None:
    """A meeting talks about it."""
    row = db.get_one(AgendaRow, item.id)
    row.state, row.reached_in = "reached", meeting.id
    db.flush()


def put_back(db: Session, meeting: Meeting, words: str) -> None:
    """A meeting has not talked about it after all: it waits again."""
    query = select(AgendaRow).filter_by(state="reached", reached_in=meeting.id, words=words)
    row = db.scalars(query.order_by(AgendaRow.id.desc()).limit(1)).first()
    if row is not None:
        row.state, row.reached_in = "waiting", None
        db.flush()


def drop(db: Session, item: Item) -> None:
    """It need not be talked about any more."""
    db.get_one(AgendaRow, item.id).state = "dropped"
    db.flush()


def roll_over(db: Session, meeting: Meeting) -> list[Item]:
    """What a meeting did not reach waits for the next one."""
    left = waiting_for(db, meeting)
    numbers = [each.id for each in left]
    db.execute(
        update(AgendaRow).where(AgendaRow.id.in_(numbers)).values(rolled_over=AgendaRow.rolled_over + 1)
    )
    return left


def left_by(db: Session, meeting: Meeting) -> list[Item]:
    """What a meeting that is over did not reach, the longest on the agenda first; not what was dropped since."""
    later = or_(AgendaRow.state == "waiting", AgendaRow.reached_in > meeting.id)
    query = (
        select(AgendaRow).filter_by(partnership=meeting.partnership).where(AgendaRow.rolled_over > 0, later)
    )
    if meeting.series is not None:
        query = query.where(or_(AgendaRow.series.is_(None), AgendaRow.series == meeting.series))
    return [
        _item(row) for row in db.scalars(query.where(AgendaRow.at <= meeting.ended_at).order_by(AgendaRow.id))
    ]


def _item(row: AgendaRow) -> Item:
    return Item(row.id, row.series, row.words, row.by, row.at, row.rolled_over)
