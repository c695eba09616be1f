"""What can be wrong with Slack."""

from datetime import timedelta

import pytest

from bot.cli import doctor
from tests.doctor.patient import CHANNEL, Patient, now


def test_all_is_well_on_slack(on_slack, slack):
    found = on_slack.visit()
    assert {each.state for each in found if each.what != "Database"} == {"ok"}
    assert "Parley is in #food." in [each.text for each in found]
    assert slack.refusals == []


def test_a_missing_scope_is_named_with_what_it_is_for(on_slack, slack):
    slack.scopes.discard("files:write")
    [(state, text)] = on_slack.says("Slack scopes")
    assert state == "problem"
    assert "files:write" in text
    assert "charts" in text


def test_a_wrong_slack_token(on_slack, slack):
    on_slack.env["SLACK_BOT_TOKEN"] = "xoxb-of-somebody-else"
    [(state, text)] = on_slack.says("Slack bot token")
    assert state == "problem"
    assert "SLACK_BOT_TOKEN" in text


def test_tokens_that_are_swapped(on_slack, slack):
    on_slack.env = {"SLACK_BOT_TOKEN": slack.app_token, "SLACK_APP_TOKEN": slack.bot_token}
    assert on_slack.states("Slack bot token") == ["problem"]
    assert on_slack.states("Slack app token") == ["problem"]


def test_an_app_token_without_its_scope(on_slack, slack):
    slack.scopes.discard("connections:write")
    assert on_slack.states("Slack app token") == ["problem"]


def test_tokens_that_are_not_set(on_slack):
    on_slack.env = {}
    assert on_slack.states("Slack bot token") == ["problem"]
    assert on_slack.states("Slack app token") == ["problem"]


def test_a_channel_parley_is_not_in(on_slack, slack):
    slack.remove_bot(CHANNEL)
    assert on_slack.says("Slack channel") == [
        ("problem", "Parley is not in #food. Write /invite @Parley there.")
    ]


def test_an_archived_channel(on_slack, slack):
    slack.archive(CHANNEL)
    [(state, text)] = on_slack.says("Slack channel")
    assert (state, "archived" in text) == ("problem", True)


def test_a_channel_that_slack_does_not_show(on_slack, slack):
    slack.add_channel(CHANNEL, "secret", members=["U1"], private=True, bot=False)
    [(state, text)] = on_slack.says("Slack channel")
    assert (state, "no such channel" in text) == ("problem", True)


@pytest.mark.parametrize("mode", ["html_500", "reset_before"])
def test_slack_in_trouble(on_slack, slack, mode):
    slack.fault("auth.test", mode, times=9)
    assert on_slack.states("Slack bot token") == ["problem"]


def test_a_platform_that_does_not_answer_is_not_waited_for_long(on_slack, slack, monkeypatch):
    monkeypatch.setattr(doctor, "SECONDS", 0.2)
    slack.fault("auth.test", "delay", seconds=2)
    [(state, text)] = on_slack.says("Slack bot token")
    assert (state, "did not answer" in text) == ("problem", True)


@pytest.mark.parametrize(("seconds", "state"), [(0, "ok"), (50, "ok"), (90, "problem"), (-90, "problem")])
def test_a_clock_that_is_wrong(on_slack, seconds, state):
    [(found, text)] = on_slack.says("Clock", clock=lambda: now() + timedelta(seconds=seconds))
    assert found == state
    assert ("ahead" in text, "behind" in text) == (seconds > 60, seconds < -60)


def test_http_mode_needs_its_secret_and_address(tmp_path, slack):
    patient = Patient(tmp_path, slack={"api_url": slack.api_url, "mode": "http"})
    patient.env = {"SLACK_BOT_TOKEN": slack.bot_token}
    assert patient.states("Slack signing secret") == ["problem"]
    patient.env["SLACK_SIGNING_SECRET"] = slack.signing_secret
    assert patient.states("Slack signing secret") == ["problem"]
