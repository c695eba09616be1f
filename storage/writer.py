"""The one writer: a thread that gathers what waits, commits once, and then tells every waiter."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from storage import audit, database
from storage.soundings import ballot_box
from storage.soundings.ballot_box import Ballot, Cast

T = TypeVar("T")
log: structlog.stdlib.BoundLogger = structlog.get_logger("parley")
BATCH = 256
SOON = 0.05  # seconds that a change waits for another one to be stored with
Waiter = Future[Any] | asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Change:
    make: Callable[[Session], Any]
    waiter: Waiter | None


@dataclass(frozen=True, slots=True)
class _Line:
    """A line for the audit log; it needs no session."""

    entry: audit.Entry
    waiter: Waiter


@dataclass(frozen=True, slots=True)
class _Vote:
    """A sealed answer; it needs no session either."""

    ballot: Ballot
    waiter: Waiter


_Work = _Change | _Line | _Vote


@dataclass(frozen=True, slots=True)
class _Outcome:
    waiter: Waiter | None
    result: Any = None
    error: BaseException | None = None

    def tell(self) -> None:
        if self.waiter is None and self.error is not None:
            log.error("a change that nobody waited for failed", error=type(self.error).__name__)
        if self.waiter is None or self.waiter.cancelled():
            return
        if isinstance(self.waiter, Future) and not self.waiter.set_running_or_notify_cancel():
            return
        if self.error is not None:
            self.waiter.set_exception(self.error)
        else:
            self.waiter.set_result(self.result)


class Writer:
    """Every change of the database goes through here, inside its own SAVEPOINT.

    A waiter is released only after the commit that holds its change, so whoever sees a result knows
    that it is stored. One change that fails leaves the others of its batch alone.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = database.for_writing(engine)
        self._queue: SimpleQueue[_Work | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="parley-writer", daemon=True)
        self._thread.start()

    async def run(self, change: Callable[[Session], T]) -> T:
        """Make a change and wait until it is durable. Raises what the change raised."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put(_Change(change, done))
        return await done

    async def note(self, entry: audit.Entry) -> bool:
        """Add to the audit log; ``False`` and nothing written when a release it names is no longer approved."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._queue.put(_Line(entry, done))
        return await done

    async def cast(self, ballot: Ballot) -> Cast:
        """Count a sealed answer, together with the others that wait, and wait until it is durable."""
        done: asyncio.Future[Cast] = asyncio.get_running_loop().create_future()
        self._queue.put(_Vote(ballot, done))
        return await done

    def soon(self, change: Callable[[Session], object]) -> None:
        """Make a change that nobody waits for: with the next one, or a moment later alone.

        If the process is killed in that moment, the change is lost: what it would have changed must bear that.
        """
        self._queue.put(_Change(change, None))

    def run_now(self, change: Callable[[Session], T]) -> T:
        """Make a change in code that has no event loop, such as the command line."""
        return self._submit(change).result()

    def close(self) -> None:
        """Finish what is queued, then stop."""
        self._queue.put(None)
        self._thread.join()

    def _submit(self, change: Callable[[Session], T]) -> Future[T]:
        done: Future[T] = Future()
        self._queue.put(_Change(change, done))
        return done

    def _run(self) -> None:
        going_on = True
        while going_on:
            batch, going_on = self._gather()
            if batch:
                self._commit(batch)

    def _gather(self) -> tuple[list[_Work], bool]:
        """What waits, once somebody waits for it or enough time has passed; and whether more may come."""
        batch: list[_Work] = []
        awaited, end = False, inf
        while len(batch) < BATCH and not (awaited and self._queue.empty()):
            try:
                work = self._queue.get(timeout=None if end == inf else max(0.0, end - monotonic()))
            except Empty:
                break
            if work is None:
                return batch, False
            batch.append(work)
            awaited = awaited or work.waiter is not None
            end = min(end, monotonic() + SOON)
        return batch, True

    def _commit(self, batch: list[_Work]) -> None:
        changes = [work for work in batch if isinstance(work, _Change)]
        others = [work for work in batch if not isinstance(work, _Change)]
        try:
            outcomes = self._change(changes, others) if changes else self._write(others)
        except BaseException as broken:  # the commit itself failed: nothing of the batch is stored
            outcomes = [_Outcome(work.waiter, error=broken) for work in batch]
        _tell(outcomes)

    def _write(self, works: list[_Line | _Vote]) -> list[_Outcome]:
        with self._engine.begin() as db:
            return _written(db, works, {})

    def _change(self, changes: list[_Change], others: list[_Line | _Vote]) -> list[_Outcome]:
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            if len(changes) == 1 and not others:  # a failure then takes nothing else with it
                return [_Outcome(changes[0].waiter, changes[0].make(session))]
            outcomes = [_attempt(session, work) for work in changes]
            return [*outcomes, *_written(session.connection(), others, audit.chains_of(session))]


def _written(db: Connection, works: list[_Line | _Vote], chains: audit.Chains) -> list[_Outcome]:
    votes = [work for work in works if isinstance(work, _Vote)]
    lines = [work for work in works if isinstance(work, _Line)]
    counted = ballot_box.cast(db, [vote.ballot for vote in votes]) if votes else []
    written = audit.append(db, [line.entry for line in lines], chains) if lines else []
    done: list[Any] = [*counted, *written]
    waiters = [vote.waiter for vote in votes] + [line.waiter for line in lines]
    return [_Outcome(waiter, was) for waiter, was in zip(waiters, done, strict=True)]


def _attempt(session: Session, work: _Change) -> _Outcome:
    try:
        with session.begin_nested():
            result = work.make(session)
            session.flush()
        return _Outcome(work.waiter, result)
    except Exception as error:
        session.expire_all()
        audit.forget_chains(session)
        return _Outcome(work.waiter, error=error)


def _tell(outcomes: Sequence[_Outcome]) -> None:
    """Release all waiters; those of one event loop in one step of it."""
    loops: dict[asyncio.AbstractEventLoop, list[_Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if isinstance(outcome.waiter, asyncio.Future):
            loops[outcome.waiter.get_loop()].append(outcome)
        else:
            outcome.tell()
    for loop, theirs in loops.items():
        with suppress(RuntimeError):  # the loop has ended, and nobody waits any more
            loop.call_soon_threadsafe(_tell_here, theirs)


def _tell_here(outcomes: list[_Outcome]) -> None:
    for outcome in outcomes:
        outcome.tell()
