"""How fast a platform may be written to."""

from __future__ import annotations

from collections import deque


class Window:
    """At most so many in so many seconds."""

    def __init__(self, most: int, seconds: float) -> None:
        self._past: deque[float] = deque(maxlen=most)
        self._most, self._seconds = most, seconds

    def pause(self, now: float) -> float:
        return self._past[0] + self._seconds - now if len(self._past) == self._most else 0.0

    def note(self, now: float) -> None:
        self._past.append(now)
