"""One's own page by the command home: the same on every platform, and for one pair of eyes."""

from datetime import timedelta

from storage import homes
from tests.pair import FOOD, RURAL


def test_home_is_ones_own_page(chat):
    chat.says("lead", "action @food-hub-lead to ring the pantry by Fri")
    chat.says("lead", 'poll "Is stock low?" Yes | No closes="Fri 17:00"')
    seen = chat.says("food-hub-lead", "home")
    assert chat.last.private
    assert (
        "A1: Demo Food Hub Lead to ring the pantry, by Friday 20 November 2026. It is not accepted yet."
        in seen
    )
    assert "[Accept A1] [Done A1] [More about A1]" in seen
    assert "[Answer 1]" in seen
    assert "This page: all." in seen
    assert "Your actions\n\nYou have no open actions." in chat.says("analyst", "home")


def test_figures_there_are_those_of_an_answer(quick):
    page = quick.says("lead", "home")
    asked = quick.says("lead", "ask foodbank-referrals")
    number, small_print = asked.split("\n\n")[0], asked.split("\n\n")[-2]
    assert number in page
    assert small_print in page
    cites = quick.last.cites
    quick.says("lead", "home")
    assert quick.last.cites == cites


def test_figures_that_may_not_be_shown_are_not(quick):
    quick.says("steward", "data withdraw 2 Counts were doubled")
    seen = quick.says("lead", "home")
    assert "were withdrawn by Demo Steward" in seen
    assert quick.last.cites == ()
    quick.clock.move_by(timedelta(days=400))
    assert "about 1" not in quick.says("lead", "home")


def test_an_answered_sounding_says_only_that(quick):
    quick.says("lead", 'poll "Is stock low?" Yes | No closes="Fri 17:00"')
    quick.says("pantry-lead", "poll vote 1 1")
    assert "Sounding 1: your organisation has answered." in quick.says("pantry-lead", "home")
    assert "Is stock low?" in quick.says("food-hub-lead", "home")
    quick.says("lead", 'poll "Is the van back?" Yes | No closes="Fri 17:00" voice=person mode=named')
    quick.says("pantry-lead", "poll vote 2 1")
    seen = quick.says("pantry-lead", "home")
    assert "Sounding 2: you have answered." in seen
    assert "Yes" not in seen


def test_many_actions_are_cut_and_the_rest_is_a_press_away(quick):
    for number in range(12):
        quick.says("lead", f"action me to do thing {number} again=yes")
    seen = quick.says("lead", "home")
    assert seen.count("[Done A") == 10
    assert "And 2 more." in seen
    assert "A12" in quick.presses("lead", "All my actions")


def test_the_next_meeting_or_the_one_going_on_is_said(quick):
    assert "The next meeting is Weekly call, at 10am on Wednesday 25 November 2026." in quick.says(
        "lead", "home"
    )
    quick.says("lead", "meeting start Weekly call")
    assert "A meeting is going on: M1, Weekly call." in quick.says("lead", "home")


def test_who_is_in_two_partnerships_has_a_page_in_each(quick_pair):
    assert "more than one partnership" in quick_pair.hears("analyst", "home")
    assert quick_pair.chooses("analyst", RURAL).startswith(f"{RURAL}, for you")
    assert quick_pair.line_of("Change what I get") == "in demo-rural: mine"
    quick_pair.hears("analyst", "partnership demo-food")
    assert quick_pair.hears("analyst", "home").startswith(f"{FOOD}, for you")


def test_what_may_stand_on_a_page_is_noted_before_it_does(chat):
    def write(change):
        return chat.app.writer.run_now(change)

    today = chat.clock.now.date()
    write(lambda db: homes.open_(db, "U01", 1, today))
    assert write(lambda db: homes.about_to_show(db, "U01", [2]))
    assert write(lambda db: homes.about_to_show(db, "U01", [2, 3]))
    (home,) = write(homes.every)
    assert (home.partnership, home.day, home.cites) == ("demo-food", today, {2, 3})
    write(lambda db: homes.showing(db, "U01", [3]))
    assert write(homes.every)[0].cites == {3}
    chat.says("steward", "data withdraw 2 Counts were doubled")
    assert write(homes.withdrawn) == {2}
    assert not write(lambda db: homes.about_to_show(db, "U01", [2]))
    assert write(lambda db: homes.open_(db, "U01", 2, today)).cites == {3}
    assert write(homes.every)[0].person == 2
