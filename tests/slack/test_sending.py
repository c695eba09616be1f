"""The outbox in Slack: what is posted, changed, found, waited for or refused."""

import asyncio
import time

import pytest

from bot.transport import CannotLook, Impossible, NotSent, Unknown
from commands.reply import say
from tests.slack.world import HERE, long, press


def test_a_post_is_sent_marked_changed_and_found(slack, build):
    parley = build(read_history=True)
    reference = parley.run(parley.transport.send(HERE, say("Hello <!channel>"), "post-7"))
    message = slack.wait_message(HERE, "Hello")
    assert reference == f"{HERE}:{message.ts}"
    assert message.metadata == {"event_type": "parley_post", "event_payload": {"post": "post-7"}}
    assert message.pings == []
    parley.run(parley.transport.edit(HERE, reference, say("Goodbye")))
    assert message.visible_text.startswith("Goodbye")
    assert parley.run(parley.transport.find(HERE, "post-7")) == reference
    assert parley.run(parley.transport.find(HERE, "post-8")) is None


def test_a_direct_post_keeps_the_conversation_it_stands_in(slack, parley):
    assert parley.run(parley.transport.send("U01", say("Hello"), "post-1")).startswith("D01:")
    assert parley.run(parley.transport.send("TELSE:U02", say("Hello"), "post-2")).startswith("D02:")


def test_nobody_can_look_without_the_right_to_read(slack, parley):
    with pytest.raises(CannotLook):
        parley.run(parley.transport.find(HERE, "post-7"))


def test_a_long_post_goes_on_in_its_thread(slack, parley):
    parley.run(parley.transport.send(HERE, long(None, "all"), "post-1"))
    first, *rest = slack.messages(HERE)
    assert rest
    assert {one.thread_ts for one in rest} == {first.ts}


@pytest.mark.parametrize(
    ("error", "words", "closed"),
    [
        ("not_in_channel", "Invite it with /invite @Parley", True),
        ("channel_not_found", "cannot find this channel", True),
        ("is_archived", "archived", True),
        ("messages_tab_disabled", "Messages tab", False),
        ("account_inactive", "SLACK_BOT_TOKEN", False),
        ("something_new", "“something new”", False),
    ],
)
def test_a_refusal_is_a_sentence_to_act_on(slack, parley, error, words, closed):
    slack.refuse("chat.postMessage", error)
    with pytest.raises(Impossible, match=words) as caught:
        parley.run(parley.transport.send(HERE, say("Hello"), "post-1"))
    assert caught.value.closed is closed


def test_a_person_who_has_left_is_no_closed_channel(slack, parley):
    slack.world.users["U03"].deleted = True
    with pytest.raises(Impossible, match="no longer reach this person") as caught:
        parley.run(parley.transport.send("U03", say("Hello"), "post-1"))
    assert not caught.value.closed


def test_a_rate_limit_says_how_long_to_wait(slack, parley):
    slack.limit("chat.postMessage", retry_after=7)
    with pytest.raises(NotSent) as caught:
        parley.run(parley.transport.send(HERE, say("Hello"), "post-1"))
    assert caught.value.wait == 7
    with pytest.raises(NotSent) as caught:  # the channel rests, and Slack is not asked again
        parley.run(parley.transport.send(HERE, say("Hello"), "post-1"))
    assert 6 < caught.value.wait <= 7


@pytest.mark.parametrize("mode", ["html_500", "html_503", "html_500_after"])
def test_in_an_outage_nobody_knows_whether_it_was_posted(slack, parley, mode):
    slack.fault("chat.postMessage", mode)
    with pytest.raises(Unknown):
        parley.run(parley.transport.send(HERE, say("Hello"), "post-1"))
    assert len(slack.messages(HERE)) == (mode == "html_500_after")


@pytest.mark.parametrize("mode", ["reset_before", "reset_after"])
def test_a_broken_connection_leaves_it_open_whether_it_was_posted(slack, parley, mode):
    slack.fault("chat.postMessage", mode)
    with pytest.raises(Unknown):
        parley.run(parley.transport.send(HERE, say("Hello"), "post-1"))
    assert len(slack.messages(HERE)) == (mode == "reset_after")


def test_blocks_slack_will_not_have_are_sent_as_words(slack, parley):
    slack.refuse("chat.postMessage", "invalid_blocks")
    parley.run(parley.transport.send(HERE, press(None, ""), "post-1"))
    message = slack.wait_message(HERE, "Press one.")
    assert message.blocks == []


def test_posts_in_one_channel_keep_slacks_pace(slack, build):
    parley = build(pace=0.3)
    began = time.monotonic()

    async def three():
        sends = [parley.transport.send(HERE, say(str(number)), f"post-{number}") for number in range(3)]
        await asyncio.gather(*sends, parley.transport.send("U01", say("aside"), "post-9"))

    parley.run(three())
    assert time.monotonic() - began >= 0.6
    assert [one.text for one in slack.messages(HERE)] == ["0", "1", "2"]


def test_answers_wait_out_a_rate_limit_in_order(slack, parley):
    slack.limit("chat.postMessage", retry_after=1)
    slack.mention("U01", HERE, "show first")
    slack.mention("U01", HERE, "show second")
    slack.wait_message(HERE, "second")
    assert [one.text for one in slack.messages(HERE) if one.bot] == ["For all: first", "For all: second"]


def test_a_public_answer_that_cannot_be_posted_is_shown_to_who_asked(slack, parley):
    slack.refuse("chat.postMessage", "restricted_action")
    slack.mention("U01", HERE, "show hello")
    found = slack.wait_ephemeral("U01", "For all: hello").visible_text
    assert "Only you can see this answer. Only some people may post in this channel." in found
