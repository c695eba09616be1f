"""Soundings at the door: one line, one tap, sealed, closed on time, shown only when enough have answered."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from storage import database
from storage.tables import AuditRow, EventKeyRow, InboxRow, PollCountRow, PollRollRow, PostRow

ASK = '/poll "How is demand compared with two weeks ago?" Higher | Same | Lower closes="Fri 17:00"'
FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
VOICES = ("food-hub-lead", "pantry-lead", "centre-manager", "analyst", "lead")


def open_sounding(chat) -> None:
    chat.says("lead", ASK)


def test_one_line_makes_a_sounding_that_everybody_sees(chat):
    seen = chat.says("lead", ASK)
    assert seen.startswith("Sounding 1 is open until 5pm on Friday 20 November 2026.")
    assert "[Higher] [Same] [Lower]" in chat.place()
    assert "0 of 6 organisations have answered." in chat.place()
    assert "Sealed: Parley keeps that your organisation has answered" in chat.place()


def test_an_answer_is_counted_and_the_message_stays_true(chat):
    open_sounding(chat)
    assert chat.says("pantry-lead", "poll vote 1 1") == "Counted. Demo Pantry has answered sounding 1."
    assert "1 of 6 organisations has answered." in chat.place()


def test_an_organisation_answers_once(chat):
    open_sounding(chat)
    chat.says("analyst", "poll vote 1 1")
    seen = chat.says("steward", "poll vote 1 3")  # also at the council
    assert seen == "Demo Borough Council has already answered sounding 1. A sealed answer cannot be changed."
    assert "1 of 6" in chat.place()


def test_the_same_press_delivered_twice_counts_once_and_is_answered_once(chat):
    open_sounding(chat)
    assert chat.says("analyst", "poll vote 1 1", key="press-1").startswith("Counted.")
    assert chat.says("analyst", "poll vote 1 1", key="press-1") == ""


def test_it_closes_on_time_and_shows_the_result_from_five_answers_on(chat):
    open_sounding(chat)
    for who, answer in zip(VOICES, (1, 1, 2, 1, 3), strict=True):
        chat.says(who, f"poll vote 1 {answer}")
    assert "Answers by organisation" not in chat.place()
    news = chat.reaches(FRIDAY)
    assert "Sounding 1 has closed" in news
    assert "Higher | 3" in news
    assert "Lower | 1" in news


def test_four_answers_are_too_few_to_share(chat):
    open_sounding(chat)
    for who in VOICES[:4]:
        chat.says(who, "poll vote 1 1")
    news = chat.reaches(FRIDAY)
    assert "Too few replies to share the results." in news
    assert "| 4" not in chat.place()


def test_after_its_close_an_old_button_says_when_it_closed(chat):
    open_sounding(chat)
    chat.reaches(FRIDAY)
    assert chat.says("analyst", "poll vote 1 1") == "Sounding 1 closed at 5pm today, Friday 20 November 2026."


def test_it_closes_late_after_downtime_and_says_so(chat):
    open_sounding(chat)
    news = chat.reaches(FRIDAY + timedelta(days=2))
    assert "Sounding 1 has closed" in news
    assert "This is late: it was due at 5pm" in news


def test_only_the_owner_or_a_lead_closes_it_early(chat):
    chat.says("analyst", ASK)
    assert chat.says("pantry-lead", "poll close 1").startswith("Only Demo Analyst, who asked it, or a lead")
    assert chat.says("lead", "poll close 1") == "Sounding 1 is closed."
    assert chat.says("analyst", "poll close 1") == "Sounding 1 is closed already."


def test_a_newcomer_says_where_they_are_from_before_they_answer(chat):
    open_sounding(chat)
    seen = chat.says("new", "poll vote 1 1")
    assert seen.startswith("Each organisation answers once.")
    chat.presses("new", "Say where I am from")
    chat.fills("new", {"organisation": "pantry"})
    assert chat.says("new", "poll vote 1 1") == "Counted. Demo Pantry has answered sounding 1."


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('poll "Only one?" Yes', "Give between 2 and 8 answers"),
        ("poll how is it", "Write the question in quotes"),
        ('poll "Same?" Yes | yes', "Two of the answers are the same"),
        ('poll "When?" A | B closes="whenever"', "Write a day and a time"),
        ('poll "When?" A | B closes="1 January 2020"', "is in the past"),
        ('poll "Ring 07700 900123?" Yes | No', "seems to contain a phone number"),
        ("poll vote 99 1", "There is no sounding 99"),
        ("poll vote", "Press one of the buttons"),
        ("poll 77", "There is no sounding 77"),
    ],
)
def test_a_sounding_that_cannot_be_asked_says_what_to_do(quick, line, said):
    assert said in quick.says("lead", line)
    assert quick.place() == ""


@pytest.mark.parametrize(
    "line",
    [
        "/poll “How is stock?” Fine | Low",
        "/poll How is stock? Fine | Low",
        '/poll "How is stock?"\nFine\nLow',
        '/parley poll "How is stock?" Fine|Low',
    ],
)
def test_quotes_pipes_and_lines_are_all_understood(quick, line):
    quick.says("lead", line)
    assert "How is stock?" in quick.place()
    assert "[Fine] [Low]" in quick.place()


def test_without_words_it_is_a_form(quick):
    assert "[Ask a quick question]" in quick.says("lead", "poll")
    seen = quick.fills(
        "lead", {"question": "How is stock?", "answers": "Fine\nLow", "closes": "tomorrow 5pm"}
    )
    assert "How is stock?\nFine · Low · Prefer not to say · Does not apply here" in seen
    assert "Nobody sees who chose what, you included." in seen
    seen = quick.presses("lead", "Ask it now")
    assert "open until 5pm tomorrow, Thursday 19 November 2026" in seen


def everything_stored(chat) -> str:
    """Every value of every table, as text."""
    with database.reading(chat.app.engine) as db:
        from storage.tables import Base

        rows = [row for table in Base.metadata.sorted_tables for row in db.execute(select(table))]
    return "\n".join(repr(tuple(row)) for row in rows)


def test_nothing_stored_joins_a_person_to_a_choice(chat):
    """The same votes by other people leave the same rows, but for who has answered."""
    open_sounding(chat)
    before = everything_stored(chat)
    chat.says("pantry-lead", "poll vote 1 3", key="press-9")
    with database.reading(chat.app.engine) as db:
        assert [row.voice for row in db.scalars(select(PollRollRow))] == ["pantry"]
        assert [row.votes for row in db.scalars(select(PollCountRow).order_by(PollCountRow.position))] == [
            0,
            0,
            1,
            0,
            0,
        ]
        assert db.scalar(select(AuditRow).where(AuditRow.what.like("poll vote%"))) is None
        assert list(db.scalars(select(InboxRow))) == []
        assert {row.day for row in db.scalars(select(EventKeyRow))} == {chat.clock().date()}
        columns = {column.name for table in (PollRollRow, PollCountRow) for column in table.__table__.columns}
    assert columns == {"poll", "question", "part", "voice", "position", "answer", "votes"}
    new = set(everything_stored(chat).split("\n")) - set(before.split("\n"))
    assert not [row for row in new if "pantry" in row and ("Lower" in row or "vote 1 3" in row)]


def test_closing_rewrites_the_roll_in_the_order_of_the_alphabet(chat):
    if not database.is_sqlite(chat.app.engine):
        order = "select voice from poll_rolls order by ctid"
    else:
        order = "select voice from poll_rolls"
    open_sounding(chat)
    for who in ("pantry-lead", "analyst", "lead", "food-hub-lead"):
        chat.says(who, "poll vote 1 2")
    chat.says("lead", "poll close 1")
    with database.reading(chat.app.engine) as db:
        voices = [row[0] for row in db.execute(text(order))]
    assert voices == sorted(voices)


def test_a_stored_button_names_the_sounding_and_never_a_person(chat):
    open_sounding(chat)
    with database.reading(chat.app.engine) as db:
        posts = [row.reply for row in db.scalars(select(PostRow))]
    assert any("poll vote 1 1" in post for post in posts)
    assert not any("pantry" in post for post in posts)
