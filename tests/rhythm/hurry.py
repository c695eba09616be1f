"""An event loop on which time passes faster: what waits for a minute waits for a second, and no clock is patched."""

from __future__ import annotations

import asyncio
import selectors


class Hurried(asyncio.SelectorEventLoop):
    """A loop whose clock runs ``times`` as fast as the real one."""

    def __init__(self, times: float) -> None:
        self._times = times
        super().__init__(_Patient(times))

    def time(self) -> float:
        return super().time() * self._times


class _Patient(selectors.DefaultSelector):  # type: ignore[misc,valid-type]  # which class it is depends on the system
    """Waits as long as the loop means by a time."""

    def __init__(self, times: float) -> None:
        super().__init__()
        self._times = times

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(timeout / self._times if timeout else timeout)
