"""Nothing but a counter tells one choice from another: not logs, the audit, metrics, keys, posts, files or digests."""

from __future__ import annotations

from datetime import timedelta

import pytest
from prometheus_client import generate_latest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot import metrics
from storage import database
from storage.tables import (
    AuditRow,
    Base,
    EventKeyRow,
    FormSessionRow,
    InboxRow,
    PollRollRow,
    PostRow,
    StoredLineRow,
)
from tests.soundings.people import FOR, answer_all

MARKS = ("Zebra", "Walrus")  # answers whose words stand nowhere else
LINE = '/poll "Is stock low?" Zebra | Walrus closes="Fri 17:00"'
WHO = tuple(FOR)


def stored(chat, *without) -> dict[str, list[tuple]]:
    """Every row of every table but those named."""
    with database.reading(chat.app.engine) as db:
        tables = [table for table in Base.metadata.sorted_tables if table.name not in without]
        return {table.name: sorted(map(repr, db.execute(select(table)))) for table in tables}


def grew(before, after) -> dict[str, list[str]]:
    known = {name: set(rows) for name, rows in before.items()}
    return {name: [row for row in rows if row not in known[name]] for name, rows in after.items()}


@pytest.mark.parametrize("how", ["poll vote 1 {place}", "poll 1 {word}", "poll vote 1"])
def test_a_choice_is_nowhere_but_in_its_count(chat, how):
    """Tapped, typed or filled in: what else came into the database is the roll, the key and a message to be redrawn."""
    chat.says("lead", LINE)
    before = stored(chat, "poll_counts")
    lines_before = generate_latest(metrics.registry).decode()
    with capture_logs() as logs:
        for place, word, who in ((1, "Zebra", "pantry-lead"), (2, "Walrus", "analyst")):
            said = chat.says(who, how.format(place=place, word=word.lower()), key=f"press-{place}")
            if not said.startswith("Counted."):
                said = chat.fills(who, {"answer": word}, key=f"form-{place}")
            assert said.startswith("Counted.")
            assert word not in said
    came = grew(before, stored(chat, "poll_counts"))
    assert {name for name, rows in came.items() if rows} <= {"poll_rolls", "event_keys", "posts"}
    words = [row for name in ("poll_rolls", "event_keys") for row in came[name]]
    assert not [row for row in words if any(mark in row or mark.lower() in row for mark in MARKS)]
    assert not [each for each in logs if any(mark.lower() in str(each).lower() for mark in MARKS)]
    told = set(generate_latest(metrics.registry).decode().splitlines()) - set(lines_before.splitlines())
    assert not [line for line in told if any(mark in line for mark in (*MARKS, "pantry", "analyst"))]


def test_no_moment_is_kept_of_an_answer(chat):
    """An event key keeps its day alone; roll and counts have no column of time; nobody was seen at that moment."""
    chat.says("lead", LINE)
    chat.says("pantry-lead", "help")
    before = stored(chat, "poll_counts", "poll_rolls", "event_keys")
    chat.clock.move_by(timedelta(minutes=37))
    chat.says("pantry-lead", "poll vote 1 1", key="press-1")
    came = grew(before, stored(chat, "poll_counts", "poll_rolls", "event_keys"))
    assert not [row for rows in came.values() for row in rows if "37" in row and "10, 37" in row]
    with database.reading(chat.app.engine) as db:
        key = db.scalars(select(EventKeyRow).where(EventKeyRow.key.contains("press-1"))).one()
        assert {column.name for column in EventKeyRow.__table__.columns} == {"key", "day"}
        assert key.day == chat.clock().date()


def test_a_stored_button_and_a_waiting_message_hold_nobody(chat):
    chat.says("lead", LINE)
    answer_all(chat, 1, ["zebra", "walrus", "zebra"])
    with database.reading(chat.app.engine) as db:
        kept = [row.line for row in db.scalars(select(StoredLineRow))]
        posts = [row.reply for row in db.scalars(select(PostRow))]
        voices = list(db.scalars(select(PollRollRow.voice)))
        assert list(db.scalars(select(InboxRow))) == []
        assert list(db.scalars(select(FormSessionRow))) == []
    assert not [text for text in (*kept, *posts) if any(voice in text for voice in voices)]


@pytest.mark.parametrize("voices", [0, 1, 4, 5])
def test_a_result_is_shown_from_the_minimum_and_before_it_nothing_is_said_of_it(quick, voices):
    quick.says("lead", LINE)
    answer_all(quick, 1, ["zebra"] * voices)
    assert "is open until" in quick.says("lead", "poll export 1")
    quick.says("lead", "poll close 1")
    quick.says("lead", "poll export 1")
    files = "\n".join(each.text for each in quick.last.attachments())
    seen = files + quick.place().partition("has closed")[2]
    assert (f"Zebra | {voices}" in seen) is (voices >= 5)
    assert ("Walrus" in seen) is (voices >= 5)
    with database.reading(quick.app.engine) as db:
        noted = [row.detail.lower() for row in db.scalars(select(AuditRow)) if row.what != "poll"]
    assert not [each for each in noted if "zebra" in each or "walrus" in each]


def test_somebody_who_answers_late_gets_the_same_words_and_changes_nothing(chat):
    chat.says("lead", LINE)
    answer_all(chat, 1, ["zebra"] * 5)
    chat.says("lead", "poll close 1")
    shown = chat.place()
    for word in ("zebra", "walrus"):
        assert chat.says(WHO[5], f"poll 1 {word}").startswith("Sounding 1 closed at")
    assert chat.place() == shown


def test_the_same_answers_show_even_so_and_the_notice_says_it(chat):
    chat.says("lead", LINE)
    assert "If all answers are the same, that shows too." in chat.place()
    answer_all(chat, 1, ["zebra"] * 6)
    chat.says("lead", "poll close 1")
    assert "Zebra | 6" in chat.place()
    assert "Walrus | 0" in chat.place()
