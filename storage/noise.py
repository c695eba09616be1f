"""How much Parley may say unasked: a limit a week for each person and place, quiet hours, and what people want.

Only a ``nudge``, a ``weekly`` message and a copy of the ``digest`` or a new ``sounding`` can be held back. Answers to
what people do, what somebody has to decide and what went wrong have no kind: they always go, at once, and do not
count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, ScalarResult, and_, func, or_, select
from sqlalchemy.orm import Session

from storage import away, wishes
from storage.partnership import PartnershipSettings
from storage.quiet_hours import at_work, awake
from storage.tables import PersonRow, PostRow
from storage.times import at_utc
from storage.weeknotes import week_of

COUNTED = ("nudge", "weekly")
HELD = ("nudge", "weekly", "digest", "sounding", "promised")  # what quiet hours hold back
WAITED = timedelta(days=10)  # longer than anything waits for a working day; what is older helps nobody
WEEK = timedelta(days=7)
ON_TIME = timedelta(minutes=10)  # a scheduled post that goes within this of its time was meant for it
ENOUGH = "There was enough this week already."
UNWANTED = "It is not wanted any more, this person is away, or it is too old to help."

State = Literal["due", "later", "dropped"]


@dataclass(frozen=True, slots=True)
class Going:
    """From when on a message goes, and for a private one where to; ``dropped`` says why it does not go at all."""

    now: datetime
    at: datetime
    address: tuple[str, str] = ("", "")
    dropped: str = ""

    @property
    def state(self) -> State:
        """What becomes of it in the outbox."""
        if self.dropped:
            return "dropped"
        return "later" if self.at > self.now else "due"


def goes_at(settings: PartnershipSettings, kind: str, now: datetime) -> datetime:
    """When a private message may go: never in quiet hours, and reminders on working days only."""
    if kind not in HELD:
        return now.astimezone(UTC)
    return at_work(settings, now) if kind in ("nudge", "promised") else awake(settings, now)


def to_person(
    db: Session, settings: PartnershipSettings, person: int, kind: str, now: datetime
) -> Going | None:
    """How a private message goes; ``None`` where it is not wanted, nobody can be reached or they are away."""
    addresses, at = wishes.addresses_for(db, person, kind), goes_at(settings, kind, now)
    if not addresses or _is_away(db, settings, person, kind, at):
        return None
    had_enough = kind in COUNTED and _had_enough(db, settings, person, addresses[0][0], at)
    return Going(now, at, addresses[0], ENOUGH if had_enough else "")


def _had_enough(db: Session, settings: PartnershipSettings, person: int, platform: str, at: datetime) -> bool:
    """Whether nothing more may come in the week of a moment; who wants it weekly gets one message."""
    _one_at_a_time(db, settings.id)
    weekly = wishes.level(db, person, platform) == "weekly"
    most = min(settings.nudges_per_week, 1) if weekly else settings.nudges_per_week
    return _count(db, settings, at, PostRow.person == person) >= most


def to_place(db: Session, settings: PartnershipSettings, place: int, kind: str, now: datetime) -> Going:
    """How a message for a place goes; the time of a scheduled one was chosen by a lead."""
    if kind not in COUNTED:
        return Going(now, now)
    _one_at_a_time(db, settings.id)
    had_enough = _count(db, settings, now, PostRow.place == place) >= settings.posts_per_week
    return Going(now, now, dropped=ENOUGH if had_enough else "")


def _is_away(db: Session, settings: PartnershipSettings, person: int, kind: str, at: datetime) -> bool:
    day = at.astimezone(settings.timezone).date()
    return kind in COUNTED and away.is_away(db, settings.id, person, day)


def _one_at_a_time(db: Session, partnership: str) -> None:
    """Two processes that owe something at the same moment count one after the other."""
    first = select(PersonRow.id).filter_by(partnership=partnership).order_by(PersonRow.id).limit(1)
    db.execute(first.with_for_update(key_share=True))


def _count(db: Session, settings: PartnershipSettings, moment: datetime, whose: ColumnElement[bool]) -> int:
    """How many messages count in the week of a moment: those that have gone and those that will."""
    begins, ends = week_around(settings, moment)
    goes = func.coalesce(PostRow.sent_at, PostRow.not_before)
    query = (
        select(func.count())
        .select_from(PostRow)
        .where(PostRow.partnership == settings.id, PostRow.kind.in_(COUNTED), whose)
        .where(PostRow.made_at >= begins - WAITED, PostRow.state.not_in(("failed", "dropped")))
        .where(goes >= begins, goes < ends)
    )
    return db.scalar(query) or 0


def week_around(settings: PartnershipSettings, moment: datetime) -> tuple[datetime, datetime]:
    """Monday's first instant, in the partnership's zone, and that of the Monday after."""
    monday = week_of(moment.astimezone(settings.timezone).date())
    return _midnight(settings, monday), _midnight(settings, monday + WEEK)


def _midnight(settings: PartnershipSettings, day: date) -> datetime:
    return at_utc(datetime.combine(day, time()), settings.timezone)


def is_any(db: Session, now: datetime) -> bool:
    """Whether anything waits that may go now, or is owed that quiet hours hold back."""
    over = and_(PostRow.state == "later", PostRow.not_before <= now)
    owed = and_(PostRow.state == "due", PostRow.kind.in_(HELD))
    return db.scalar(select(PostRow.id).where(or_(over, owed)).limit(1)) is not None


def tend(db: Session, everywhere: Iterable[PartnershipSettings], now: datetime) -> None:
    """Hand over what waited for a better time; what was not sent in time waits for the next one, or is dropped."""
    known = {settings.id: settings for settings in everywhere}
    for row in _rows(db, PostRow.state == "later", PostRow.not_before <= now):
        wanted = row.partnership in known and _still_wanted(db, known[row.partnership], row, now)
        row.state, row.error = ("due", None) if wanted else ("dropped", UNWANTED)
    old = PostRow.made_at < now - WAITED
    for row in _rows(db, PostRow.state == "due", PostRow.kind.in_(HELD), PostRow.person.is_not(None), old):
        row.state, row.error = "dropped", UNWANTED
    late = or_(PostRow.person.is_not(None), PostRow.made_at < now - ON_TIME)
    for row in _rows(db, PostRow.state == "due", PostRow.kind.in_(HELD), late):
        if row.partnership in known:
            _put_off(db, known[row.partnership], row, now)


def _put_off(db: Session, settings: PartnershipSettings, row: PostRow, now: datetime) -> None:
    """Have a message wait, if it has to; where that is another week there may be no room for it."""
    at = awake(settings, now) if row.person is None else goes_at(settings, row.kind, now)
    is_other_week = week_around(settings, at) != week_around(settings, row.not_before)
    if is_other_week and row.person is not None and row.kind in COUNTED:
        enough = _had_enough(db, settings, row.person, row.platform, at)
        row.not_before = at
        if enough:
            row.state, row.error = "dropped", ENOUGH
    if at > now and row.state == "due":
        row.state, row.not_before = "later", at
    db.flush()


def _rows(db: Session, *which: ColumnElement[bool]) -> ScalarResult[PostRow]:
    return db.scalars(select(PostRow).where(*which).order_by(PostRow.id).with_for_update(skip_locked=True))


def _still_wanted(db: Session, settings: PartnershipSettings, row: PostRow, now: datetime) -> bool:
    if row.person is None:
        return True
    wanted = wishes.of(db, row.person, row.platform).wants(row.kind)
    return wanted and not _is_away(db, settings, row.person, row.kind, now)


@dataclass(frozen=True, slots=True)
class HeldBack:
    """How many reminders and posts the limits have kept back this week."""

    reminders: int
    posts: int


def held_back(db: Session, settings: PartnershipSettings, now: datetime) -> HeldBack:
    """What was dropped this week because there was enough."""
    begins, ends = week_around(settings, now)
    query = (
        select(func.count(PostRow.person), func.count(PostRow.place))
        .where(PostRow.partnership == settings.id, PostRow.state == "dropped", PostRow.error == ENOUGH)
        .where(PostRow.not_before >= begins, PostRow.not_before < ends)
    )
    reminders, in_places = db.execute(query).one()
    return HeldBack(reminders, in_places)
