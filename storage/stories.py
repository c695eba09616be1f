"""Stories: told with consent, read by a moderator first, shown beside a figure, withdrawn at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from storage import counters
from storage.digests import Scope
from storage.tables import StoryRow


@dataclass(frozen=True, slots=True)
class About:
    """What a story is about: the id of a measure, an area's code and a period's ISO date, each where wanted."""

    measure: str | None = None
    area: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """``state`` is waiting, shown, declined or withdrawn; ``scope`` how far it may be quoted."""

    id: int
    partnership: str
    number: int
    words: str
    scope: str
    about: About
    person: int
    organisation: str | None
    state: str
    at: datetime
    decided_by: int | None
    decided_at: datetime | None

    @property
    def key(self) -> str:
        """The name of its living message."""
        return f"story/{self.number}"


def add(
    db: Session,
    partnership: str,
    words: str,
    scope: Scope,
    about: About,
    person: int,
    organisation: str | None,
    now: datetime,
) -> Story:
    """Keep a story until a moderator has read it."""
    row = StoryRow(
        partnership=partnership,
        number=counters.following(db, partnership, "story"),
        words=words,
        scope=scope,
        measure=about.measure,
        area=about.area,
        period=about.period,
        person=person,
        organisation=organisation,
        state="waiting",
        at=now,
    )
    db.add(row)
    db.flush()
    return _story(row)


def find(db: Session, partnership: str, number: int) -> Story | None:
    row = db.scalar(select(StoryRow).filter_by(partnership=partnership, number=number))
    return None if row is None else _story(row)


def waiting(db: Session, partnership: str) -> list[Story]:
    """Those no moderator has decided about, oldest first."""
    return _all(db, _of(partnership).filter_by(state="waiting"))


def own(db: Session, partnership: str, person: int) -> list[Story]:
    """Somebody's stories that wait or are shown, oldest first."""
    return _all(db, _of(partnership).filter_by(person=person).where(StoryRow.state.in_(("waiting", "shown"))))


def shown(db: Session, partnership: str) -> list[Story]:
    """Those that may be shown, oldest first; kept in memory, so that answers ask nothing."""
    return _all(db, _of(partnership).filter_by(state="shown"))


def stamp(db: Session) -> tuple[object, ...]:
    """Changes whenever a story is shown, withdrawn or forgotten; one small query."""
    row = StoryRow
    counts = select(func.count(), func.count(row.decided_at), func.count(row.withdrawn_at), func.max(row.id))
    return tuple(db.execute(counts).one())


def decide(db: Session, story: Story, state: str, by: int, now: datetime) -> bool:
    """Show it, or decline it, which leaves no words; ``False`` if somebody has decided."""
    row = _locked(db, story)
    if row.state != "waiting":
        return False
    row.state, row.decided_by, row.decided_at = state, by, now
    if state == "declined":
        row.words = ""
    db.flush()
    return True


def withdraw(db: Session, story: Story, now: datetime) -> bool:
    """Take a story back: its words are gone. ``False`` if they were."""
    row = _locked(db, story)
    if row.state not in ("waiting", "shown"):
        return False
    row.state, row.words, row.withdrawn_at = "withdrawn", "", now
    db.flush()
    return True


def reword(db: Session, story: Story, words: str, now: datetime) -> None:
    """Other words of the same author, which a moderator has to read again."""
    row = _locked(db, story)
    row.words, row.state, row.decided_by, row.decided_at, row.at = words, "waiting", None, None, now
    db.flush()


def forget_before(db: Session, partnership: str, moment: datetime) -> None:
    """Delete what was told before a moment."""
    db.execute(delete(StoryRow).where(StoryRow.partnership == partnership, StoryRow.at < moment))


def _of(partnership: str) -> Select[StoryRow]:
    return select(StoryRow).filter_by(partnership=partnership).order_by(StoryRow.id)


def _all(db: Session, query: Select[StoryRow]) -> list[Story]:
    return [_story(row) for row in db.scalars(query)]


def _locked(db: Session, story: Story) -> StoryRow:
    return db.scalars(select(StoryRow).filter_by(id=story.id).with_for_update()).one()


def _story(row: StoryRow) -> Story:
    return Story(
        row.id,
        row.partnership,
        row.number,
        row.words,
        row.scope,
        About(row.measure, row.area, row.period),
        row.person,
        row.organisation,
        row.state,
        row.at,
        row.decided_by,
        row.decided_at,
    )
