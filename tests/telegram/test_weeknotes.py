"""Weeknotes in Telegram: replies to the question, a reply with /weeknote, and edits that are followed."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

import commands
from bot.post import PostOffice
from commands.reply import to_json
from commands.weeknotes import prompt
from storage import digests, people, posts
from storage.tables import InboxRow, OfferRow, WeeknoteRow
from tests.telegram.world import ADA, BEN, GROUP

commands.discover()


def asks(chat, fake):
    """The question of this Friday stands in the group."""
    now = datetime.now(UTC)

    def owe(db):
        reply = prompt.prompt(chat.app._nobody(db, chat.app.partnerships["demo-food"]), now.date())
        place = people.place_at(db, "telegram", str(GROUP))
        posts.owe_place(db, place, to_json(reply), reply.live, now)

    chat.write(owe)
    chat.run(chat.office.drain())
    return fake.wait_message(GROUP, "A line is enough")


def kept(chat):
    return [(row.words, row.scope) for row in chat.rows(WeeknoteRow)]


@pytest.fixture
def known(chat, fake):
    """Ada can be written to in private, Ben cannot."""
    chat.office = PostOffice(chat.app, {"telegram": chat.telegram}, rewrite_every=0)
    fake.start(ADA)
    chat.idle()
    return chat


def test_a_reply_to_the_question_is_a_note_and_edits_are_followed(known, fake):
    fake.world.privacy = True
    asked = asks(known, fake)
    said = fake.says(ADA, GROUP, "@Parley, About 20 new families, @nobody", reply_to=asked)
    seen = fake.wait_message(ADA, "Your note is in the pile")
    assert "If you edit your message before the digest is out, the note follows." in seen.visible_text
    assert kept(known) == [("About 20 new families, @nobody", "channel")]
    (row,) = known.rows(WeeknoteRow)
    assert row.link == f"https://t.me/c/{str(GROUP)[4:]}/{fake.message_of(said).message_id}"
    fake.edit(ADA, said, "About 30 new families")
    known.idle()
    assert kept(known) == [("About 30 new families", "channel")]
    fake.edit(ADA, said, "Ring 07700 900123")
    fake.wait_message(ADA, "Until then your note keeps its earlier words.")
    assert kept(known) == [("About 30 new families", "channel")]
    assert "07700" not in str([row.payload for row in known.rows(InboxRow)])


def test_the_words_of_a_command_do_not_make_a_reply_one(known, fake):
    asked = asks(known, fake)
    fake.says(ADA, GROUP, "Help came from the new drivers", reply_to=asked)
    fake.wait_message(ADA, "Your note is in the pile")
    fake.says(ADA, GROUP, "/weeknote list", reply_to=asked)
    fake.wait_message(ADA, "Your weeknotes")
    assert len(kept(known)) == 1


def test_nothing_is_an_answer_too(known, fake):
    fake.says(ADA, GROUP, "nothing this week", reply_to=asks(known, fake))
    fake.wait_message(ADA, "That is fine.")
    assert kept(known) == []


def test_a_private_note_follows_its_message_until_the_digest_is_out(known, fake):
    said = fake.says(ADA, None, "/weeknote The freezer broke.")
    fake.wait_message(ADA, "Your note is in the pile")
    fake.edit(ADA, said, "/weeknote The freezer broke, and is mended.")
    known.idle()
    assert kept(known) == [("The freezer broke, and is mended.", "channel")]
    known.write(approve)
    fake.edit(ADA, said, "/weeknote Nothing broke.")
    fake.wait_message(ADA, "is out, so it keeps the words from before your edit.")
    assert kept(known) == [("The freezer broke, and is mended.", "channel")]


def approve(db):
    note = db.scalar(select(WeeknoteRow))
    line = digests.Line(1, "notes", note.words, about=f"note/{note.id}")
    draft = digests.keep_draft(db, "demo-food", note.week, [line], None, datetime.now(UTC))
    digests.approve(db, draft, note.person, datetime.now(UTC), with_files=False)


def test_other_edits_mean_nothing_also_where_they_look_like_a_command(known, fake, done):
    said = fake.says(ADA, None, "/pub one")
    fake.wait_message(ADA, "Public one")
    fake.edit(ADA, said, "/seal 1")
    fake.edit(ADA, said, "/tell two")
    known.idle()
    assert done == []


def test_somebodys_message_goes_in_only_if_they_say_yes(known, fake):
    fake.start(BEN)
    known.idle()
    said = fake.message_of(fake.says(ADA, GROUP, "The van is back."))
    fake.says(BEN, GROUP, "/weeknote", reply_to=said)
    fake.wait_message(BEN, "Parley asks Ada in private.")
    known.run(known.office.drain())
    asked = fake.wait_message(ADA, "Ben would like to see your words in the weeknotes")
    assert kept(known) == []
    fake.press(ADA, asked, "Yes, in the channel's digest")
    fake.wait_message(ADA, "Your note is in the pile")
    assert kept(known) == [("The van is back.", "channel")]
    known.run(known.office.drain())
    assert "The van is back." not in fake.message(ADA, asked.message_id).visible_text


def test_who_cannot_be_asked_is_not_quoted_and_the_way_is_said(known, fake):
    said = fake.message_of(fake.says(BEN, GROUP, "The van is back."))
    fake.says(ADA, GROUP, "/weeknote", reply_to=said)
    fake.wait_message(ADA, "Parley cannot write to Ben in private yet, so it has kept nothing.")
    assert known.rows(OfferRow) == []
    fake.says(BEN, GROUP, "/weeknote", reply_to=said)
    known.idle()
    assert kept(known) == [("The van is back.", "channel")]


def test_details_in_the_message_of_another_are_stored_nowhere(known, fake):
    said = fake.message_of(fake.says(BEN, GROUP, "Ring 07700 900123"))
    fake.says(ADA, GROUP, "/weeknote", reply_to=said)
    fake.wait_message(ADA, "This message seems to contain a phone number")
    fake.says(ADA, GROUP, "/weeknote My own words.", reply_to=said)
    fake.wait_message(ADA, "Your note is in the pile")
    assert known.rows(OfferRow) == []
    assert kept(known) == [("My own words.", "channel")]


def test_details_in_ones_own_note_are_refused_with_words(known, fake):
    fake.says(ADA, None, "/weeknote Ring 07700 900123")
    fake.wait_message(ADA, "This seems to contain a phone number")
    assert kept(known) == []
