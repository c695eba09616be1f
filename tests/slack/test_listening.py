"""Parley comes into Slack, stays connected, and leaves."""

import pytest

from bot.transport import Impossible
from commands import command
from commands.reply import say
from tests.slack.world import HERE, THERE


def test_parley_greets_a_channel_it_is_brought_into(slack, parley):
    command("welcome", example="welcome", listed=False)(
        lambda request, words: say("Hello from Parley.", private=False)
    )
    slack._tell([{"type": "member_joined_channel", "user": "UBOT", "channel": HERE, "inviter": "U02"}])
    slack.wait_message(HERE, "Hello from Parley.")


def test_parley_does_not_greet_people_or_other_channels(slack, parley):
    slack.join("U03", HERE)
    slack._tell([{"type": "member_joined_channel", "user": "UBOT", "channel": THERE, "inviter": "U01"}])
    slack.wait_ephemeral("U01", "not set up for this channel")
    assert [one for one in slack.messages(HERE) + slack.messages(THERE) if one.bot] == []


def test_what_a_stopped_process_left_is_answered_by_the_next(slack, build):
    first = build()
    slack.refuse("chat.postEphemeral", "not_in_channel", times=9)
    slack.fault("chat.postMessage", "html_503", times=99)
    assert slack.mention("U01", HERE, "note hello").acked
    first.wait_rows("select count(*) from inbox where reply is not null", [(1,)])
    first.stop()
    assert first.stopped_in < 1.5
    slack.faults.clear()
    second = build()
    slack.wait_ephemeral("U01", "Kept: hello")
    second.wait_rows("select count(*) from inbox", [(0,)])
    assert second.rows("select count(*) from posts where platform = 'slack'") == [(1,)]


def test_parley_comes_back_after_a_lost_connection(slack, parley):
    assert parley.transport.healthy
    slack.disconnect()
    slack.wait_for(lambda: slack.connections == 1 and not slack.deliveries.links.leaving)
    assert "hi" in slack.slash("U01", HERE, "/tell", "hi").response.visible_text


def test_parley_comes_back_when_the_line_is_cut(slack, parley):
    slack.cut()
    slack.wait_for(lambda: slack.connections == 1)
    assert "hi" in slack.slash("U01", HERE, "/tell", "hi").response.visible_text


def test_an_address_lost_on_the_way_is_not_tried_for_ever(slack, parley):
    class Forgetful(dict):
        left = 1

        def __setitem__(self, key, value):
            if self.left:
                self.left -= 1
                return
            super().__setitem__(key, value)

    slack.world.tickets = Forgetful()
    slack.cut()
    slack.wait_for(lambda: slack.connections == 1, timeout=15)
    assert slack.world.tickets.left == 0


def test_there_is_no_door_for_http_in_socket_mode(parley):
    assert parley.transport.routes() == []


def test_parley_leaves_at_once(slack, parley):
    parley.stop()
    assert parley.stopped_in < 0.5
    assert not parley.transport.healthy
    slack.wait_for(lambda: slack.connections == 0)


def test_a_wrong_token_is_said_at_the_start(slack, build):
    with pytest.raises(Impossible, match="SLACK_BOT_TOKEN"):
        build(token="xoxb-wrong")


def test_parley_keeps_trying_when_slack_is_away(slack, build):
    slack.fault("auth.test", "html_503")
    parley = build()
    assert "hi" in slack.slash("U01", HERE, "/tell", "hi").response.visible_text
    assert parley.transport.healthy


def test_a_request_that_slack_did_not_sign_is_refused(slack, build):
    build(http=True)
    slack.deliveries.request_url.world.signing_secret = "wrong"
    assert not slack.slash("U01", HERE, "/tell", "hi").acked


def test_slack_can_verify_the_address(slack, build):
    build(http=True)
    assert slack.verify_url()
