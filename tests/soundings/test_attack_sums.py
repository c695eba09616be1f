"""What can be worked out from several results: questions that some left out, and sides that chose several answers."""

from __future__ import annotations

from datetime import timedelta

from storage import database
from storage.soundings import closing, finding, opening, results, voting
from storage.soundings.results import Held, Result
from storage.soundings.sounding import Draft, Question
from storage.tables import PersonRow
from tests.soundings.people import FRIDAY_LINE, answer_all
from tests.world import NOW

STOCK, VANS = (
    Question("Is stock low?", options=("Yes", "No")),
    Question("Vans?", options=("Enough", "Too few")),
)
LOW = Question("What is low?", "several", ("Tins", "Milk", "Nappies"))


def held(db, hours, questions, answers, sides=None):
    """One sounding from its opening to its close: by question, who gave which answers."""
    opened = NOW + timedelta(hours=hours)
    owner = PersonRow(partnership="p", key=f"k{hours}", name="Demo Lead", roles=[])
    db.add(owner)
    db.flush()
    parts = tuple(sorted(set(sides.values()))) if sides else ()
    draft = Draft(questions, opened + timedelta(hours=1), parts=parts, minimum=3)
    asked = opening.open_sounding(db, "p", owner.id, draft, opened)
    for question, given in zip(asked.questions, answers, strict=True):
        for voice, chosen in given.items():
            side = sides[voice] if sides else ""
            assert voting.vote(db, asked, question, voice, chosen, side) == "counted"
    closing.close(db, asked, opened + timedelta(hours=1))
    return results.results(db, finding.by_id(db, asked.id))


def each(voices, *chosen):
    return {voice: list(chosen) for voice in voices}


def test_whoever_left_a_question_out_the_first_time_is_not_found_by_the_second(engine):
    """Both lists hold the same names; only of this question's own list one is missing."""
    with database.writing(engine) as db:
        first = held(db, 0, (STOCK, VANS), (each("abcd", "Yes"), each("abcde", "Enough")))
        again = held(db, 2, (STOCK, VANS), (each("abcde", "Yes"), each("abcde", "Enough")))
        db.rollback()
    assert [type(every) for every in (*first, *again)] == [Result, Result, Held, Result]


def test_a_question_that_all_left_out_together_hides_nothing(engine):
    with database.writing(engine) as db:
        both = [
            held(db, hours, (STOCK, VANS), (each("abcd", "Yes"), each("abcde", "Enough"))) for hours in (0, 2)
        ]
        db.rollback()
    assert all(isinstance(result, Result) for results_ in both for result in results_)


def test_a_side_is_as_large_as_its_voices_however_much_each_of_them_chose(engine):
    """Two voices that chose three answers each are two, not six."""
    sides = {"a": "council", "b": "council", **dict.fromkeys("cdefg", "vcs")}
    with database.writing(engine) as db:
        (shown,) = held(db, 0, (LOW,), (each("abcdefg", *LOW.options),), sides)
        db.rollback()
    assert isinstance(shown, Result)
    assert shown.parts == ()
    assert [count.votes for count in shown.counts][:3] == [7, 7, 7]


def test_whoever_closes_early_and_asks_again_does_not_learn_what_the_next_one_says(quick):
    """The lead sees the list fill up, closes at the fifth, and asks the same once more for the sixth."""
    for number, voices in ((1, 5), (2, 6)):
        quick.says("lead", f'/poll "Is stock low?" Yes | No {FRIDAY_LINE}')
        answer_all(quick, number, ["yes"] * voices)
        quick.says("lead", f"poll close {number}")
        quick.clock.move_by(timedelta(hours=1))
    assert "Yes | 5" in quick.place()
    assert "Yes | 6" not in quick.place()
    assert "the same as sounding 1" in quick.place()
    quick.says("lead", "poll export 2")
    assert "Yes,6" not in "".join(each.text for each in quick.last.attachments())
