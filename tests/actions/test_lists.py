"""Lists in words, and the question before the same is noted twice."""

from datetime import UTC, datetime

import pytest


@pytest.fixture
def four(quick):
    for line in (
        "/action @analyst to check the map by Fri",
        "/action Demo Food Hub to open early by Mon",
        "/action @food-hub-lead to ring the pantry by 26 November",
        "/action to write the note by 1 December",
    ):
        assert quick.says("lead", line).startswith("Action A")
    return quick


def labels(seen: str) -> list[str]:
    return [row.split(" | ")[0] for row in seen.split("\n") if row[:1] == "A" and row[1:2].isdigit()]


@pytest.mark.parametrize(
    ("which", "found"),
    [
        ("", ["A1", "A2", "A3", "A4"]),
        ("open", ["A1", "A2", "A3", "A4"]),
        ("mine", ["A4"]),
        ("unaccepted", ["A1", "A3"]),
        ("overdue", []),
        ("@analyst", ["A1"]),
        ("of Demo Food Hub", ["A2", "A3"]),  # what its people have is the organisation's too
        ("closed", []),
    ],
)
def test_a_list_is_filtered_in_words(four, which, found):
    assert labels(four.says("lead", f"action list {which}")) == found


def test_overdue_blocked_and_closed_are_lists_of_their_own(four):
    four.says("lead", "A2 blocked the key is lost")
    four.says("lead", "A4 done")
    four.clock.move_to(datetime(2026, 11, 24, 9, tzinfo=UTC))
    assert labels(four.says("lead", "action list overdue")) == ["A1", "A2"]
    assert labels(four.says("lead", "action list blocked")) == ["A2"]
    assert labels(four.says("lead", "action list closed")) == ["A4"]
    assert labels(four.says("lead", "action list")) == ["A1", "A2", "A3"]


def test_mine_is_private_and_what_is_not_understood_offers_lists(four):
    four.says("lead", "action list mine")
    assert four.last.private
    assert "[Mine] [Overdue]" in four.says("lead", "action list purple")


def test_almost_the_same_is_asked_about_and_can_be_noted_all_the_same(four):
    seen = four.says("lead", "/action @analyst to check the maps by Mon")
    assert seen.startswith("Is this the same as A1: Demo Analyst to check the map?")
    assert four.presses("lead", "Note it too").startswith(
        "Action A5: Demo Analyst to check the maps, by Monday 23"
    )


def test_the_same_for_somebody_else_is_not_the_same(four):
    assert four.says("lead", "/action @steward to check the map by Mon").startswith("Action A5")
    four.says("analyst", "A1 done")
    assert four.says("lead", "/action @analyst to check the map by Mon").startswith("Action A6")
