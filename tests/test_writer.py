"""The writer: one commit for many, each change on its own, nobody released before the commit."""

import asyncio
import threading
from dataclasses import replace

import pytest
from sqlalchemy import event, func, select
from structlog.testing import capture_logs

from storage import audit, counters, database
from storage.tables import AuditRow, CounterRow
from storage.writer import Writer
from tests.world import NOW


@pytest.fixture
def writer(engine):
    writer = Writer(engine)
    yield writer
    writer.close()


def count(engine, name: str) -> int:
    with database.reading(engine) as db:
        return db.scalar(select(CounterRow.value).filter_by(partnership="p", name=name)) or 0


def test_what_a_waiter_sees_is_stored(engine, writer):
    assert writer.run_now(lambda db: counters.following(db, "p", "poll")) == 1
    assert count(engine, "poll") == 1


def test_a_change_that_fails_leaves_the_others_of_its_batch_alone(engine, writer):
    def fail(db):
        counters.following(db, "p", "bad")
        raise ValueError("no")

    async def all_at_once():
        good = [writer.run(lambda db: counters.following(db, "p", "good")) for _ in range(20)]
        return await asyncio.gather(*good[:10], writer.run(fail), *good[10:], return_exceptions=True)

    results = asyncio.run(all_at_once())
    assert sorted(r for r in results if isinstance(r, int)) == list(range(1, 21))
    assert [type(r) for r in results if not isinstance(r, int)] == [ValueError]
    assert (count(engine, "good"), count(engine, "bad")) == (20, 0)


def test_many_waiters_share_few_commits(engine, writer):
    commits = []
    event.listen(engine, "commit", lambda connection: commits.append(1))

    async def burst():
        await asyncio.gather(*(writer.run(lambda db: counters.following(db, "p", "n")) for _ in range(500)))

    asyncio.run(burst())
    assert count(engine, "n") == 500
    assert len(commits) < 100


def test_when_the_commit_fails_every_waiter_of_the_batch_is_told(engine, writer):
    def broken(connection):
        raise RuntimeError("disk full")

    event.listen(engine, "commit", broken)
    with pytest.raises(RuntimeError, match="disk full"):
        writer.run_now(lambda db: counters.following(db, "p", "lost"))
    event.remove(engine, "commit", broken)
    assert count(engine, "lost") == 0


def test_closing_finishes_what_is_queued(engine):
    writer = Writer(engine)
    started, release = threading.Event(), threading.Event()

    def slow(db):
        started.set()
        release.wait(5)

    first = writer._submit(slow)
    started.wait(5)
    last = writer._submit(lambda db: counters.following(db, "p", "last"))
    closing = threading.Thread(target=writer.close)
    closing.start()
    release.set()
    closing.join(5)
    assert first.done()
    assert last.result(0) == 1


def test_what_nobody_waits_for_is_stored_with_the_next_change(engine, writer):
    commits = []
    event.listen(engine, "commit", lambda connection: commits.append(1))
    for _ in range(9):
        writer.soon(lambda db: counters.following(db, "p", "quiet"))
    writer.run_now(lambda db: counters.following(db, "p", "asked"))
    assert (count(engine, "quiet"), count(engine, "asked"), len(commits)) == (9, 1, 1)


def test_what_nobody_waits_for_is_stored_before_the_writer_stops(engine):
    writer = Writer(engine)
    writer.soon(lambda db: counters.following(db, "p", "quiet"))
    writer.close()
    assert count(engine, "quiet") == 1


def test_what_nobody_waits_for_and_fails_is_logged_and_takes_nothing_with_it(engine):
    def fail(db):
        counters.following(db, "p", "bad")
        raise ValueError("no")

    with capture_logs() as logged:
        writer = Writer(engine)
        writer.soon(fail)
        writer.soon(lambda db: counters.following(db, "p", "good"))
        writer.close()
    assert (count(engine, "good"), count(engine, "bad")) == (1, 0)
    assert [(line["event"], line["error"]) for line in logged] == [
        ("a change that nobody waited for failed", "ValueError")
    ]


def test_lines_of_the_log_written_together_form_one_chain(engine, writer):
    entries = [audit.Entry("p", NOW, f"person {n}", "here", "ask") for n in range(40)]

    async def all_at_once():
        changes = [writer.run(lambda db: counters.following(db, "p", "n")) for _ in range(3)]
        await asyncio.gather(*map(writer.note, entries[:20]), *changes, *map(writer.note, entries[20:]))
        return await writer.note(replace(entries[0], releases=(77,)))

    assert asyncio.run(all_at_once()) is False  # there is no such release
    with database.reading(engine) as db:
        assert audit.broken_at(db, "p") is None
        assert db.scalar(select(func.count()).select_from(AuditRow)) == 40
