"""One meeting on Slack and on Telegram at once, through the real libraries, with a restart in the middle."""

from contextlib import ExitStack

import pytest

from bot.run import platforms
from tests.process import GROUP
from tests.surfaces.chats import SlackSurface, TelegramSurface
from tests.surfaces.parley import Running, app_on, settle, until
from tests.surfaces.surface import PEOPLE
from tests.test_surfaces import open_slack, open_telegram
from tests.world import NOW, Hand


class Both:
    """The two platforms, which stay, and a Parley that can be stopped and started again."""

    def __init__(self, path, stack):
        self.path, self.env, self.turn = path, {}, ExitStack()
        self.slack = SlackSurface(open_slack(stack, self.env))
        self.telegram = TelegramSurface(open_telegram(stack, self.env))
        stack.callback(lambda: self.turn.close())

    def start(self):
        made = Running(lambda clock: app_on(self.path, self.env, clock), Hand(NOW), platforms)
        made.begin(self.turn)
        self.slack.running = self.telegram.running = made
        self.slack.slack.wait_connected()
        return self

    def stop(self):
        self.turn.close()
        self.turn = ExitStack()

    def replies(self, who, words):
        """Write under the living message in the group, without a mention."""
        living = next(each.thing for each in self.telegram.public() if "is going on" in each.text)
        assert self.telegram.telegram.says(PEOPLE[who][1], GROUP, words, reply_to=living)


@pytest.fixture
def both(built, tmp_path):
    with ExitStack() as stack:
        made = Both(settle(built[0], tmp_path / "parley"), stack).start()
        yield made
        assert made.slack.slack.refusals == []
        assert made.telegram.telegram.refusals == []


def test_lines_of_both_platforms_are_in_one_meeting_and_none_is_lost_in_a_restart(both):
    both.slack.says("lead", "/meeting start Team call", "M1, Team call, has begun")
    both.telegram.place_shows("Meeting M1 is going on")
    both.slack.says("analyst", "decision: we open on Saturdays", "Decision D1 is noted in M1.")
    both.telegram.place_shows("Decision D1: we open on Saturdays")
    both.replies("pantry-lead", "#risk the freezer may not last")
    both.slack.place_shows("Risk R1: the freezer may not last")
    both.telegram.presses("pantry-lead", "I am here", "That was noted already: here.")
    both.stop()
    both.replies("centre-manager", "that is an action for the analyst")  # while nobody hears
    both.start()
    both.slack.place_shows("Action A1 (Demo Analyst, ")
    both.slack.fills(
        "food-hub-lead",
        "/meeting decision",
        "Decision",
        {"What was decided?": "We buy a freezer", "Why?": "The old one leaks"},
        "Decision D2 is noted in M1.",
    )
    both.telegram.place_shows("Decision D2: We buy a freezer")
    both.slack.says("lead", "/meeting end", "M1, Team call, has ended.")
    for surface in (both.slack, both.telegram):
        minutes = surface.place_shows("Minutes M1: Team call")
        assert minutes.index("Decision D1") < minutes.index("Action A1") < minutes.index("Decision D2")
    assert len(until(lambda: _told(both, "analyst"), "“Your actions from M1” for the analyst")) == 1


def _told(both, who):
    """The messages with their actions that somebody has got, on either platform."""
    seen = [*both.slack.visible(who), *both.telegram.visible(who)]
    return {each.key for each in seen if "Your actions from M1" in each.text}
