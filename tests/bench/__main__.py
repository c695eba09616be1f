"""``make bench``: every part in turn, then ratios and numbers. Nothing here is a test: a slow machine fails nothing."""

from __future__ import annotations

import argparse
import asyncio
import gc
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench import answers, ballots, charts, lookups, names, protection, schedules, starting, votes
from tests.bench.asking import Sizes
from tests.bench.ballots import Turnout
from tests.bench.bots import Demo
from tests.bench.lines import Line, report


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything is measured."""

    sizes: Sizes
    voices: int  # organisations that vote
    left: tuple[int, ...]  # figures left in the database
    rounds: int  # of what is over in a moment
    drawn: int  # charts in a row
    starts: int
    held: tuple[int, ...] = (10**3, 10**5, 10**6)  # figures in memory
    pooled: int = 30  # charts at once
    asked: int = 50  # misspelt names
    ways: tuple[tuple[str, str], ...] = answers.WAYS
    look: bool = True  # at what a start imports
    loaded: float = 3.0  # seconds from the first answer until memory is read
    warm: bool = True  # whether a first start does not count
    tables: int = 5  # sizes of a table that is protected
    weeks: int = 104  # of weekly releases
    waiting: tuple[int, int] = (10**3, 10**5)  # scheduled occurrences
    due: int = 5_000  # occurrences in one second
    partnerships: int = 300  # that post on Monday at half past nine
    turnout: Turnout = Turnout()  # noqa: RUF009  # it is frozen


FULL = Scale(Sizes(200, 1_000, 5), voices=400, left=(10**3, 10**5, 10**7), rounds=25, drawn=15, starts=4)
QUICK = Scale(
    Sizes(10, 128, 1),
    voices=64,
    left=(10**3, 10**5),
    rounds=9,
    drawn=5,
    starts=1,
    tables=2,
    weeks=52,
    turnout=Turnout(bursts=(10**3,)),
    partnerships=60,
)
PARTS: dict[str, Callable[[Scale, Demo, Path], list[Line]]] = {
    "answers": lambda scale, demo, folder: asyncio.run(
        answers.measure(demo, folder, scale.sizes, scale.ways)
    ),
    "votes": lambda scale, demo, folder: asyncio.run(
        votes.measure(demo, folder, scale.voices, scale.sizes.rounds)
    ),
    "ballots": lambda scale, demo, folder: ballots.measure(scale.turnout),
    "lookups": lambda scale, demo, folder: lookups.measure(folder, scale.held, scale.left, scale.rounds),
    "charts": lambda scale, demo, folder: [
        *charts.drawing(scale.drawn),
        *asyncio.run(charts.pool(scale.pooled)),
    ],
    "starting": lambda scale, demo, folder: asyncio.run(
        starting.measure(demo, folder, scale.starts, scale.look, scale.loaded, scale.warm)
    ),
    "protection": lambda scale, demo, folder: protection.measure(scale.tables, scale.weeks),
    "schedules": lambda scale, demo, folder: schedules.measure(
        folder, scale.waiting, scale.due, scale.partnerships, scale.rounds
    ),
    "names": lambda scale, demo, folder: names.measure(demo.catalogue, scale.asked, scale.rounds),
}


def measure(parts: Iterable[str], scale: Scale) -> Iterator[Line]:
    """Each part in turn, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as name:
        folder = Path(name)
        demo = Demo(folder)
        for part in parts:
            begun = time.monotonic()
            lines = PARTS[part](scale, demo, folder)
            print(f"{part}: {len(lines)} lines in {time.monotonic() - begun:.0f} s", flush=True)
            yield from lines


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="so little that the numbers are rough")
    parser.add_argument("--only", action="append", choices=sorted(PARTS), help="one part; may be given again")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the bots are ended whatever happens
    gc.freeze()
    print(report(list(measure(given.only or PARTS, QUICK if given.quick else FULL)), answers.NOTES))


if __name__ == "__main__":
    main()
