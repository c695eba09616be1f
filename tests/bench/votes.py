"""Votes in a burst, each on the disk before Slack hears that it was taken, beside an echo that keeps nothing.

Both acknowledge the press and then tell the person privately, and a round is over when everybody has been told.
"""

from __future__ import annotations

import time
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import func, select

from bot import config
from storage import database
from storage.tables import PollCountRow
from tests.bench.asking import PEOPLE, Side, burst, echoing, in_time, opened, reach, ready
from tests.bench.bots import Bot, Demo, parley
from tests.bench.lines import Line, ratio
from tests.bench.slack import Slack
from tests.bench.telegram import Telegram

QUESTION = '/poll "How is demand in part {}?" Higher | Same | Lower'
WHY = (
    "beside what the echo does, a vote is understood, its person looked up on the loop, and it waits for the writer, whose "
    "thread shares one interpreter with the loop; what is short is the processor, since many votes share one commit"
)
FAST = 50.0  # milliseconds; Slack waits for 3,000


async def measure(demo: Demo, folder: Path, voices: int, rounds: int) -> list[Line]:
    """A sounding for each round, which every organisation answers once."""
    path, port = demo.copy("votes", voices, voices, slack="socket", telegram="polling")
    rates: list[float] = []
    echoed: list[float] = []
    waited: list[float] = []
    async with AsyncExitStack() as stack:
        bare = Slack(by_socket=True)
        floor = await echoing(stack, bare, "socket", folder)
        slack, telegram = Slack(by_socket=True), Telegram()
        await opened(stack, slack)
        await opened(stack, telegram)
        bot = stack.enter_context(parley(path, {**slack.environment(), **telegram.environment()}))
        await reach(slack, bot)
        await ready(port)
        await floor.ask_together(PEOPLE)
        floor.forget()
        for number in range(1, rounds + 1):
            await slack.ask(QUESTION.format(number))
            await floor.ask_together(voices)
            echoed.append(voices / (await _round(floor.bot, bare, number, voices))[0])
            seconds, each = await _round(bot, slack, number, voices)
            rates.append(voices / seconds)
            waited += each
    if (kept := _kept(path)) != voices * rounds:
        raise RuntimeError(
            f"{voices * rounds} votes, of which {kept} are kept: this measures something else."
        )
    slowest = quantiles(waited, n=100)[98] * 1e3
    return _lines(floor, echoed, rates, slowest)


async def _round(bot: Bot, slack: Slack, number: int, voices: int) -> tuple[float, list[float]]:
    """Seconds until everybody has pressed and has been told, and how long each press took to be acknowledged."""
    told, begun = slack.told + voices, time.perf_counter()
    async with in_time(bot):
        waited = await burst(voices, partial(_vote, slack, number))
        await slack.has_told(told)
    return time.perf_counter() - begun, waited


async def _vote(slack: Slack, number: int, voice: int) -> float:
    """Seconds until a vote is acknowledged."""
    begun = time.perf_counter()
    await slack.press(f"poll vote {number} {voice % 3 + 1}", voice)
    return time.perf_counter() - begun


def _kept(path: Path) -> int:
    """How many votes are counted on the disk."""
    engine = database.connect(config.load(path, {}).database_url)
    with database.reading(engine) as db:
        kept = db.scalar(select(func.sum(PollCountRow.votes))) or 0
    engine.dispose()
    return kept


def _lines(floor: Side, echoed: list[float], rates: list[float], slowest: float) -> list[Line]:
    many = "votes in Slack, 32 in flight, each on the disk before it is acknowledged"
    return [
        Line(
            f"{many}, beside an echo of presses", median(echoed), median(rates), "a second", 0.45, least=True,
            ratio_of=ratio(rates, echoed), why=WHY,
        ),
        Line(
            f"{many}, beside an echo of commands", median(floor.rates), median(rates), "a second",
            ratio_of=ratio(rates, floor.rates),
        ),
        Line("the slowest hundredth of them, beside the most it may take", FAST, slowest, "ms", 1.0, why=WHY),
    ]  # fmt: skip
