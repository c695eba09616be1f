"""What copies of the database give away: after the close nothing, while it is open what docs/soundings.md says."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.scheduler import Scheduler
from storage import database, migrate
from storage.soundings import opening, scrubbing, voting
from storage.soundings.sounding import Draft, Question
from storage.tables import PersonRow, PollRow, PollWordsRow
from tests.soundings.files import TABLES, copied, rows_as_they_lie, versions, writers
from tests.soundings.people import FOR, answer_all
from tests.world import NOW

WHO = tuple(FOR)


def asks(chat, line="", number=1) -> int:
    """Ask a sounding; its id in the database."""
    line = line or f'"Is shelf {number} empty?" Yes | No'
    chat.says("lead", f'/poll {line} closes="Fri 17:00"')
    with database.reading(chat.app.engine) as db:
        return db.scalars(select(PollRow.id).filter_by(number=number)).one()


def owed(chat) -> int:
    with database.reading(chat.app.engine) as db:
        return scrubbing.owed(db)


def ticks(chat):
    chat.reaches(chat.clock() + timedelta(seconds=10))


@pytest.mark.parametrize("line", ['"Is stock low?" Yes | No', '"How many?" number'])
def test_two_histories_with_the_same_totals_leave_the_same_rows_in_the_same_order(chat, line):
    given = ["1", "1", "2", "2", "2", "1"] if "Yes" in line else ["70", "5", "5", "70", "31", "31"]
    for number, (voters, answers) in enumerate(((WHO, given), (WHO[::-1], given[1:] + given[:1])), start=1):
        asks(chat, line, number)
        assert all(each.startswith("Counted.") for each in answer_all(chat, number, answers, voters))
        chat.says("lead", f"poll close {number}")
    ticks(chat)
    engine = chat.app.engine
    for table in ("poll_rolls", "poll_counts"):
        one, other = (rows_as_they_lie(engine, table, poll) for poll in (1, 2))
        assert one == other
        if not database.is_sqlite(engine):
            assert [len(writers(engine, table, poll)) for poll in (1, 2)] == [1, 1]
            assert versions(engine, table) == len(one) + len(other)


@pytest.mark.parametrize("by", ["command", "clock", "cancel", "next life"])
def test_after_the_end_a_copy_of_the_files_does_not_hold_what_was_overwritten(chat, by):
    poll = asks(chat, '"Is stock low?" Yes | No remind=everybody')
    answer_all(chat, 1, ["yes"] * 5)
    with database.reading(chat.app.engine) as db:
        salt = db.get(PollRow, poll).salt
    assert salt.encode() in copied(chat.app.engine)
    if by == "clock":
        chat.reaches(chat.clock() + timedelta(days=3))
    elif by == "cancel":
        chat.says("lead", "poll cancel 1")
        chat.presses("lead", "Cancel it")
    else:
        chat.says("lead", "poll close 1")
        assert owed(chat)  # committed with the close, so a kill in between forgets nothing
        if by == "next life":
            chat.scheduler = Scheduler(chat.app)
    ticks(chat)
    assert not owed(chat)
    assert salt.encode() not in copied(chat.app.engine)


def test_words_that_a_moderator_dropped_are_gone_from_the_files(chat):
    asks(chat, '"What is short?" text')
    answer_all(chat, 1, ["Nappies of size three"] + ["Tinned fish"] * 4)
    chat.says("lead", "poll close 1")
    with database.reading(chat.app.engine) as db:
        identity = db.scalars(select(PollWordsRow.id).where(PollWordsRow.words.startswith("Nappies"))).one()
    ticks(chat)
    assert b"Nappies of size" in copied(chat.app.engine)
    chat.says("lead", f"poll words drop 1 {identity}")
    ticks(chat)
    assert b"Nappies of size" not in copied(chat.app.engine)


def test_a_scrubbed_file_is_what_its_rows_alone_would_make(chat, tmp_path):
    asks(chat)
    answer_all(chat, 1, ["yes", "no", "no", "yes", "no"])
    chat.says("lead", "poll close 1")
    engine = chat.app.engine
    assert scrubbing.scrub(engine)
    if not database.is_sqlite(engine):
        with engine.connect() as db:
            rows = [db.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() for table in TABLES]
        assert [versions(engine, table) for table in TABLES] == rows
        return
    fresh = tmp_path / "fresh.db"
    with sqlite3.connect(migrate.sqlite_file(engine)) as db:
        db.execute("VACUUM INTO ?", (str(fresh),))
    assert copied(engine)[100:] == fresh.read_bytes()[100:]  # the head counts changes


def test_while_somebody_reads_it_is_put_off_and_votes_go_on(chat):
    asks(chat)
    answer_all(chat, 1, ["yes"] * 5)
    asks(chat, '"Is rice low?" Yes | No', 2)
    with database.reading(chat.app.engine) as db:
        db.connection().exec_driver_sql("SELECT * FROM poll_rolls").all()
        chat.says("lead", "poll close 1")
        ticks(chat)
        assert owed(chat)
        assert chat.says("pantry-lead", "poll 2 yes").startswith("Counted.")
    ticks(chat)
    assert not owed(chat)


def test_one_copy_while_it_is_open_does_not_tell_what_the_last_voice_chose(chat):
    """Whatever they chose, the rows lie in the same order, and no count is newer than the others."""
    engine, layouts = chat.app.engine, []
    for number, choice in enumerate(("yes", "no", "prefer not to say"), start=1):
        poll = asks(chat, number=number)
        answer_all(chat, number, ["yes", "no", "no", choice])
        layouts.append([row[2] for row in rows_as_they_lie(engine, "poll_counts", poll)])
        if not database.is_sqlite(engine):
            assert len(writers(engine, "poll_counts", poll)) == 1
    assert layouts[0] == layouts[1] == layouts[2]


def test_one_copy_does_not_tell_which_number_came_last(engine):
    """By keys they lie in their order; where PostgreSQL goes through the whole table, in the order of chance."""
    with database.writing(engine) as db, db.begin():
        draft = Draft((Question("How many?", "number"),), NOW + timedelta(days=1))
        owner = PersonRow(partnership="p", key="k", name="Demo Lead", roles=[])
        db.add(owner)
        db.flush()
        polls = [opening.open_sounding(db, "p", owner.id, draft, NOW) for _ in range(15)]
    layouts = [numbers_as_they_lie(engine, asked, (50, 3, 900, 7)) for asked in polls]
    if database.is_sqlite(engine):
        assert all(lies == sorted(lies) for lies in layouts)
    else:
        assert len({lies.index("7") for lies in layouts}) > 1


def numbers_as_they_lie(engine, asked, numbers) -> list[str]:
    for given in numbers:
        with database.writing(engine) as db, db.begin():
            if not database.is_sqlite(engine):
                db.execute(text("SET LOCAL enable_indexscan = off"))
                db.execute(text("SET LOCAL enable_bitmapscan = off"))
            voting.vote(db, asked, asked.questions[0], f"voice-{given}", [str(given)])
    assert database.is_sqlite(engine) or len(writers(engine, "poll_counts", asked.id)) == 1
    return [row[2] for row in rows_as_they_lie(engine, "poll_counts", asked.id)]


def test_two_copies_around_one_answer_do_show_it_as_the_documentation_says(chat):
    """A residual risk that docs/soundings.md states: if this fails, say so there."""
    poll = asks(chat)
    answer_all(chat, 1, ["yes", "no"])
    tables = ("poll_rolls", "poll_counts")
    before = [Counter(rows_as_they_lie(chat.app.engine, table, poll)) for table in tables]
    chat.says("centre-manager", "poll 1 yes")
    after = [Counter(rows_as_they_lie(chat.app.engine, table, poll)) for table in tables]
    came, grew = (list(late - early) for late, early in zip(after, before, strict=True))
    assert came == [("1", "community-centre")]
    assert [row[2] for row in grew] == ["Yes"]


def test_the_log_of_the_database_holds_each_answer_while_it_is_open_as_the_documentation_says(quick):
    """The other one: SQLite's log has the page before and after, until the close."""
    asks(quick, '"Is stock low?" Yes | No remind=everybody')
    quick.says("pantry-lead", "poll 1 yes")
    file = migrate.sqlite_file(quick.app.engine)
    log = file.with_name(file.name + "-wal")
    early = log.read_bytes().count(b"Prefer not to say")
    quick.says("analyst", "poll 1 no")
    assert log.read_bytes().count(b"Prefer not to say") > early
    quick.says("lead", "poll close 1")
    assert scrubbing.scrub(quick.app.engine)
    assert log.read_bytes() == b""
