"""The manifest asks for as little as it can, says why, and offers what the registry has."""

import pytest
import yaml

import commands
from bot.config import load
from bot.slack.manifest import BUILT_IN, BY_PARLEY, HISTORY, manifest, missing_scopes, render, scopes
from commands import Command
from tests.contract import CONTRACT

LEAST = {
    "app_mentions:read",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:read",
    "im:history",
    "im:write",
    "users:read",
}


def known(name, usage="", listed=True):
    return Command(name, lambda request, words: None, f"Say {name}.", usage or name, name, (), listed=listed)


REGISTRY = {
    entry.name: entry
    for entry in (
        known("ask", "ask MEASURE [in WARD]"),
        known("action"),
        known("action done"),
        known("welcome", listed=False),
    )
}


@pytest.fixture
def configured(tmp_path):
    def read(slack="mode: socket", http="port: 8080"):
        text = yaml.safe_load(CONTRACT)
        text |= {"slack": yaml.safe_load(f"{{{slack}}}"), "http": yaml.safe_load(f"{{{http}}}")}
        (tmp_path / "config.yaml").write_text(yaml.safe_dump(text), encoding="utf-8")
        return load(tmp_path / "config.yaml", {})

    return read


def names(drawn):
    return [entry["command"] for entry in drawn["features"]["slash_commands"]]


def test_commands_come_from_the_registry(configured):
    drawn = manifest(configured(), REGISTRY)
    assert names(drawn) == ["/parley", "/action", "/ask"]
    ask = drawn["features"]["slash_commands"][2]
    assert ask["description"] == "Say ask."
    assert ask["usage_hint"] == "MEASURE [in WARD]"


def test_a_prefix_goes_before_every_command_but_parley(configured):
    drawn = manifest(configured("command_prefix: parley-"), REGISTRY)
    assert names(drawn) == ["/parley", "/parley-action", "/parley-ask"]


@pytest.mark.parametrize("name", sorted(BUILT_IN - BY_PARLEY))
def test_names_slack_keeps_for_itself_are_refused(configured, name):
    with pytest.raises(ValueError, match=f"Slack keeps /{name} for itself"):
        manifest(configured(), {name: known(name)})


def test_away_is_said_to_parley_because_slack_has_an_away_of_its_own(configured):
    assert names(manifest(configured(), {"away": known("away")})) == ["/parley"]
    prefixed = manifest(configured("command_prefix: parley-"), {"away": known("away")})
    assert "/parley-away" in names(prefixed)


def test_a_message_can_be_put_into_the_weeknotes_or_made_an_action_from_its_menu(configured):
    shortcuts = manifest(configured(), REGISTRY)["features"]["shortcuts"]
    assert [each["name"] for each in shortcuts] == ["Put in weeknotes", "Make it an action"]
    for each in shortcuts:
        assert each["type"] == "message"
        assert len(each["name"]) <= 24
        assert len(each["description"]) <= 150
    assert len({each["callback_id"] for each in shortcuts}) == 2


def test_people_have_a_home_and_parley_hears_that_it_was_opened(configured):
    drawn = manifest(configured(), REGISTRY)
    assert drawn["features"]["app_home"]["home_tab_enabled"]
    assert "app_home_opened" in drawn["settings"]["event_subscriptions"]["bot_events"]


def test_what_is_written_in_channels_is_heard_only_when_it_is_switched_on(configured):
    def events(drawn):
        return drawn["settings"]["event_subscriptions"]["bot_events"]

    least = ["app_home_opened", "app_mention", "member_joined_channel", "message.im"]
    assert events(manifest(configured(), REGISTRY)) == least
    heard = events(manifest(configured("read_history: true"), REGISTRY))
    assert {"message.channels", "message.groups"} <= set(heard)


def test_with_a_prefix_such_a_name_is_free(configured):
    assert "/parley-status" in names(
        manifest(configured("command_prefix: parley-"), {"status": known("status")})
    )


def test_a_name_too_long_for_slack_is_refused(configured):
    with pytest.raises(ValueError, match="too long"):
        manifest(configured(), {"a" * 40: known("a" * 40)})


def test_parleys_own_commands_fit_slack(configured):
    commands.discover()
    drawn = manifest(configured(), commands.REGISTRY)
    assert "/ask" in names(drawn)
    assert all(
        entry["command"].islower() and " " not in entry["command"]
        for entry in drawn["features"]["slash_commands"]
    )
    assert len(drawn["features"]["slash_commands"]) <= 50


def test_rights_are_the_least_that_will_do(configured):
    assert set(manifest(configured(), REGISTRY)["oauth_config"]["scopes"]["bot"]) == LEAST


def test_history_is_asked_for_only_when_it_is_switched_on(configured):
    drawn = manifest(configured("read_history: true"), REGISTRY)
    assert set(drawn["oauth_config"]["scopes"]["bot"]) == LEAST | set(HISTORY)


def test_socket_mode_needs_no_address(configured):
    drawn = manifest(configured(), REGISTRY)
    assert drawn["settings"]["socket_mode_enabled"]
    assert "request_url" not in str(drawn)


def test_http_mode_says_where_parley_is(configured):
    drawn = manifest(configured("mode: http", "public_url: 'https://parley.example.org'"), REGISTRY)
    where = "https://parley.example.org/slack/events"
    assert drawn["settings"]["event_subscriptions"]["request_url"] == where
    assert drawn["settings"]["interactivity"]["request_url"] == where
    assert {entry["url"] for entry in drawn["features"]["slash_commands"]} == {where}
    assert not drawn["settings"]["socket_mode_enabled"]


def test_http_mode_without_an_address_is_refused(configured):
    with pytest.raises(ValueError, match=r"http\.public_url"):
        manifest(configured("mode: http"), REGISTRY)


def test_the_yaml_is_the_manifest_and_gives_each_reason(configured):
    settings = configured("read_history: true")
    text = render(settings, REGISTRY)
    assert yaml.safe_load(text) == manifest(settings, REGISTRY)
    for scope, reason in scopes(settings.slack).items():
        assert f"- {scope}  # {reason}\n" in text


def test_missing_rights_are_named_with_what_they_are_for(configured):
    found = missing_scopes(LEAST - {"files:write"}, configured())
    assert found == [
        ("files:write", "Parley needs it to show charts as pictures and to give figures as files.")
    ]


def test_nothing_is_missing_when_all_is_granted(configured):
    assert missing_scopes(LEAST | {"something:else"}, configured()) == []
