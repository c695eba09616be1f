"""Slash commands, mentions and direct messages in Slack, and who sees the answer."""

from tests.slack.world import HERE, THERE

# Slash commands


def test_a_private_answer_is_seen_by_one_person(slack, either):
    outcome = slack.slash("U01", HERE, "/tell", "a < b & c")
    assert outcome.response.visible_text.startswith("Only for you: a < b & c")
    assert slack.ephemerals("U01", HERE) == [outcome.response]
    assert slack.messages(HERE) == []


def test_a_public_answer_is_seen_by_all(slack, either):
    slack.slash("U01", HERE, "/show", "hello")
    assert "For all: hello" in slack.wait_message(HERE).visible_text


def test_every_command_also_works_as_a_word_after_parley(slack, parley):
    assert "Only for you: hi" in slack.slash("U01", HERE, "/parley", "tell hi").response.visible_text


def test_a_quiet_answer_is_private_in_slack(slack, parley):
    assert slack.slash("U01", HERE, "/hush").response.is_ephemeral


def test_a_change_is_stored_before_the_command_is_acknowledged(slack, either):
    assert slack.slash("U01", HERE, "/note", "x").acked
    assert either.rows("select count(*) from posts where platform = 'slack'") == [(1,)]


def test_a_place_that_is_not_configured_gets_a_polite_private_answer(slack, parley):
    outcome = slack.slash("U01", THERE, "/show", "hello")
    assert outcome.response.is_ephemeral
    assert "not set up for this channel" in outcome.response.visible_text


def test_a_word_nobody_knows_is_answered(slack, parley):
    assert slack.slash("U01", HERE, "/parley", "blorp").response.is_ephemeral


def test_what_does_not_fit_follows(slack, parley):
    slack.slash("U01", HERE, "/long")
    slack.wait_ephemeral("U01", "Paragraph 5.")
    assert slack.messages(HERE) == []


def test_what_does_not_fit_follows_for_all(slack, parley):
    slack.slash("U01", HERE, "/long", "all")
    slack.wait_message(HERE, "Paragraph 5.")


def test_a_command_in_parleys_own_direct_message_stays_there(slack, parley):
    slack.direct("U01", "tell first")
    slack.wait_direct("U01", "first")
    slack.slash("U01", "D01", "/show", "second")
    assert "second" in slack.wait_direct("U01", "second").visible_text


def test_a_command_between_two_people_is_answered_to_one(slack, parley):
    slack.add_channel("D77", members=["U01", "U02"], bot=False)
    assert slack.slash("U01", "D77", "/show", "hello").response.is_ephemeral


# Mentions and direct messages


def test_a_mention_is_answered_in_the_channel(slack, either):
    slack.mention("U01", HERE, "show hello")
    message = slack.wait_message(HERE, "For all: hello")
    assert message.thread_ts is None


def test_a_mention_in_a_thread_is_answered_there(slack, parley):
    parent = slack.say("U01", HERE, "What do we know?").message
    slack.mention("U02", HERE, "show this", thread_ts=parent.ts)
    assert slack.wait_message(HERE, "For all: this").thread_ts == parent.ts


def test_a_private_answer_to_a_mention_is_an_aside(slack, parley):
    slack.mention("U01", HERE, "tell hello")
    slack.wait_ephemeral("U01", "Only for you: hello")
    assert [message for message in slack.messages(HERE) if message.bot] == []


def test_an_aside_that_cannot_be_shown_goes_to_the_direct_message(slack, parley):
    slack.refuse("chat.postEphemeral", "user_not_in_channel")
    slack.mention("U01", HERE, "tell hello")
    slack.wait_direct("U01", "Only for you: hello")
    assert [message for message in slack.messages(HERE) if message.bot] == []


def test_a_direct_message_is_answered_there(slack, either):
    slack.mention("U01", HERE, "tell hello")
    slack.direct("U01", "show you & <me>")
    assert "For all: you & <me>" in slack.wait_direct("U01", "For all").visible_text


def test_a_stranger_in_private_is_told_how_to_begin(slack, parley):
    slack.direct("U03", "tell hello")
    slack.wait_direct("U03", "does not know you yet")


def test_a_form_asked_for_by_mention_is_a_button_first(slack, parley):
    slack.mention("U01", HERE, "form")
    slack.press("U01", slack.wait_ephemeral("U01", "Add a note"), "Add a note")
    slack.wait_view("U01", "What happened?")


def test_a_newcomer_is_known_by_their_name(slack, parley):
    slack.mention("U03", HERE, "tell hello")
    slack.wait_ephemeral("U03", "hello")
    assert parley.rows("select name from people where name like 'person%'") == [("person U03",)]


def test_somebody_of_another_workspace_is_somebody_else(slack, parley):
    message = slack.say("U01", HERE, "x").message
    body = {
        "type": "app_mention",
        "user": "U01",
        "team": "TELSE",
        "text": "<@UBOT> note hello",
        "channel": HERE,
    }
    slack._tell([{**body, "ts": message.ts}])
    slack.wait_ephemeral("U01", "Kept: hello")
    assert ("TELSE:U01",) in parley.rows("select account from identities")


# In order and in time


def test_answers_in_a_channel_keep_their_order(slack, parley):
    for number in range(5):
        slack.mention("U01", HERE, f"show {number}")
    slack.wait_message(HERE, "For all: 4")
    said = [one.text for one in slack.messages(HERE) if one.bot]
    assert said == [f"For all: {number}" for number in range(5)]


def test_an_answer_is_acknowledged_well_within_three_seconds(slack, either):
    for number in range(20):
        assert slack.slash("U01", HERE, "/note", str(number)).seconds < 3
