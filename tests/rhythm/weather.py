"""Platforms that fail a third of the time and are slow the rest, at random but the same for one seed."""

from __future__ import annotations

import random

from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram

AHEAD = 40  # calls whose fate is settled in advance
SLACK = ("html_500", "html_503", "html_500_after", "reset_before", "reset_after", "limit")
TELEGRAM = ("429", "500", "502", "reset_before", "reset_after")
IN_A_ROW = 2  # more often than this nothing goes wrong: a platform that is away is another matter
SLOW = 0.01  # seconds


class Weather:
    """What happens to the next calls."""

    def __init__(self, slack: FakeSlack, telegram: FakeTelegram, rng: random.Random) -> None:
        self._slack, self._telegram, self._rng = slack, telegram, rng

    def brew(self) -> None:
        """Settle it anew; what was left of the weather before is forgotten."""
        self._slack.faults.clear()
        self._telegram.clear_faults()
        for method in ("chat.postMessage", "conversations.history"):
            for mode in self._fates(SLACK):
                if mode == "limit":
                    self._slack.limit(method, retry_after=3)
                else:
                    self._slack.fault(method, mode or "delay", seconds=self._rng.uniform(0, SLOW))
        for kind in self._fates(TELEGRAM):
            if kind == "429":
                self._telegram.limit("sendMessage", retry_after=3)
            else:
                self._telegram.fault("sendMessage", kind or "delay", seconds=self._rng.uniform(0, SLOW))

    def clear(self) -> None:
        self._slack.faults.clear()
        self._telegram.clear_faults()

    def _fates(self, modes: tuple[str, ...]) -> list[str]:
        fates: list[str] = []
        for _ in range(AHEAD):
            bad = self._rng.random() < 1 / 3 and not all(fates[-IN_A_ROW:] or [""])
            fates.append(self._rng.choice(modes) if bad else "")
        return fates
