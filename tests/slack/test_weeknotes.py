"""Weeknotes in Slack: replies under the question, the menu of a message, and edits that are followed."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

import commands
from bot.post import PostOffice
from commands import command
from commands.reply import say, to_json
from commands.weeknotes import prompt
from storage import digests, offers, people, posts
from storage.tables import WeeknoteRow
from tests.slack.world import HERE

commands.discover()
NOTES = "select words, scope, link is not null from weeknotes order by id"
BEN = "U03"  # who is in the channel and in no configuration


def asks(slack, parley):
    """The question of this Friday stands in the channel."""
    now = datetime.now(UTC)

    def owe(db):
        request = parley.app._nobody(db, parley.app.partnerships["demo-food"])
        reply = prompt.prompt(request, now.date())
        place = people.place_at(db, "slack", HERE)
        posts.owe_place(db, place, to_json(reply), reply.live, now)

    parley.run(parley.app.write(owe))
    parley.run(PostOffice(parley.app, {"slack": parley.transport}, rewrite_every=0).drain())
    return slack.wait_message(HERE, "Write a note")


def changed(slack, message, text, user="U01"):
    """Somebody edits their message; the event is as Slack sends it."""
    before = {"type": "message", "user": user, "text": message.text, "ts": message.ts}
    now = {**before, "text": text, "edited": {"user": user, "ts": message.ts}, "thread_ts": message.thread_ts}
    event = {"type": "message", "subtype": "message_changed", "hidden": True, "channel": message.channel}
    return slack._tell([{**event, "channel_type": "channel", "message": now, "previous_message": before}])


def deleted(slack, message, user="U01"):
    before = {"type": "message", "user": user, "text": message.text, "ts": message.ts}
    event = {"type": "message", "subtype": "message_deleted", "hidden": True, "channel": message.channel}
    return slack._tell([{**event, "deleted_ts": message.ts, "previous_message": before}])


@pytest.fixture
def reader(slack, build):
    """A Parley that may read the channel."""
    return build(read_history=True)


def test_a_reply_under_the_question_is_a_note(slack, reader):
    asked = asks(slack, reader)
    slack.say("U01", HERE, "Two new volunteers started.", thread_ts=asked.ts)
    seen = slack.wait_ephemeral("U01", "Your note is in the pile")
    assert (
        "If you edit or delete your message before the digest is out, the note follows." in seen.visible_text
    )
    assert seen.thread_ts == asked.ts
    reader.wait_rows(NOTES, [("Two new volunteers started.", "channel", 1)])
    (link,) = reader.rows("select link from weeknotes")[0]
    assert link.startswith("https://")
    assert f"/archives/{HERE}/p" in link


def test_a_reply_with_a_button_is_taken_back_at_once(slack, reader):
    asked = asks(slack, reader)
    slack.say("U01", HERE, "Wrong channel, sorry.", thread_ts=asked.ts)
    seen = slack.wait_ephemeral("U01", "Your note is in the pile")
    slack.press("U01", seen, "Take it back")
    slack.wait_ephemeral("U01", "Nothing of it is kept.")
    reader.wait_rows("select count(*) from weeknotes", [(0,)])


def test_what_people_say_elsewhere_is_not_kept_anywhere(slack, reader):
    asks(slack, reader)
    other = slack.say("U01", HERE, "Lunch?").message
    slack.say("U02", HERE, "Yes.", thread_ts=other.ts)
    slack.say("U02", HERE, "Not a reply.")
    reader.wait_rows("select count(*) from weeknotes", [(0,)])
    reader.wait_rows("select count(*) from event_keys", [(0,)])


def test_without_that_right_a_mention_in_the_thread_is_a_note(slack, parley):
    asked = asks(slack, parley)
    slack.mention("U01", HERE, "Two new volunteers started.", thread_ts=asked.ts)
    seen = slack.wait_ephemeral("U01", "Your note is in the pile")
    assert "If you edit" not in seen.visible_text
    parley.wait_rows(NOTES, [("Two new volunteers started.", "channel", 1)])


def test_a_mention_is_one_note_also_where_plain_replies_are_read(slack, reader):
    asked = asks(slack, reader)
    slack.mention("U01", HERE, "Two new volunteers started.", thread_ts=asked.ts)
    slack.wait_ephemeral("U01", "Your note is in the pile")
    reader.wait_rows(NOTES, [("Two new volunteers started.", "channel", 1)])


def test_a_command_in_the_thread_is_a_command_and_help_wanted_is_not(slack, parley):
    asked = asks(slack, parley)
    slack.mention("U01", HERE, "weeknote list", thread_ts=asked.ts)
    slack.wait_ephemeral("U01", "You have no notes this week.")
    slack.mention("U01", HERE, "Help wanted: two drivers", thread_ts=asked.ts)
    slack.wait_ephemeral("U01", "Your call for help is in the pile")
    parley.wait_rows("select kind, words from weeknotes", [("help", "two drivers")])


def test_nothing_is_an_answer_too(slack, reader):
    asked = asks(slack, reader)
    slack.say("U01", HERE, "Nothing from me this week.", thread_ts=asked.ts)
    slack.wait_ephemeral("U01", "That is fine.")
    assert reader.rows("select count(*) from weeknotes") == [(0,)]


def test_personal_details_in_a_reply_are_stored_nowhere(slack, reader):
    asked = asks(slack, reader)
    slack.say("U01", HERE, "Ring her on 07700 900123", thread_ts=asked.ts)
    slack.wait_ephemeral("U01", "This seems to contain a phone number")
    for table in ("weeknotes", "inbox"):
        assert reader.rows(f"select count(*) from {table}") == [(0,)]


def test_edits_and_deletions_are_followed(slack, reader):
    asked = asks(slack, reader)
    said = slack.say("U01", HERE, "Two volunteers.", thread_ts=asked.ts).message
    reader.wait_rows(NOTES, [("Two volunteers.", "channel", 1)])
    changed(slack, said, "Three volunteers &amp; a van.")
    reader.wait_rows(NOTES, [("Three volunteers & a van.", "channel", 1)])
    changed(slack, said, "Ring 07700 900123")
    slack.wait_ephemeral("U01", "Until then your note keeps its earlier words.")
    changed(slack, said, "Not by its author.", user="U02")
    reader.wait_rows(NOTES, [("Three volunteers & a van.", "channel", 1)])
    deleted(slack, said)
    reader.wait_rows("select count(*) from weeknotes", [(0,)])
    reader.wait_rows("select count(*) from inbox", [(0,)])


def test_after_the_digest_an_edit_changes_nothing_and_that_is_said(slack, reader):
    asked = asks(slack, reader)
    said = slack.say("U01", HERE, "Two volunteers.", thread_ts=asked.ts).message
    reader.wait_rows(NOTES, [("Two volunteers.", "channel", 1)])
    out(reader)
    changed(slack, said, "Three volunteers.")
    slack.wait_ephemeral("U01", "is out, so it keeps the words from before your edit.")
    reader.wait_rows(NOTES, [("Two volunteers.", "channel", 1)])
    deleted(slack, said)
    slack.wait_ephemeral("U01", "Your note is withdrawn and its words are deleted.")
    reader.wait_rows(NOTES, [("", "channel", 0)])


def out(parley):
    """The digest of this week is approved, with every note in it."""

    def approve(db):
        note = db.scalar(select(WeeknoteRow))
        line = digests.Line(1, "notes", note.words, about=f"note/{note.id}")
        draft = digests.keep_draft(db, "demo-food", note.week, [line], None, datetime.now(UTC))
        digests.approve(db, draft, note.person, datetime.now(UTC), with_files=False)

    parley.run(parley.app.write(approve))


def test_somebodys_message_goes_in_only_if_they_say_yes(slack, parley):
    office = PostOffice(parley.app, {"slack": parley.transport}, rewrite_every=0)
    said = slack.say(BEN, HERE, "The van is back, thanks to <@U02>!").message
    slack.message_shortcut("U01", said, "weeknote")
    slack.wait_ephemeral("U01", "Parley asks person U03 in private.")
    parley.run(office.drain())
    asked = slack.wait_direct(BEN, "would like to see your words in the weeknotes")
    assert "The van is back" in asked.visible_text
    assert parley.rows("select count(*) from weeknotes") == [(0,)]
    slack.press(BEN, asked, "Yes, anywhere")
    slack.wait_direct(BEN, "Your note is in the pile")
    parley.run(office.drain())
    ((words, scope, link),) = parley.rows(NOTES)
    assert (scope, link) == ("public", 1)
    assert words.startswith("The van is back, thanks to ")
    assert parley.rows("select state, words from weeknote_offers") == [("kept", "")]


@pytest.mark.parametrize("way", ["No", "deleted", "time"])
def test_on_no_nothing_of_it_is_kept(slack, build, way):
    parley = build(read_history=True)
    office = PostOffice(parley.app, {"slack": parley.transport}, rewrite_every=0)
    said = slack.say(BEN, HERE, "Quiet words.").message
    slack.message_shortcut("U01", said, "weeknote")
    slack.wait_ephemeral("U01", "Parley asks person U03 in private.")
    parley.run(office.drain())
    asked = slack.wait_direct(BEN, "Quiet words.")
    if way == "No":
        slack.press(BEN, asked, "No")
        slack.wait_direct(BEN, "That is fine. Nothing of it is kept.")
    if way == "deleted":
        deleted(slack, said, user=BEN)
    if way == "time":
        later = datetime.now(UTC) + offers.KEPT + timedelta(days=1)
        parley.run(parley.app.write(lambda db: offers.let_go(db, "demo-food", later)))
    parley.wait_rows("select state, words from weeknote_offers", [("declined", "")])
    parley.run(office.drain())
    slack.wait_for(lambda: "Quiet words." not in asked.visible_text)
    tables = [name for (name,) in parley.rows("select name from sqlite_master where type = 'table'")]
    assert "Quiet words." not in str([parley.rows(f"select * from {table}") for table in tables])
    slack.message_shortcut("U01", said, "weeknote")
    slack.wait_ephemeral("U01", "Parley asks only once.")


def test_ones_own_message_is_kept_at_once(slack, parley):
    said = slack.say("U01", HERE, "We found a loan.").message
    slack.message_shortcut("U01", said, "weeknote")
    slack.wait_ephemeral("U01", "Your note is in the pile")
    slack.message_shortcut("U01", said, "weeknote")
    parley.wait_rows(NOTES, [("We found a loan.", "channel", 1)])


def test_only_the_author_can_answer(slack, parley):
    said = slack.say(BEN, HERE, "Quiet words.").message
    slack.message_shortcut("U01", said, "weeknote")
    slack.wait_ephemeral("U01", "Parley asks")
    for line in ("allow 1 public", "decline 1", "allow 2 channel"):
        slack.mention("U01", HERE, f"weeknote {line}")
        slack.wait_ephemeral("U01", "This question was for somebody else.")
    assert parley.rows("select state from weeknote_offers") == [("asked",)]


def test_what_cannot_be_proposed_is_said(slack, parley):
    command("hello", example="hello")(lambda request, words: say("Hello all.", private=False))
    slack.mention("U01", HERE, "hello")
    mine = slack.wait_message(HERE, "Hello all.")
    slack.message_shortcut("U01", mine, "weeknote")
    slack.wait_ephemeral("U01", "Only what people wrote can go into the weeknotes.")
    said = slack.say(BEN, HERE, "Ring 07700 900123").message
    slack.message_shortcut("U01", said, "weeknote")
    slack.wait_ephemeral("U01", "This message seems to contain a phone number, so Parley has not kept it.")
    assert parley.rows("select count(*) from weeknote_offers") == [(0,)]


def test_an_offered_message_that_is_edited_is_asked_about_as_it_is_now(slack, build):
    parley = build(read_history=True)
    office = PostOffice(parley.app, {"slack": parley.transport}, rewrite_every=0)
    said = slack.say(BEN, HERE, "The van is bakc.").message
    slack.message_shortcut("U01", said, "weeknote")
    slack.wait_ephemeral("U01", "Parley asks")
    parley.run(office.drain())
    asked = slack.wait_direct(BEN, "The van is bakc.")
    changed(slack, said, "The van is back.", user=BEN)
    parley.wait_rows("select words from weeknote_offers", [("The van is back.",)])
    parley.run(office.drain())
    slack.wait_for(lambda: "The van is back." in asked.visible_text)
    changed(slack, said, "Ring 07700 900123", user=BEN)
    parley.wait_rows("select state, words from weeknote_offers", [("declined", "")])
