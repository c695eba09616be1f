"""Votes in a burst, each on the disk before Slack hears that it was taken, beside an echo that keeps nothing."""

from __future__ import annotations

import time
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import func, select

from bot import config
from storage import database
from storage.tables import PollOptionRow
from tests.bench.asking import PEOPLE, Side, burst, echoing, in_time, opened, reach, ready
from tests.bench.bots import Demo, parley
from tests.bench.lines import Line, ratio
from tests.bench.slack import Slack
from tests.bench.telegram import Telegram

QUESTION = '/poll "How is demand?" Higher | Same | Lower'
WHY = (
    "a vote is a dozen statements through SQLAlchemy in the one writer thread; what is short is the processor, "
    "since many share one commit"
)
PATIENCE = 3_000.0  # milliseconds that Slack waits


async def measure(demo: Demo, folder: Path, voices: int, rounds: int) -> list[Line]:
    """A sounding for each round, which every organisation answers once."""
    path, port = demo.copy("votes", voices, voices, slack="socket", telegram="polling")
    rates: list[float] = []
    waited: list[float] = []
    async with AsyncExitStack() as stack:
        floor = await echoing(stack, Slack(by_socket=True), "socket", folder)
        slack, telegram = Slack(by_socket=True), Telegram()
        await opened(stack, slack)
        await opened(stack, telegram)
        bot = stack.enter_context(parley(path, {**slack.environment(), **telegram.environment()}))
        await reach(slack, bot)
        await ready(port)
        await floor.ask_together(PEOPLE)
        floor.forget()
        for number in range(1, rounds + 1):
            await slack.ask(QUESTION)
            await floor.ask_together(voices)
            begun = time.perf_counter()
            async with in_time(bot):
                waited += await burst(voices, partial(_vote, slack, number))
            rates.append(voices / (time.perf_counter() - begun))
    if (kept := _kept(path)) != voices * rounds:
        raise RuntimeError(
            f"{voices * rounds} votes, of which {kept} are kept: this measures something else."
        )
    slowest = quantiles(waited, n=100)[98] * 1e3
    return _lines(floor, rates, slowest)


async def _vote(slack: Slack, number: int, voice: int) -> float:
    """Seconds until a vote is acknowledged."""
    begun = time.perf_counter()
    await slack.press(f"poll vote {number} {voice % 3 + 1}", voice)
    return time.perf_counter() - begun


def _kept(path: Path) -> int:
    """How many votes are counted on the disk."""
    engine = database.connect(config.load(path, {}).database_url)
    with database.reading(engine) as db:
        kept = db.scalar(select(func.sum(PollOptionRow.votes))) or 0
    engine.dispose()
    return kept


def _lines(floor: Side, rates: list[float], slowest: float) -> list[Line]:
    what = "votes in Slack, 32 in flight, each on the disk before it is acknowledged"
    return [
        Line(
            what, median(floor.rates), median(rates), "a second", 0.45, least=True,
            ratio_of=ratio(rates, floor.rates), why=WHY,
        ),
        Line(
            "the slowest hundredth of them, beside what Slack waits", PATIENCE, slowest, "ms", 0.1
        ),
    ]  # fmt: skip
