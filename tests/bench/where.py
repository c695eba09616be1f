"""Where the time of one answer goes: its steps one after the other, in this process and on the same disk."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

from bot import assemble, config
from bot.app import App
from bot.heard import Heard
from bot.slack import blocks
from bot.telegram import html
from commands import words
from storage import audit
from tests.bench import slack
from tests.bench.asking import ANSWERED
from tests.bench.bots import Demo

TIMES = 100
Step = Callable[[], Awaitable[object]]


async def time_goes(demo: Demo) -> str:
    """A sentence with the microseconds of each step."""
    path, _ = demo.copy("steps", 1, slack="socket", telegram="polling")
    app = assemble.open_app(config.load(path, {}))
    try:
        steps = {name: await _micro(step) for name, step in (await _steps(app, path.parent)).items()}
    finally:
        app.writer.close()
        app.engine.dispose()
    return "one /ask in this process, in µs: " + ", ".join(
        f"{name} {spent:.0f}" for name, spent in steps.items()
    )


async def _steps(app: App, folder: Path) -> dict[str, Step]:
    line = ANSWERED.removeprefix("/")
    heard = Heard("slack", slack.account(0), "Somebody", slack.CHANNEL, line)
    reply = (await app.hear(heard)).reply
    assert reply is not None
    (partnership,) = app.partnerships
    alone = sqlite3.connect(folder / "alone.db", isolation_level=None)
    alone.executescript("pragma journal_mode=WAL; pragma synchronous=FULL; create table rows (words text)")

    async def row() -> None:
        entry = audit.Entry(partnership, app.clock(), "", "", "ask", line, tuple(reply.cites))
        await app.writer.note(entry)

    async def commit() -> None:
        alone.execute("insert into rows values ('a row about as long as that of an answer')")

    return {
        "the door, all of it": lambda: app.hear(heard),
        "of that reading the line": _now(lambda: words.understand(line)),
        "its audit row and the commit": row,
        "a commit of SQLite alone": commit,
        "drawing it for Slack": _now(lambda: blocks.message(reply)),
        "for Telegram": _now(lambda: html.messages(reply, lambda each: each[:64])),
    }


def _now(act: Callable[[], object]) -> Step:
    async def step() -> object:
        return act()

    return step


async def _micro(step: Step) -> float:
    took = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        await step()
        took.append(time.perf_counter() - begun)
    return median(took) * 1e6
