"""Asking bots: one question after the other, or many at once."""

from __future__ import annotations

import asyncio
import time
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Protocol

from tests.bench.bots import Bot, echo

ANSWERED = "/ask foodbank-referrals ward=Highgate"
EXPECTED = "Highgat"  # in every right answer
PEOPLE, IN_FLIGHT = 64, 32
STARTING, RUNNING = 60.0, 120.0  # seconds; limits


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured: questions one at a time, questions in a burst, and how many rounds of both."""

    alone: int
    burst: int
    rounds: int


class Platform(Protocol):
    """What is pretended to a bot."""

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    def deliver_to(self, port: int) -> None:
        """Where a bot listens, for those that deliver by HTTP."""

    def environment(self) -> dict[str, str]: ...

    async def reached(self) -> bool:
        """Whether the bot is there to be asked."""

    async def ask(self, line: str, person: int = 0) -> str: ...


@dataclass(frozen=True, slots=True)
class Run:
    """Some questions: how many, the seconds each waited, the seconds of all, and the bot's processor time."""

    waited: list[float]
    seconds: float
    spent: float

    @property
    def many(self) -> int:
        return len(self.waited)


@dataclass
class Side:
    """A bot being asked one line, and what was found in each round."""

    platform: Platform
    bot: Bot
    line: str = ANSWERED
    asked: int = 0
    alone: list[Run] = field(default_factory=list)
    together: list[Run] = field(default_factory=list)

    @property
    def latencies(self) -> list[float]:
        """Seconds, one at a time: the median of each round."""
        return [median(run.waited) for run in self.alone]

    @property
    def rates(self) -> list[float]:
        """Answers a second, many at once."""
        return [run.many / run.seconds for run in self.together]

    async def ask_alone(self, many: int, pace: float = 0.0) -> None:
        """One question after the other, at most ``pace`` a second."""

        async def ask() -> list[float]:
            return [await self._ask(number, pace) for number in range(many)]

        self.alone.append(await self._run(ask))

    async def ask_together(self, many: int) -> None:
        """Many questions, so many of them in flight."""
        self.together.append(await self._run(lambda: burst(many, self._ask)))

    def forget(self) -> None:
        """What was asked so far was to warm up."""
        self.alone.clear()
        self.together.clear()

    async def _run(self, ask: Callable[[], Awaitable[list[float]]]) -> Run:
        before, begun = self.bot.processor(), time.perf_counter()
        async with in_time(self.bot):
            waited = await ask()
        return Run(waited, time.perf_counter() - begun, self.bot.processor() - before)

    async def _ask(self, number: int, pace: float = 0.0) -> float:
        self.asked += 1
        begun = time.perf_counter()
        answer = await self.platform.ask(self.line, number % PEOPLE)
        waited = time.perf_counter() - begun
        if EXPECTED not in answer:
            raise RuntimeError(f"{self.line} was answered with: {answer}")
        if pace:
            await asyncio.sleep(max(0.0, 1 / pace - waited))
        return waited


@asynccontextmanager
async def in_time(bot: Bot) -> AsyncIterator[None]:
    """What a bot leaves unanswered ends the benchmark, with the bot's last words."""
    try:
        async with asyncio.timeout(RUNNING):
            yield
    except TimeoutError:
        raise RuntimeError(f"A bot stopped answering. It said: {bot.said()[-3000:]}") from None


async def burst(many: int, act: Callable[[int], Awaitable[float]]) -> list[float]:
    """Act number 0 to ``many``, with so many in flight; no two of those are the same person's."""
    waited: list[float] = []

    async def lane(first: int) -> None:
        for number in range(first, many, IN_FLIGHT):
            waited.append(await act(number))

    await asyncio.gather(*(lane(first) for first in range(IN_FLIGHT)))
    return waited


async def opened(stack: AsyncExitStack, platform: Platform) -> None:
    await platform.open()
    stack.push_async_callback(platform.close)


async def echoing(stack: AsyncExitStack, platform: Platform, kind: str, folder: Path) -> Side:
    """An echo bot that can be asked."""
    await opened(stack, platform)
    bot, port = echo(kind, platform.environment(), folder)
    platform.deliver_to(port)
    await reach(platform, stack.enter_context(bot))
    return Side(platform, bot)


async def reach(platform: Platform, bot: Bot) -> None:
    """Wait until a bot can be asked."""
    end = time.monotonic() + STARTING
    while not await platform.reached():
        bot.check()
        if time.monotonic() > end:
            raise RuntimeError(f"A bot did not connect. It said: {bot.said()[-3000:]}")
        await asyncio.sleep(0.002)


async def ready(port: int) -> None:
    """Wait until a Parley says that all its platforms are connected."""
    end = time.monotonic() + STARTING
    while not await asyncio.to_thread(_is_ready, port):
        if time.monotonic() > end:
            raise RuntimeError("Parley did not become ready.")
        await asyncio.sleep(0.05)


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
