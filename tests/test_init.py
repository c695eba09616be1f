"""parley init: a few answers become a configuration that loads, checks and runs."""

import os
import pty
import subprocess
import sys

import pytest
import yaml
from typer.testing import CliRunner

from bot.__main__ import app
from bot.cli import init as asking
from bot.cli.starter import config_text
from bot.config import load

ANSWERS = {
    "name": 'Riverton "food" partnership: north',
    "nation": "Wales",
    "places": "C0123456789, -1001234567890",
    "council": "Riverton Council",
    "partner": "Riverton Food Hub",
    "lead": "Ada O'Neill",
    "lead-account": "U0123456789, 104",
    "steward": "Ben Yes",
    "steward-account": "106",
    "deputy": "Cat No",
}


def flags(**changed):
    answers = {**ANSWERS, **{key.replace("_", "-"): value for key, value in changed.items()}}
    return [part for key, value in answers.items() if value is not None for part in (f"--{key}", value)]


def parley(*args, input=None):
    return CliRunner().invoke(app, list(args), input=input)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "new"


def test_answers_become_a_configuration_that_passes_its_check(folder):
    made = parley("init", str(folder), *flags())
    assert made.exit_code == 0, made.stderr
    settings = load(folder / "config.yaml", {})
    [partnership] = settings.partnerships
    assert partnership.name == ANSWERS["name"]
    assert {person.name: person.roles for person in partnership.people} == {
        "Ada O'Neill": ("lead",),
        "Ben Yes": ("steward",),
        "Cat No": ("deputy",),
    }
    assert partnership.people[0].slack == "U0123456789"
    assert partnership.people[0].telegram == 104
    checked = parley("--config", str(folder / "config.yaml"), "check")
    assert checked.exit_code == 0, checked.stderr
    assert f"parley --config {folder / 'config.yaml'} check" in made.stdout


def test_one_platform_is_enough(folder):
    assert parley("init", str(folder), *flags(places="-1001234567890", lead_account=None)).exit_code == 0
    settings = load(folder / "config.yaml", {})
    assert settings.slack is None
    assert settings.telegram is not None


def test_without_a_terminal_it_names_every_flag_that_is_missing(folder):
    said = parley("init", str(folder), "--name", "Riverton")
    assert said.exit_code == 2
    assert [line.partition(":")[0] for line in said.stderr.splitlines()] == [
        "--nation",
        "--places",
        "--council",
        "--partner",
        "--lead",
        "--steward",
    ]
    assert not folder.exists()


@pytest.mark.parametrize(
    ("flag", "value"),
    [("nation", "France"), ("places", "general"), ("places", ""), ("steward-account", "@ben"), ("name", " ")],
)
def test_an_answer_that_cannot_be_used_is_refused_with_its_flag(folder, flag, value):
    said = parley("init", str(folder), *flags(**{flag: value}))
    assert said.exit_code == 2
    assert said.stderr.startswith(f"--{flag}: ")
    assert not folder.exists()


def test_what_the_loader_would_refuse_is_never_written(folder):
    said = parley("init", str(folder), *flags(places="C0123456789, C0123456789"))
    assert said.exit_code == 2
    assert "partnerships[0].places[1].slack" in said.stderr
    assert list(folder.iterdir()) == []


def test_it_asks_at_a_terminal_and_asks_again(folder):
    typed = ["Riverton", "Mars", "England", "C0123456789", "Council", "Hub", "Ada", "", "Ben", "U06", ""]
    ours, theirs = pty.openpty()
    os.write(ours, "".join(f"{line}\n" for line in typed).encode())
    command = [sys.executable, "-m", "bot", "init", str(folder)]
    done = subprocess.run(command, stdin=theirs, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Which nation?" in done.stderr
    [partnership] = load(folder / "config.yaml", {}).partnerships
    assert partnership.nation == "England"
    assert [person.slack for person in partnership.people] == [None, "U06"]


def test_a_configuration_that_is_there_is_kept_unless_told_otherwise(folder):
    folder.mkdir()
    (folder / "config.yaml").write_text("mine")
    assert parley("init", str(folder), *flags()).exit_code == 2
    assert parley("init", "--demo", str(folder)).exit_code == 2
    assert (folder / "config.yaml").read_text() == "mine"
    assert parley("init", str(folder), "--force", *flags()).exit_code == 0


def test_a_measure_file_that_is_there_is_kept(folder):
    (folder / "catalogue").mkdir(parents=True)
    (folder / "catalogue" / "mine.yaml").write_text("mine")
    assert parley("init", str(folder), *flags()).exit_code == 0
    assert [path.name for path in (folder / "catalogue").iterdir()] == ["mine.yaml"]


@pytest.mark.parametrize("name", ["yes", "{a: b}", "- x", "#", "'\"", "é 😀", "a: b # c", "\\n"])
def test_no_name_can_break_the_file(name):
    answers = {each.flag: ANSWERS.get(each.flag, "") for each in asking.QUESTIONS}
    read = yaml.safe_load(config_text({**answers, "name": name, "lead": name}))
    assert read["partnerships"][0]["name"] == name
    assert read["partnerships"][0]["people"][0]["name"] == name


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        ([], ["demo-food"]),
        (["central-bedfordshire"], ["demo-rural"]),
        (["central-bedfordshire", "camden"], ["demo-rural", "demo-food"]),
    ],
)
def test_the_demonstrations_pass_their_check_alone_and_together(folder, chosen, ids):
    flags = [part for name in chosen for part in ("--partnership", name)]
    made = parley("init", "--demo", *flags, str(folder))
    assert made.exit_code == 0, made.stderr
    assert [each.id for each in load(folder / "config.yaml", {}).partnerships] == ids
    checked = parley("--config", str(folder / "config.yaml"), "check")
    assert checked.exit_code == 0, checked.stderr
    wards = {"demo-food": "20 wards, 1 borough (wards-2022); what became of 18 earlier areas is known"}
    wards["demo-rural"] = "31 wards, 1 council area (wards-2023); what became of 39 earlier areas is known"
    assert all(wards[each] in checked.stdout for each in ids)
    assert "map from wards.geojson" in checked.stdout


@pytest.mark.parametrize("chosen", [["nowhere"], ["camden", "camden"], ["../camden"]])
def test_a_demonstration_that_is_not_there_is_refused_with_those_that_are(folder, chosen):
    said = parley("init", "--demo", *[f"--partnership={name}" for name in chosen], str(folder))
    assert said.exit_code == 2
    assert "There are, each once: camden, central-bedfordshire" in said.stderr
    assert not folder.exists()
    assert parley("init", str(folder), "--partnership", "camden").exit_code == 2
