"""Mistakes in the configuration: every one at once, each with its path."""

import re

import pytest
import yaml

from bot.config import ConfigError, load
from tests.contract import MISSING, WAX, P, changed, problems

COUNCIL = {"id": "council", "name": "Another council", "side": "council"}


@pytest.mark.parametrize(
    ("path", "value", "at", "says"),
    [
        ("slck", {}, "slck", 'There is no key "slck" here; did you mean "slack"?'),
        ("zzzzzz", {}, "zzzzzz", "choose from database_url, http, partnerships, slack, telegram."),
        (f"{P}.timezon", "x", f"{P}.timezon", 'did you mean "timezone"?'),
        (f"{P}.schedule.weekly_char", {}, f"{P}.schedule.weekly_char", 'did you mean "weekly_chart"?'),
        (f"{P}.people[1].role", [], f"{P}.people[1].role", 'did you mean "roles"?'),
        (f"{P}.pauses[0].first", "2026-12-24", f"{P}.pauses[0].first", 'There is no key "first" here'),
        ("folder", "/tmp", "folder", 'There is no key "folder" here'),
        ("partnerships", MISSING, "partnerships", "Add partnerships: the partnerships this Parley serves"),
        ("partnerships", [], "partnerships", "List at least 1 here."),
        ("partnerships", "demo", "partnerships", 'Write a list here; it is "demo".'),
        (f"{P}.timezone", MISSING, f"{P}.timezone", "Add timezone: the time zone the schedule is in"),
        (
            f"{P}.people[1].organisation",
            MISSING,
            f"{P}.people[1].organisation",
            "Add organisation: the id of",
        ),
        (f"{P}.pauses[0].to", MISSING, f"{P}.pauses[0].to", "Add to: the last day of the pause"),
        (
            f"{P}.schedule.weekly_chart.at",
            MISSING,
            f"{P}.schedule.weekly_chart.at",
            "Add at: a day and a time",
        ),
        ("slack.mode", "sockets", "slack.mode", 'Write "socket" or "http" here; it is "sockets".'),
        ("slack.read_history", "yes", "slack.read_history", 'Write true or false here; it is "yes".'),
        ("slack.command_prefix", "My Bot", "slack.command_prefix", "Write small letters, digits, hyphens"),
        ("slack", None, "slack", "There is nothing under slack: fill it in, or take it out."),
        ("slack.api_url", "slack.com", "slack.api_url", "Write a web address that starts with https://"),
        ("http.port", "8080", "http.port", 'Write a whole number here; it is "8080".'),
        ("http.port", 70000, "http.port", "Write a number of 65535 or less; it is the number 70000."),
        ("http.host", "", "http.host", "Write something here; it is empty."),
        ("database_url", "mysql://x", "database_url", "Write sqlite:///parley.db or postgresql+psycopg://"),
        ("database_url", 3, "database_url", "Write text here; it is the number 3."),
        (f"{P}.id", "Demo Food", f"{P}.id", "Write small letters, digits and hyphens, such as food-hub."),
        (f"{P}.name", False, f"{P}.name", "Write text here; it is false (YAML reads no so too)."),
        (f"{P}.catalogue", 7, f"{P}.catalogue", "Write a folder or file name here; it is the number 7."),
        (f"{P}.timezone", "Europe/Londn", f"{P}.timezone", 'There is no time zone "Europe/Londn"'),
        (f"{P}.timezone", "Europe", f"{P}.timezone", 'There is no time zone "Europe"'),
        (
            f"{P}.nation",
            "Cornwall",
            f"{P}.nation",
            'Write "England", "Wales", "Scotland" or "Northern Ireland"',
        ),
        (f"{P}.quiet_hours", "18:00", f"{P}.quiet_hours", "Write two different times with a dash"),
        (f"{P}.quiet_hours", "18:00-25:00", f"{P}.quiet_hours", '"25:00" is not on the clock'),
        (f"{P}.nudges_per_week", True, f"{P}.nudges_per_week", "Write a whole number here; it is true"),
        (f"{P}.nudges_per_week", -1, f"{P}.nudges_per_week", "Write a number of 0 or more"),
        (f"{P}.polls.minimum", 1, f"{P}.polls.minimum", "Write a number of 3 or more; it is the number 1."),
        (f"{P}.polls", [], f"{P}.polls", "Write a block of keys here; it is a list."),
        (f"{P}.polls.closes_after", "soon", f"{P}.polls.closes_after", "Write a number and a unit"),
        (f"{P}.retention.stories", "0 days", f"{P}.retention.stories", "Write a number and a unit"),
        (f"{P}.meetings", {"labels": {"riks": "x"}}, f"{P}.meetings.labels.riks", 'Write "decision", "risk"'),
        (f"{P}.places[2]", {}, f"{P}.places[2]", "Give a place either a slack id or a telegram id"),
        (f"{P}.places[2]", {"slack": "#food"}, f"{P}.places[2].slack", "such as C0123456789 for a channel"),
        (f"{P}.places[2]", {"telegram": 5}, f"{P}.places[2].telegram", "Write a number below 0"),
        (
            f"{P}.places[2]",
            {"slack": "C0123456789"},
            f"{P}.places[2].slack",
            f"already at {P}.places[0].slack",
        ),
        (
            f"{P}.organisations[1].side",
            "charity",
            f"{P}.organisations[1].side",
            'Write "council" or "vcs" here',
        ),
        (f"{P}.organisations[2]", COUNCIL, f"{P}.organisations[2].id", f"already at {P}.organisations[0].id"),
        (
            f"{P}.organisations[1].name",
            "demo borough council",
            f"{P}.organisations[1].name",
            f'"demo borough council" is already at {P}.organisations[0].name: write each one once.',
        ),
        (f"{P}.people[1].roles", ["boss"], f"{P}.people[1].roles[0]", 'Write "member", "editor", "lead"'),
        (f"{P}.people[0].name", "demo lead", f"{P}.people[1].name", f"already at {P}.people[0].name"),
        (f"{P}.people[1].slack", "U01", f"{P}.people[1].slack", f'"U01" is already at {P}.people[0].slack'),
        (f"{P}.people[1].telegram", 101, f"{P}.people[1].telegram", f"already at {P}.people[0].telegram"),
        (
            f"{P}.people[1].organisation",
            "food-hut",
            f"{P}.people[1].organisation",
            'did you mean "food-hub"?',
        ),
        (f"{P}.schedule.action_bundle", None, f"{P}.schedule.action_bundle", "There is nothing under"),
        (
            f"{P}.schedule.action_bundle.at",
            "Mon 9",
            f"{P}.schedule.action_bundle.at",
            "Write a day and a time",
        ),
        (f"{P}.schedule.action_bundle.at", "Mon 26:00", f"{P}.schedule.action_bundle.at", "not on the clock"),
        (
            f"{P}.schedule.action_bundle.places",
            ["Food"],
            f"{P}.schedule.action_bundle.places[0]",
            '"Food" is not the name of a place.',
        ),
        (
            f"{P}.schedule.weeknote_digest.editors",
            ["Demo Led"],
            f"{P}.schedule.weeknote_digest.editors[0]",
            '"Demo Led" is not one of its people; did you mean "Demo Lead"?',
        ),
        (
            f"{P}.schedule.meetings",
            [{"title": "Weekly call", "at": "Tue 10am", "chair": "Nobody"}],
            f"{P}.schedule.meetings[0].chair",
            '"Nobody" is not one of its people',
        ),
        (
            f"{P}.requests.respondents",
            ["A Stranger"],
            f"{P}.requests.respondents[0]",
            "not one of its people",
        ),
        (f"{P}.pauses[0].to", "2026-12-01", f"{P}.pauses[0].to", "This pause ends before it begins"),
        (f"{P}.pauses[0].from", "2026-02-30", f"{P}.pauses[0].from", "Write a real date as year-month-day"),
        ("slack.bot_token", "abc", "slack.bot_token", "Secrets come from the environment"),
        ("telegram.webhook_secret", "abc", "telegram.webhook_secret", "Secrets come from the environment"),
        ("secrets", {"slack_bot_token": "x"}, "secrets", "Secrets come from the environment"),
        (f"{P}.name", WAX, f"{P}.name", "Secrets come from the environment"),
    ],
)
def test_a_mistake_is_said_with_its_path_and_nothing_else_is(tmp_path, path, value, at, says):
    found = problems(tmp_path, changed((path, value)))
    assert list(found) == [at]
    assert says in found[at]


def test_every_mistake_is_said_at_once(tmp_path):
    text = changed(
        ("slck", {}),
        (f"{P}.timezone", "Europe/Londn"),
        (f"{P}.name", MISSING),
        (f"{P}.people[1].slack", "U01"),
        (f"{P}.quiet_hours", 6),
        ("telegram.token", "123"),
    )
    found = problems(tmp_path, text, {"PARLEY_SIGNING_KEY_FILE": "/no/such/file"})
    assert set(found) == {
        "slck",
        f"{P}.timezone",
        f"{P}.name",
        f"{P}.people[1].slack",
        f"{P}.quiet_hours",
        "telegram.token",
        "PARLEY_SIGNING_KEY_FILE",
    }


def test_a_second_partnership_needs_its_own_id_and_places(tmp_path):
    raw = yaml.safe_load(changed())
    raw["partnerships"].append(raw["partnerships"][0])
    found = problems(tmp_path, yaml.safe_dump(raw))
    assert set(found) == {
        "partnerships[1].id",
        "partnerships[1].places[0].slack",
        "partnerships[1].places[1].telegram",
    }


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("a: [1\n", "config.yaml", "Line 2, column 1 is not YAML"),
        (
            "slack: {}\nhttp: x: y\n",
            "config.yaml",
            "Line 2, column 8 is not YAML (mapping values are not allowed",
        ),
        ("slack: {}\n\tx: y\n", "config.yaml", "Line 2, column 1 is not YAML"),
        ("x: !!python/object/apply:os.getcwd []", "config.yaml", "Line 1, column 4 is not YAML"),
        ("a: &a [*a]", "config.yaml", "A block here contains itself"),
        ("a: !!int b", "config.yaml", "The file is not YAML"),
        ("x: \x07", "config.yaml", "The file is not YAML"),
        ("", "the file", "Write a block of keys here; it is empty."),
        ("- one", "the file", "Write a block of keys here; it is a list."),
        ("slack: {}\nslack: {}", "slack", "This key is written twice: keep one."),
        ("1: x", "[1]", 'Put this key in quotes, as "1", or take it out.'),
    ],
)
def test_a_file_that_is_not_a_configuration_is_said_with_its_line(tmp_path, text, at, says):
    found = {path.removeprefix(f"{tmp_path}/"): text for path, text in problems(tmp_path, text).items()}
    assert says in found[at]


def test_a_file_that_is_missing_is_said(tmp_path):
    with pytest.raises(ConfigError, match=r"no such file or directory.*parley init"):
        load(tmp_path / "nowhere.yaml", {})


def test_a_file_that_is_not_text_is_said(tmp_path):
    (tmp_path / "config.yaml").write_bytes(b"name: \xff\xfe")
    with pytest.raises(ConfigError, match="it is not UTF-8 text"):
        load(tmp_path / "config.yaml", {})


def test_no_mistake_is_answered_with_the_words_public_services_avoid(tmp_path):
    raw = {"slack": 3, "partnerships": [{"people": [{}], "pauses": [{"to": 1}], "schedule": {"x": {}}}, 4]}
    said = " ".join(problems(tmp_path, yaml.safe_dump(raw)).values())
    assert said
    assert not re.search(
        r"please|valid|sorry|forbidden|illegal|error|input|dict|instance", said, re.IGNORECASE
    )
