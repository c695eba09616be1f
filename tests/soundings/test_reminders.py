"""One reminder before a sounding closes: in private to those who are missing, or the same to everybody."""

from datetime import UTC, datetime, timedelta

import pytest

from commands.polling import reminding
from storage.settings_values import parse_quiet
from storage.soundings.sounding import Sounding
from tests.soundings.people import FRIDAY_LINE

ONE_PM = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
CLOSES = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
REMINDED = "Sounding 1 closes at 5pm today, Friday 20 November 2026."


def opened(chat, more=""):
    chat.says("lead", f'/poll "Is stock low?" Yes | No {FRIDAY_LINE} {more}')
    chat.says("pantry-lead", "poll 1 yes")
    return chat


def reminded(chat):
    names = ("food-hub-lead", "pantry-lead", "centre-manager", "analyst", "deputy", "lead")
    return {each for each in names if REMINDED in chat.told(each)}


def test_only_those_whose_answer_is_missing_are_reminded_and_in_private(chat):
    opened(chat)
    seen = chat.reaches(ONE_PM)
    assert reminded(chat) == {"food-hub-lead", "centre-manager", "analyst", "deputy", "lead"}
    assert "There is no answer from Demo Food Hub yet. One tap does it." in chat.told("food-hub-lead")
    assert "closes at 5pm today" not in seen


def test_the_reminder_is_one_tap(quick):
    opened(quick).reaches(ONE_PM)
    last = [reply for to, _, reply in quick.wall.posts if to == "food-hub-lead"][-1]
    quick.last = last
    assert quick.presses("food-hub-lead", "Yes", private=True).startswith("Counted. Demo Food Hub has")
    assert "2 of 6 organisations have answered." in quick.place()


def test_a_reminder_comes_once(quick):
    opened(quick).reaches(ONE_PM)
    quick.reaches(ONE_PM + timedelta(hours=1))
    assert quick.told("analyst").count(REMINDED) == 1


def test_everybody_reads_the_same_in_the_place_where_nobody_can_read_the_roll(chat):
    opened(chat, "remind=everybody")
    seen = chat.reaches(ONE_PM)
    assert f"{REMINDED} If your organisation has not answered yet, one tap does it." in seen
    assert "[Yes] [No]" in seen
    assert reminded(chat) == set()


def test_nobody_who_has_not_answered_is_ever_named(chat):
    opened(chat, "remind=everybody").reaches(ONE_PM)
    assert not any(name in chat.place() for name in ("Food Hub", "Pantry", "Schools Team"))


def test_somebody_away_and_somebody_who_wants_none_are_left_in_peace(quick):
    opened(quick)
    quick.says("food-hub-lead", "away until 27 November")
    quick.says("analyst", "mine off")
    quick.reaches(ONE_PM)
    assert reminded(quick) == {"centre-manager", "deputy", "lead"}


def test_another_time_to_close_moves_the_reminder(chat):
    opened(chat)
    chat.says("lead", "poll extend 1 Mon 5pm")
    chat.reaches(ONE_PM)
    assert "closes at 5pm" not in chat.told("analyst")
    chat.reaches(ONE_PM + timedelta(days=3))
    assert "Sounding 1 closes at 5pm today, Monday 23 November 2026." in chat.told("analyst")


@pytest.mark.parametrize("ended", ["poll close 1", "poll cancel 1 sure=yes"])
def test_nobody_is_reminded_of_what_is_over(quick, ended):
    opened(quick)
    quick.says("lead", ended)
    quick.reaches(ONE_PM)
    assert reminded(quick) == set()


def test_nobody_is_reminded_after_the_close_that_an_outage_delayed(quick):
    opened(quick).reaches(CLOSES + timedelta(hours=1))
    assert reminded(quick) == set()
    assert "has closed" in quick.place()


def test_a_sounding_of_an_hour_has_no_reminder(quick):
    quick.says("lead", '/poll "Is stock low?" Yes | No closes="today 15:00"')
    quick.reaches(datetime(2026, 11, 18, 11, 0, tzinfo=UTC))
    assert "closes at" not in quick.told("analyst")


def test_reminders_have_room_only_within_the_limits_of_the_week(quick):
    for number in (1, 2, 3):
        quick.says("lead", f'/poll "Is shelf {number} low?" Yes | No {FRIDAY_LINE}')
    quick.reaches(ONE_PM)
    assert sum(quick.told("analyst").count(f"Sounding {number} closes at") for number in (1, 2, 3)) == 2


@pytest.mark.parametrize(
    ("closes", "due"),
    [
        ("2026-11-20 17:00", "2026-11-20 13:00"),
        ("2026-11-20 09:00", "2026-11-19 15:00"),  # 5am is the night
        ("2026-11-20 23:59", "2026-11-20 15:00"),
        ("2026-11-23 09:00", "2026-11-20 15:00"),  # over the weekend
        ("2026-12-29 09:00", "2026-12-24 15:00"),  # and over Christmas
        ("2026-11-18 15:00", None),
    ],
)
def test_when_a_reminder_comes(quick, closes, due):
    settings = quick.app.partnerships["demo-food"].settings
    shown = sounding_until(datetime.fromisoformat(closes).replace(tzinfo=UTC))
    found = reminding.due_at(settings, shown)
    assert found == (None if due is None else datetime.fromisoformat(due).replace(tzinfo=UTC))


def test_where_no_hours_are_quiet_only_days_off_are(quick):
    settings = quick.app.partnerships["demo-food"].settings.model_copy(
        update={"quiet_hours": parse_quiet(None)}
    )
    night = sounding_until(datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    assert reminding.due_at(settings, night) == datetime(2026, 11, 20, 5, 0, tzinfo=UTC)


def sounding_until(closes_at):
    opened_at = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
    rest = {"recall": "", "series": None, "run": 1, "owner": 1, "state": "open", "outcome": None}
    kinds = {"mode": "sealed", "voice": "organisation", "audience": "all", "remind": "missing"}
    known = {"id": 1, "partnership": "demo-food", "number": 1, "questions": (), "roster": (), "answered": 0}
    return Sounding(**known, **kinds, **rest, minimum=5, asked=6, opened_at=opened_at, closes_at=closes_at)
