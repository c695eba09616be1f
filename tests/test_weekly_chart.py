"""Monday's chart: once, on time, slid past bank holidays, said when it is missing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.text import buttons
from storage import database, expected, releases
from storage.measures import Term, Time
from tests.deciding import HELPLINE, waiting
from tests.planting import NEWEST, REFERRALS, Plant, plant
from tests.world import read

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
WEEK = timedelta(weeks=1)
WEEKLY = Time(grain="week", starts="monday", lag_days=3)
TERMLY = Time(
    grain="term",
    terms=(
        Term(label="autumn", start=date(2026, 9, 1), end=date(2026, 12, 18)),
        Term(label="spring", start=date(2027, 1, 5), end=date(2027, 3, 26)),
    ),
    lag_days=10,
)


def pinned(chat, *measures):
    """Have the weekly chart show these measures."""
    partnership = chat.app.partnerships["demo-food"]
    schedule = partnership.settings.schedule
    chart = schedule.weekly_chart.model_copy(update={"measures": measures})
    partnership.settings = partnership.settings.model_copy(
        update={"schedule": schedule.model_copy(update={"weekly_chart": chart})}
    )


def approve(chat):
    """Approve the release of helpline calls that waits, as its steward would."""
    chat.says("steward", f"data show {waiting(chat)}")
    assert chat.presses("steward", "Approve").startswith("Approved.")


def test_monday_posts_sentence_question_table_and_picture(chat):
    posted = chat.reaches(MONDAY)
    assert "Food bank referrals this week" in posted
    assert "What would explain this?" in posted
    assert "The last 8" in posted
    (_, chart), *others = chat.wall.pictures
    assert others == []
    assert chart.summary in posted


def test_what_moved_is_one_short_line_above_the_question(quick, built):
    plant(quick, built[1], [Plant(ward, 40) for ward in ("Kilburn", "Belsize", "Highgate")])
    posted = quick.reaches(MONDAY)
    moved, question = posted.split("Moved beyond rounding and the usual range: ")[1].split("\n\n")[:2]
    assert moved.startswith("Camden about ")
    assert "Belsize about 45, usually about 5 or fewer" in moved
    assert moved.endswith("; and 2 more.")
    assert question == "What would explain this?"


def test_without_a_move_there_is_no_such_line(quick):
    assert "Moved beyond" not in quick.reaches(MONDAY)


def test_what_is_explained_already_is_a_mark_and_not_asked_about(quick, built):
    plant(quick, built[1], [Plant("Kilburn", 45)])
    quick.says("food-hub-lead", f"explain {REFERRALS} week={NEWEST}")
    quick.fills("food-hub-lead", {"because": "A school sent a letter to everybody"})
    assert "Moved beyond" not in quick.reaches(MONDAY)
    ((_, chart),) = quick.wall.pictures
    assert [(mark.label, mark.text) for mark in chart.marks] == [
        ("2 Nov 2026", "A school sent a letter to everybody")
    ]


def test_its_buttons_explain_doubt_and_look_further(quick):
    quick.reaches(MONDAY)
    reply = next(reply for _, _, reply in quick.wall.posts if "[What changed]" in read(reply))
    lines = {button.label: button.line for button in buttons(reply)}
    assert list(lines)[:2] == ["I can explain this", "Looks wrong here"]
    assert "What would explain it" in quick.says("food-hub-lead", lines["I can explain this"])
    assert "What looks wrong" in quick.says("food-hub-lead", lines["Looks wrong here"])
    assert quick.says("food-hub-lead", lines["What changed"]).startswith("What changed")


def test_it_is_posted_once_however_often_the_clock_looks(chat):
    assert "this week" in chat.reaches(MONDAY)
    assert chat.reaches(MONDAY + timedelta(minutes=1)) == ""
    assert chat.reaches(MONDAY) == ""


def test_nothing_is_posted_before_its_time(chat):
    assert chat.reaches(MONDAY - timedelta(seconds=1)) == ""


def test_a_bank_holiday_monday_slides_to_the_next_working_day(chat):
    bank_holiday = datetime(2027, 3, 29, 8, 30, tzinfo=UTC)  # Easter Monday, 9:30am in summer time
    chat.sleeps_until(datetime(2027, 3, 27, 12, 0, tzinfo=UTC))
    assert chat.reaches(bank_holiday + timedelta(hours=1)) == ""
    assert "this week" in chat.reaches(bank_holiday + timedelta(days=1))


def test_a_pause_leaves_it_out_and_tells_the_lead_why(chat):
    chat.sleeps_until(datetime(2026, 12, 27, 12, 0, tzinfo=UTC))
    assert chat.reaches(datetime(2026, 12, 29, 10, 0, tzinfo=UTC)) == ""
    assert "Posts are paused until 1 January 2027: Christmas." in chat.told("lead")


def test_after_downtime_it_is_late_and_says_so_or_is_skipped_with_a_reason(chat):
    assert "This is late: it was due at 9:30am" in chat.reaches(MONDAY + timedelta(hours=3))
    assert "this week" not in chat.reaches(MONDAY + timedelta(days=9))
    assert "Parley was not running when it was due" in chat.told("lead")


def test_a_missing_figure_is_said_with_whom_to_ask(chat):
    with database.writing(chat.app.engine) as db, db.begin():
        release = chat.app.partnerships["demo-food"].shelf.releases["foodbank-referrals"]
        releases.decide(db, release, "withdrawn", "Demo Steward", chat.clock(), "A mistake")
    chat.app.reload()
    posted = chat.reaches(MONDAY)
    assert posted == (
        "No new figures this week\n\nThe figures for food bank referrals were withdrawn by Demo Steward on 18 November "
        "2026. Reason: A mistake. Demo Analyst looks after them."
    )


def test_last_weeks_chart_is_not_shown_again_as_new(chat):
    assert "Food bank referrals this week" in chat.reaches(MONDAY)
    assert chat.reaches(MONDAY + WEEK) == (
        "No new figures this week\n\nFood bank referrals: the newest figures are for the week of Monday 2 November 2026. "
        "Figures for 2 weeks since were expected, the first by 19 November 2026. Demo Analyst looks after them.\n\n"
        "[Last food bank referrals]"
    )
    assert len(chat.wall.pictures) == 1
    (look,) = [
        button for _, _, reply in chat.wall.posts for button in buttons(reply) if "Last" in button.label
    ]
    assert "Camden had" in chat.says("food-hub-lead", look.line)


def test_figures_that_come_later_in_the_week_are_posted_once_and_marked_late(chat):
    pinned(chat, HELPLINE)
    assert "Helpline calls this week" in chat.reaches(MONDAY)
    posted = chat.reaches(MONDAY + WEEK)
    assert "Newer ones have come in and are with Demo Steward to be checked." in posted
    chat.clock.move_to(MONDAY + WEEK + timedelta(days=2))
    approve(chat)
    posted = chat.reaches(MONDAY + WEEK + timedelta(days=2, minutes=1))
    assert "in the week of Monday 2 November 2026" in posted
    assert "This chart is late: its figures came in after the usual time." in posted
    assert chat.reaches(MONDAY + WEEK + timedelta(days=3)) == ""
    assert "No new figures this week" in chat.reaches(MONDAY + 2 * WEEK)


def test_figures_approved_at_night_are_posted_the_next_working_morning(quick):
    pinned(quick, HELPLINE)
    quick.reaches(MONDAY)
    quick.reaches(MONDAY + WEEK)
    quick.clock.move_to(MONDAY + WEEK + timedelta(days=1, hours=13))
    approve(quick)
    assert quick.reaches(MONDAY + WEEK + timedelta(days=1, hours=22, minutes=29)) == ""
    assert "This chart is late" in quick.reaches(MONDAY + WEEK + timedelta(days=1, hours=22, minutes=30))


def test_figures_approved_on_the_weekend_are_on_mondays_chart(quick):
    pinned(quick, HELPLINE)
    quick.reaches(MONDAY)
    quick.reaches(MONDAY + WEEK)
    quick.clock.move_to(MONDAY + WEEK + timedelta(days=5))
    approve(quick)
    assert quick.reaches(MONDAY + 2 * WEEK - timedelta(minutes=1)) == ""
    posted = quick.reaches(MONDAY + 2 * WEEK)
    assert "Helpline calls this week" in posted
    assert "This chart is late" not in posted


def test_all_that_is_missing_is_one_message(quick):
    pinned(quick, HELPLINE, "food-parcels", REFERRALS)
    quick.reaches(MONDAY)
    posted = quick.reaches(MONDAY + WEEK)
    assert posted.count("No new figures this week") == 1
    assert posted.count("the newest figures are for the week of") == 3
    assert "[Last helpline calls] [Last food parcels and meals] [Last food bank referrals]" in posted


def test_termly_figures_are_a_chart_once_and_then_silence(quick):
    pinned(quick, "fsm-entitled")
    assert "this term" in quick.reaches(MONDAY)
    assert [quick.reaches(MONDAY + number * WEEK) for number in (1, 2, 3)] == ["", "", ""]


@pytest.mark.parametrize(
    ("time", "newest", "today", "missing"),
    [
        (WEEKLY, "2026-11-02", "2026-11-19", []),  # the week of 9 November may be published from this day on
        (WEEKLY, "2026-11-02", "2026-11-20", ["2026-11-09"]),
        (WEEKLY, "2026-11-02", "2026-11-27", ["2026-11-09", "2026-11-16"]),
        (WEEKLY, "2026-11-02", "2026-11-01", []),
        (Time(grain="month", lag_days=20), "2026-09-01", "2026-11-20", []),
        (Time(grain="month", lag_days=20), "2026-09-01", "2026-11-22", ["2026-10-01"]),
        (Time(grain="month", lag_days=20), "2026-11-01", "2027-01-22", ["2026-12-01"]),
        (TERMLY, "2026-09-01", "2027-01-15", []),
        (TERMLY, "2026-09-01", "2027-01-16", ["2027-01-05"]),
        (TERMLY, "2027-01-05", "2030-01-01", []),
        (Time(grain="once", period=date(2021, 3, 21)), "2021-03-21", "2030-01-01", []),
    ],
)
def test_a_period_is_missing_when_its_lag_is_over(time, newest, today, missing):
    assert list(expected.overdue(time, newest, date.fromisoformat(today))) == missing


def test_a_job_can_be_limited_to_places_and_its_questions_take_turns(chat):
    partnership = chat.app.partnerships["demo-food"]
    schedule = partnership.settings.schedule
    prompt = schedule.weeknote_prompt.model_copy(update={"questions": (("First set?",), ("Second set?",))})
    partnership.settings = partnership.settings.model_copy(
        update={"schedule": schedule.model_copy(update={"weeknote_prompt": prompt})}
    )
    friday = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
    asked = [chat.reaches(friday + timedelta(days=7 * week)) for week in range(3)]
    assert ["First" in each for each in asked] in ([True, False, True], [False, True, False])

    place = partnership.settings.places[0].model_copy(update={"name": "Elsewhere"})
    chart = schedule.weekly_chart.model_copy(update={"places": ("Elsewhere",)})
    partnership.settings = partnership.settings.model_copy(
        update={"places": (place,), "schedule": schedule.model_copy(update={"weekly_chart": chart})}
    )
    assert "Food bank referrals" not in chat.reaches(datetime(2026, 12, 14, 9, 30, tzinfo=UTC))
