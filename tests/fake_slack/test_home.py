"""The pretend Slack's Home tab refuses what Slack's refuses."""

import pytest

from tests.fakes.slack.wrong_requests import CELL, section

TABLE = {"type": "table", "rows": [[CELL]]}
HOME = {"type": "home", "blocks": [section("x")]}


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (
            {"submit": {"type": "plain_text", "text": "Send"}},
            "invalid_arguments",
            "additional property: submit",
        ),
        ({"title": {"type": "plain_text", "text": "x"}}, "invalid_arguments", "additional property: title"),
        ({"blocks": [section("x")] * 101}, "invalid_arguments", "no more than 100 items allowed"),
        ({"blocks": [TABLE, TABLE]}, "invalid_arguments", "only_one_table_allowed"),
        ({"blocks": [section("é" * 2_999)] * 20}, "view_too_large", ""),
        ({"type": "modal"}, "invalid_arguments", "must be one of: home"),
    ],
)
def test_a_malformed_home_is_refused(slack, bot, change, error, message):
    answer = bot.refused("views.publish", user_id="U1", view={**HOME, **change})
    assert answer["error"] == error
    assert message in str(slack.refusals[0].messages)
    assert slack.home("U1") is None


def test_it_is_for_somebody_who_is_there(slack, bot):
    assert bot.refused("views.publish", user_id="U404", view=HOME)["error"] == "invalid_arguments"


def test_another_hash_is_a_conflict_and_none_is_not(slack, bot):
    first = bot.web("views.publish", user_id="U1", view=HOME)["view"]["hash"]
    second = bot.web("views.publish", user_id="U1", view=HOME, hash=first)["view"]["hash"]
    assert bot.refused("views.publish", user_id="U1", view=HOME, hash=first)["error"] == "hash_conflict"
    assert bot.web("views.publish", user_id="U1", view=HOME)["view"]["hash"] != second


def test_with_the_tab_switched_off_nobody_can_look(slack, bot):
    slack.world.home_tab = False
    assert bot.refused("views.publish", user_id="U1", view=HOME)["error"] == "not_enabled"
    with pytest.raises(AssertionError, match="the home tab is off"):
        slack.open_home("U1")


def test_an_app_that_did_not_ask_hears_nothing_of_it(slack, bot):
    slack.subscribe("app_mention")
    assert not slack.open_home("U1").delivered
