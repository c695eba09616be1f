"""Parley in a process of its own, forked from one that has loaded everything, and killed at a named point.

The point is chosen from outside: a listener on the database's engine sends the signal around a commit, and the
pretend platforms send it around a call. The clock runs ahead of the real one by as much as the test says.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import re
import signal
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

import commands
import jobs
from bot import assemble, config, log
from bot.charts.pool import ChartPool
from bot.run import Parley, until_told
from bot.settings import Settings
from bot.slack.transport import Slack
from bot.telegram.transport import Telegram
from commands.reply import Chart
from storage import database
from tests.fakes.telegram.trial import png
from tests.process import LONG

commands.discover()  # before the fork, so that it need not be done after each; so is what PostgreSQL needs
jobs.discover()
database.connect("postgresql+psycopg://").dispose()
FORK = multiprocessing.get_context("forkserver")
FORK.set_forkserver_preload([__name__])
CHANGES = {
    "writing down": r"INSERT INTO occurrences\b",
    "doing": r"UPDATE occurrences SET .*\bended_at\b",
    "claiming": r"UPDATE posts SET (?=.*\bclaimed_at=)(?=.*\battempts=)",
    "noting": r"UPDATE posts SET .*\bsent_at=",
}
COMMITS = [f"{when} the commit of {what}" for what in CHANGES for when in ("before", "after")]


class Forked:
    """One such process after the other; ``ahead`` is by how many seconds its clock is ahead."""

    def __init__(self, config: Path, env: Mapping[str, str], ahead: Any = None) -> None:
        self._config, self._env = config, dict(env)
        self.log = config.parent / "log"
        self.ahead = FORK.Value("d", 0.0) if ahead is None else ahead
        self.process: Any = None

    def beside(self) -> Forked:
        """Another one at the same time, with the same clock and on the same database."""
        return Forked(self._config, self._env, self.ahead)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead.value)

    def start(self, commit: str = "") -> None:
        """Begin a life; with the name of a ``commit`` it ends there."""
        given = (self._config, self._env, self.log, commit, self.ahead)
        self.process = FORK.Process(target=live, args=given)
        self.process.start()

    def strike(self) -> None:
        """SIGKILL, from whichever thread knows the moment."""
        os.kill(self.process.pid, signal.SIGKILL)

    def killed(self) -> None:
        """Until it has been killed; anything else that ended it is a mistake."""
        self.process.join(LONG)
        assert self.process.exitcode == -signal.SIGKILL, f"{self.process.exitcode}: {self.said()[-2000:]}"

    def said(self) -> str:
        return self.log.read_text() if self.log.exists() else ""

    def end(self) -> None:
        """Leave nothing behind, whatever happened."""
        if self.process is not None:
            self.process.kill()
            self.process.join(LONG)


def live(path: Path, env: dict[str, str], written: Path, commit: str, ahead: Any) -> None:
    """A whole life, in the new process: ``parley run`` with a clock that can be moved and no pause between posts."""
    _speak_into(written)
    if commit:
        _die_at(commit)
    log.start("INFO", as_json=True)
    asyncio.run(_run(config.load(path, env), ahead))


def _speak_into(file: Path) -> None:
    number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(number, stream)


class Pictures(ChartPool):
    """Every picture is the same: what it shows is not what is killed here."""

    async def png(self, chart: Chart) -> bytes:
        return png(400, 300)

    def warm(self) -> None:
        """There is nothing to start."""


async def _run(settings: Settings, ahead: Any) -> None:
    app = assemble.open_app(settings, lambda: datetime.now(UTC) + timedelta(seconds=ahead.value))
    charts = Pictures()
    made = {"slack": Slack(app, charts, pace=0.0), "telegram": Telegram(app, charts)}
    await until_told(Parley(app, charts, {name: made[name] for name in assemble.platforms(settings)}))


def _die_at(commit: str) -> None:
    """Send the signal before or after the first commit of a change of this kind."""
    when, _, what = commit.partition(" the commit of ")
    change = re.compile(CHANGES[what], re.DOTALL)

    @event.listens_for(Engine, "before_cursor_execute")
    def note(connection: Connection, _cursor: Any, words: str, *_: Any) -> None:
        if change.search(words):
            connection.info["is it"] = True

    @event.listens_for(Engine, "commit")
    def strike_before(connection: Connection) -> None:
        if connection.info.get("is it") and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)

    @event.listens_for(Engine, "checkin")
    def strike_after(_connection: Any, record: Any) -> None:
        if record.info.get("is it"):
            os.kill(os.getpid(), signal.SIGKILL)
