"""What the environment adds to the configuration: addresses, and secrets that never show."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config import ConfigError, load, missing_secrets, read_secrets, required_secrets
from bot.settings import Secrets
from tests.contract import MISSING, WAX, P, changed, problems, settings

ENVIRONMENT = {
    "PARLEY_DATABASE_URL": "postgresql+psycopg://db/parley",
    "SLACK_API_URL": "http://127.0.0.1:9001/api",
    "TELEGRAM_API_URL": "http://127.0.0.1:9002/",
}


def test_the_environment_wins_over_the_file(tmp_path):
    read = settings(tmp_path, env=ENVIRONMENT)
    assert read.database_url == "postgresql+psycopg://db/parley"
    assert read.slack.api_url == "http://127.0.0.1:9001/api/"
    assert read.telegram.bot_url == "http://127.0.0.1:9002/bot"
    assert read.telegram.file_url == "http://127.0.0.1:9002/file/bot"


def test_an_address_in_the_environment_does_not_switch_a_platform_on(tmp_path):
    read = settings(tmp_path, changed(("slack", MISSING), ("telegram", MISSING)), ENVIRONMENT)
    assert (read.slack, read.telegram) == (None, None)


def test_an_empty_variable_is_as_good_as_none(tmp_path):
    assert settings(tmp_path, env=dict.fromkeys(ENVIRONMENT, "")) == settings(tmp_path)


def test_a_mistake_in_the_environment_is_said_under_its_variable(tmp_path):
    found = problems(tmp_path, env={"PARLEY_DATABASE_URL": "mysql://u:hunter2@h", "SLACK_API_URL": "x"})
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
def test_a_relative_database_is_beside_the_file(tmp_path, written, read):
    assert settings(tmp_path, changed(("database_url", written))).database_url == read.format(folder=tmp_path)


def test_an_absolute_path_stays(tmp_path):
    assert settings(tmp_path, changed((f"{P}.catalogue", "/srv/cat"))).partnerships[0].catalogue == Path(
        "/srv/cat"
    )


TOKENS = {name.upper(): f"{name}-value" for name in Secrets.model_fields}


def test_every_secret_is_read_from_its_variable(tmp_path):
    read = settings(tmp_path, env=TOKENS).secrets
    assert {name.upper(): value.get_secret_value() for name, value in read} == TOKENS


def test_a_secret_is_read_from_the_file_that_is_named(tmp_path):
    (tmp_path / "token").write_text("from-a-file\n", encoding="utf-8")
    read = settings(tmp_path, env={"SLACK_BOT_TOKEN_FILE": str(tmp_path / "token")})
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


def test_secrets_and_the_database_password_never_show(tmp_path):
    read = settings(tmp_path, env=TOKENS | {"PARLEY_DATABASE_URL": "postgresql+psycopg://u:hunter2@db/p"})
    shown = [repr(read), str(read), str(read.model_dump()), read.model_dump_json(), repr(read.secrets)]
    assert [text for text in shown if "-value" in text or "hunter2" in text] == []
    assert {"secrets", "database_url"} & set(read.model_dump()) == set()


def test_a_token_in_the_file_is_never_repeated(tmp_path):
    text = changed((f"{P}.name", WAX), (f"{P}.timezone", WAX), ("slack.bot_token", WAX), ("slack.mode", WAX))
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load(tmp_path / "config.yaml", {})
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
def test_only_the_platforms_switched_on_need_secrets(tmp_path, slack, telegram, names):
    read = settings(tmp_path, changed(("slack", slack), ("telegram", telegram)))
    assert list(required_secrets(read)) == names
    assert [problem.path for problem in missing_secrets(read, read.secrets)] == names
    assert missing_secrets(read, read_secrets(TOKENS)[0]) == []


def test_a_missing_secret_says_what_it_is_for(tmp_path):
    read = settings(tmp_path, changed(("telegram", MISSING)), {"SLACK_APP_TOKEN": "x"})
    (problem,) = missing_secrets(read, read.secrets)
    assert problem.text == "Set SLACK_BOT_TOKEN or SLACK_BOT_TOKEN_FILE so that Parley can post in Slack."
