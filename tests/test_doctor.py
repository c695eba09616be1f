"""parley doctor, against the strict Slack and Telegram: what is wrong, what to do, and never a token."""

import asyncio
import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
import yaml
from typer.testing import CliRunner

from bot.__main__ import app
from bot.cli import doctor
from bot.config import load
from bot.settings import SlackSettings
from bot.slack.manifest import scopes
from storage import database, migrate
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram

GROUP, CHANNEL = -1001234567890, "C0123456789"
PEOPLE = [{"name": "Ada", "organisation": "council", "roles": ["lead"]}]
PARTNERSHIP = {
    "id": "demo",
    "name": "Demo",
    "timezone": "Europe/London",
    "nation": "England",
    "catalogue": "catalogue/",
    "organisations": [{"id": "council", "name": "Council", "side": "council"}],
    "people": PEOPLE,
    "schedule": {"weeknote_prompt": {"at": "Friday 11:00"}},
}


def now():
    return datetime.now(UTC)


@pytest.fixture
def slack():
    with FakeSlack(scopes={*scopes(SlackSettings()), "connections:write"}) as slack:
        slack.add_user("U1", "ada")
        slack.add_channel(CHANNEL, "food", members=["U1"])
        yield slack


@pytest.fixture
def telegram():
    with FakeTelegram() as telegram:
        telegram.add_user(101, "Ada")
        telegram.add_group(GROUP, "Food group", [101])
        yield telegram


class Patient:
    """A configuration in a folder of its own, and the doctor's visit to it."""

    def __init__(self, folder, **sections):
        self.folder = folder
        places = [{"slack": CHANNEL}] if "slack" in sections else []
        places += [{"telegram": GROUP}] if "telegram" in sections else []
        raw = {**sections, "partnerships": [{**PARTNERSHIP, "places": places}]}
        (folder / "config.yaml").write_text(yaml.safe_dump(raw))
        self.env = {}

    def visit(self, clock=now):
        settings = load(self.folder / "config.yaml", self.env)
        self.found = asyncio.run(doctor.examine(settings, clock))
        for secret in self.env.values():
            assert secret not in repr(self.found)
        return self.found

    def says(self, what, **more):
        return [(each.state, each.text) for each in self.visit(**more) if each.what.startswith(what)]

    def states(self, what, **more):
        return [state for state, _ in self.says(what, **more)]


@pytest.fixture
def on_slack(tmp_path, slack):
    patient = Patient(tmp_path, slack={"api_url": slack.api_url})
    patient.env = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
    return patient


@pytest.fixture
def on_telegram(tmp_path, telegram):
    patient = Patient(tmp_path, telegram={"api_url": telegram.api_url})
    patient.env = {"TELEGRAM_BOT_TOKEN": telegram.token}
    return patient


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


def test_all_is_well_on_telegram(on_telegram, telegram):
    found = on_telegram.visit()
    assert {each.state for each in found if each.what != "Database"} == {"ok"}
    assert "Parley is in “Food group”." in [each.text for each in found]
    assert telegram.refusals == []


def test_a_wrong_telegram_token(on_telegram):
    on_telegram.env["TELEGRAM_BOT_TOKEN"] = "123456:somebody-elses-token-that-is-long-enough"
    [(state, text)] = on_telegram.says("Telegram token")
    assert (state, "TELEGRAM_BOT_TOKEN" in text) == ("problem", True)


def test_privacy_mode_that_is_off(on_telegram, telegram):
    telegram.world.privacy = False
    [(state, text)] = on_telegram.says("Telegram privacy mode")
    assert (state, "/setprivacy" in text) == ("warning", True)


def test_an_administrator_sees_everything_and_the_doctor_says_so(on_telegram, telegram):
    telegram.promote(GROUP)
    [(state, text)] = on_telegram.says("Telegram group")
    assert (state, "administrator" in text) == ("ok", True)


def test_a_group_parley_was_removed_from(on_telegram, telegram):
    telegram.kick(GROUP)
    assert on_telegram.states("Telegram group") == ["problem"]


def test_a_group_that_is_not_there(tmp_path):
    with FakeTelegram() as telegram:
        patient = Patient(tmp_path, telegram={"api_url": telegram.api_url})
        patient.env = {"TELEGRAM_BOT_TOKEN": telegram.token}
        assert patient.states("Telegram group") == ["problem"]


def test_a_group_that_became_a_supergroup(tmp_path):
    with FakeTelegram() as telegram:
        telegram.add_user(101, "Ada")
        telegram.add_group(-500, "Food group", [101], supergroup=False)
        telegram.migrate(-500, GROUP)
        patient = Patient(tmp_path, telegram={"api_url": telegram.api_url})
        path = tmp_path / "config.yaml"
        path.write_text(path.read_text().replace(str(GROUP), "-500"))
        patient.env = {"TELEGRAM_BOT_TOKEN": telegram.token}
        [(state, text)] = patient.says("Telegram group")
        assert (state, str(GROUP) in text) == ("warning", True)


def test_a_webhook_in_the_way_of_polling(on_telegram, telegram):
    call(telegram, "setWebhook", url="https://other.example/very-secret-path")
    [(state, text)] = on_telegram.says("Telegram updates")
    assert state == "problem"
    assert "other.example" in text
    assert "very-secret-path" not in text


def test_a_webhook_that_telegram_cannot_reach(tmp_path, telegram):
    sections = {"telegram": {"api_url": telegram.api_url, "mode": "webhook"}}
    patient = Patient(tmp_path, **sections, http={"public_url": "https://parley.example"})
    patient.env = {"TELEGRAM_BOT_TOKEN": telegram.token}
    assert patient.states("Telegram updates") == ["warning"]
    call(telegram, "setWebhook", url="https://parley.example/telegram/x")
    assert patient.states("Telegram updates") == ["ok"]
    telegram.service.hook.last_error = "Read timeout expired"
    telegram.service.hook.last_error_date = 1
    [(state, text)] = patient.says("Telegram updates")
    assert (state, "Read timeout expired" in text) == ("warning", True)


def call(telegram, method, **arguments):
    import urllib.parse
    import urllib.request

    data = urllib.parse.urlencode(arguments).encode()
    urllib.request.urlopen(f"{telegram.api_url}/bot{telegram.token}/{method}", data).read()


@pytest.fixture
def alone(tmp_path):
    return Patient(tmp_path)


def made(folder):
    engine = database.connect(f"sqlite:///{folder / 'parley.db'}")
    migrate.upgrade(engine, now())
    engine.dispose()
    return folder / "parley.db"


def test_a_database_that_is_not_there_is_not_made(alone):
    assert alone.states("Database") == ["warning"]
    assert not (alone.folder / "parley.db").exists()


def test_a_database_that_can_be_written(alone):
    made(alone.folder)
    assert alone.states("Database") == ["ok"]


def test_a_database_of_an_older_version(alone):
    file = made(alone.folder)
    with sqlite3.connect(file) as db:
        db.execute("UPDATE alembic_version SET version_num = '0000'")
    [(state, text)] = alone.says("Database")
    assert (state, "parley db upgrade" in text) == ("warning", True)


def test_a_database_that_is_no_database(alone):
    (alone.folder / "parley.db").write_text("not a database at all" * 100)
    assert alone.states("Database") == ["problem"]


def test_posts_that_failed_and_jobs_that_are_overdue(alone):
    file = made(alone.folder)
    old = (now() - timedelta(hours=2)).replace(tzinfo=None).isoformat(sep=" ")
    with sqlite3.connect(file) as db:
        db.execute(
            "INSERT INTO posts (partnership, platform, address, reply, live, state, stale, not_before, attempts,"
            f" pictures) VALUES ('demo', 'slack', 'C1', '{{}}', '', 'failed', 0, '{old}', 1, 0)"
        )
        db.execute(
            "INSERT INTO occurrences (partnership, job, subject, local_due, due, state)"
            f" VALUES ('demo', 'weeknote_prompt', '', '2026-11-20T11:00', '{old}', 'due')"
        )
    assert alone.states("Posts") == ["warning"]
    assert "Overdue: weeknote prompt" in alone.says("Jobs")[0][1]


def test_next_times_are_said_in_words(alone):
    assert (
        "weeknote prompt at 11am on Friday"
        in alone.says("Jobs", clock=lambda: datetime(2026, 11, 23, tzinfo=UTC))[0][1]
    )


def test_the_command_prints_words_and_leaves_with_1_for_a_problem(on_slack, slack, monkeypatch):
    slack.remove_bot(CHANNEL)
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
    monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
    said = CliRunner().invoke(app, ["--config", str(on_slack.folder / "config.yaml"), "doctor"])
    assert said.exit_code == 1
    assert "problem  Slack channel C0123456789: Parley is not in #food." in said.stdout
    assert slack.bot_token not in said.output
    assert "\x1b" not in said.output
    told = CliRunner().invoke(app, ["--config", str(on_slack.folder / "config.yaml"), "doctor", "--json"])
    assert told.exit_code == 1
    assert json.loads(told.stdout)["ok"] is False
