"""An analyst's computer and a server in one folder: files, keys, the command line, and the chat behind its door."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from collections.abc import Sequence
from copy import copy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from click.testing import Result
from typer.testing import CliRunner

from bot.__main__ import app as command_line
from bot.assemble import open_app
from bot.cli import init
from bot.config import load
from bot.heard import Answer, Heard
from tests.world import read

PEOPLE = {"lead": "U01", "steward": "U02", "deputy": "U03", "analyst": "U04"}
ANSWERS = {
    "name": "Demo partnership",
    "nation": "England",
    "places": "C0123456789",
    "council": "Demo Council",
    "partner": "Food Hub",
    "lead": "Demo Lead",
    "lead-account": PEOPLE["lead"],
    "steward": "Demo Steward",
    "steward-account": PEOPLE["steward"],
    "deputy": "Demo Deputy",
    "deputy-account": PEOPLE["deputy"],
}
TODAY = date(2026, 11, 18)
WEEKS = tuple(date(2026, 10, 5) + timedelta(days=7 * n) for n in range(3))
MEASURE = "example-referrals"
ANALYST = {"name": "Demo Analyst", "organisation": "council", "roles": ["member"], "slack": PEOPLE["analyst"]}


class Office:
    """One measure of two wards; whoever is named in `PEOPLE` can talk to its bot in private."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        init.write(folder, ANSWERS, False, TODAY)
        raw = yaml.safe_load((folder / "config.yaml").read_text())
        raw["partnerships"][0]["people"].append(ANALYST)
        (folder / "config.yaml").write_text(yaml.safe_dump(raw))
        self.parley("data", "new-key", self.at("protection.key"))
        self.line = self.new_loader("me.key", "Demo Analyst")

    def copy(self, folder: Path) -> Office:
        """The same office, with everything that is in it, in another folder."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        made = copy(self)
        made.folder = folder
        return made

    def at(self, name: str) -> Path:
        return self.folder / name

    def parley(self, *words: object) -> Result:
        """One command at a terminal."""
        config = ["--config", str(self.at("config.yaml"))]
        return CliRunner().invoke(command_line, [*config, *map(str, words)], prog_name="parley")

    def new_loader(self, file: str, name: str) -> str:
        """A signing key; the line to register."""
        made = self.parley("data", "new-loader-key", self.at(file), "--name", name)
        assert made.exit_code == 0, made.stderr
        return made.stdout.strip()

    def counts(self, *pairs: Sequence[int], file: str = "counts.csv") -> Path:
        """A file with one week for each pair: how many in North ward and in South ward."""
        rows = [
            f"{ward},{week},{n}"
            for week, pair in zip(WEEKS, pairs, strict=False)
            for ward, n in zip(("North ward", "South ward"), pair, strict=True)
        ]
        self.at(file).write_text("\n".join(["ward,week_commencing,referrals", *rows]))
        return self.at(file)

    def build(
        self,
        *pairs: Sequence[int],
        to: str = "release.zip",
        key: str = "protection.key",
        signer: str = "me.key",
        more: Sequence[object] = (),
    ) -> Result:
        """Build a release from such a file."""
        keys = ("--key-file", self.at(key), "--sign-with", self.at(signer))
        return self.parley("data", "build", MEASURE, self.counts(*pairs), "-o", self.at(to), *keys, *more)

    def takes_in(self, release: str = "release.zip") -> Result:
        return self.parley("data", "import", self.at(release))

    def hears(self, who: str, line: str) -> str:
        """What somebody reads who writes to the bot in private."""
        app = open_app(load(self.at("config.yaml"), {}))
        try:
            answer: Answer = asyncio.run(app.hear(Heard("slack", PEOPLE[who], "", "", line)))
        finally:
            app.writer.close()
            app.engine.dispose()
        assert answer.reply is not None
        self.buttons = re.findall(r"data approve \d+ \w+", repr(answer.reply))
        return read(answer.reply)

    def approves(self, number: int, who: str = "steward") -> str:
        """Look at a release and press Approve."""
        self.hears(who, f"data show {number}")
        return self.hears(who, self.buttons[0])

    def rows(self, query: str) -> list[Any]:
        """What a query finds in the server's database."""
        with sqlite3.connect(self.at("parley.db")) as db:
            return db.execute(query).fetchall()

    def stored(self) -> list[str]:
        """All that the server has stored."""
        with sqlite3.connect(self.at("parley.db")) as db:
            return list(db.iterdump())
