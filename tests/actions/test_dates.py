"""By when: words of the British calendar, said back with weekday and date; what is unclear is asked."""

import pytest


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Fri", "Friday 20 November 2026"),
        ("31/3", "Wednesday 31 March 2027"),
        ("17/11/2027", "Wednesday 17 November 2027"),
        ("next Wednesday", "Wednesday 25 November 2026"),
        ("end of month", "Monday 30 November 2026"),
        ("tomorrow", "Thursday 19 November 2026"),
        ("in 2 weeks", "Wednesday 2 December 2026"),
        ("2026-12-01", "Tuesday 1 December 2026"),
    ],
)
def test_a_date_is_said_back_in_full(quick, words, day):
    assert f", by {day}." in quick.says("lead", f"/action @analyst to send counts by {words}")


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("next Friday", "[Friday 20 November 2026] [Friday 27 November 2026]"),
        ("17/11", "[Wednesday 17 November 2027]"),
    ],
)
def test_what_can_mean_two_days_is_asked_and_one_tap_answers(quick, words, asked):
    assert asked in quick.says("lead", f"/action @analyst and @steward to send counts by {words}")
    last = asked.strip("[]").split("] [")[-1]
    seen = quick.presses("lead", last)
    assert seen.startswith(f"Action A1: Demo Analyst (with Demo Steward) to send counts, by {last}.")


def test_what_has_passed_or_is_no_date_of_a_form_is_refused_beside_its_field(quick):
    values = {"what": "send counts", "who": "@analyst", "due": "31/11"}
    assert "31/11/2026 is not a real date" in quick.says("lead", "action", values=values)
    assert "is in the past" in quick.says("lead", "action", values={**values, "due": "1 November 2026"})
    assert quick.says("lead", "action list") == "There are no open actions."


def test_the_date_moves_and_the_history_says_from_when_to_when(quick):
    quick.says("lead", "/action @analyst to send counts by Fri")
    assert quick.says("analyst", "A1 move to 30 November").startswith(
        "Action A1 is now due by Monday 30 November 2026"
    )
    assert quick.says("analyst", "action move A1 to 30 November") == "Action A1 is due then already."
    shown = quick.says("lead", "action show A1")
    assert "Demo Analyst moved the date: Friday 20 November 2026 to Monday 30 November 2026" in shown
    assert "By when is A1?" in quick.says("lead", "action move A1")
    assert "is now due by Tuesday 1 December 2026" in quick.fills("lead", {"due": "1 Dec"})
