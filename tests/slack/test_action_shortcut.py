"""Actions from messages in Slack: the menu of a message, and "make that an action" in a thread."""

from datetime import UTC, datetime, timedelta

import pytest

import commands
from bot.post import PostOffice
from commands import command
from commands.reply import say
from storage.meetings import holding, lines
from storage.meetings.lines import New
from storage.meetings.meeting import Said
from tests.slack.world import HERE

commands.discover()
BEN = "U03"  # who is in the channel and in no configuration
ACTIONS = "select what, owner_name, link is not null from actions order by id"
MENU = "action"
WHAT, WHO, WHEN = "What is to be done?", "Who has it?", "By when?"


@pytest.fixture
def office(parley):
    return PostOffice(parley.app, {"slack": parley.transport}, rewrite_every=0)


def test_a_message_becomes_an_action_and_its_author_is_told(slack, parley, office):
    said = slack.say(BEN, HERE, "Could somebody send the map & counts to @U02?").message
    slack.message_shortcut("U01", said, MENU)
    view = slack.wait_view("U01")
    assert view.blocks[0]["element"]["initial_value"] == "Could somebody send the map & counts to @U02?"
    slack.submit("U01", view, {WHAT: "send the map", WHO: "@lead", WHEN: "31 March 2027"})
    seen = slack.wait_message(HERE, "Action A1: Demo Lead to send the map, by Wednesday 31 March 2027.")
    assert seen.thread_ts == said.ts
    parley.run(office.drain())
    told = slack.wait_direct(BEN, "Demo Steward made your message into action A1: Demo Lead to send the map")
    where = f"/archives/{HERE}/p{said.ts.replace('.', '')}"
    assert where in str(told.blocks)
    assert where in str(slack.wait_direct("U02", "A new action for you: A1").blocks)
    assert parley.rows(ACTIONS) == [("send the map", "Demo Lead", 1)]


def test_nothing_is_kept_before_the_form_is_sent_and_edits_mean_nothing(slack, parley):
    said = slack.say(BEN, HERE, "x" * 600).message
    slack.message_shortcut("U01", said, MENU)
    view = slack.wait_view("U01")
    assert view.blocks[0]["element"]["initial_value"] == "x" * 500
    assert parley.rows(ACTIONS) == []
    assert parley.rows("select count(*) from stored_lines") == [(0,)]
    slack.submit("U01", view, {WHAT: "ring"})
    parley.wait_rows(ACTIONS, [("ring", "Demo Steward", 1)])
    before = {"type": "message", "user": BEN, "text": said.text, "ts": said.ts}
    event = {"type": "message", "subtype": "message_changed", "channel": HERE, "channel_type": "channel"}
    slack._tell([{**event, "message": {**before, "text": "sing"}, "previous_message": before}])
    slack.mention("U01", HERE, "A1 done")
    slack.wait_ephemeral("U01", "Action A1 is done: ring.")


def test_what_cannot_become_an_action_is_said(slack, parley):
    command("hello", example="hello")(lambda request, words: say("Hello all.", private=False))
    slack.mention("U01", HERE, "hello")
    slack.message_shortcut("U01", slack.wait_message(HERE, "Hello all."), MENU)
    slack.wait_ephemeral("U01", "Only what people wrote can become an action.")
    slack.message_shortcut("U01", slack.say(BEN, HERE, "Ring 07700 900123").message, MENU)
    slack.wait_ephemeral("U01", "This message seems to contain a phone number")
    said = slack.say(BEN, HERE, "Ring them").message
    slack.message_shortcut("U01", said, MENU)
    refused = slack.submit("U01", slack.wait_view("U01"), {WHAT: "Ring 07700 900123"})
    assert "seems to contain a phone number" in refused.errors["what"]
    refused = slack.submit("U01", slack.wait_view("U01"), {WHAT: "Ring them", WHO: "Bob"})
    assert "Parley does not know “Bob”" in refused.errors["who"]
    assert parley.rows(ACTIONS) == []


def test_in_a_direct_message_it_is_not_for_messages(slack, parley):
    slack.direct("U01", "hm")
    said = slack.directs("U01")[0]
    slack.message_shortcut("U01", said, MENU)
    slack.wait_ephemeral("U01", "This works on a message in your partnership's channel.")


def test_in_a_thread_that_is_the_message_above(slack, build):
    parley = build(read_history=True)
    above = slack.say(BEN, HERE, "We should ring the pantry.").message
    slack.mention("U01", HERE, "make that an action for <@U02> by 31 March 2027", thread_ts=above.ts)
    seen = slack.wait_message(HERE, "Action A1: Demo Lead to ring the pantry, by Wednesday 31 March 2027.")
    assert seen.thread_ts == above.ts
    assert parley.rows(ACTIONS) == [("ring the pantry", "Demo Lead", 1)]
    assert [row for row in parley.rows("select reply from posts") if "made your message" in row[0]]


def test_the_words_of_a_bot_are_never_an_action(slack, build):
    parley = build(read_history=True)
    command("hello", example="hello")(lambda request, words: say("Hello all.", private=False))
    slack.mention("U01", HERE, "hello")
    mine = slack.wait_message(HERE, "Hello all.")
    slack.mention("U01", HERE, "that's an action for @lead", thread_ts=mine.ts)
    slack.wait_ephemeral("U01", "Only what people wrote can become an action.")
    other = {
        "type": "app_mention",
        "user": BEN,
        "bot_id": "B77",
        "channel": HERE,
        "ts": "1.1",
        "event_ts": "1.1",
    }
    slack._tell([{**other, "text": f"<@{slack.bot_user}> that's an action for @lead to dance"}])
    slack._tell(
        [{**other, "type": "message", "subtype": "bot_message", "channel_type": "channel", "text": "x"}]
    )
    parley.wait_rows("select count(*) from inbox", [(0,)])
    assert parley.rows(ACTIONS) == []


def test_without_that_right_the_bot_asks_with_owner_and_date_filled_in(slack, parley):
    above = slack.say(BEN, HERE, "We should ring the pantry.").message
    slack.mention("U01", HERE, "make that an action for @lead by next Wednesday", thread_ts=above.ts)
    asked = slack.wait_ephemeral("U01", "Note an action")
    slack.press("U01", asked, asked.labels[0])
    view = slack.wait_view("U01")
    assert [block["element"].get("initial_value") for block in view.blocks] == [
        None,
        "@lead",
        "next Wednesday",
    ]
    slack.submit("U01", view, {WHAT: "ring the pantry", WHEN: "31 March 2027"})
    slack.wait_message(HERE, "Action A1: Demo Lead to ring the pantry, by Wednesday 31 March 2027.")
    assert parley.rows(ACTIONS) == [("ring the pantry", "Demo Lead", 1)]


def test_a_line_that_was_noted_in_a_meeting_is_known_without_that_right(slack, parley):
    above = slack.say(BEN, HERE, "We should ring the pantry.").message

    def note(db):
        now = datetime.now(UTC)
        later = now + timedelta(hours=3)
        meeting = holding.start(db, "demo-food", "Weekly call", None, "chat", 1, 1, now, later)
        said = Said("slack", HERE, above.ts)
        lines.add(db, meeting, New("info", "We should ring the pantry."), 1, now, said)
        holding.end(db, meeting, now, now)

    parley.run(parley.app.write(note))
    slack.mention("U01", HERE, "make that an action for @lead", thread_ts=above.ts)
    slack.wait_message(HERE, "Action A1: Demo Lead to ring the pantry")
