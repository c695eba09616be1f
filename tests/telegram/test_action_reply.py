"""Actions from messages in Telegram: a reply with /action, and "make that an action" by mention."""

import pytest

import commands
from bot.post import PostOffice
from storage.tables import ActionRow, PersonRow
from tests.telegram.world import ADA, BEN, GROUP, LEAD

commands.discover()


def noted(chat):
    return [(row.what, row.owner_name) for row in chat.rows(ActionRow)]


@pytest.fixture
def known(chat, fake):
    """Ada and the lead can be written to in private, Ben cannot."""
    chat.office = PostOffice(chat.app, {"telegram": chat.telegram}, rewrite_every=0)
    for person in (ADA, LEAD):
        fake.start(person)
    chat.idle()
    return chat


@pytest.mark.parametrize(
    ("words", "owner"),
    [
        ("/action", "Ben"),
        ("/action@{bot} @lead by 31 March 2027", "Demo Lead"),
        ("/action for the lead by 31 March 2027", "Demo Lead"),
        ("@{bot} make that an action for @lead by 31 March 2027", "Demo Lead"),
        ("@{bot} that's an action for Demo Lead", "Demo Lead"),
    ],
)
def test_a_reply_makes_an_action_of_the_message_above(known, fake, words, owner):
    above = fake.message_of(fake.says(ADA, GROUP, "We should ring the pantry."))
    fake.says(BEN, GROUP, words.format(bot=fake.bot_username), reply_to=above)
    fake.wait_message(GROUP, "Action A1: ")
    assert noted(known) == [("ring the pantry", owner)]
    (row,) = known.rows(ActionRow)
    assert row.link == f"https://t.me/c/{str(GROUP)[4:]}/{above.message_id}"
    known.run(known.office.drain())
    fake.wait_message(ADA, "Ben made your message into action A1")


def test_own_words_are_taken_instead_and_the_message_is_linked(known, fake):
    above = fake.message_of(fake.says(ADA, GROUP, "The van!"))
    fake.says(BEN, GROUP, "/action @lead to mend it by 31 March 2027", reply_to=above)
    fake.wait_message(GROUP, "Action A1: Demo Lead to mend it, by Wednesday 31 March 2027.")
    assert known.rows(ActionRow)[0].link.endswith(f"/{above.message_id}")


def test_other_commands_in_a_reply_are_about_what_they_say(known, fake):
    above = fake.message_of(fake.says(ADA, GROUP, "We should ring the pantry."))
    fake.says(LEAD, GROUP, "/action list", reply_to=above)
    fake.wait_message(LEAD, "There are no open actions.")
    assert noted(known) == []


def test_an_edit_of_either_message_changes_nothing(known, fake):
    above = fake.says(ADA, GROUP, "Ring the pantry")
    said = fake.says(BEN, GROUP, "/action", reply_to=fake.message_of(above))
    fake.wait_message(GROUP, "Action A1: Ben (you) to ring the pantry")
    fake.edit(ADA, above, "Sing")
    fake.edit(BEN, said, "/action @lead")
    known.idle()
    assert noted(known) == [("ring the pantry", "Ben")]


def test_the_words_of_a_bot_are_never_an_action(known, fake):
    fake.says(ADA, GROUP, "/pub one")
    ours = fake.wait_message(GROUP, "Public one")
    fake.says(BEN, GROUP, "/action", reply_to=ours)
    fake.wait_message(GROUP, "tap to open a chat with me first")  # the form, for whoever asked
    fake.add_user(77, "Other bot")
    fake.world.users[77].is_bot = True
    fake.world.chats[GROUP].members.add(77)
    theirs = fake.message_of(fake.says(77, GROUP, "Ring the pantry"))
    fake.says(77, GROUP, "/action @lead to dance")
    fake.says(ADA, GROUP, "/action", reply_to=theirs)
    fake.wait_message(ADA, "Only what people wrote can become an action.")
    assert noted(known) == []
    assert "Other bot" not in {row.name for row in known.rows(PersonRow)}


def test_personal_details_are_stored_nowhere(known, fake):
    above = fake.message_of(fake.says(ADA, GROUP, "Ring 07700 900123"))
    fake.says(LEAD, GROUP, "/action @lead by 31 March 2027", reply_to=above)
    fake.wait_message(LEAD, "This message seems to contain a phone number, so Parley has not kept it.")
    known.idle()
    assert noted(known) == []


def test_a_topic_of_a_forum_is_no_message_to_make_an_action_of(known, fake):
    fake.world.chats[GROUP].topics = {}
    topic = fake.add_topic(GROUP, "Food")
    fake.says(LEAD, GROUP, "/action", reply_to=topic, thread=topic)
    fake.wait_message(LEAD, "What is to be done?")
