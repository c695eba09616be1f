"""What the weekly digest says of soundings, and what it tells its editor alone."""

from datetime import UTC, datetime, timedelta

from commands import Request
from commands.digests.sections import Week
from commands.digests.sections.soundings import closed
from commands.reply import from_json
from storage import database, people
from storage.soundings import closing, named, opening, voting
from storage.soundings.sounding import Draft, Question
from tests.digests import approves, drafted, folder, writes
from tests.soundings.people import answer_all

SIX = ["Higher"] * 4 + ["Same"] * 2
ASKED = 'poll "Is stock low?" Yes | No closes="Fri 12:00"'
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
NOT_SAID = "Nobody has said yet what was done"


def answered_and_closed(chat):
    chat.says("analyst", ASKED)
    answer_all(chat, 1, ["yes"] * 5)
    chat.reaches(NOON)


def test_the_editor_is_told_of_outcomes_nobody_has_said_and_nobody_else_is(quick):
    answered_and_closed(quick)
    seen = drafted(quick)
    assert f"{NOT_SAID} because of these soundings. This is not in the digest:" in seen
    assert "1: Is stock low? Asked by Demo Analyst." in seen
    assert seen.count(NOT_SAID) == 1
    assert NOT_SAID in quick.told("lead")
    approves(quick)
    assert "Is stock low?" in quick.place()
    assert NOT_SAID not in quick.place()
    assert not any(NOT_SAID in each.read_text() for each in folder(quick).rglob("*") if each.is_file())


def test_what_was_said_is_not_asked_for_any_more(quick):
    answered_and_closed(quick)
    drafted(quick)
    quick.presses("lead", "You said, we did: 1")
    quick.fills("lead", {"what": "We moved the van"})
    assert NOT_SAID not in quick.says("lead", "digest")


def test_what_nobody_answered_or_was_cancelled_or_is_long_ago_is_not_named(quick):
    quick.says("analyst", ASKED)
    quick.reaches(NOON)
    quick.says("analyst", 'poll "Is it cold?" Yes | No')
    quick.says("pantry-lead", "poll 2 yes")
    quick.says("analyst", "poll cancel 2 sure=yes")
    writes(quick, "lead", "A quiet week")
    assert NOT_SAID not in drafted(quick)


def test_many_are_counted_and_not_all_named(quick):
    for number in range(1, 8):
        quick.says("lead", f'poll "Is number {number} right?" Yes | No')
        quick.says("pantry-lead", f"poll {number} yes")
        quick.says("lead", f"poll close {number}")
    seen = drafted(quick)
    assert "5: Is number 5 right?" in seen
    assert "And 2 more." in seen


def line_of(chat, number):
    """The line of one run in a digest, and the chart of the runs before it if there is one."""
    with database.reading(chat.app.engine) as db:
        here = chat.app.partnerships["demo-food"]
        nobody = people.Person(0, "parley", "Parley", None, frozenset())
        request = Request(nobody, None, here, chat.clock.now, db)
        lines = closed(Week(request, chat.clock.now.date(), chat.clock.now - timedelta(days=900)))
        line = next(each for each in lines if each.about == f"poll/{number}")
    charts = [block for block in from_json(line.shown).blocks if block.kind == "chart"] if line.shown else []
    return line, charts[0] if charts else None


def run(chat, number, answers, words="How is demand?", mode="sealed"):
    """A run of a series that opened some fortnights ago, was answered and closed."""
    opens = NOON + timedelta(days=14 * number)
    voices = ("food-hub", "pantry", "community-centre", "council", "forum", "schools-team")
    asked = (Question(words, options=("Higher", "Same", "Lower")),)
    draft = Draft(asked, opens + timedelta(days=2), mode, roster=voices, series="Demand")

    def made(db):
        shown = opening.open_sounding(db, "demo-food", 1, draft, opens)
        for voice, given in zip(voices, answers, strict=False):
            if shown.is_sealed:
                voting.vote(db, shown, shown.questions[0], voice, [given])
            else:
                named.answer(db, shown, shown.questions[0], voice, 1, [given])
        closing.close(db, shown, draft.closes_at)

    chat.app.writer.run_now(made)


def test_three_runs_with_a_result_make_a_trend_in_the_digest(quick):
    for number, answers in enumerate((SIX, ["Higher"] * 2, ["Lower"] * 5), start=1):
        run(quick, number, answers)
    assert line_of(quick, 3)[1] is None
    run(quick, 4, SIX, "How busy are you?")
    line, chart = line_of(quick, 4)
    assert line.scope == "public"
    assert chart.title == "Demand, run by run"
    assert [point.value for point in chart.series[0].points] == [4, None, 0, 4]
    assert [point.withheld for point in chart.series[0].points] == [False, True, False, False]
    assert "1 of them has no result to show: a gap, not a zero." in chart.summary
    assert "3 of them asked in other words." in chart.summary


def test_runs_with_names_are_in_no_trend_that_may_be_published(quick):
    for number, mode in enumerate(("named", "sealed", "sealed", "sealed", "named"), start=1):
        run(quick, number, SIX, mode=mode)
    assert line_of(quick, 3)[1] is None
    assert len(line_of(quick, 4)[1].series[0].points) == 3
    line, chart = line_of(quick, 5)
    assert line.scope == "channel"
    assert len(chart.series[0].points) == 5
