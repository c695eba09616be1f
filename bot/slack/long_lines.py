"""Buttons whose command line is longer than Slack lets one be: the line is stored, and the button carries ``~id``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.app import App
from bot.slack import blocks
from bot.slack.blocks import Message
from bot.text import clean, units
from commands.reply import Block, Button, Buttons, Form, Reply
from storage import lines


class LongLines:
    """Draws replies; what a button cannot hold is stored before anybody can press it."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._kept = lines.Kept()

    async def draw(self, reply: Reply) -> Message:
        """A reply as a Slack message."""
        if long := [line for line in _lines(reply.blocks) if _is_long(line)]:
            await self._keep(long)
            reply = replace(reply, blocks=tuple(map(_shortened, reply.blocks)))
        return blocks.message(reply)

    async def _keep(self, long: Iterable[str]) -> None:
        now = self._app.clock()
        if new := self._kept.missing(long, now.date()):
            await self._app.write(lambda db: [lines.keep(db, line, now) for line in new])
            self._kept.note(new)


def _lines(shown: Iterable[Block]) -> Iterable[str]:
    for block in shown:
        if isinstance(block, Buttons):
            yield from (button.line for button in block.buttons)
        if isinstance(block, Form):
            yield block.command


def _is_long(line: str) -> bool:
    return units(clean(line)) > blocks.VALUE


def _shortened(block: Block) -> Block:
    if isinstance(block, Buttons):
        return replace(block, buttons=tuple(map(_short, block.buttons)))
    if isinstance(block, Form):
        return replace(block, command=_token(block.command))
    return block


def _short(button: Button) -> Button:
    return replace(button, line=_token(button.line))


def _token(line: str) -> str:
    return f"~{lines.token(line)}" if _is_long(line) else line
