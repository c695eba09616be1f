"""Somebody else uses our bot: another poller with the same token, or a webhook that takes what people write."""

from __future__ import annotations

import time

from bot import notices
from bot.app import App
from bot.log import log

EPISODE = 300.0  # seconds after a conflict during which another one belongs to it
POLLER = (
    "Another copy of Parley is using the same Telegram token, so each of them misses messages. "
    "Stop one of them, or give it a bot of its own."
)
HOOK = (
    "Another program keeps setting a webhook for the same Telegram bot, so that it gets what people write to Parley. "
    "Stop it, or give it a bot of its own."
)


class Rivals:
    """A restart may overlap once, and that is no alarm; twice is told to the leads, once."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._at, self._told, self._words = -EPISODE, False, ""

    @property
    def problem(self) -> str:
        """What is wrong, in a sentence; empty when it has not happened for a while."""
        return self._words if time.monotonic() - self._at < EPISODE else ""

    async def note(self, said: str) -> None:
        """Telegram reports a conflict in these words."""
        again = self.problem != ""
        self._words = HOOK if "webhook" in said.lower() else POLLER
        self._at = time.monotonic()
        log.error(
            "somebody else is using the same Telegram token", by="webhook" if self._words == HOOK else "polls"
        )
        self._told = self._told and again
        if again and not self._told:
            self._told = True
            await self._app.write(lambda db: notices.tell_all_leads(db, self._app, self._words))
            self._app.changed.set()
