"""How far something long has come, for whoever watches."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]  # how much is done, of how much; of 0 where nobody knows


def silent(_done: int, _of: int) -> None:
    """Progress that nobody watches."""
