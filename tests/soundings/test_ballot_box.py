"""Many answers in one transaction come to what they come to one after the other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import database, events
from storage.soundings import ballot_box, closing, opening, voting
from storage.soundings.ballot_box import Ballot
from storage.soundings.sounding import Draft, Question
from storage.tables import PersonRow, PollCountRow, PollRollRow
from tests.world import NOW

VOICES, KEYS = ("food-hub", "pantry", "forum", "council"), ("", "a", "b", "c")
TAPS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(VOICES), st.integers(0, 3), st.sampled_from(KEYS)),
    max_size=12,
)


def opened(db: Session):
    owner = PersonRow(partnership="p", key=f"k{NOW}", name="Demo Lead", roles=[])
    db.add(owner)
    db.flush()
    draft = Draft((Question("Stock?", options=("Fine", "Low")),), NOW + timedelta(days=1), roster=VOICES)
    return [opening.open_sounding(db, "p", owner.id, draft, NOW) for _ in range(3)]


def ballot(shown, voice, place, key) -> Ballot:
    question = shown.questions[0]
    return Ballot(key, date(2026, 11, 18), "p", shown.number, shown.id, 1, voice, question.answers()[place])


def one_by_one(db, shown, voice, place, key):
    if not events.first_time(db, key, date(2026, 11, 18)):
        return "seen before"
    question = shown.questions[0]
    return voting.vote(db, shown, question, voice, [question.answers()[place]])


def stored(db: Session):
    rolls = {tuple(row) for row in db.execute(select(PollRollRow.poll, PollRollRow.voice))}
    counts = {
        (poll, answer): votes
        for poll, answer, votes in db.execute(
            select(PollCountRow.poll, PollCountRow.answer, PollCountRow.votes)
        )
    }
    return rolls, counts


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taps=TAPS, second_is_closed=st.booleans())
def test_together_is_as_one_by_one(engine, taps, second_is_closed):
    seen = []
    for together in (True, False):
        with database.writing(engine) as db:
            soundings = opened(db)
            if second_is_closed:
                closing.close(db, soundings[1], NOW)
            meant = [(soundings[each], *rest) for each, *rest in taps]
            if together:
                said = ballot_box.cast(database.as_changed(db), [ballot(*each) for each in meant])
            else:
                said = [one_by_one(db, *each) for each in meant]
            first = soundings[0].id
            rolls, counts = stored(db)
            seen.append(
                (
                    said,
                    {(poll - first, voice) for poll, voice in rolls},
                    {(poll - first, answer): votes for (poll, answer), votes in counts.items()},
                )
            )
            db.rollback()
    assert seen[0] == seen[1]


@pytest.mark.parametrize("many", [1, 40])
def test_every_count_of_a_question_is_written_by_the_same_transaction(engine, many):
    """On PostgreSQL each row tells which transaction wrote it: all counts of a question tell the same."""
    with database.writing(engine) as db, db.begin():
        asked = opened(db)[0]
    for number in range(many):
        with database.writing(engine) as db, db.begin():
            ballot_box.cast(db.connection(), [ballot(asked, f"voice-{number}", number % 4, "")])
    with database.reading(engine) as db:
        if not database.is_sqlite(engine):
            writers = db.connection().exec_driver_sql(
                "select distinct xmin::text from poll_counts where poll = %s", (asked.id,)
            )
            assert len(writers.all()) == 1
        counts = stored(db)[1]
    assert sum(votes for (poll, _), votes in counts.items() if poll == asked.id) == many
