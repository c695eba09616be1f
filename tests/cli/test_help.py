"""Help, version and mistakes in the command itself: exit codes, streams and plain words."""

import subprocess
import sys

import yaml
from typer.testing import CliRunner

import commands
from bot.__main__ import app as command_line
from tests.cli.folder import every_command
from tests.process import ROOT

GROUPS = {("actions",), ("data",), ("db",)}


def test_every_command_has_help_with_an_example():
    found = list(every_command())
    assert {("run",), ("data", "import"), ("db", "restore"), ("slack-manifest",)} <= set(found)
    for name in found:
        shown = CliRunner().invoke(command_line, prog_name="parley", args=[*name, "--help"])
        assert shown.exit_code == 0
        assert f"parley {' '.join(name)}" in " ".join(shown.stdout.split()) or name in GROUPS
        if name not in GROUPS:
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


def test_the_manifest_needs_no_configuration(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(command_line, prog_name="parley", args=["slack-manifest"])
    assert said.exit_code == 0
    assert yaml.safe_load(said.stdout)["settings"]["socket_mode_enabled"] is True


def test_the_registry_has_no_command_that_check_forgets(parley):
    said = parley("check").stdout
    commands.discover()
    assert all(each.name in said for each in commands.REGISTRY.values() if each.listed)
