"""A platform that is away for an hour: posts wait, go out late and say so, and the lead hears of it twice."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.post import PostOffice
from bot.transport import NotSent
from commands.reply import ToPerson
from storage import database, people, waiting
from storage.tables import PersonRow
from tests.weather.world import Sky, also_on, owe, passes, under

GONE = "The page cannot be reached."


def hour_away(chat, wall, minutes=60):
    """Ask as the post office does while it runs, every minute."""
    wall.away = GONE
    owe(chat, "Good morning")
    for number in range(minutes):
        passes(chat, minutes=1)
        if number == minutes // 2:
            owe(chat, "Good afternoon")
    wall.away = ""
    passes(chat, minutes=1)


def test_posts_wait_for_an_hour_and_go_out_late_and_in_order(chat):
    wall = under(chat)
    hour_away(chat, wall)
    assert chat.place() == (
        "Good morning\n\nThis is late: it was due at 10am today, Wednesday 18 November 2026.\n\n"
        "Good afternoon\n\nThis is late: it was due at 10:31am today, Wednesday 18 November 2026."
    )


def test_the_lead_is_told_once_that_it_is_away_and_once_that_it_is_back(chat):
    other = Sky("other")
    wall = under(chat, other)
    also_on(chat, "lead", "other")
    hour_away(chat, wall)
    said = other.reads("lead-elsewhere")
    away, back = said.split("\n\n")
    assert away == (
        "Parley has not been able to reach the page since 10:01am today, Wednesday 18 November 2026. "
        f"{GONE} 1 post waits for it. What is due meanwhile goes out when it is back, marked as late, "
        "and Parley tells you."
    )
    assert back.startswith("Parley can reach the page again. It was away since 10:01am")
    assert chat.told("lead") == ""


def test_nobody_is_told_of_ten_minutes_or_a_restart_meanwhile(quick):
    wall = under(quick)
    hour_away(quick, wall, minutes=9)
    assert quick.told("lead") == ""


def test_a_restart_in_the_middle_says_nothing_twice(quick):
    other = Sky("other")
    wall = under(quick, other)
    also_on(quick, "lead", "other")
    wall.away = GONE
    owe(quick, "Good morning")
    for _ in range(30):
        passes(quick, minutes=1)
    quick.office = PostOffice(quick.app, {"web": wall, "other": other}, rewrite_every=0)
    for _ in range(30):
        passes(quick, minutes=1)
    wall.away = ""
    passes(quick, minutes=1)
    assert other.reads("lead-elsewhere").count("has not been able to reach") == 1
    assert other.reads("lead-elsewhere").count("again") == 1
    assert quick.place().count("Good morning") == 1


def test_it_is_asked_and_no_post_is_risked_while_it_is_away(quick):
    wall = under(quick)
    wall.away = GONE
    for _ in range(3):
        passes(quick, minutes=2)
    tried = []
    wall.send = lambda *args: tried.append(args)
    owe(quick, "Good morning")
    passes(quick, minutes=2)
    assert tried == []
    assert wall.asked > 1


def test_after_more_than_a_day_posts_are_given_up_and_their_place_and_the_lead_learn_which(quick):
    wall = under(quick)
    wall.away = GONE
    owe(quick, "Good morning")
    lead = quick.run(quick.app.write(lambda db: people.with_role(db, "demo-food", "lead")[0]))
    owe(quick, "A word for you", to=ToPerson(lead.id))
    for _ in range(26):
        passes(quick, hours=1)
    wall.away = ""
    passes(quick, hours=1)
    assert quick.place().startswith("1 post could not be posted here when it was due:\n\nGood morning")
    assert "A word for you" in quick.told("lead")
    assert "What was more than a day late is not posted any more: 1." in quick.told("lead")


@pytest.mark.parametrize("reason", [GONE, "The page does not accept Parley's token."])
def test_a_post_that_fails_alone_is_given_up_while_the_platform_is_well(quick, reason):
    wall = under(quick)

    async def send(address, reply, mark, under=""):
        if mark == "post-1":
            raise NotSent(reason)
        return await Sky.send(wall, address, reply, mark, under)

    wall.send = send
    owe(quick, "Good morning")
    for _ in range(6):
        passes(quick, minutes=11)
    assert f"Parley could not post “Good morning” in the place demo. {reason}" in quick.told("lead")


# Whom to tell


def test_a_lead_whose_last_platform_fails_is_told_on_another(quick):
    other = Sky("other")
    wall = under(quick, other)
    also_on(quick, "lead", "other")
    wall.closed = {"demo": "Archived.", "lead": "This person has left."}
    owe(quick, "Good morning")
    passes(quick, seconds=1)
    assert "could not post “Good morning”" in other.reads("lead-elsewhere")


def test_two_leads_nobody_can_reach_do_not_go_round_for_ever(quick):
    wall = under(quick)

    both = PersonRow.name.in_(["Demo Lead", "Demo Analyst"])
    quick.app.writer.run_now(lambda db: db.execute(update(PersonRow).where(both).values(roles=["lead"])))
    wall.closed = {"demo": "Archived.", "lead": "This person has left.", "analyst": "This person has left."}
    owe(quick, "Good morning")
    passes(quick, seconds=1)
    with database.reading(quick.app.engine) as db:
        assert waiting.untold(db, quick.clock()) == 1
        assert waiting.untold(db, quick.clock() + timedelta(days=2)) == 0
