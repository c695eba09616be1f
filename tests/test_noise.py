"""How much Parley says unasked: a limit a week, quiet hours, people who are away, and what they want."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot import config, outgoing
from commands.reply import Send, ToEveryPlace, ToPerson, say
from storage import away, database, migrate, noise, people, quiet_hours, seeding, wishes
from storage.bank_holidays import is_bank_holiday
from storage.tables import PostRow
from storage.wishes import Wish

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def rules(built):
    """The settings of the demonstration: quiet from 6pm to 8am, two reminders and twelve posts a week."""
    return config.load(built[0] / "config.yaml", {}).partnerships[0]


def at(text):
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "now", "goes"),
    [
        ("nudge", "2026-11-18 10:00", "2026-11-18 10:00"),
        ("nudge", "2026-11-18 17:59", "2026-11-18 17:59"),
        ("nudge", "2026-11-18 18:00", "2026-11-19 08:00"),
        ("nudge", "2026-11-19 07:59", "2026-11-19 08:00"),
        ("nudge", "2026-11-20 18:00", "2026-11-23 08:00"),  # a Friday evening
        ("nudge", "2026-11-21 12:00", "2026-11-23 08:00"),
        ("nudge", "2026-12-24 18:00", "2026-12-29 08:00"),  # Boxing Day is observed on the Monday
        ("weekly", "2026-11-21 12:00", "2026-11-21 12:00"),
        ("weekly", "2026-11-20 18:00", "2026-11-21 08:00"),
        ("digest", "2026-11-20 23:00", "2026-11-21 08:00"),
        ("", "2026-11-20 23:00", "2026-11-20 23:00"),
        ("weekly", "2027-03-27 23:00", "2027-03-28 07:00"),  # the clocks go forward: 8am is 7am in UTC
        ("weekly", "2026-10-24 22:00", "2026-10-25 08:00"),  # and back
        ("weekly", "2026-06-15 17:00", "2026-06-16 07:00"),  # 6pm in summer time
    ],
)
def test_what_nobody_asked_for_waits_until_people_are_at_work(rules, kind, now, goes):
    assert noise.goes_at(rules, kind, at(now)) == at(goes)


@pytest.mark.parametrize(
    ("hours", "clock", "quiet"),
    [
        ((time(18), time(8)), time(18), True),
        ((time(18), time(8)), time(8), False),
        ((time(18), time(8)), time(3), True),
        ((time(12), time(13)), time(12, 30), True),
        ((time(12), time(13)), time(13), False),
        ((time(12), time(13)), time(9), False),
        (None, time(3), False),
    ],
)
def test_quiet_hours_may_lie_within_a_day_or_over_midnight(rules, hours, clock, quiet):
    assert quiet_hours.are_on(rules.model_copy(update={"quiet_hours": hours}), clock) == quiet


def test_without_quiet_hours_reminders_wait_for_nine_on_a_working_day(rules):
    always = rules.model_copy(update={"quiet_hours": None})
    assert noise.goes_at(always, "nudge", at("2026-11-18 23:00")) == at("2026-11-18 23:00")
    assert noise.goes_at(always, "nudge", at("2026-11-21 23:00")) == at("2026-11-23 09:00")


def owes(chat, kind, who="Demo Food Hub Lead", words="Something"):
    """Owe somebody a message of a kind, or every place; the states of what that came to."""

    def write(db):
        to = ToEveryPlace() if who is None else ToPerson(person(db, who))
        return outgoing.owe(db, "demo-food", Send(to, say(words), kind), chat.clock(), settings=here)

    here = chat.app.partnerships["demo-food"].settings
    numbers = chat.app.writer.run_now(write)
    chat.run(chat.office.drain())
    with database.reading(chat.app.engine) as db:
        return [db.get(PostRow, number).state for number in numbers]


def person(db, name):
    return next(each.id for each in people.everybody(db, "demo-food") if each.name == name)


def test_the_third_reminder_of_a_week_is_not_sent_and_the_lead_sees_how_many(chat):
    assert [owes(chat, "nudge") for _ in range(4)] == [["sent"], ["sent"], [], []]
    assert owes(chat, "nudge", "Demo Pantry Lead") == ["sent"]
    assert "Kept back this week: 2 reminders. A person gets at most 2 reminders a week" in chat.says(
        "lead", "schedule"
    )
    assert "Kept back" not in chat.says("food-hub-lead", "schedule")
    chat.clock.move_to(MONDAY)
    assert owes(chat, "nudge") == ["sent"]
    assert "Kept back" not in chat.says("lead", "schedule")


def test_answers_and_the_digest_somebody_wants_do_not_count(chat):
    chat.says("food-hub-lead", "mine digest on")
    for _ in range(5):
        assert owes(chat, "") == ["sent"]
        assert owes(chat, "digest") == ["sent"]
    assert owes(chat, "weekly") == ["sent"]


def test_a_reminder_at_night_waits_and_holds_back_nothing_else(chat):
    chat.clock.move_to(at("2026-11-18 21:00"))
    assert owes(chat, "nudge", words="Do not forget") == ["later"]
    assert owes(chat, "", words="An answer") == ["sent"]
    chat.reaches(at("2026-11-19 07:59"))
    assert "Do not forget" not in chat.told("food-hub-lead")
    chat.reaches(at("2026-11-19 08:00"))
    assert chat.told("food-hub-lead").endswith("An answer\n\nDo not forget")


def test_what_waits_counts_for_the_week_in_which_it_goes(quick):
    quick.clock.move_to(at("2026-11-20 19:00"))  # a Friday evening: it goes on Monday
    assert [owes(quick, "nudge") for _ in range(3)] == [["later"], ["later"], []]
    quick.reaches(MONDAY)
    assert owes(quick, "nudge") == []


def test_nobody_who_is_away_or_wants_none_is_reminded(quick):
    quick.says("pantry-lead", "away until 24 November")
    quick.says("food-hub-lead", "mine off")
    quick.says("centre-manager", "mine weekly")
    assert owes(quick, "nudge", "Demo Pantry Lead") == []
    assert owes(quick, "weekly", "Demo Pantry Lead") == []
    assert owes(quick, "nudge") == owes(quick, "weekly") == []
    assert owes(quick, "nudge", "Demo Centre Manager") == []
    assert owes(quick, "weekly", "Demo Centre Manager") == ["sent"]
    assert owes(quick, "weekly", "Demo Centre Manager") == []
    assert owes(quick, "", "Demo Pantry Lead") == owes(quick, "") == ["sent"]


def test_what_is_not_wanted_any_more_when_its_time_comes_is_not_sent(quick):
    quick.clock.move_to(at("2026-11-18 21:00"))
    assert owes(quick, "nudge", words="Do not forget") == ["later"]
    quick.says("food-hub-lead", "mine off")
    quick.reaches(at("2026-11-19 09:00"))
    assert "Do not forget" not in quick.told("food-hub-lead")


def test_what_was_not_sent_in_time_is_not_sent_in_the_night(quick):
    def unsent(db):
        to = Send(ToPerson(person(db, "Demo Food Hub Lead")), say("Do not forget"), "nudge")
        outgoing.owe(db, "demo-food", to, at("2026-11-18 17:00"), settings=here)

    here = quick.app.partnerships["demo-food"].settings
    quick.app.writer.run_now(unsent)
    quick.reaches(at("2026-11-18 22:00"))
    assert "Do not forget" not in quick.told("food-hub-lead")
    quick.reaches(at("2026-11-19 08:00"))
    assert "Do not forget" in quick.told("food-hub-lead")


def test_a_place_has_had_enough_and_the_lead_is_told_once(chat):
    here = chat.app.partnerships["demo-food"]
    here.settings = here.settings.model_copy(update={"posts_per_week": 2})
    assert [owes(chat, "weekly", None, f"Post {number}") for number in range(4)] == [
        ["sent"],
        ["sent"],
        [],
        [],
    ]
    assert owes(chat, "", None, "A result") == ["sent"]
    assert chat.place() == "Post 0\n\nPost 1\n\nA result"
    assert chat.told("lead").count("was not posted in") == 1
    assert "“Post 2” was not posted in demo: it has had 2 scheduled posts this week" in chat.told("lead")
    assert "Kept back this week: 2 posts" in chat.says("lead", "schedule")


def test_a_late_post_waits_for_the_end_of_the_quiet_hours_if_it_still_helps(quick):
    assert quick.reaches(at("2026-11-23 19:00")) == ""  # Monday's chart was due at 9:30am
    assert "This is late: it was due at 9:30am" not in quick.reaches(at("2026-11-24 07:59"))
    quick.reaches(at("2026-11-24 08:00"))
    assert "12 hours have passed since" in quick.told("lead")


def test_a_post_at_an_hour_a_lead_chose_goes_at_that_hour(quick):
    quick.says("lead", "schedule change weekly chart Wednesday 8pm")
    assert "Food bank referrals this week" in quick.reaches(at("2026-11-18 20:00"))


def test_stewards_are_told_another_day_what_there_was_no_room_for(quick):
    assert owes(quick, "nudge", "Demo Steward") == owes(quick, "nudge", "Demo Steward") == ["sent"]
    assert owes(quick, "nudge", "Demo Deputy") == owes(quick, "nudge", "Demo Deputy") == ["sent"]
    assert owes(quick, "nudge", "Demo Lead") == owes(quick, "nudge", "Demo Lead") == ["sent"]
    quick.sleeps_until(at("2026-11-19 12:00"))
    assert "Figures to look after" not in quick.wall.reads("steward")


kinds = st.sampled_from(["nudge", "weekly", "digest", ""])
waits = st.timedeltas(timedelta(), timedelta(days=4))
events = st.lists(st.tuples(waits, kinds, st.integers(0, 2), st.booleans()), min_size=1, max_size=25)


@pytest.fixture(scope="module")
def alone(built, tmp_path_factory):
    """A database with the people of the demonstration, known on Slack; nothing in it is ever kept."""
    engine = database.connect(f"sqlite:///{tmp_path_factory.mktemp('noise') / 'parley.db'}")
    migrate.upgrade(engine, MONDAY)
    with database.writing(engine) as db, db.begin():
        seeding.seed(db, config.load(built[0] / "config.yaml", {}).partnerships[0])
        seeding.switch(db, "demo-food", {"slack"})
    yield engine
    engine.dispose()


def sends_what_is_due(db, now):
    due = update(PostRow).where(PostRow.state == "due", PostRow.not_before <= now)
    db.execute(due.values(state="sent", sent_at=now), execution_options={"synchronize_session": "fetch"})


@given(
    events=events,
    first=st.datetimes(datetime(2026, 10, 19), datetime(2027, 4, 5)),
    levels=st.tuples(*[st.sampled_from(wishes.LEVELS)] * 3),
    gone=st.tuples(st.integers(0, 2), st.integers(0, 30), st.integers(0, 20)),
)
def test_no_week_has_more_than_the_limit_and_nobody_is_disturbed(alone, rules, events, first, levels, gone):
    """However long Parley is down between two looks at the clock, and the platform in between."""
    with database.writing(alone) as db:
        everybody = [each.id for each in people.everybody(db, rules.id)][:3]
        wanted = dict(zip(everybody, levels, strict=True))
        for who, level in wanted.items():
            wishes.change(db, rules.id, who, Wish("slack", level, digest=True))
        begins = first.date() + gone[1] * DAY
        away.go(db, rules.id, everybody[gone[0]], away.Away(begins, begins + gone[2] * DAY), MONDAY)
        now = first.replace(tzinfo=UTC)
        for after, kind, who, is_up in [*events, (30 * DAY, "", 0, True)]:
            now += after
            noise.tend(db, [rules], now)
            outgoing.owe(db, rules.id, Send(ToPerson(everybody[who]), say("x"), kind), now, settings=rules)
            if is_up:
                sends_what_is_due(db, now)
        sent = [each for each in db.scalars(select(PostRow)) if each.state == "sent" and each.kind]
        local = {each.id: each.sent_at.astimezone(rules.timezone) for each in sent}
        counted = [each for each in sent if each.kind in noise.COUNTED]
        weeks = Counter((each.person, local[each.id].isocalendar()[:2]) for each in counted)
        assert all(count <= (1 if wanted[who] == "weekly" else 2) for (who, _), count in weeks.items())
        assert all(Wish("slack", wanted[each.person], digest=True).wants(each.kind) for each in sent)
        assert not any(quiet_hours.are_on(rules, moment.time()) for moment in local.values())
        assert not any(away.is_away(db, rules.id, each.person, local[each.id].date()) for each in counted)
        days = {local[each.id].date() for each in sent if each.kind == "nudge"}
        assert not any(day.weekday() > 4 or is_bank_holiday(day, rules.nation) for day in days)
        db.rollback()
