"""What is typed at a terminal: lines read beside the loop, and the answers to the fields of a form."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from typing import TextIO

from bot.picking import SEVERAL, pick
from commands.reply import Field

CANCEL = "cancel"


def question(field: Field) -> Iterator[str]:
    """What a field asks, its hint and its choices."""
    yield f"{field.label}{' (may be left empty)' if field.optional else ''}"
    if field.hint:
        yield f"  {field.hint}"
    for number, option in enumerate(field.options, 1):
        yield f"  {number}  {option.label}{' (if left empty)' if option.value == field.value else ''}"
    if field.shape == "several":
        yield f"  {SEVERAL}"
    if field.shape == "long":
        yield "  Finish with an empty line."


def choose(field: Field, given: str) -> str:
    """The value meant by a number, a label or a value; empty for none of the choices."""
    return pick(field, given) if field.options else given


class Lines:
    """What is typed, read beside the loop so that messages can appear meanwhile."""

    def __init__(self, source: Iterator[str], prompt: Callable[[str], None], can_ask: bool = True) -> None:
        self._source, self._prompt, self.can_ask = source, prompt, can_ask
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, name="parley-console", daemon=True).start()

    async def next(self, prompt: str = "> ") -> str | None:
        """The next line without its end; ``None`` when there are no more."""
        self._prompt(prompt)
        line = await self._queue.get()
        if line is None:
            self._queue.put_nowait(None)  # the end stays the end
        return line

    async def paragraph(self) -> str | None:
        """Lines up to an empty one."""
        found: list[str] = []
        while (line := await self.next(": ")) is not None and (line.strip() or not found):
            if not line.strip() or line.strip().lower() == CANCEL:
                return line
            found.append(line)
        return "\n".join(found) if found else None

    def _read(self) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has gone: nobody listens
            for line in self._source:
                self._loop.call_soon_threadsafe(self._queue.put_nowait, line.rstrip("\r\n"))
            self._loop.call_soon_threadsafe(self._queue.put_nowait, None)


def typed(stream: TextIO) -> Iterator[str]:
    """Lines of a stream. Not through Python's buffer where that can be helped: leaving would wait for it."""
    try:
        number = stream.fileno()
    except OSError:
        yield from stream
        return
    rest = b""
    while data := os.read(number, 65_536):
        *whole, rest = (rest + data).split(b"\n")
        yield from (line.decode("utf-8", "replace") for line in whole)
    if rest:
        yield rest.decode("utf-8", "replace")
