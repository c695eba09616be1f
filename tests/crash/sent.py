"""Posts go out while Parley is killed: each stands once, or the lead was told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.missed_words import title
from storage import occurrences, people
from storage.soundings import opening
from storage.soundings.sounding import Draft, Question
from storage.tables import PostRow
from tests.process import IDENTITY, LEAD, Life, slack_id, telegram_id

OPTIONS = ("Higher", "Same", "Lower")
ROSTER = ("council", "food-hub", "pantry", "forum", "centre")


def calls(life: Life) -> int:
    """How often the bot has begun to send something."""
    slack = sum(method == "chat.postMessage" for method, _ in life.slack.calls)
    return slack + sum(call.method == "sendMessage" for call in life.telegram.calls)


def at_rest(life: Life) -> bool:
    rows = outbox(life)
    return bool(rows) and not [row for row in rows if row.state in ("due", "sending")]


def closings(count: int, due: datetime) -> Callable[[Session], None]:
    """Open so many soundings that close at one time."""

    def open_them(db: Session) -> None:
        lead = people.with_role(db, IDENTITY, "lead")[0]
        for number in range(count):
            draft = Draft((Question(f"Question {number}?", options=OPTIONS),), due, roster=ROSTER)
            made = opening.open_sounding(db, IDENTITY, lead.id, draft, due)
            occurrences.write_down(
                db, IDENTITY, "poll_close", due.replace(tzinfo=None), due, f"poll/{made.number}"
            )

    return open_them


def outbox(life: Life) -> list[PostRow]:
    with life.look() as db:
        return list(db.scalars(select(PostRow).order_by(PostRow.id)))


def check_outbox(life: Life) -> dict[str, int]:
    """Every post stands once, or may be missing and the lead was told; how many ended which way.

    What is for the lead in private may stand twice: it is sent again in doubt, for it may be such a notice.
    """
    ends: dict[str, int] = {}
    for row in outbox(life):
        ends[row.state] = ends.get(row.state, 0) + 1
        name = title(row.reply)
        texts = life.texts(row.platform, row.address)
        seen = sum(
            name in text and f"“{name}”" not in text for text in texts
        )  # a notice quotes what it is about
        if row.address in (slack_id(LEAD), str(telegram_id(LEAD))):
            assert 1 <= seen <= 1 + life.kills, f"“{name}” stands {seen} times before the lead"
        elif row.state == "sent":
            assert seen == 1, f"“{name}” stands {seen} times at {row.platform} {row.address}"
        else:
            assert row.state == "unknown", f"“{name}” is {row.state}: {row.error}"
            assert seen <= 1, f"“{name}” stands {seen} times at {row.platform} {row.address}"
            assert life.lead_was_told(f"posting “{name}”"), f"nobody was told about “{name}”"
    return ends
