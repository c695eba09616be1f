"""What Parley hears in Telegram: words meant for it, files, and people and groups that come and go."""

import json

import pytest
from telegram import Update, User

from bot.telegram.answers import POINTER
from bot.telegram.groups import AS_YOURSELF, ONLY_WORDS
from bot.telegram.hear import read, without_file
from storage import seeding
from storage.tables import IdentityRow, InboxRow, PlaceRow
from tests.fakes.telegram.trial import png
from tests.fakes.telegram.world import ANONYMOUS
from tests.telegram.world import ADA, BEN, GROUP, STRANGER

# What is for us


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("/pub a", "a"),
        ("/pub@parley_test_bot b", "b"),
        ("/PUB@Parley_Test_Bot c", "c"),
        ("@parley_test_bot pub d", "d"),
        ("hello @parley_test_bot", ""),
        ("/pub@other_bot e", None),
        ("pub f", None),
    ],
)
def test_in_groups_only_commands_and_mentions_are_for_us(chat, fake, text, heard):
    fake.says(ADA, GROUP, text)
    chat.idle()
    if heard is None:
        assert fake.messages(GROUP) == []
    elif heard:
        fake.wait_message(GROUP, f"Public {heard}")
    else:
        fake.wait_message(GROUP, POINTER)  # "hello" is no command, and that is told in private


def test_a_reply_to_us_is_for_us_and_an_edit_is_not(chat, fake):
    first = fake.says(ADA, GROUP, "/pub one")
    said = fake.wait_message(GROUP, "Public one")
    fake.says(BEN, GROUP, "pub two", reply_to=said)
    fake.wait_message(GROUP, "Public two")
    fake.edit(ADA, first, "/pub three")
    chat.idle()
    assert "three" not in chat.group_text()


def test_an_anonymous_administrator_is_nobody(chat, fake, done):
    fake.anonymous_admin(GROUP, "/tell everybody")
    fake.wait_message(GROUP, AS_YOURSELF)
    fake.anonymous_admin(GROUP, "just talking")
    chat.idle()
    assert len(fake.messages(GROUP)) == 1
    assert done == []


def test_a_linked_channel_is_left_alone(chat, fake):
    fake.linked_post(GROUP, "/pub news")
    chat.idle()
    assert fake.messages(GROUP) == []


# Files people send


NO_FILES = "Parley takes no files in chat."


def fetched(fake):
    """What the bot asked Telegram for in order to download something."""
    return [call for call in fake.calls if call.method.lower() == "getfile"]


def test_a_file_sent_in_private_is_kindly_refused(chat, fake, done):
    fake.start(ADA)
    fake.send_document(ADA, None, "figures.csv", b"a,b", caption="tell everybody")
    refusal = fake.wait_message(ADA, NO_FILES)
    assert "parley data build" in refusal.text
    assert "ask Demo Lead." in refusal.text
    fake.send_photo(ADA, None, png())
    fake.wait_message(ADA, NO_FILES, after=refusal.message_id)
    assert fetched(fake) == []
    assert done == []


def test_several_files_sent_at_once_are_refused_once(chat, fake):
    fake.start(ADA)
    for name in ("one.csv", "two.csv", "three.csv"):
        fake.send_document(ADA, None, name, b"a,b", album="album1")
    fake.wait_message(ADA, NO_FILES)
    chat.idle()
    assert len([each for each in fake.messages(ADA) if NO_FILES in each.text]) == 1
    fake.send_document(ADA, None, "four.csv", b"a,b", album="album2")
    fake.wait_until(lambda: len([each for each in fake.messages(ADA) if NO_FILES in each.text]) == 2)


@pytest.mark.parametrize("words", ["@parley_test_bot please load this", "/give@parley_test_bot", "/give"])
def test_a_file_sent_to_us_in_the_group_is_refused_there(chat, fake, words):
    update = fake.send_document(ADA, GROUP, "figures.csv", b"a,b", caption=words)
    refusal = fake.wait_message(GROUP, NO_FILES)
    assert refusal.reply_to == fake.message_of(update).message_id
    assert fetched(fake) == []


def test_a_file_that_answers_us_is_refused_and_one_for_others_is_left_alone(chat, fake):
    fake.says(ADA, GROUP, "/pub hello")
    ours = fake.wait_message(GROUP, "Public hello")
    fake.send_document(BEN, GROUP, "rota.xlsx", b"x", caption="for Monday")
    fake.send_document(BEN, GROUP, "bare.xlsx", b"x")
    chat.idle()
    assert NO_FILES not in chat.group_text()
    fake.send_document(BEN, GROUP, "figures.xlsx", b"x", reply_to=ours)
    fake.wait_message(GROUP, NO_FILES)


def test_a_file_is_no_answer_to_a_form(chat, fake, done):
    fake.start(ADA)
    fake.says(ADA, None, "/note")
    asked = fake.wait_message(ADA, "What happened?")
    fake.send_document(ADA, None, "figures.csv", b"a,b")
    fake.wait_message(ADA, NO_FILES)
    fake.wait_message(ADA, "What happened?", after=asked.message_id)
    assert done == []


def test_what_is_no_file_and_no_words_is_answered_too(chat, fake):
    fake.start(ADA)
    sticker = {"file_id": "s", "file_unique_id": "s", "width": 1, "height": 1, "type": "regular"}
    fake.wait_message(ADA, "Hello from Parley")
    fake._post(ADA, None, service={"sticker": sticker | {"is_animated": False, "is_video": False}})
    fake.wait_message(ADA, ONLY_WORDS)


def test_a_file_sent_as_the_group_has_nobody_to_answer(chat, fake):
    fake._post(ANONYMOUS, GROUP, file=fake.world.keep(b"x", name="a.csv"), caption="@parley_test_bot look")
    fake.wait_message(GROUP, AS_YOURSELF)


def test_of_a_file_nothing_is_stored_while_its_refusal_waits(chat, fake):
    fake.start(ADA)
    fake.wait_message(ADA, "Hello from Parley")
    fake.fault("sendMessage", "delay", seconds=0.6)
    fake.send_document(ADA, None, "Mrs Example.csv", b"a,b", caption="for Mrs Example")
    (waiting,) = chat.eventually(lambda: chat.rows(InboxRow))
    kept = json.dumps(waiting.payload)
    assert "Example" not in kept
    assert "FILE0" not in kept
    fake.wait_message(ADA, NO_FILES)


@pytest.mark.parametrize(
    ("caption", "line"), [("@parley_test_bot Mrs Example", "/file sent"), ("Mrs Example", None)]
)
def test_what_is_stored_of_a_file_still_says_whether_it_was_for_us(fake, caption, line):
    fake.send_document(ADA, GROUP, "Mrs Example.csv", b"a,b", caption=caption)
    me = User(1, "Parley", True, username="parley_test_bot")
    payload = fake.service.queue.pending[-1].payload
    stored = without_file(payload, Update.de_json(payload), me)
    said = read(Update.de_json(stored), me)
    assert "Example" not in json.dumps(stored)
    assert (said and said.line) == line


# People and groups that come and go


def test_blocking_and_coming_back_are_remembered(chat, fake):
    fake.says(ADA, GROUP, "/pub x")
    fake.wait_message(GROUP, "Public x")

    def reachable():
        return [row.reachable for row in chat.rows(IdentityRow) if row.account == str(ADA)]

    fake.start(ADA)
    chat.eventually(lambda: reachable() == [True])
    fake.block(ADA)
    chat.eventually(lambda: reachable() == [False])
    fake.unblock(ADA)
    chat.eventually(lambda: reachable() == [True])


def test_being_added_to_a_configured_group_is_greeted_once(chat, fake):
    fake.kick(GROUP)
    chat.eventually(lambda: chat.rows(PlaceRow)[0].closed)
    fake.add_bot(GROUP, by=ADA)
    fake.wait_message(GROUP, "Hello from Parley")
    chat.idle()
    assert len(fake.messages(GROUP)) == 1
    assert chat.rows(PlaceRow)[0].closed is None


def test_newcomers_to_the_group_are_known_in_private(chat, fake):
    fake.join(STRANGER, GROUP)
    chat.idle()
    fake.start(STRANGER)
    fake.wait_message(STRANGER, "Hello from Parley")


def test_a_group_that_becomes_a_supergroup_keeps_its_place(off, fake, done):
    old, new = -4001, -1004001000000
    fake.add_group(old, members=[ADA], supergroup=False)
    off.start()
    off.write(lambda db: seeding.seed_place(db, "demo-food", "telegram", str(old)))
    fake.migrate(old, new)
    off.eventually(lambda: str(new) in {row.address for row in off.rows(PlaceRow)})
    fake.says(ADA, new, "/pub there")
    fake.wait_message(new, "Public there")
