"""The command line: exit codes, streams, plain words, and a release on its way from a file to an answer."""

import asyncio
import json
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

import commands
from bot.__main__ import app as command_line
from bot.app import Heard
from bot.assemble import open_app
from bot.cli import init
from bot.config import load
from storage.backup import BackupError, back_up
from storage.database import connect
from tests.fakes.slack import FakeSlack

ROOT = Path(__file__).parent.parent
ANSWERS = {
    "name": "Demo partnership",
    "nation": "England",
    "places": "C0123456789",
    "council": "Demo Council",
    "partner": "Food Hub",
    "lead": "Demo Lead",
    "lead-account": "U01",
    "steward": "Demo Steward",
    "steward-account": "U02",
    "deputy": "Demo Deputy",
}
WEEKS = [date.today() - timedelta(days=date.today().weekday() + 7 * back) for back in (4, 3, 2)]


@pytest.fixture(autouse=True)
def no_surroundings(monkeypatch):
    for name in list(os.environ):
        if name.startswith(("SLACK_", "TELEGRAM_", "PARLEY_")):
            monkeypatch.delenv(name)


@pytest.fixture
def folder(tmp_path):
    init.write(tmp_path, ANSWERS, False, date.today())
    rows = [
        f"{ward},{week},{13 + 7 * n}" for week in WEEKS for n, ward in enumerate(("North ward", "South ward"))
    ]
    (tmp_path / "counts.csv").write_text("\n".join(["ward,week_commencing,referrals", *rows]))
    return tmp_path


@pytest.fixture
def parley(folder):
    def say(*words, **more):
        return CliRunner().invoke(
            command_line, ["--config", str(folder / "config.yaml"), *map(str, words)], **more
        )

    return say


@pytest.fixture
def release(parley, folder):
    assert parley("data", "new-key", folder / "key").exit_code == 0
    made = parley("data", "new-loader-key", folder / "me.key", "--name", "Demo Lead")
    assert made.exit_code == 0
    (folder / "line").write_text(made.stdout)
    built = parley(*build(folder))
    assert built.exit_code == 0, built.stderr
    return folder / "release.zip"


def build(folder, measure="example-referrals", file="counts.csv", signer="me.key"):
    yield from ("data", "build", measure, folder / file, "-o", folder / "release.zip")
    yield from ("--key-file", folder / "key", "--sign-with", folder / signer)


@pytest.fixture
def known(folder, release):
    """The lead has registered the key that signs the release, as their own."""
    answer = hear(folder, "U01", f"data loader {(folder / 'line').read_text()}")
    assert not answer.refused, answer
    return release


def change(folder, **keys):
    path = folder / "config.yaml"
    raw = yaml.safe_load(path.read_text())
    raw["partnerships"][0].update(keys)
    path.write_text(yaml.safe_dump(raw))


# Help, version and mistakes in the command itself


def every_command(group=("",)):
    shown = CliRunner().invoke(command_line, prog_name="parley", args=[*group[1:], "--help"]).stdout
    lines = re.search(r"Commands:\n(.*?)(\n\n|\Z)", shown, re.S)
    for name in re.findall(r"^  (\S+)", lines[1] if lines else "", re.M):
        yield (*group[1:], name)
        yield from every_command((*group, name))


def test_every_command_has_help_with_an_example():
    found = list(every_command())
    assert {("run",), ("data", "import"), ("db", "restore"), ("slack-manifest",)} <= set(found)
    for name in found:
        shown = CliRunner().invoke(command_line, prog_name="parley", args=[*name, "--help"])
        assert shown.exit_code == 0
        assert f"parley {' '.join(name)}" in " ".join(shown.stdout.split()) or name in {("data",), ("db",)}
        if name not in {("data",), ("db",)}:
            assert "Example" in shown.stdout, name


def test_bare_and_version_leave_with_0():
    bare = CliRunner().invoke(command_line, prog_name="parley", args=[])
    assert (bare.exit_code, "Usage: " in bare.stdout) == (0, True)
    assert (
        CliRunner().invoke(command_line, prog_name="parley", args=["--version"]).stdout.startswith("parley")
    )


def test_a_command_that_is_not_known_is_suggested_not_run(parley):
    said = parley("chekc")
    assert (said.exit_code, said.stdout) == (2, "")
    assert "check" in said.stderr


def test_help_is_quick_and_loads_nothing_heavy():
    code = (
        "import sys, bot.__main__; heavy = {'pandas', 'sqlalchemy', 'pydantic', 'matplotlib', 'telegram', 'slack_bolt',"
        " 'aiohttp', 'highspy'}; print(heavy & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "set()"


def test_the_module_form_works():
    done = subprocess.run([sys.executable, "-m", "bot", "--help"], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.startswith("Usage: parley ")


# Configuration


def test_every_problem_of_the_configuration_at_once(parley, folder):
    change(folder, nation="France", tiemzone="x", timezone="Europe/Nowhere")
    for command in (["check"], ["run"], ["console"], ["job", "--list"], ["db", "upgrade"], ["data", "list"]):
        said = parley(*command)
        assert (said.exit_code, said.stdout) == (2, ""), command
        paths = [line.partition(":")[0] for line in said.stderr.splitlines()]
        assert sorted(paths) == [f"partnerships[0].{key}" for key in ("nation", "tiemzone", "timezone")]
    assert json.loads(parley("check", "--json").stdout)["ok"] is False


def test_run_refuses_without_its_secrets_and_names_each(parley):
    said = parley("run")
    assert said.exit_code == 2
    assert [line.partition(":")[0] for line in said.stderr.splitlines()] == [
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
    ]


def test_a_configuration_that_is_not_there(tmp_path):
    said = CliRunner().invoke(
        command_line, prog_name="parley", args=["--config", str(tmp_path / "none.yaml"), "check"]
    )
    assert (said.exit_code, "parley init" in said.stderr) == (2, True)


def test_check_prints_who_may_do_what_and_when(parley):
    said = parley("check")
    assert said.exit_code == 0, said.stderr
    assert "Needs the role deputy or steward: data, data approve" in said.stdout
    assert "Demo Steward (council): steward; may also use data, data approve" in said.stdout
    assert "weekly chart: Monday 9:30am. Next: 9:30am " in said.stdout
    assert "SLACK_BOT_TOKEN" in said.stderr
    told = json.loads(parley("check", "--json").stdout)
    assert told["ok"]
    assert {person["name"] for person in told["partnerships"][0]["people"]} == {
        "Demo Lead",
        "Demo Steward",
        "Demo Deputy",
    }


def test_check_finds_every_disagreement_with_the_catalogue(parley, folder):
    (folder / "a-file").touch()
    schedule = {
        "weekly_chart": {"at": "Monday 09:30", "measures": ["exampel-referrals"]},
        "weeknote_digest": {"at": "Friday 15:30", "editors": ["Demo Lead"], "publish_dir": "a-file/notes"},
    }
    change(folder, schedule=schedule)
    path = folder / "catalogue" / "example-referrals.yaml"
    text = (
        path.read_text()
        .replace('contact: "Demo Lead"', "contact: Nobody")
        .replace("holder: food-hub", "holder: elsewhere")
    )
    path.write_text(text.replace('steward: "Demo Steward"', 'steward: "Demo Lead"'))
    said = parley("check")
    assert (said.exit_code, said.stdout) == (2, "")
    paths = [line.split(": ")[0:2] for line in said.stderr.splitlines()]
    nothing = '"exampel-referrals" is not a measure in the catalogue; did you mean "example-referrals"?'
    assert f"partnerships[0].schedule.weekly_chart.measures[0]: {nothing}" in said.stderr
    assert any(path[0].endswith("publish_dir") for path in paths)
    assert {path[1].rpartition(".")[2] for path in paths if path[0].endswith(".catalogue")} == {
        "contact",
        "holder",
        "steward",
    }


def test_check_says_what_is_wrong_in_a_measure_file(parley, folder):
    (folder / "catalogue" / "broken.yaml").write_text("id: Broken Name\n")
    said = parley("check")
    assert said.exit_code == 2
    assert len(said.stderr.splitlines()) > 5
    assert parley("data", "check").exit_code == 2


def test_the_manifest_needs_no_configuration(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(command_line, prog_name="parley", args=["slack-manifest"])
    assert said.exit_code == 0
    assert yaml.safe_load(said.stdout)["settings"]["socket_mode_enabled"] is True


# Data: from a file to an answer


def hear(folder, account, line):
    app = open_app(load(folder / "config.yaml", {}))
    try:
        answer = asyncio.run(app.hear(Heard("slack", account, "", "", line)))
    finally:
        app.writer.close()
        app.engine.dispose()
    return answer


def test_a_file_becomes_an_answer_only_after_a_steward_has_approved(parley, folder, known):
    taken = parley("data", "import", known)
    assert taken.exit_code == 0, taken.stderr
    assert (
        "Release 1 of Example referrals waits for the decision of Demo Steward or Demo Deputy."
        in taken.stdout
    )
    assert "pending" in parley("data", "list").stdout
    assert hear(folder, "U01", "ask example-referrals ward=North ward").refused
    with sqlite3.connect(folder / "parley.db") as db:
        [(address, reply)] = db.execute("SELECT address, reply FROM posts WHERE address = 'U02'").fetchall()
        [(first,), (what,)] = db.execute("SELECT what FROM audit ORDER BY id").fetchall()
    assert (first, address, "data show 1" in reply, what) == ("data loader", "U02", True, "data import")
    shown = hear(folder, "U02", "data show 1").reply
    [line] = re.findall(r"data approve 1 \w+", repr(shown))
    assert not hear(folder, "U02", line).refused
    assert "referrals" in repr(hear(folder, "U01", "ask example-referrals ward=North ward").reply)
    assert "approved, by Demo Steward" in parley("data", "list").stdout


def test_the_same_release_twice_is_loaded_once(parley, known):
    parley("data", "import", known)
    again = parley("data", "import", known)
    assert (again.exit_code, again.stdout) == (0, "This release is there already: number 1, pending.\n")


def test_a_stranger_cannot_have_loaded_a_release(parley, folder, known):
    parley("data", "new-loader-key", folder / "other.key", "--name", "Demo Lead")
    parley(*build(folder, signer="other.key"))
    said = parley("data", "import", known)
    assert said.exit_code == 2
    assert "signed with a key that is not registered here" in said.stderr
    assert "There are no releases" in parley("data", "list").stderr


def test_a_release_that_was_changed_on_the_way_is_refused(parley, folder, release):
    data = bytearray(release.read_bytes())
    data[len(data) // 3] ^= 1  # whichever of them it hits
    release.write_bytes(bytes(data))
    for command in ("verify", "import"):
        assert parley("data", command, release).exit_code == 2


def test_verify_needs_no_configuration(folder, release, tmp_path, monkeypatch):
    (folder / "config.yaml").unlink()
    said = CliRunner().invoke(command_line, prog_name="parley", args=["data", "verify", str(release)])
    assert said.exit_code == 0
    assert "agrees with its certificate" in said.stdout
    assert "signed with the key " in said.stdout
    assert "It cannot be seen from here whether that key is registered" in said.stderr


def test_verify_tries_what_a_contributor_could_learn_and_keeps_their_number(parley, folder, release):
    place = f"North ward, {WEEKS[0]}"
    holds = parley("data", "verify", release, "--own", f"{place} = 1")
    assert holds.exit_code == 0
    assert f"{place}: the policy of 3 holds for everybody else; how many they are stays open" in holds.stdout
    fails = parley(
        "data", "verify", release, "--own", f"{place} = 1", "--own", f"South ward, {WEEKS[0]} = 21"
    )
    assert fails.exit_code == 1  # 20 is a multiple of 5, so it is published as 20 and may be 24 at most
    assert "the policy of 3 does not hold for everybody else" in fails.stdout
    assert "3 or fewer others, in South ward" in fails.stdout
    for wrong in ("Nrth ward, 2026 = 1377", f"{place} = 1377", f"{place} 1377"):
        said = parley("data", "verify", release, "--own", wrong)
        assert said.exit_code == 2
        assert "--own: " in said.stderr
        assert "1377" not in said.stdout + said.stderr
    assert not [path for path in folder.rglob("*") if path.is_file() and b"= 21" in path.read_bytes()]


def test_build_needs_only_the_catalogue(folder, release):
    (folder / "config.yaml").unlink()
    words = [str(word) for word in build(folder)]
    assert CliRunner().invoke(command_line, prog_name="parley", args=words).exit_code == 2
    done = CliRunner().invoke(
        command_line, prog_name="parley", args=[*words, "--catalogue", str(folder / "catalogue")]
    )
    assert done.exit_code == 0, done.stderr
    assert not (folder / "parley.db").exists()


def test_every_problem_of_a_file_at_once_and_no_release(parley, folder, release):
    release.unlink()
    (folder / "counts.csv").write_text(
        f"ward,week_commencing,referrals\nNrth,{WEEKS[0]},-4\nSouth ward,tomorrow,x\n"
    )
    said = parley(*build(folder))
    assert (said.exit_code, said.stdout) == (2, "")
    assert len(said.stderr.splitlines()) == 4
    assert not release.exists()


def test_build_names_what_is_missing(parley, folder, release):
    assert 'did you mean "example-referrals"?' in parley(*build(folder, measure="example-referals")).stderr
    assert "new-loader-key" in parley(*build(folder, signer="none.key")).stderr
    assert "This is not a signing key" in parley(*build(folder, signer="key")).stderr
    (folder / "key").write_bytes(b"short")
    said = parley(*build(folder))
    assert (said.exit_code, "32 bytes" in said.stderr) == (2, True)
    (folder / "key").unlink()
    assert "new-key" in parley(*build(folder)).stderr


def test_a_key_is_secret_and_never_replaced(parley, folder):
    made = parley("data", "new-key", folder / "key")
    key = (folder / "key").read_bytes()
    assert stat.S_IMODE((folder / "key").stat().st_mode) == 0o600
    assert len(key.strip()) >= 32
    assert key.decode().strip() not in made.output
    assert parley("data", "new-key", folder / "key").exit_code == 2
    assert (folder / "key").read_bytes() == key


def test_nobody_approves_from_the_command_line():
    assert {name for group, *rest in every_command() if group == "data" for name in rest} == {
        "advise",
        "build",
        "check",
        "export",
        "import",
        "list",
        "new-key",
        "new-loader-key",
        "verify",
    }


# Jobs


def dump(folder):
    with sqlite3.connect(folder / "parley.db") as db:
        return list(db.iterdump())


def test_a_dry_run_shows_the_post_and_leaves_nothing_behind(parley, folder):
    parley("db", "upgrade")
    before = dump(folder)
    said = parley("job", "weekly-chart", "--dry-run", "--at", "2026-11-23 09:30")
    assert said.exit_code == 0, said.stderr
    assert "due at 9:30am on Monday 23 November 2026" in said.stdout
    assert "\nTo slack C" in said.stdout
    assert "Example referrals: no chart this week" in said.stdout
    assert dump(folder) == before
    digest = parley("job", "weeknote_digest", "-n")
    assert "It would post nothing." in digest.stdout


def test_a_pause_is_respected_by_a_dry_run(parley, folder):
    parley("db", "upgrade")
    change(folder, pauses=[{"from": "2026-12-24", "to": "2027-01-01", "reason": "Christmas"}])
    said = parley("job", "weekly_chart", "-n", "--at", "2026-12-28 09:30")
    assert "It would be left out. Posts are paused" in said.stdout


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["weekly_chart"], "--dry-run"),
        (["weekly_char", "-n"], 'did you mean "weekly_chart"'),
        (["poll_close", "-n"], "nothing is open"),
        (["weekly_chart", "-n", "--at", "monday"], "--at"),
    ],
)
def test_a_job_that_cannot_be_shown_is_refused_in_a_sentence(parley, words, part):
    parley("db", "upgrade")
    said = parley("job", *words)
    assert (said.exit_code, said.stdout) == (2, "")
    assert part in said.stderr


def test_the_list_of_jobs_needs_no_database(parley, folder):
    said = parley("job", "--list")
    assert "weeknote_prompt" in said.stdout
    assert not (folder / "parley.db").exists()


# The database


def test_looking_never_makes_a_database(parley, folder):
    for words in (
        ["db", "verify"],
        ["data", "list"],
        ["job", "weekly_chart", "-n"],
        ["db", "backup", folder / "b"],
    ):
        said = parley(*words)
        assert (said.exit_code, "parley db upgrade" in said.stderr) == (1, True)
    assert not (folder / "parley.db").exists()


def test_upgrade_says_what_it_did(parley):
    assert "it was empty" in parley("db", "upgrade").stdout
    assert "is up to date" in parley("db", "upgrade").stdout


def test_a_backup_can_be_put_back(parley, folder, known):
    assert parley("db", "backup", folder / "b.db").exit_code == 0
    assert stat.S_IMODE((folder / "b.db").stat().st_mode) == 0o600
    parley("data", "import", known)
    assert parley("data", "list").stdout
    restored = parley("db", "restore", folder / "b.db")
    assert restored.exit_code == 0, restored.stderr
    assert parley("data", "list").stdout == ""
    [kept] = folder.glob("parley.db.*.replaced")
    assert str(kept) in restored.stdout
    with sqlite3.connect(kept) as db:
        assert db.execute("SELECT count(*) FROM releases").fetchone() == (1,)
    assert parley("db", "backup", folder / "b.db").exit_code == 1


def test_a_backup_that_cannot_be_trusted_changes_nothing(parley, folder):
    parley("db", "upgrade")
    before = (folder / "parley.db").read_bytes()
    parley("db", "backup", folder / "b.db")
    whole = (folder / "b.db").read_bytes()
    (folder / "torn.db").write_bytes(whole[: len(whole) // 2])
    shutil.copy(folder / "b.db", folder / "newer.db")
    with sqlite3.connect(folder / "newer.db") as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    with sqlite3.connect(folder / "other.db") as db:
        db.execute("CREATE TABLE cats (name)")
    for name in ("torn.db", "newer.db", "other.db", "none.db", "counts.csv"):
        said = parley("db", "restore", folder / name)
        assert said.exit_code == 1, name
        assert len(said.stderr.splitlines()) == 1
    assert (folder / "parley.db").read_bytes() == before


def test_nothing_is_restored_under_a_running_parley(parley, folder):
    parley("db", "upgrade")
    parley("db", "backup", folder / "b.db")
    app = open_app(load(folder / "config.yaml", {}))
    try:
        said = parley("db", "restore", folder / "b.db")
    finally:
        app.writer.close()
        app.engine.dispose()
    assert (said.exit_code, "Stop it first" in said.stderr) == (1, True)
    assert parley("db", "restore", folder / "b.db").exit_code == 0


def test_a_changed_audit_log_is_found(parley, folder, known):
    parley("data", "import", known)
    hear(folder, "U01", "catalogue")
    hear(folder, "U02", "data decline 1 No good")
    assert parley("db", "verify").exit_code == 0
    with sqlite3.connect(folder / "parley.db") as db:
        [(second,)] = db.execute("SELECT id FROM audit ORDER BY id LIMIT 1 OFFSET 1").fetchall()
        db.execute("UPDATE audit SET person = 'somebody' WHERE id = ?", (second,))
    said = parley("db", "verify")
    assert said.exit_code == 1
    assert f"from row {second}:" in said.stderr


def test_a_database_that_is_no_database_is_said_in_one_line(parley, folder):
    (folder / "parley.db").write_text("nothing of the kind" * 100)
    said = parley("db", "verify")
    assert (said.exit_code, len(said.stderr.splitlines())) == (1, 1)


def test_an_address_with_a_password_is_never_shown(parley, monkeypatch):
    monkeypatch.setenv("PARLEY_DATABASE_URL", "postgresql+psycopg://parley:hunter2@127.0.0.1:9/none")
    for words in (["db", "upgrade"], ["data", "list"], ["doctor"]):
        said = parley(*words)
        assert said.exit_code == 1
        assert "hunter2" not in said.output
        assert "The database cannot be used." in said.stderr or "Database" in said.stdout


PG_DUMP = """#!/bin/sh
for word in "$@"; do
  case "$word" in --file=*) echo "$PGHOST $PGPORT $PGUSER $PGPASSWORD $PGDATABASE $*" > "${word#--file=}";; esac
done
exit $FAILS
"""


def test_postgresql_is_copied_by_its_own_program_and_no_process_list_shows_the_password(
    tmp_path, monkeypatch
):
    (tmp_path / "pg_dump").write_text(PG_DUMP)
    (tmp_path / "pg_dump").chmod(0o755)
    engine = connect("postgresql+psycopg://ada:hunter2@db.example:5433/parley")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setenv("FAILS", "0")
    back_up(engine, tmp_path / "copy")
    words = (tmp_path / "copy").read_text()
    assert words.startswith("db.example 5433 ada hunter2 parley --format=custom")
    assert "hunter2" not in words.partition("--format")[2]
    monkeypatch.setenv("FAILS", "1")
    with pytest.raises(BackupError, match="gave no reason"):
        back_up(engine, tmp_path / "second")
    assert not (tmp_path / "second").exists()
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    with pytest.raises(BackupError, match="is not installed here"):
        back_up(engine, tmp_path / "second")


# Running


def test_run_starts_serves_no_page_and_stops_when_told(folder):
    path = folder / "config.yaml"
    port = free_port()
    path.write_text(path.read_text().replace("slack: {mode: socket}\n", "").replace("8080", str(port)))
    command = [sys.executable, "-m", "bot", "--config", str(path), "run"]
    running = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        assert wait_for(f"http://127.0.0.1:{port}/healthz") == 200
        assert wait_for(f"http://127.0.0.1:{port}/") == 404
        second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert (second.returncode, "http.port" in second.stderr, "Traceback" in second.stderr) == (
            1,
            True,
            False,
        )
    finally:
        running.send_signal(signal.SIGTERM)
        started = time.monotonic()
        logged = running.communicate(timeout=10)[1]
    assert time.monotonic() - started < 10  # only a hang fails: how long a stop takes is measured, not tested
    assert running.returncode == 0
    assert "Traceback" not in logged
    assert [json.loads(line)["event"] for line in logged.splitlines() if line.startswith("{")] == [
        "started",
        "stopping",
    ]


def test_a_token_that_slack_refuses_is_one_sentence(folder):
    with FakeSlack() as slack:
        path = folder / "config.yaml"
        path.write_text(path.read_text().replace("8080", "0"))
        tokens = {"SLACK_BOT_TOKEN": "xoxb-wrong-token", "SLACK_APP_TOKEN": slack.app_token}
        env = {**os.environ, **tokens, "SLACK_API_URL": slack.api_url}
        command = [sys.executable, "-m", "bot", "--config", str(path), "run"]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].endswith("parley doctor")
    assert "xoxb-wrong-token" not in done.stderr


def free_port():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_for(url):
    for _ in range(200):
        try:
            return urllib.request.urlopen(url).status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.05)
    raise AssertionError(url)


def test_the_registry_has_no_command_that_check_forgets(parley):
    said = parley("check").stdout
    commands.discover()
    assert all(each.name in said for each in commands.REGISTRY.values() if each.listed)
