"""Each new sounding in private for those who asked for it, and answers that need more than a tap."""

from datetime import UTC, datetime

import pytest

from tests.soundings.people import FOR, FRIDAY_LINE
from tests.world import read

ASKED = "Is stock low?"


def opened(chat, more=""):
    chat.says("lead", f'/poll "{ASKED}" Yes | No {FRIDAY_LINE} {more}')
    return chat


def test_nobody_gets_a_new_sounding_in_private_who_did_not_ask_for_it(chat):
    opened(chat)
    assert not any(ASKED in chat.told(who) for who in FOR)


def test_who_asked_for_it_gets_each_new_sounding_with_its_buttons(chat):
    said = chat.says("pantry-lead", "mine soundings on")
    assert "Each new sounding comes too." in said
    assert "[Soundings off]" in said
    opened(chat)
    assert f"{ASKED}\n\n0 of 6 organisations have answered." in chat.told("pantry-lead")
    chat.last = next(
        reply for to, _, reply in chat.wall.posts if to == "pantry-lead" and ASKED in read(reply)
    )
    assert chat.presses("pantry-lead", "Yes", private=True) == "Counted. Demo Pantry has answered sounding 1."
    assert "1 of 6 organisations has answered." in chat.place()


def test_a_copy_in_private_is_not_written_again_with_every_answer(quick):
    quick.says("pantry-lead", "mine soundings on")
    opened(quick)
    quick.says("analyst", "poll 1 yes")
    assert "0 of 6" in quick.told("pantry-lead")
    assert "1 of 6" in quick.place()


def test_who_is_not_asked_gets_none(quick):
    for who in ("analyst", "pantry-lead"):
        quick.says(who, "mine soundings on")
    opened(quick, "who=vcs")
    assert ASKED not in quick.told("analyst")
    assert ASKED in quick.told("pantry-lead")


@pytest.mark.parametrize("words", ["soundings off", "off", "no soundings", "web soundings off"])
def test_it_is_switched_off_again(quick, words):
    quick.says("pantry-lead", "mine soundings on")
    assert "Each new sounding" not in quick.says("pantry-lead", f"mine {words}")
    opened(quick)
    assert ASKED not in quick.told("pantry-lead")


def test_both_copies_are_asked_for_in_one_line_and_the_level_stays(quick):
    said = quick.says("pantry-lead", "mine weekly, digest on and soundings on")
    assert "weekly. One message a week" in said
    assert "A copy of the digest comes too. Each new sounding comes too." in said


@pytest.mark.parametrize("words", ["soundings", "sounding banana", "soundings on banana"])
def test_what_is_not_understood_changes_nothing(quick, words):
    assert "Write " in quick.says("pantry-lead", f"mine {words}")
    opened(quick)
    assert ASKED not in quick.told("pantry-lead")


def test_a_copy_waits_for_the_end_of_quiet_hours(quick):
    quick.says("pantry-lead", "mine soundings on")
    quick.reaches(datetime(2026, 11, 18, 21, 0, tzinfo=UTC))
    opened(quick)
    assert ASKED not in quick.told("pantry-lead")
    quick.reaches(datetime(2026, 11, 19, 8, 0, tzinfo=UTC))
    assert ASKED in quick.told("pantry-lead")


@pytest.mark.parametrize(
    ("shape", "given", "counted"),
    [
        ("several: Tins | Fresh food", "Tins\nFresh food", True),
        ("number of parcels", "25", True),
        ("number of parcels", "a few", False),
        ("scale", "5", True),
        ("scale", "6", False),
        ("text", "A second van", True),
    ],
)
def test_an_answer_in_a_form(quick, shape, given, counted):
    quick.says("lead", f'/poll "What?" {shape} {FRIDAY_LINE}')
    quick.says("pantry-lead", "poll vote 1")
    said = quick.fills("pantry-lead", {"answer": given})
    assert said.startswith("Counted.") == counted
    assert (f"{int(counted)} of 6" in quick.place()) == counted or not counted


@pytest.mark.parametrize(
    "hostile", ["poll 1", "poll 1 <b>", "poll 1.9 yes", "poll 99 yes", "poll vote", "poll vote x"]
)
def test_odd_answers_are_refused_in_a_sentence_and_count_nothing(quick, hostile):
    opened(quick)
    assert "problem with Parley" not in quick.says("pantry-lead", hostile)
    assert "0 of 6 organisations have answered." in quick.place()
