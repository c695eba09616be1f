"""One text answer to ``/ask`` over each way in, beside an echo of the same library."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median

from tests.bench import where
from tests.bench.asking import PEOPLE, Platform, Run, Side, Sizes, echoing, opened, reach, ready
from tests.bench.bots import Demo, audited, parley
from tests.bench.lines import Line, ratio
from tests.bench.slack import Slack
from tests.bench.telegram import Telegram

WAYS = (("socket", "polling"), ("http", "webhook"))  # of Slack and of Telegram, in one Parley
ASKED_BACK = "/ask foodbank-referrals ward=Highgat"
TELEGRAM_TAKES, PACE = 30.0, 28.0  # messages a second that one bot may send, and a little less
STOCK = 20  # questions to bolt as it comes, which waits 12 ms for each
NOTES = """\
/ask: the floor is an echo of the same library in its fast form; tests/bench/echo.py says which that is.
Without audit row: a misspelt ward, which is understood, looked up and answered with a menu that cites nothing. \
In every other line the audit row of each answer is on the disk before it is given; the rows are counted.
Telegram takes 30 messages a second from one bot, and Parley keeps to it by itself: so one at a time is at 28 a \
second on both sides, and in flight neither is more than 30. Updates are on the disk first in any case."""


async def measure(
    demo: Demo, folder: Path, sizes: Sizes, ways: Sequence[tuple[str, str]] = WAYS
) -> list[Line]:
    """Both platforms, each in both of its modes."""
    lines: list[Line] = []
    for slack, telegram in ways:
        async with AsyncExitStack() as stack:
            lines += await _one_parley(stack, demo, folder, sizes, slack, telegram)
    why = await where.time_goes(demo)
    return [replace(line, why=why) for line in lines]


async def _one_parley(
    stack: AsyncExitStack, demo: Demo, folder: Path, sizes: Sizes, slack: str, telegram: str
) -> list[Line]:
    """One process of Parley, reached by both platforms."""
    path, port = demo.copy(f"{slack}-{telegram}", PEOPLE, slack=slack, telegram=telegram)
    platforms: list[Platform] = [Slack(by_socket=slack == "socket"), Telegram()]
    for platform in platforms:
        await opened(stack, platform)
        platform.deliver_to(port)
    bot = parley(path, {**platforms[0].environment(), **platforms[1].environment()})
    stack.enter_context(bot)
    for platform in platforms:
        await reach(platform, bot)
    await ready(port)
    sides = [(Side(platform, bot, ASKED_BACK), Side(platform, bot)) for platform in platforms]
    lines = [
        *await _slack(folder, sizes, slack, *sides[0]),
        *await _telegram(folder, sizes, telegram, *sides[1]),
    ]
    asked, rows = sum(full.asked for _, full in sides), audited(path)
    if rows != asked:
        raise RuntimeError(
            f"{asked} answers with figures, but {rows} audit rows: this measures something else."
        )
    return lines


async def _slack(folder: Path, sizes: Sizes, mode: str, plain: Side, full: Side) -> list[Line]:
    by_socket = mode == "socket"
    async with AsyncExitStack() as stack:
        floor = await echoing(stack, Slack(by_socket), mode, folder)
        stock = await echoing(stack, Slack(by_socket), f"{mode}_stock", folder)
        for side in (floor, stock, plain, full):
            await side.ask_together(PEOPLE)
            side.forget()
        for _ in range(sizes.rounds):
            for side in (floor, plain, full):
                await side.ask_alone(sizes.alone)
            await stock.ask_alone(min(STOCK, sizes.alone))
            for side in (floor, full):
                await side.ask_together(sizes.burst)
    name = f"Slack, {mode}"
    return [
        *_latency(name, floor, plain, full),
        _line(f"{name}: the same, beside bolt as it comes", stock.latencies, full.latencies, "ms", 0.15),
        _processor(name, floor.together, full.together),
        _line(f"{name}: 32 in flight", floor.rates, full.rates, "a second", 0.6, True),
    ]


async def _telegram(folder: Path, sizes: Sizes, mode: str, plain: Side, full: Side) -> list[Line]:
    """At a pace Telegram allows: Parley keeps to it by itself, and beyond it the echo would be refused."""
    many = min(sizes.alone, int(PACE))
    async with AsyncExitStack() as stack:
        floor = await echoing(stack, Telegram(), mode, folder)
        for side in (floor, plain, full):
            await side.ask_alone(many, PACE)
            side.forget()
        for _ in range(sizes.rounds):
            for side in (floor, plain, full):
                await side.ask_alone(many, PACE)
        await floor.ask_together(sizes.burst)
        await full.ask_together(3 * many)
    name = f"Telegram, {mode}"
    allowed, taken = ([min(rate, TELEGRAM_TAKES) for rate in side.rates] for side in (floor, full))
    return [
        *_latency(name, floor, plain, full),
        _processor(name, floor.alone, full.alone),
        _line(f"{name}: 32 in flight", allowed, taken, "a second", 0.6, True),
    ]


def _latency(name: str, floor: Side, plain: Side, full: Side) -> list[Line]:
    return [
        _line(f"{name}: one at a time, without audit row", floor.latencies, plain.latencies, "ms", 1.5),
        _line(f"{name}: one at a time", floor.latencies, full.latencies, "ms", 4.0),
    ]


def _processor(name: str, floor: list[Run], ours: list[Run]) -> Line:
    """Over all rounds together: the clock of processor time is coarse on some systems."""
    spent = [1e6 * sum(run.spent for run in runs) / sum(run.many for run in runs) for runs in (floor, ours)]
    return Line(f"/ask in {name}: processor time for each answer", *spent, "µs", 1.6)


def _line(
    what: str, floor: list[float], ours: list[float], unit: str, limit: float, least: bool = False
) -> Line:
    scale = 1e3 if unit == "ms" else 1.0
    middle = median(floor) * scale, median(ours) * scale
    return Line(f"/ask in {what}", *middle, unit, limit, least, ratio_of=ratio(ours, floor))
