"""What Slack refuses, and its outages."""

import aiohttp
import pytest

from tests.fakes.slack.small_bot import ASK
from tests.fakes.slack.wrong_requests import BAD_BLOCKS, BAD_CALLS, section


def test_a_limit_answers_429_and_passes(slack, bot):
    slack.limit("chat.postMessage", retry_after=2)
    refused = bot.refused("chat.postMessage", channel="C1", text="x")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "2")
    assert bot.web("chat.postMessage", channel="C1", text="x")["ok"]


@pytest.mark.parametrize(("mode", "left"), [("reset_before", 0), ("reset_after", 1)])
def test_a_lost_connection_may_leave_the_message(slack, bot, mode, left):
    slack.fault("chat.postMessage", mode)
    with pytest.raises(aiohttp.ClientError):
        bot.web("chat.postMessage", channel="C1", text="x")
    assert len(slack.messages("C1")) == left


def test_an_outage_is_html(slack, bot):
    slack.fault("chat.postMessage", "html_500")
    assert bot.refused("chat.postMessage", channel="C1", text="x").status_code == 500


@pytest.mark.parametrize(("block", "complaint", "pointer"), BAD_BLOCKS)
def test_a_malformed_block_is_refused(slack, bot, block, complaint, pointer):
    answer = bot.refused("chat.postMessage", channel="C1", text="x", blocks=[block])
    message = f"{complaint} [json-pointer:/blocks/0{pointer}]"
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {message}"]
    assert slack.refusals[0].messages == [message]
    assert slack.messages("C1") == []


@pytest.mark.parametrize(("method", "args", "error"), BAD_CALLS)
def test_a_wrong_call_is_refused(slack, bot, method, args, error):
    slack.add_user("U3")
    slack.add_channel("COUT", bot=False)
    slack.add_channel("CHIDDEN", bot=False, private=True)
    slack.add_channel("COLD", archived=True)
    assert bot.refused(method, **args)["error"] == error


def test_a_missing_scope_is_named(slack, bot):
    slack.scopes.discard("users:read")
    answer = bot.refused("users.info", user="U1")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "users:read")
    assert "chat:write" in answer.headers["X-OAuth-Scopes"]


def test_another_persons_words_cannot_be_edited(slack, bot):
    said = slack.say("U1", "C1", "mine").message
    answer = bot.refused("chat.update", channel="C1", ts=said.ts, text="yours")
    assert answer["error"] == "cant_update_message"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": {"type": "plain_text", "text": "a" * 25}}, "must be less than 25 characters"),
        ({"private_metadata": "a" * 3001}, "must be less than 3001 characters"),
        ({"blocks": [section("x")] * 101}, "no more than 100 items allowed"),
        ({"submit": None}, "must be an object"),
    ],
)
def test_a_malformed_view_is_refused(slack, live, change, message):
    trigger = slack.slash("U1", "C1", "/ask", "x").trigger_id
    answer = live.refused("views.open", trigger_id=trigger, view={**ASK, **change})
    assert answer["error"] == "invalid_arguments"
    assert message in answer["response_metadata"]["messages"][0]
