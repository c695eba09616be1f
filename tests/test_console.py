"""The terminal chat: the same door, numbers for buttons, prompts for forms, messages as they come."""

import signal
import sqlite3
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app as command_line
from bot.cli import init
from bot.cli.lines import choose, question
from bot.console import NO_APPROVAL, SYNTHETIC
from commands.reply import Field, Option

ROOT = Path(__file__).parent.parent
ANSWERS = {
    "name": "Demo partnership",
    "nation": "England",
    "places": "C0123456789",
    "council": "Demo Council",
    "partner": "Food Hub",
    "lead": "Demo Lead",
    "steward": "Demo Steward",
    "deputy": "Demo Deputy",
}


@pytest.fixture
def folder(tmp_path):
    init.write(tmp_path, ANSWERS, False, date(2026, 11, 23))
    return tmp_path


@pytest.fixture
def chat(folder):
    def say(*lines, options=()):
        words = ["--config", str(folder / "config.yaml"), "console", *options]
        return CliRunner().invoke(command_line, words, input="".join(f"{line}\n" for line in lines))

    return say


def test_one_line_and_leave(chat):
    said = chat(options=["--line", "help"])
    assert said.exit_code == 0, said.stderr
    assert "What you can write" in said.stdout
    assert said.stderr == ""


def test_a_refusal_leaves_with_1(chat):
    said = chat(options=["--line", "ask example-referrals"])
    assert (said.exit_code, "Nobody has approved figures" in said.stdout) == (1, True)


def test_lines_from_a_pipe_are_answered_in_order(chat):
    said = chat("catalogue", "", "action list")
    assert said.exit_code == 0
    assert said.stdout.index("Example referrals") < said.stdout.index("action")
    assert "You are Demo Lead (lead), in private." in said.stderr


def test_a_number_presses_the_button_shown_last(chat):
    said = chat(
        'action @demo-lead to count the parcels by "31 March 2027"', "1", "action list", options=["--place"]
    )
    assert "Action A1" in said.stdout
    assert "Action A1 is done" in said.stdout
    assert "There are no open actions." in said.stdout


def test_a_form_becomes_prompts(chat, folder):
    said = chat("weeknote", "Two new volunteers.", "A quiet week.", "", "3", "", options=["--place"])
    assert "What happened this week?" in said.stdout
    assert "Your note is in the pile" in said.stdout
    with sqlite3.connect(folder / "parley.db") as db:
        assert db.execute("SELECT words, scope FROM weeknotes").fetchall() == [
            ("Two new volunteers.\nA quiet week.", "public")
        ]


def test_a_form_can_be_left(chat, folder):
    said = chat("weeknote", "cancel", "weeknote", "A note", "", "Cancel", "poll")
    assert said.stdout.count("Nothing was sent.") == 3
    with sqlite3.connect(folder / "parley.db") as db:
        assert db.execute("SELECT count(*) FROM weeknotes").fetchone() == (0,)


def test_a_refused_field_is_asked_again_and_the_others_are_kept(chat):
    said = chat("poll", "Is stock low?", "", "Yes", "Yes", "", "", "Yes", "No", "", "1", options=["--place"])
    assert "Two of the answers are the same" in said.stdout
    assert said.stdout.count("What do you want to ask?") == 1
    assert "[In the place]\nSounding 1" in said.stdout


def test_messages_for_the_place_and_votes_are_seen(chat, folder):
    said = chat('poll "Is stock low?" Yes | No closes="in 2 hours"', "1", options=["--place"])
    assert "0 of 2 organisations" in said.stdout
    assert "Counted." in said.stdout
    with sqlite3.connect(folder / "parley.db") as db:
        assert db.execute("SELECT sum(votes) FROM poll_counts").fetchone() == (1,)


def test_when_it_is_left_nothing_more_is_owed_to_the_terminal(chat, folder):
    chat('poll "Is stock low?" Yes | No', options=["--place"])
    with sqlite3.connect(folder / "parley.db") as db:
        assert db.execute(
            "SELECT count(*) FROM places WHERE platform = 'console' AND closed IS NULL"
        ).fetchone() == (0,)
        assert db.execute(
            "SELECT count(*) FROM posts WHERE platform = 'console' AND state <> 'sent'"
        ).fetchone() == (0,)
        assert db.execute("SELECT switched_on FROM identities WHERE platform = 'console'").fetchall() == [
            (0,)
        ]


@pytest.mark.parametrize("name", ["Demo Steward", "demo steward"])
def test_one_can_be_somebody_else(chat, name):
    assert "No release is waiting" in chat(options=["--as", name, "--line", "data"]).stdout
    assert "Only a lead can do this" in chat(options=["--as", name, "--line", "schedule pause"]).stdout
    assert chat(options=["--line", "schedule pause"]).exit_code == 0


def test_a_name_that_is_not_known_is_suggested(chat):
    said = chat(options=["--as", "Demo Leed"])
    assert (said.exit_code, 'did you mean "Demo Lead"?' in said.stderr) == (2, True)


def test_real_figures_are_never_approved_at_a_terminal(chat, folder):
    words = ["--as", "Demo Steward", "--line", "/parley data approve 1 0123456789ab"]
    assert NO_APPROVAL.split(",")[0] in " ".join(chat(options=words).stdout.split())
    path = folder / "catalogue" / "example-referrals.yaml"
    path.write_text(path.read_text().replace("what: An example.", f"what: {SYNTHETIC}."))
    assert "Say which release" in chat(options=words).stdout


@pytest.mark.parametrize("line", ["data loader", "data loader loader-key 00", "data standing give 1 00"])
def test_nobody_says_at_a_terminal_whose_key_may_sign(chat, line):
    said = chat(options=["--as", "Demo Lead", "--line", line])
    assert (said.exit_code, NO_APPROVAL.split(",")[0] in " ".join(said.stdout.split())) == (1, True)


def test_it_needs_a_catalogue_that_can_be_read(chat, folder):
    (folder / "catalogue" / "broken.yaml").write_text("id: 1\n")
    said = chat(options=["--line", "help"])
    assert (said.exit_code, said.stdout) == (2, "")


def test_ctrl_c_leaves_in_good_order(folder):
    command = [sys.executable, "-m", "bot", "--config", str(folder / "config.yaml"), "console"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    running = subprocess.Popen(command, cwd=ROOT, **pipes)
    running.stdin.write("help\n")
    running.stdin.flush()
    while "What you can write" not in running.stdout.readline():
        assert running.poll() is None
    time.sleep(0.2)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=10)
    assert running.returncode == 0
    assert "Traceback" not in said
    with sqlite3.connect(folder / "parley.db") as db:
        assert db.execute("SELECT switched_on FROM identities WHERE platform = 'console'").fetchall() == [
            (0,)
        ]


CHOICE = Field(
    "scope",
    "How far?",
    "choice",
    (Option("channel", "Only here"), Option("public", "Anywhere")),
    value="channel",
)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("1", "channel"),
        ("2", "public"),
        ("3", ""),
        ("0", ""),
        ("Anywhere", "public"),
        ("public", "public"),
        ("x", ""),
    ],
)
def test_a_choice_by_number_label_or_value(given, meant):
    assert choose(CHOICE, given) == meant


def test_a_question_shows_its_choices_and_hint():
    shown = "\n".join(question(Field("closes", "When?", hint="For example: Fri 5pm", optional=True)))
    assert shown == "When? (may be left empty)\n  For example: Fri 5pm"
    assert "1  Only here (if left empty)" in "\n".join(question(CHOICE))
