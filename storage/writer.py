"""The one writer: a thread that gathers what waits, commits once, and then tells every waiter."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from storage import audit, database

T = TypeVar("T")
BATCH = 256


@dataclass(frozen=True, slots=True)
class _Work:
    change: Callable[[Session], Any]
    done: Future[Any]


class Writer:
    """Every change of the database goes through here, inside its own SAVEPOINT.

    A waiter is released only after the commit that holds its change, so whoever sees a result knows
    that it is stored. One change that fails leaves the others of its batch alone.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: SimpleQueue[_Work | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="parley-writer", daemon=True)
        self._thread.start()

    async def run(self, change: Callable[[Session], T]) -> T:
        """Make a change and wait until it is durable. Raises what the change raised."""
        return await asyncio.wrap_future(self._submit(change))

    def run_now(self, change: Callable[[Session], T]) -> T:
        """The same for code that has no event loop, such as the command line."""
        return self._submit(change).result()

    def close(self) -> None:
        """Finish what is queued, then stop."""
        self._queue.put(None)
        self._thread.join()

    def _submit(self, change: Callable[[Session], T]) -> Future[T]:
        done: Future[T] = Future()
        self._queue.put(_Work(change, done))
        return done

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            batch, last = self._gather(first)
            self._commit(batch)
            if last:
                return

    def _gather(self, first: _Work) -> tuple[list[_Work], bool]:
        batch = [first]
        while len(batch) < BATCH and not self._queue.empty():
            work = self._queue.get()
            if work is None:
                return batch, True
            batch.append(work)
        return batch, False

    def _commit(self, batch: list[_Work]) -> None:
        outcomes: list[tuple[_Work, Any, BaseException | None]] = []
        try:
            with database.writing(self._engine) as session, session.begin():
                outcomes = [(work, *_attempt(session, work)) for work in batch]
        except BaseException as broken:  # the commit itself failed: nothing of the batch is stored
            outcomes = [(work, None, broken) for work in batch]
        for work, result, error in outcomes:
            _release(work, result, error)


def _attempt(session: Session, work: _Work) -> tuple[Any, BaseException | None]:
    try:
        with session.begin_nested():
            result = work.change(session)
            session.flush()
        return result, None
    except Exception as error:
        session.expire_all()
        audit.forget_chains(session)
        return None, error


def _release(work: _Work, result: Any, error: BaseException | None) -> None:
    if not work.done.set_running_or_notify_cancel():
        return
    if error is not None:
        work.done.set_exception(error)
        return
    work.done.set_result(result)
