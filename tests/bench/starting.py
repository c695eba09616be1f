"""Memory of the serving process, and from its start to its first answer, beside a process that only imports the same."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median

from tests.bench.asking import Side, opened, reach
from tests.bench.bots import Bot, Demo, echo, parley
from tests.bench.lines import Line, ratio
from tests.bench.slack import Slack
from tests.bench.telegram import Telegram

MakeBot = Callable[[Mapping[str, str]], Bot]
LOOK = "-Ximporttime"
RUN = (  # -m bot, so that the process which draws charts does not report its own imports as well
    "import runpy, sys; del sys._xoptions['importtime']; runpy.run_module('bot', run_name='__main__', alter_sys=True)"
)
IMPORTED = re.compile(r"import time: *(\d+) \| *\d+ \| *(\w+)")
NAMED = 7  # packages
MEASURED = (
    ("from the start of the process to its first answer", "s", 1.5),
    ("memory of the serving process when all is loaded, resident", "MiB", 1.5),
    ("the same, what is shared divided among those who share it", "MiB", None),
)


async def measure(
    demo: Demo, folder: Path, rounds: int, look: bool, loaded: float, warm: bool = True
) -> list[Line]:
    """Both started alternately and asked once over Socket Mode; with ``look`` also what they import.

    With ``warm`` the first start does not count: in it Python compiles what it has not met, and the disk is read.

    Memory is read so many seconds after the first answer: some of what is needed is loaded when Parley answers already.
    """
    path, _ = demo.copy("starting", 1, slack="socket", telegram="polling")
    floor, ours = [], []
    for _ in range(warm + rounds):
        floor.append(await _numbers(lambda env: echo("all_imported", env, folder)[0], loaded))
        ours.append(await _numbers(lambda env: parley(path, env), loaded))
    why = await _beyond(path, folder, loaded) if look else ""
    columns = zip(MEASURED, zip(*floor[warm:], strict=True), zip(*ours[warm:], strict=True), strict=True)
    return [
        Line(what, median(least), median(each), unit, limit, why=why, ratio_of=ratio(each, least))
        for (what, unit, limit), least, each in columns
        if all(least)  # not every system tells what is shared
    ]


@asynccontextmanager
async def _asked(make: MakeBot) -> AsyncIterator[Bot]:
    """A bot that has just answered for the first time."""
    async with AsyncExitStack() as stack:
        slack, telegram = Slack(by_socket=True), Telegram()
        await opened(stack, slack)
        await opened(stack, telegram)
        bot = stack.enter_context(make({**slack.environment(), **telegram.environment()}))
        await reach(slack, bot)
        await Side(slack, bot).ask_alone(1)
        yield bot


async def _numbers(make: MakeBot, loaded: float) -> tuple[float, float, float]:
    """Seconds to the first answer, then MiB resident and proportional."""
    async with _asked(make) as bot:
        answered = time.perf_counter() - bot.started
        await asyncio.sleep(loaded)
        return answered, *bot.memory()


async def _beyond(path: Path, folder: Path, loaded: float) -> str:
    """The packages that Parley imports and the floor does not, by the time they take themselves."""
    floor = await _imports(lambda env: echo("all_imported", env, folder, LOOK)[0], loaded)
    ours = await _imports(lambda env: parley(path, env, LOOK, "-c", RUN), loaded)
    beyond = Counter({name: spent for name, spent in ours.items() if name not in floor})
    named = ", ".join(f"{name} {spent:.0f}" for name, spent in beyond.most_common(NAMED))
    return (
        f"Imports take {ours.total():.0f} ms instead of {floor.total():.0f} (as -X importtime sees them). "
        f"Imported beyond the floor, in ms: {named}."
    )


async def _imports(make: MakeBot, loaded: float) -> Counter[str]:
    """Milliseconds that each top-level package took itself."""
    async with _asked(make) as bot:
        await asyncio.sleep(loaded)
        spent = Counter[str]()
        for taken, package in IMPORTED.findall(bot.said()):
            spent[package] += int(taken) / 1e3
        return spent
