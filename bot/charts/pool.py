"""Drawing in another process, so that the serving process neither waits for a chart nor loads matplotlib."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import os
import signal
import threading
from collections import OrderedDict
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import get_context, parent_process

from pydantic import TypeAdapter

from commands.reply import Chart, Point, Series

KEPT = 8_000_000  # bytes of pictures: a few hundred charts, or a hundred maps
SECONDS = 60.0
BEHIND = 5  # on a busy machine a picture waits rather than an answer
FIRST = Chart("Calls", "A chart to begin with.", (Series("", (Point("Now", 1),)),), "calls", rounded_to=5)


class ChartPool:
    """Charts as PNG bytes: each drawn once, remembered, and drawn again if a worker dies.

    A chart is known by its content, so figures of a new release are never answered with an old picture.
    ``kept`` is how many bytes of pictures are remembered, ``seconds`` how long one drawing may take.
    """

    def __init__(self, workers: int = 1, kept: int = KEPT, seconds: float = SECONDS) -> None:
        self.renders = 0
        self._size = 0
        self._workers, self._kept, self._seconds = workers, kept, seconds
        self._pool: ProcessPoolExecutor | None = None
        self._pictures: OrderedDict[str, bytes] = OrderedDict()
        self._drawing: dict[str, asyncio.Task[bytes]] = {}
        self._closed = False

    async def png(self, chart: Chart) -> bytes:
        """The picture of a chart; those who ask for the same one at once share the drawing."""
        key = fingerprint(chart)
        if key in self._pictures:
            self._pictures.move_to_end(key)
            return self._pictures[key]
        if key not in self._drawing:
            self._drawing[key] = asyncio.create_task(self._draw(key, chart))
        return await asyncio.shield(self._drawing[key])

    def warm(self) -> None:
        """Start a worker now, so that the first chart does not wait for matplotlib to load."""
        self._running().submit(os.getpid)

    def close(self) -> None:
        """Stop at once: what is being drawn is dropped."""
        self._closed = True
        for task in self._drawing.values():
            task.cancel()
        self._drop(self._pool)

    async def _draw(self, key: str, chart: Chart) -> bytes:
        try:
            picture = await self._twice(chart)
        finally:
            del self._drawing[key]
        self._keep(key, picture)
        return picture

    def _keep(self, key: str, picture: bytes) -> None:
        """Remember a picture, and forget those that nobody has asked for the longest."""
        self._pictures[key] = picture
        self._size += len(picture)
        while self._size > self._kept:
            self._size -= len(self._pictures.popitem(last=False)[1])

    async def _twice(self, chart: Chart) -> bytes:
        try:
            return await self._once(chart)
        except BrokenProcessPool:
            return await self._once(chart)

    async def _once(self, chart: Chart) -> bytes:
        pool = self._running()
        self.renders += 1
        try:
            future = asyncio.get_running_loop().run_in_executor(pool, _drawn, chart)
            return await asyncio.wait_for(future, self._seconds)
        except (BrokenProcessPool, TimeoutError):
            self._drop(pool)
            raise

    def _running(self) -> ProcessPoolExecutor:
        if self._closed:
            raise RuntimeError("the chart pool is closed")
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._workers, get_context("spawn"), _begin)
        return self._pool

    def _drop(self, pool: ProcessPoolExecutor | None) -> None:
        if pool is None:
            return
        if pool is self._pool:
            self._pool = None
        workers = list((getattr(pool, "_processes", None) or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.kill()  # one that hangs would keep the interpreter from leaving


def fingerprint(chart: Chart) -> str:
    """A name for a chart's content: its words, published numbers and outlines, and nothing else."""
    return hashlib.sha256(_charts().dump_json(chart)).hexdigest()


@cache
def _charts() -> TypeAdapter[Chart]:
    return TypeAdapter(Chart)


def _begin() -> None:
    """Runs in a new worker: answers go first; leave Ctrl-C to the parent, and do not outlive it, however it ends."""
    os.nice(BEHIND)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _warm()


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)  # the worker waits on a queue of which it holds both ends, and would wait for ever


def _warm() -> None:
    """Runs in a new worker: load matplotlib and its fonts, and never search what was loaded for rubbish again."""
    _drawn(FIRST)
    gc.freeze()


def _drawn(chart: Chart) -> bytes:
    from bot.charts.draw import draw

    picture = draw(chart)
    gc.collect()  # a figure and its canvas hold each other: without this a worker grows by half
    return picture
