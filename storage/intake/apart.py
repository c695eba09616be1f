"""Work that may end its process, done in another one: a damaged old workbook can ask for all memory there is."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

MOST = 4_000_000_000  # bytes of memory that the other process may ask for

P = ParamSpec("P")
T = TypeVar("T")


def apart(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What the work gives or raises; raises BrokenProcessPool where the process did not live to tell."""
    with ProcessPoolExecutor(1, get_context("spawn"), _modest) as pool:
        return pool.submit(work, *args, **kwargs).result()


def _modest() -> None:
    """Little memory, and no last words of the library on the terminal."""
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST, MOST))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
