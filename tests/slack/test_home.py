"""The Home tab: what each person sees there, kept true, and never with withdrawn figures."""

import asyncio
import json
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import select

import commands
from bot.heard import Heard
from bot.settings import SlackSettings
from bot.slack import home
from bot.slack.home import Homes, view
from bot.slack.manifest import manifest
from bot.slack.transport import Slack
from bot.text import buttons
from commands.reply import Button, Buttons, Reply, Text
from storage import database, homes, seeding
from storage.tables import AuditRow, HomeRow
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.blocks import check_view
from tests.pair import FOOD, RURAL
from tests.pictures import DrawnHere

commands.discover()
LEAD, HUB, PANTRY, STEWARD = "U08", "U01", "U02", "U06"
BOTH = "U04"
FIGURE = "Camden had about"
SOUNDING = 'poll "Is stock low?" Yes | No closes="Fri 17:00"'


class World:
    """The demonstration partnership on Slack's Home tab; people also speak on its page."""

    def __init__(self, slack, app, clock):
        self.slack, self.app, self.clock = slack, app, clock
        secrets = {"slack_bot_token": slack.bot_token, "slack_app_token": slack.app_token}
        kept = app.settings.secrets.model_copy(
            update={name: SecretStr(each) for name, each in secrets.items()}
        )
        on = {"slack": SlackSettings(api_url=slack.api_url), "secrets": kept}
        app.settings = app.settings.model_copy(update=on)
        for name in app.partnerships:
            app.writer.run_now(lambda db, name=name: seeding.switch(db, name, {"web", "slack"}))
        slack.subscribe(
            *manifest(app.settings, commands.REGISTRY)["settings"]["event_subscriptions"]["bot_events"]
        )
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.transport = Slack(app, DrawnHere(), pace=0.0)
        self.transport.homes._every = 3600.0  # looked at when the test says so
        self.do(self.transport.start())
        slack.wait_connected()

    def do(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def says(self, who, line):
        answer = self.do(self.app.hear(Heard("web", who, who, "demo", line, key=f"{line}{time.monotonic()}")))
        return answer.reply

    def look(self):
        self.do(self.transport.homes.look())

    def opens(self, user, containing=""):
        assert self.slack.open_home(user).acked
        page = self.slack.wait_home(user, containing)
        self.do(self.settled())
        return page

    async def settled(self):
        """What goes on after acknowledgements has ended."""
        while self.transport._listener._tasks:
            await asyncio.gather(*self.transport._listener._tasks)
            await asyncio.sleep(0)  # those that have ended are taken out a moment later

    def home(self, user):
        return self.slack.home(user).visible_text

    def published(self):
        return [args["user_id"] for name, args in self.slack.calls if name == "views.publish"]

    def rows(self, table):
        with database.reading(self.app.engine) as db:
            return list(db.scalars(select(table)))

    def close(self):
        self.do(self.transport.stop())
        self.app.writer.close()
        self.app.engine.dispose()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@pytest.fixture
def slack():
    with FakeSlack() as slack:
        for user in (LEAD, HUB, PANTRY, STEWARD, "U99"):
            slack.add_user(user, f"person {user}")
        slack.add_channel("C0123456789", "food", members=[LEAD, HUB, PANTRY, STEWARD])
        yield slack
        assert slack.refusals == []


@pytest.fixture
def world(slack, demo_on_sqlite):
    with demo_on_sqlite.cast() as cast:
        made = World(slack, *cast)
        yield made
        made.close()


@pytest.fixture
def two(slack, pair_on_sqlite):
    """Both partnerships, with somebody who is in both."""
    slack.add_user(BOTH, "Demo Analyst")
    with pair_on_sqlite.cast() as cast:
        made = World(slack, *cast)
        yield made
        made.close()


def test_everything_of_ones_own_is_on_one_page(slack, world):
    world.says("lead", "action @food-hub-lead to ring the pantry by Fri")
    world.says("lead", SOUNDING)
    seen = world.opens(HUB, FIGURE).visible_text
    for words in (
        "A1: Demo Food Hub Lead to ring the pantry, by Friday 20 November 2026. It is not accepted yet.",
        "Sounding 1: Is stock low? It closes at 5pm",
        "food bank referrals in the week of",
        "Rounded to 5",
        "Slack: all.",
        "Ask for a figure",
        "The next meeting is",
    ):
        assert words in seen
    assert "ring the pantry" not in world.opens(PANTRY, FIGURE).visible_text


def test_an_action_is_done_there_and_the_page_follows(slack, world):
    world.says("lead", "action @food-hub-lead to ring the pantry by Fri")
    page = world.opens(HUB, "ring the pantry")
    assert slack.press(HUB, page, "Done A1").acked
    slack.wait_direct(HUB, "Action A1 is done: ring the pantry.")
    world.look()
    assert "You have no open actions." in world.home(HUB)
    slack.press(HUB, slack.directs(HUB)[-1], "Undo")
    slack.wait_direct(HUB, "Undone.")
    world.look()
    assert "ring the pantry" in world.home(HUB)


def test_a_form_opens_from_there_and_is_answered_in_private(slack, world):
    world.says("lead", "action @food-hub-lead to ring the pantry by Fri")
    slack.press(HUB, world.opens(HUB, "ring the pantry"), "More about A1")
    slack.press(HUB, slack.wait_direct(HUB, "Action A1"), "Blocked")
    slack.submit(HUB, slack.wait_view(HUB), {"why": "no telephone"})
    slack.wait_direct(HUB, "Action A1 is blocked: no telephone.")
    world.look()
    assert "It is blocked: no telephone." in world.home(HUB)


def test_an_answer_finds_its_way_where_slack_will_not_open_a_conversation(slack, world):
    page = world.opens(HUB, FIGURE)
    slack.refuse("conversations.open", "restricted_action")
    slack.press(HUB, page, "What can I ask?")
    slack.wait_direct(HUB, "What you can ask")


def test_a_question_asked_there_is_answered_in_private(slack, world):
    page = world.opens(LEAD, FIGURE)
    slack.choose(LEAD, page, "Ask for a figure", "food bank referrals in Highgate")
    slack.wait_direct(LEAD, "Highgate had")
    slack.choose(LEAD, page, "Ask for a figure", "/ask mine off")  # a question is all it can be
    slack.wait_direct(LEAD, "mine")
    assert "Slack: all." in world.home(LEAD)
    slack.choose(LEAD, page, "Ask for a figure", "is Mrs Smith on the list?")
    slack.wait_direct(LEAD, "Parley cannot say anything about one person")


@pytest.mark.parametrize(
    "line", ["data withdraw 2 Counts were doubled", "data withdraw everything It is wrong"]
)
def test_withdrawn_figures_leave_every_home_at_once(slack, world, line):
    for user in (HUB, LEAD, PANTRY):
        world.opens(user, FIGURE)
    world.clock.move_by(timedelta(days=1))  # theirs are of yesterday
    world.opens(PANTRY, FIGURE)
    world.says("steward", line)
    world.look()
    for user in (HUB, LEAD, PANTRY):
        assert FIGURE not in world.home(user)
        assert "were withdrawn by Demo Steward" in world.home(user)
    assert {row.account: row.cites for row in world.rows(HomeRow)} == {HUB: [], LEAD: [], PANTRY: []}


def test_nobody_has_to_ask_for_it(slack, world):
    world.opens(HUB, FIGURE)
    world.transport.homes._every = 0.01
    keeping = asyncio.run_coroutine_threadsafe(world.transport.homes.keep(), world.loop)
    world.says("steward", "data withdraw 2 Counts were doubled")
    slack.wait_home(HUB, "were withdrawn by Demo Steward")
    keeping.cancel()


def test_they_leave_also_after_a_restart_and_when_slack_was_away(slack, world):
    world.opens(HUB, FIGURE)
    slack.fault("views.publish", "html_503", times=1)
    world.says("steward", "data withdraw 2 Counts were doubled")
    world.clock.move_by(timedelta(days=3))
    world.look()
    assert FIGURE in world.home(HUB)
    after = Homes(world.app, world.transport._client)  # as a new process has it
    world.do(after.look())
    assert FIGURE not in world.home(HUB)


def test_figures_withdrawn_while_a_page_is_written_never_get_there(slack, world):
    """The withdrawal is in the database, and this process has not heard of it."""
    world.opens(HUB, FIGURE)
    withdraw = commands.Call(commands.REGISTRY["data withdraw"], "2 Counts were doubled")
    heard = Heard("web", "steward", "steward", "demo", "", key="k")
    world.app.writer.run_now(lambda db: world.app._change(db, heard, withdraw))
    world.opens(PANTRY, "were withdrawn by")
    assert FIGURE not in world.home(PANTRY)


def test_a_new_release_is_shown_and_who_was_shown_what_is_on_record(slack, world):
    here = world.app.partnerships["demo-food"]
    charts = here.settings.schedule.weekly_chart
    both = charts.model_copy(update={"measures": [*charts.measures, "helpline-calls"]})
    schedule = here.settings.schedule.model_copy(update={"weekly_chart": both})
    settings = here.settings.model_copy(update={"schedule": schedule})
    world.app.partnerships["demo-food"] = replace(here, settings=settings)
    before = world.opens(HUB, "helpline calls").visible_text
    approve = next(each for each in buttons(world.says("deputy", "data show 6")) if each.label == "Approve")
    world.says("deputy", approve.line)
    world.look()
    assert world.home(HUB) != before
    assert "Approved by Demo Deputy" in world.home(HUB)
    seen = [(row.place, row.releases) for row in world.rows(AuditRow) if row.what == "home"]
    assert [where for where, _ in seen] == ["slack:private", "slack:home"]
    assert seen[1][1] == [6]


def test_nothing_is_published_while_nothing_changes(slack, world):
    world.opens(HUB, FIGURE)
    world.opens(LEAD, FIGURE)
    before = len(world.published())
    world.says("pantry-lead", "action list")
    world.says("pantry-lead", "action me to sing by Fri")
    world.look()
    world.look()
    slack.open_home(HUB)
    slack.open_home(HUB, tab="messages")
    world.do(world.settled())
    world.look()
    assert len(world.published()) == before
    world.says("pantry-lead", "action @food-hub-lead to ring by Fri")
    world.says("pantry-lead", "action @food-hub-lead to ring twice by Fri")
    world.look()
    assert world.published()[before:] == [HUB]  # two changes, one page, one person


def test_a_sealed_answer_makes_nobody_look_and_says_only_that(slack, world):
    world.says("lead", SOUNDING)
    page = world.opens(HUB, "Is stock low?")
    slack.press(HUB, page, "Answer 1")
    ballot = slack.wait_direct(HUB, "Is stock low?")
    world.look()
    before, kept = len(world.published()), world.rows(HomeRow)[0].cites
    slack.press(HUB, ballot, "Yes")
    slack.wait_direct(HUB, "Counted.")
    world.look()
    assert len(world.published()) == before
    world.transport.homes._everything_at = 0.0  # the time at which everything is looked at
    world.look()
    seen = world.home(HUB)
    assert "Sounding 1: your organisation has answered." in seen
    assert "Is stock low?" not in seen
    assert "Answer 1" not in seen
    (row,) = world.rows(HomeRow)
    assert (row.account, row.cites) == (HUB, kept)


def test_soundings_and_wishes_are_kept_true(slack, world):
    world.opens(HUB, "Nothing is being asked just now.")
    world.says("lead", SOUNDING)
    world.look()
    assert "Is stock low?" in world.home(HUB)
    world.says("lead", "poll close 1")
    world.look()
    assert "Nothing is being asked just now." in world.home(HUB)
    slack.press(HUB, slack.home(HUB), "Change what I get")
    slack.press(HUB, slack.wait_direct(HUB, "What you get in private"), "Slack: weekly")
    slack.wait_direct(HUB, "Done.")
    world.look()
    assert "Slack: weekly." in world.home(HUB)


def test_on_a_new_day_a_page_waits_for_its_person(slack, world):
    world.opens(HUB, FIGURE)
    world.clock.move_by(timedelta(days=1))
    before = len(world.published())
    world.says("lead", "action @food-hub-lead to ring by Fri")
    world.look()
    assert len(world.published()) == before
    world.opens(HUB, "to ring, by")


def test_who_is_not_known_is_told_so_and_not_written_down(slack, world):
    seen = world.opens("U99", "Parley does not know you yet.")
    assert "Ask for a figure" not in seen.visible_text
    assert world.rows(HomeRow) == []


def test_somebody_in_two_partnerships_chooses_and_acts_in_the_one_that_stands_there(slack, two):
    asked = two.opens(BOTH, "more than one partnership")
    slack.press(BOTH, asked, RURAL)
    slack.wait_direct(BOTH, f"{RURAL}, for you")
    page = two.opens(BOTH, f"{RURAL}, for you")
    slack.direct(BOTH, "partnership demo-food")
    slack.wait_direct(BOTH, "Your private messages are about")
    slack.choose(BOTH, page, "Ask for a figure", "parcels")
    slack.wait_direct(BOTH, "Central Bedfordshire had")
    slack.press(BOTH, page, "What can I ask?")
    slack.wait_direct(BOTH, "Money advice calls")
    two.opens(BOTH, f"{FOOD}, for you")


def test_slack_may_ask_for_patience(slack, world):
    world.opens(HUB, FIGURE)
    world.says("lead", "action @food-hub-lead to ring by Fri")
    slack.limit("views.publish", retry_after=0)
    world.look()
    assert "to ring" not in world.home(HUB)
    world.look()
    assert "to ring" in world.home(HUB)


def test_a_home_that_slack_refuses_is_left_alone_until_it_is_opened(slack, world):
    world.opens(HUB, FIGURE)
    world.opens(PANTRY, FIGURE)
    slack.refuse("views.publish", "not_enabled", times=2)
    world.says("lead", "action @food-hub-lead to ring by Fri")
    world.look()
    before = len(world.published())
    world.says("lead", "action @food-hub-lead to sing by Fri")
    world.look()
    assert len(world.published()) == before
    world.opens(HUB, "to sing")


def test_a_page_that_slack_will_not_take_loses_its_figures(slack, world):
    world.opens(HUB, FIGURE)
    slack.refuse("views.publish", "invalid_arguments")
    world.says("steward", "data withdraw 2 Counts were doubled")
    world.look()
    assert world.home(HUB).endswith("this page cannot be shown. Try again later.")


def test_a_page_that_could_not_be_written_does_not_hold_up_the_others(slack, world):
    for user in (HUB, PANTRY):
        world.opens(user, FIGURE)
    world.says("lead", "action @food-hub-lead @pantry-lead to ring by Fri")
    slack.limit("views.publish", retry_after=0)
    world.says("lead", "action @food-hub-lead and @pantry-lead to dance by Fri")
    world.look()
    world.look()
    assert "to dance" in world.home(HUB)
    assert "to dance" in world.home(PANTRY)


@pytest.mark.parametrize("words", ["word " * 30, "🙂" * 900, "\u0000<>&" * 200])
def test_what_does_not_fit_is_left_out_and_that_is_said(words):
    blocks = [Text(f"{number} {words}") for number in range(200)] + [Buttons((Button("x", "help"),))]
    drawn = view(Reply(tuple(blocks)), "demo-food")
    assert len(drawn["blocks"]) <= home.BLOCKS
    assert len(json.dumps(drawn)) <= home.VIEW
    assert drawn["blocks"][0]["block_id"] == "ask"
    assert "more than fits here" in json.dumps(drawn["blocks"][-1])
    check_view(drawn, ("home",))


def test_no_row_says_when_a_page_was_written():
    assert set(HomeRow.__table__.columns.keys()) == {"account", "partnership", "person", "day", "cites"}
    assert homes.Home.__slots__ == ("account", "partnership", "person", "day", "cites")
