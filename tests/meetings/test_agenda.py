"""The agenda: what waits before a meeting, the next point during it, and what was not reached."""

from tests.meetings.series import CALL, meets
from tests.meetings.test_capture import begun

CANNOT = [
    ("meeting agenda add the van", "That is on the agenda already."),
    ("meeting agenda add mail me at a@b.example", "seems to contain an email address"),
    ("meeting agenda add " + "x" * 201, "Write one point of 200 characters or less."),
    ("meeting agenda drop me", "That is not on the agenda any more."),
    ("meeting agenda drop 99999999999999999999", "That is not on the agenda any more."),
]


def test_points_wait_in_their_order_and_can_be_dropped(quick):
    assert quick.says("lead", "meeting agenda").startswith("Nothing is on the agenda.")
    assert quick.says("pantry-lead", "meeting agenda add The freezer").startswith(
        "On the agenda: The freezer."
    )
    quick.says("lead", "meeting agenda add The van")
    seen = quick.says("analyst", "meeting agenda")
    assert "1. The freezer (Demo Pantry Lead)\n2. The van (Demo Lead)" in seen
    assert quick.presses("analyst", "Drop 1").startswith("Off the agenda: The freezer.")
    assert quick.says("analyst", "meeting agenda drop 1").startswith("That is not on the agenda any more.")
    assert "The freezer" not in quick.says("lead", "meeting agenda")


def test_what_was_dropped_can_be_put_back(quick):
    quick.says("lead", "meeting agenda add The van")
    quick.says("lead", "meeting agenda drop 1")
    assert quick.presses("lead", "Put it back").startswith("On the agenda: The van.")


def test_the_next_item_becomes_the_topic_once(quick):
    quick.says("lead", "meeting agenda add The freezer")
    quick.says("lead", "meeting agenda add The van")
    begun(quick)
    assert "Next on the agenda: The freezer" in quick.place()
    assert quick.says("lead", "meeting next 1").startswith("The meeting talks about: The freezer.")
    assert quick.says("analyst", "meeting next 1").startswith("The meeting has reached that point already")
    assert "Now: The freezer\nNext on the agenda: The van" in quick.place()
    assert quick.says("lead", "Next item please").startswith("The meeting talks about: The van.")
    assert quick.says("lead", "next item").startswith("Nothing is left on the agenda.")


def test_a_point_taken_back_waits_again(quick):
    quick.says("lead", "meeting agenda add The van")
    begun(quick)
    quick.says("lead", "next item")
    quick.presses("lead", "Take it back")
    assert "The van" in quick.says("lead", "meeting agenda")
    assert "Next on the agenda: The van" in quick.place()


def test_what_was_not_reached_waits_for_the_next_meeting(quick):
    quick.says("lead", "meeting agenda add The van")
    begun(quick)
    quick.says("lead", "meeting end")
    assert "left over 1 time" in quick.says("lead", "meeting agenda")
    begun(quick)
    assert "Next on the agenda: The van" in quick.place()


def test_a_point_for_a_series_waits_for_that_one(quick):
    meets(quick, CALL)
    quick.says("lead", "meeting agenda add The freezer for the weekly call")
    begun(quick)
    assert "Next on the agenda" not in quick.place()
    assert quick.says("lead", "next item").startswith("Nothing is left")
    quick.says("lead", "meeting end")
    quick.says("lead", "meeting start")
    assert quick.says("lead", "next item").startswith("The meeting talks about: The freezer.")


def test_a_form_asks_for_the_point(quick):
    quick.says("lead", "meeting agenda add")
    assert quick.fills("lead", {"words": "The van"}).startswith("On the agenda: The van.")


def test_what_cannot_be_put_there_says_why(quick):
    quick.says("lead", "meeting agenda add The van")
    for line, said in CANNOT:
        assert said in quick.says("lead", line)
