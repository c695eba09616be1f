"""Monday's chart: once, on time, slid past bank holidays, said when it is missing."""

from datetime import UTC, datetime, timedelta

from bot.text import buttons
from storage import database, releases
from tests.planting import NEWEST, REFERRALS, Plant, plant
from tests.world import read

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


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
    assert "Food bank referrals: no chart this week" in posted
    assert "Demo Analyst looks after them" in posted


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
