"""What every test of the command line can use: a folder that was set up, and a release on its way."""

import os
from datetime import date

import pytest
from typer.testing import CliRunner

from bot.__main__ import app as command_line
from bot.cli import init
from tests.cli.folder import ANSWERS, WEEKS, build, hear
from tests.process import SECRETS


@pytest.fixture(autouse=True)
def no_surroundings(monkeypatch):
    for name in list(os.environ):
        if name.startswith(SECRETS):
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


@pytest.fixture
def known(folder, release):
    """The lead has registered the key that signs the release, as their own."""
    answer = hear(folder, "U01", f"data loader {(folder / 'line').read_text()}")
    assert not answer.refused, answer
    return release
