"""A sounding answered in a private chat of Telegram: a number or words half given, given wrongly or given up leave nothing."""

from __future__ import annotations

from datetime import time

import pytest
from sqlalchemy import select

import commands
from bot.telegram.hear import KINDS
from storage import database
from storage.tables import (
    AuditRow,
    EventKeyRow,
    FormSessionRow,
    InboxRow,
    PollRollRow,
    PostRow,
    StoredLineRow,
)
from tests.fakes.telegram import FakeTelegram
from tests.soundings.files import copied
from tests.telegram.world import ADA, BEN, GROUP, LEAD, World

KEPT = (AuditRow, EventKeyRow, FormSessionRow, InboxRow, PostRow, StoredLineRow)


@pytest.fixture
def fake():
    with FakeTelegram(privacy=False) as fake:
        for user, name in ((ADA, "Ada"), (BEN, "Ben"), (LEAD, "Demo Lead")):
            fake.add_user(user, name)
        fake.add_group(GROUP, members=[ADA, BEN, LEAD], admins=[LEAD])
        yield fake
        assert fake.refusals == []


@pytest.fixture
def chat(tmp_path, fake):
    world = World(tmp_path, fake, pace=0.0)
    try:
        commands.discover()
        world.start()
        for user in (ADA, LEAD):
            fake.start(user)
        fake.says(LEAD, GROUP, '/poll "How many parcels?" number of parcels voice=person')
        fake.wait_message(LEAD, "is open until")
        world.run(world.office.drain())
        yield world
    finally:
        world.close()


def kept(chat):
    """Everything that is stored beside the counts, as one text."""
    chat.idle()
    with database.reading(chat.engine) as db:
        return " ".join(str(row) for table in KEPT for row in db.execute(select(table.__table__)))


def asks(chat, fake, user=ADA):
    """Press Answer in the group; the question in private."""
    message = fake.wait_message(GROUP, "How many parcels?")
    fake.press(user, message, "Answer")
    return fake.wait_message(user, "A whole number of parcels")


def test_a_number_given_wrongly_and_then_rightly_is_in_its_count_alone(chat, fake):
    asks(chat, fake)
    fake.says(ADA, None, "some 7193 or so")
    fake.wait_message(ADA, "Write a whole number")
    (row,) = chat.rows(FormSessionRow)  # what a restart has to know: that the next words are kept nowhere
    assert (row.form, row.answers, row.place, row.asked_at.time()) == ("", {}, "", time())
    fake.says(ADA, None, "8264")
    fake.wait_message(ADA, "Counted.")
    assert len(chat.rows(PollRollRow)) == 1
    assert chat.rows(FormSessionRow) == []
    assert not [each for each in ("7193", "8264") if each in kept(chat)]
    assert b"7193" not in copied(chat.engine)


@pytest.mark.parametrize("how", ["cancel", "another form", "closed"])
def test_a_form_that_is_given_up_leaves_nothing_and_takes_nothing_later(chat, fake, how):
    asked = asks(chat, fake)
    if how == "cancel":
        fake.press(ADA, asked, "Cancel")
        fake.wait_message(ADA, "Nothing was saved.")
    elif how == "another form":
        fake.says(ADA, None, "/poll")
        fake.wait_message(ADA, "What do you want to ask?")
        fake.says(ADA, None, "/cancel")
        fake.wait_message(ADA, "Nothing was saved.")
    else:
        fake.says(LEAD, None, "/poll close 1")
        fake.wait_message(LEAD, "is closed")
        fake.says(ADA, None, "7193")
        fake.wait_message(ADA, "Sounding 1 closed at")
    assert chat.rows(FormSessionRow) == []
    fake.says(ADA, None, "help")
    fake.wait_message(ADA, "What you can write")
    assert chat.rows(PollRollRow) == []
    assert "7193" not in kept(chat)


def test_what_is_sent_to_a_form_that_a_restart_has_forgotten_is_kept_nowhere(chat, fake):
    asks(chat, fake)
    chat.restart()
    fake.says(ADA, None, "7193")
    told = fake.wait_message(ADA, "Press the button again")
    assert "7193" not in kept(chat)
    assert b"7193" not in copied(chat.engine)
    fake.press(ADA, fake.wait_message(GROUP, "How many parcels?"), "Answer")
    fake.wait_message(ADA, "A whole number of parcels", after=told)
    fake.says(ADA, None, "25")
    fake.wait_message(ADA, "Counted.")
    assert chat.rows(FormSessionRow) == []


def test_a_reaction_is_not_asked_for_and_one_that_comes_all_the_same_changes_nothing(chat, fake):
    message = fake.wait_message(GROUP, "How many parcels?")
    assert not [kind for kind in KINDS if "reaction" in kind]
    before = kept(chat)
    update = {
        "update_id": 9_000_001,
        "message_reaction": {
            "chat": {"id": GROUP, "type": "supergroup", "title": "Demo food"},
            "message_id": message.message_id,
            "user": {"id": ADA, "is_bot": False, "first_name": "Ada"},
            "date": 1_795_000_000,
            "old_reaction": [],
            "new_reaction": [{"type": "emoji", "emoji": "👍"}],
        },
    }
    chat.run(chat.telegram._take(update))
    chat.idle()
    assert chat.rows(PollRollRow) == []
    assert kept(chat).replace(f" ('telegram:9000001', {chat.app.clock().date()!r})", "") == before
