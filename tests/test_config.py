"""The configuration contract: what is accepted, and every mistake at once with its path."""

import re
from datetime import date, time
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
import yaml
from pydantic import BaseModel, SecretStr

from bot.config import SECRET_KEY, ConfigError, load, missing_secrets, read_secrets, required_secrets
from bot.settings import FileSettings, Secrets
from storage.partnership import Pause, Span, Unit, parse_span
from storage.times import Fortnightly, LastOfMonth, Weekly

ROOT = Path(__file__).parent.parent
CONTRACT = """
database_url: sqlite:///parley.db            # or postgresql+psycopg://…
slack:    {mode: socket, api_url: https://slack.com/api/, command_prefix: "", read_history: false}
telegram: {mode: polling, api_url: https://api.telegram.org}
http:     {host: 127.0.0.1, port: 8080, public_url: null}
partnerships:
  - id: demo-food
    name: Demo food insight partnership
    timezone: Europe/London
    nation: England                          # England | Wales | Scotland | Northern Ireland
    catalogue: catalogue/
    places: [{slack: C0123456789}, {telegram: -1001234567890}]
    organisations:
      - {id: council, name: Demo Borough Council, side: council}
      - {id: food-hub, name: Demo Food Hub, side: vcs}
    people:
      - {name: Demo Steward, organisation: council, roles: [steward], slack: U01, telegram: 101}
      - {name: Demo Lead, organisation: food-hub, roles: [lead], slack: U02, telegram: 102}
    schedule:
      weekly_chart:    {at: Monday 09:30, measures: [foodbank-referrals]}
      weeknote_prompt: {at: Friday 11:00}
      weeknote_digest: {at: Friday 15:30, editors: [Demo Lead], publish_dir: weeknotes/}
      action_bundle:   {at: Monday 09:00}
      request_review:  {at: Thursday 10:00}
    quiet_hours: 18:00-08:00
    pauses: [{from: 2026-12-24, to: 2027-01-01, reason: Christmas}]
    polls:    {minimum: 5, closes_after: 2 working days}
    requests: {reply_within: 3 working days}
    nudges_per_week: 2
    retention: {questions: 400 days, stories: 2 years}
"""
MISSING = object()
P = "partnerships[0]"
COUNCIL = {"id": "council", "name": "Another council", "side": "council"}
WAX = "xoxb-1234567890-not-a-real-token"


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def settings(folder, text=CONTRACT, env=None):
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    return load(folder / "config.yaml", env or {})


def problems(folder, text=CONTRACT, env=None):
    with pytest.raises(ConfigError) as refused:
        settings(folder, text, env)
    return {problem.path: problem.text for problem in refused.value.problems}


def changed(*changes):
    """The contract with some values put in or taken out, each named by its path."""
    raw = yaml.safe_load(CONTRACT)
    for path, value in changes:
        *steps, last = [int(step) if step.isdigit() else step for step in re.findall(r"[\w-]+", path)]
        block = raw
        for step in steps:
            block = block[step]
        if value is MISSING:
            del block[last]
        elif isinstance(block, list):
            block.insert(last, value)
        else:
            block[last] = value
    return yaml.safe_dump(raw, sort_keys=False)


def test_the_contract_is_read_as_it_stands(folder):
    (food,) = settings(folder).partnerships
    assert food.timezone == ZoneInfo("Europe/London")
    assert food.schedule.weekly_chart.at == Weekly(0, time(9, 30))
    assert food.schedule.weeknote_digest.publish_dir == folder / "weeknotes"
    assert food.catalogue == folder / "catalogue"
    assert food.quiet_hours == (time(18), time(8))
    assert food.polls.closes_after == Span(2, "working days")
    assert food.retention.questions == Span(400, "days")
    assert food.people[0].roles == ("steward",)
    assert [(place.slack, place.telegram) for place in food.places] == [
        ("C0123456789", None),
        (None, -1001234567890),
    ]


def test_what_is_left_out_has_the_defaults_of_the_contract(folder):
    whole = settings(folder)
    optional = ("quiet_hours", "polls", "requests", "nudges_per_week", "retention")
    gone = [(f"{P}.{key}", MISSING) for key in optional]
    shorter = settings(folder, changed(("database_url", MISSING), ("slack", {}), ("telegram", {}), *gone))
    assert shorter.database_url == whole.database_url == f"sqlite:///{folder}/parley.db"
    assert (shorter.slack, shorter.telegram, shorter.http) == (whole.slack, whole.telegram, whole.http)
    assert shorter.partnerships == whole.partnerships


def test_the_example_file_is_accepted():
    example = load(ROOT / "config.example.yaml", {})
    assert example.partnerships[0].id == "demo-food"


def test_the_example_file_shows_every_key_with_a_comment():
    text = (ROOT / "config.example.yaml").read_text(encoding="utf-8")
    uncommented = {key for key in keys(FileSettings) if not explained(key, text)}
    assert uncommented == set()


def keys(model):
    for name, field in model.model_fields.items():
        yield field.alias or name
        for inner in models(field.annotation):
            yield from keys(inner)


def models(annotation):
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models(inner)


def explained(key, text):
    beside = re.search(rf"^ *(?:- )?{key}:.*?(?<!\S)# ", text, re.MULTILINE)
    above = re.search(rf"^ *#.*\n(?: *#.*\n)* *(?:- )?{key}:", text, re.MULTILINE)
    listed = re.search(rf"^ *#   {key} {{2,}}\S", text, re.MULTILINE)
    return bool(beside or above or listed)


def test_no_key_of_the_contract_looks_like_a_secret():
    assert [key for key in keys(FileSettings) if SECRET_KEY.search(key)] == []


def test_a_required_key_says_what_it_is_for():
    silent = [key for model in set(blocks(FileSettings)) for key in undescribed(model)]
    assert silent == []


def blocks(model):
    yield model
    for field in model.model_fields.values():
        for inner in models(field.annotation):
            yield from blocks(inner)


def undescribed(model):
    return [
        name for name, field in model.model_fields.items() if field.is_required() and not field.description
    ]


@pytest.mark.parametrize("section", ["slack", "telegram"])
def test_a_platform_that_is_left_out_is_off(folder, section):
    assert getattr(settings(folder, changed((section, MISSING))), section) is None


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
def test_a_mistake_is_said_with_its_path_and_nothing_else_is(folder, path, value, at, says):
    found = problems(folder, changed((path, value)))
    assert list(found) == [at]
    assert says in found[at]


def test_every_mistake_is_said_at_once(folder):
    text = changed(
        ("slck", {}),
        (f"{P}.timezone", "Europe/Londn"),
        (f"{P}.name", MISSING),
        (f"{P}.people[1].slack", "U01"),
        (f"{P}.quiet_hours", 6),
        ("telegram.token", "123"),
    )
    found = problems(folder, text, {"PARLEY_SIGNING_KEY_FILE": "/no/such/file"})
    assert set(found) == {
        "slck",
        f"{P}.timezone",
        f"{P}.name",
        f"{P}.people[1].slack",
        f"{P}.quiet_hours",
        "telegram.token",
        "PARLEY_SIGNING_KEY_FILE",
    }


def test_a_second_partnership_needs_its_own_id_and_places(folder):
    raw = yaml.safe_load(changed())
    raw["partnerships"].append(raw["partnerships"][0])
    found = problems(folder, yaml.safe_dump(raw))
    assert set(found) == {
        "partnerships[1].id",
        "partnerships[1].places[0].slack",
        "partnerships[1].places[1].telegram",
    }


def test_the_same_person_may_be_in_two_partnerships(folder):
    raw = yaml.safe_load(changed())
    raw["partnerships"].append(raw["partnerships"][0] | {"id": "other", "places": []})
    assert settings(folder, yaml.safe_dump(raw)).partnerships[1].people[0].slack == "U01"


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
def test_a_file_that_is_not_a_configuration_is_said_with_its_line(folder, text, at, says):
    found = {path.removeprefix(f"{folder}/"): text for path, text in problems(folder, text).items()}
    assert says in found[at]


def test_a_file_that_is_missing_is_said(folder):
    with pytest.raises(ConfigError, match=r"no such file or directory.*parley init"):
        load(folder / "nowhere.yaml", {})


def test_a_file_that_is_not_text_is_said(folder):
    (folder / "config.yaml").write_bytes(b"name: \xff\xfe")
    with pytest.raises(ConfigError, match="it is not UTF-8 text"):
        load(folder / "config.yaml", {})


def test_no_mistake_is_answered_with_the_words_public_services_avoid(folder):
    raw = {"slack": 3, "partnerships": [{"people": [{}], "pauses": [{"to": 1}], "schedule": {"x": {}}}, 4]}
    said = " ".join(problems(folder, yaml.safe_dump(raw)).values())
    assert said
    assert not re.search(
        r"please|valid|sorry|forbidden|illegal|error|input|dict|instance", said, re.IGNORECASE
    )


ENVIRONMENT = {
    "PARLEY_DATABASE_URL": "postgresql+psycopg://db/parley",
    "SLACK_API_URL": "http://127.0.0.1:9001/api",
    "TELEGRAM_API_URL": "http://127.0.0.1:9002/",
}


def test_the_environment_wins_over_the_file(folder):
    read = settings(folder, env=ENVIRONMENT)
    assert read.database_url == "postgresql+psycopg://db/parley"
    assert read.slack.api_url == "http://127.0.0.1:9001/api/"
    assert read.telegram.bot_url == "http://127.0.0.1:9002/bot"
    assert read.telegram.file_url == "http://127.0.0.1:9002/file/bot"


def test_an_address_in_the_environment_does_not_switch_a_platform_on(folder):
    read = settings(folder, changed(("slack", MISSING), ("telegram", MISSING)), ENVIRONMENT)
    assert (read.slack, read.telegram) == (None, None)


def test_an_empty_variable_is_as_good_as_none(folder):
    assert settings(folder, env=dict.fromkeys(ENVIRONMENT, "")) == settings(folder)


def test_a_mistake_in_the_environment_is_said_under_its_variable(folder):
    found = problems(folder, env={"PARLEY_DATABASE_URL": "mysql://u:hunter2@h", "SLACK_API_URL": "x"})
    assert set(found) == {"PARLEY_DATABASE_URL", "SLACK_API_URL"}
    assert "hunter2" not in str(found)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("sqlite:///parley.db", "sqlite:///{folder}/parley.db"),
        ("sqlite:///data/parley.db", "sqlite:///{folder}/data/parley.db"),
        ("sqlite:////var/lib/parley.db", "sqlite:////var/lib/parley.db"),
        ("sqlite://", "sqlite://"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
    ],
)
def test_a_relative_database_is_beside_the_file(folder, written, read):
    assert settings(folder, changed(("database_url", written))).database_url == read.format(folder=folder)


def test_an_absolute_path_stays(folder):
    assert settings(folder, changed((f"{P}.catalogue", "/srv/cat"))).partnerships[0].catalogue == Path(
        "/srv/cat"
    )


TOKENS = {name.upper(): f"{name}-value" for name in Secrets.model_fields}


def test_every_secret_is_read_from_its_variable(folder):
    read = settings(folder, env=TOKENS).secrets
    assert {name.upper(): value.get_secret_value() for name, value in read} == TOKENS


def test_a_secret_is_read_from_the_file_that_is_named(folder):
    (folder / "token").write_text("from-a-file\n", encoding="utf-8")
    read = settings(folder, env={"SLACK_BOT_TOKEN_FILE": str(folder / "token")})
    assert read.secrets.slack_bot_token == SecretStr("from-a-file")


@pytest.mark.parametrize(
    ("env", "at", "says"),
    [
        (
            {"SLACK_APP_TOKEN_FILE": "/no/such"},
            "SLACK_APP_TOKEN_FILE",
            "/no/such cannot be read (no such file",
        ),
        ({"SLACK_APP_TOKEN_FILE": "/"}, "SLACK_APP_TOKEN_FILE", "/ cannot be read (is a directory)"),
        ({"SLACK_APP_TOKEN_FILE": "/dev/null"}, "SLACK_APP_TOKEN_FILE", "/dev/null is empty"),
        (
            {"SLACK_APP_TOKEN": "hunter2", "SLACK_APP_TOKEN_FILE": "/dev/null"},
            "SLACK_APP_TOKEN",
            "Set SLACK_APP_TOKEN or SLACK_APP_TOKEN_FILE, not both.",
        ),
    ],
)
def test_a_secret_that_cannot_be_read_is_said(env, at, says):
    secrets, (problem,) = read_secrets(env)
    assert (problem.path, secrets.slack_app_token) == (at, None)
    assert says in problem.text


def test_secrets_and_the_database_password_never_show(folder):
    read = settings(folder, env=TOKENS | {"PARLEY_DATABASE_URL": "postgresql+psycopg://u:hunter2@db/p"})
    shown = [repr(read), str(read), str(read.model_dump()), read.model_dump_json(), repr(read.secrets)]
    assert [text for text in shown if "-value" in text or "hunter2" in text] == []
    assert {"secrets", "database_url"} & set(read.model_dump()) == set()


def test_a_token_in_the_file_is_never_repeated(folder):
    text = changed((f"{P}.name", WAX), (f"{P}.timezone", WAX), ("slack.bot_token", WAX), ("slack.mode", WAX))
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load(folder / "config.yaml", {})
    assert WAX not in str(refused.value)
    paths = {f"{P}.name", f"{P}.timezone", "slack.bot_token", "slack.mode"}
    assert {problem.path for problem in refused.value.problems} == paths


@pytest.mark.parametrize(
    ("slack", "telegram", "names"),
    [
        ({"mode": "socket"}, MISSING, ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]),
        ({"mode": "http"}, MISSING, ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]),
        (MISSING, {"mode": "polling"}, ["TELEGRAM_BOT_TOKEN"]),
        (MISSING, {"mode": "webhook"}, ["TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"]),
        (MISSING, MISSING, []),
    ],
)
def test_only_the_platforms_switched_on_need_secrets(folder, slack, telegram, names):
    read = settings(folder, changed(("slack", slack), ("telegram", telegram)))
    assert list(required_secrets(read)) == names
    assert [problem.path for problem in missing_secrets(read, read.secrets)] == names
    assert missing_secrets(read, read_secrets(TOKENS)[0]) == []


def test_a_missing_secret_says_what_it_is_for(folder):
    read = settings(folder, changed(("telegram", MISSING)), {"SLACK_APP_TOKEN": "x"})
    (problem,) = missing_secrets(read, read.secrets)
    assert problem.text == "Set SLACK_BOT_TOKEN or SLACK_BOT_TOKEN_FILE so that Parley can post in Slack."


def test_later_kinds_of_schedule_are_accepted(folder):
    sounding = {"name": "Demand", "question": "How is it?", "options": ["Higher", "Lower"]}
    text = changed(
        (f"{P}.schedule.soundings", [sounding | {"at": "every second Wednesday 10:00"}]),
        (f"{P}.schedule.meetings", [{"title": "Board", "at": "last Friday 16:00", "chair": "Demo Lead"}]),
    )
    schedule = settings(folder, text).partnerships[0].schedule
    assert schedule.soundings[0].at == Fortnightly(2, time(10))
    assert schedule.meetings[0].at == LastOfMonth(4, time(16))


def test_no_quiet_hours_is_a_choice(folder):
    assert settings(folder, changed((f"{P}.quiet_hours", None))).partnerships[0].quiet_hours is None


def test_settings_cannot_be_changed_after_loading(folder):
    with pytest.raises(ValueError, match="frozen"):
        settings(folder).http.port = 1


@pytest.mark.parametrize("unit", get_args(Unit))
def test_a_span_read_back_from_its_own_words_is_the_same(unit):
    assert [parse_span(Span(n, unit).words()) for n in (1, 2, 400)] == [Span(n, unit) for n in (1, 2, 400)]


def test_a_pause_covers_its_first_and_last_day():
    pause = Pause.model_validate({"from": "2026-12-24", "to": "2027-01-01", "reason": "Christmas"})
    assert [pause.covers(day) for day in (date(2026, 12, 23), date(2026, 12, 24))] == [False, True]
    assert [pause.covers(day) for day in (date(2027, 1, 1), date(2027, 1, 2))] == [True, False]
