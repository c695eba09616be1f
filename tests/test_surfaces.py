"""The five things Parley is for, on Slack, on Telegram, on the page and in the terminal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.page import demo
from bot.run import platforms
from storage.demo import partnership
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram
from tests.process import CHANNEL, GROUP
from tests.surfaces.chats import SlackSurface, TelegramSurface
from tests.surfaces.console import ConsoleSurface
from tests.surfaces.page import PageSurface
from tests.surfaces.parley import Running, app_on, approve, settle, until
from tests.surfaces.surface import PEOPLE, Surface
from tests.world import NOW, Hand

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
FRIDAY_NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
FRIDAY_DIGEST = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
FRIDAY_CLOSE = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
ALL = ("slack", "telegram", "page", "console")


def open_slack(stack: ExitStack, env: dict[str, str]) -> FakeSlack:
    slack = stack.enter_context(FakeSlack())
    for user, _, name in PEOPLE.values():
        slack.add_user(user, name)
    slack.add_channel(CHANNEL, "food", [user for user, _, _ in PEOPLE.values()])
    slack.subscribe("app_mention", "message.im", "member_joined_channel")
    env |= {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
    }
    return slack


def open_telegram(stack: ExitStack, env: dict[str, str]) -> FakeTelegram:
    telegram = stack.enter_context(FakeTelegram())
    for _, user, name in PEOPLE.values():
        telegram.add_user(user, name=name)
    telegram.add_group(GROUP, title="Food", members=[user for _, user, _ in PEOPLE.values()])
    env |= {"TELEGRAM_API_URL": telegram.api_url, "TELEGRAM_BOT_TOKEN": telegram.token}
    return telegram


class Stage:
    """Opens a surface on a Parley of its own."""

    def __init__(self, approved: Path, tmp_path: Path, stack: ExitStack) -> None:
        self.path = settle(approved, tmp_path / "parley")
        self.stack = stack

    def run(self, env: dict[str, str], chosen: Any, **off: None) -> Running:
        made = Running(lambda clock: app_on(self.path, env, clock, **off), Hand(NOW), chosen)
        made.begin(self.stack)
        return made

    def slack(self) -> Surface:
        env: dict[str, str] = {}
        surface = SlackSurface(open_slack(self.stack, env))
        surface.running = self.run(env, platforms, telegram=None)
        surface.slack.wait_connected()
        return surface

    def telegram(self) -> Surface:
        env: dict[str, str] = {}
        telegram = open_telegram(self.stack, env)
        surface = TelegramSurface(telegram)
        surface.running = self.run(env, platforms, slack=None)
        for _, user, _ in PEOPLE.values():
            telegram.start(user)
        for _, user, _ in PEOPLE.values():
            telegram.wait_message(user, containing="Hello from Parley")
        return surface

    def both(self) -> tuple[SlackSurface, TelegramSurface]:
        env: dict[str, str] = {}
        slack, telegram = (
            SlackSurface(open_slack(self.stack, env)),
            TelegramSurface(open_telegram(self.stack, env)),
        )
        slack.running = telegram.running = self.run(env, platforms)
        slack.slack.wait_connected()
        return slack, telegram

    def page(self) -> Surface:
        surface = PageSurface()

        def chosen(app: Any, charts: Any) -> dict[str, Any]:
            app.writer.run_now(lambda db: demo._seed(db, "demo-food", app.clock()))
            return {"web": demo.page(app, charts, app.clock, lambda: surface.running.parley.scheduler.tick())}

        surface.running = self.run({}, chosen, slack=None, telegram=None)
        return surface

    def console(self) -> Surface:
        surface = ConsoleSurface()

        def chosen(app: Any, charts: Any) -> dict[str, Any]:
            return {"console": surface}

        made = Running(
            lambda clock: app_on(self.path, {}, clock, slack=None, telegram=None),
            Hand(NOW),
            chosen,
        )
        surface.running = made
        made.begin(self.stack)
        return surface


@pytest.fixture(scope="module")
def approved(built: tuple[Path, partnership.Built], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration with its figures approved, to be copied for each test."""
    path = settle(built[0], tmp_path_factory.mktemp("approved") / "parley")
    approve(path, built[1])
    return path.parent


@pytest.fixture
def stage(approved: Path, tmp_path: Path) -> Iterator[Stage]:
    with ExitStack() as stack:
        yield Stage(approved, tmp_path, stack)


@pytest.fixture(scope="module")
def given() -> set[tuple[str, bytes]]:
    """The files that the surfaces have given for one question."""
    return set()


@pytest.fixture(params=ALL)
def chat(request: pytest.FixtureRequest, stage: Stage) -> Iterator[Surface]:
    surface: Surface = getattr(stage, request.param)()
    yield surface
    for fake in (getattr(surface, "slack", None), getattr(surface, "telegram", None)):
        assert fake is None or fake.refusals == []


def test_a_figure_is_asked_for_and_its_chart_is_a_press_away(chat):
    seen = chat.says("food-hub-lead", "/ask foodbank-referrals ward=Gospel Oak", "Gospel Oak had")
    assert "in the week of Monday 2 November" in seen
    assert "parcels, visits, people or" in seen
    chat.presses("food-hub-lead", "Chart", "Food bank referrals in Gospel Oak:")
    if chat.name != "console":  # a terminal has no pictures; the words and the table are there
        until(chat.pictures, "a picture of the chart")


def test_figures_to_keep_are_the_same_file_everywhere(chat, given):
    chat.says("food-hub-lead", "/ask foodbank-referrals by=ward as=csv", "food-bank-referrals-by-ward")
    ((name, data),) = until(lambda: chat.files("food-hub-lead"), "a file")
    given.add((name, data))
    assert len(given) == 1  # as on the surfaces before
    assert name.endswith(".csv")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    assert rows[0][0] == "Title"
    assert ["Contact", "Demo Analyst"] in [row[:2] for row in rows]
    (header,) = [at for at, row in enumerate(rows) if row[0] == "Area" and row[1] == "Code"]
    assert not any(rows[header - 1])
    assert rows[header][-2:] == ["Referrals", "Symbol"]
    assert len(rows) - header - 1 == 20
    assert all(value.isdigit() != (symbol in ("[c]", "[x]")) for *_, value, symbol in rows[header + 1 :])


def test_the_borough_is_asked_for_by_mention_or_plain_words(chat):
    assert "Camden had about" in chat.says("pantry-lead", "ask foodbank-referrals", "Camden had")


def test_monday_shows_the_chart_and_asks_what_would_explain_it(chat):
    chat.running.reaches(MONDAY)
    posted = chat.place_shows("What would explain this?")
    assert "Food bank referrals this week" in posted
    assert "The last 8 weeks" in posted


def test_friday_asks_for_weeknotes_takes_one_by_form_and_digests_it(chat):
    chat.running.reaches(FRIDAY_NOON)
    chat.place_shows("What happened this week?")
    answers = {
        "What happened this week?": "The freezer broke.",
        "How far may it be quoted?": "Only in this partnership",
        "What is it?": "What happened",
    }
    chat.fills("pantry-lead", "/weeknote", "Your weeknote", answers, "Thank you. Your note is in the pile")
    chat.says("lead", "/weeknote We found a loan.", "Thank you.")
    chat.running.reaches(FRIDAY_DIGEST)
    chat.says("lead", "/digest", "Draft of the weeknotes")
    chat.presses("lead", "Approve and post", "Approved. It is posted now.")
    digest = chat.place_shows("Weeknotes for the week of 16 November 2026")
    assert "The freezer broke." in digest
    assert "We found a loan." in digest


def test_a_sounding_is_opened_answered_by_button_and_closed_on_time(chat):
    chat.says("lead", '/poll "How is stock?" Fine | Low closes="Fri 17:00"', "Sounding 1 is open")
    chat.place_shows("0 of 6 organisations have answered.")
    for who in ("food-hub-lead", "pantry-lead", "centre-manager", "analyst", "deputy"):
        chat.presses(who, "Low", "Counted.")
    chat.place_shows("5 of 6 organisations have answered.")
    chat.running.reaches(FRIDAY_CLOSE)
    closed = chat.place_shows("Sounding 1 has closed")
    assert "Low" in closed
    assert "5" in closed


def test_an_action_is_noted_told_to_its_owner_listed_and_done(chat):
    chat.says("lead", "/action @food-hub-lead to send the parcel counts to @analyst by Fri", "Action A1")
    chat.told("food-hub-lead", "A new action for you: A1")
    assert "send the parcel counts" in chat.says("lead", "/action list", "Open actions")
    chat.presses("food-hub-lead", "Done", "Action A1 is done")
    chat.says("lead", "/action list", "There are no open actions.")


def test_help_comes_from_the_registry_and_unknown_words_get_the_nearest(chat):
    assert "/ask" in chat.says("pantry-lead", "/parley help", "What you can write")
    chat.says("pantry-lead", "/parley about", "What it stores")
    chat.says("pantry-lead", "/parley catalogue", "Helpline calls")
    chat.says("pantry-lead", "/parley catalog", "Did you mean one of these?")
    chat.presses("pantry-lead", "Catalogue", "Food bank referrals")


def test_one_sounding_in_slack_and_telegram_has_one_tally(stage):
    slack, telegram = stage.both()
    slack.says("lead", '/poll "How is stock?" Fine | Low', "Sounding 1 is open")
    telegram.place_shows("0 of 6")
    slack.presses("food-hub-lead", "Low", "Counted.")
    telegram.place_shows("1 of 6")
    telegram.presses("pantry-lead", "Fine", "Counted.")
    slack.place_shows("2 of 6")
    telegram.presses("food-hub-lead", "Fine", "already answered")  # the same person, on their other account
    assert slack.slack.refusals == []
    assert telegram.telegram.refusals == []


def test_people_in_slack_and_telegram_talk_about_one_request(stage):
    slack, telegram = stage.both()
    telegram.telegram.start(PEOPLE["analyst"][1])
    telegram.telegram.wait_message(PEOPLE["analyst"][1], containing="Hello from Parley")
    answers = {
        "What do you want to know?": "food bank referrals by age",
        "Why, and what would you do differently?": "We would open on other days.",
    }
    slack.fills("pantry-lead", "/request", "Ask for figures", answers, "This is request 1.")
    there, here = (each.place_shows("Request 1") and each.public()[-1].thing for each in (telegram, slack))
    asked, group = PEOPLE["analyst"], telegram.telegram
    reply = group.says(asked[1], GROUP, "Which weeks do you need?", reply_to=there)
    slack.place_shows("Demo Analyst from Demo Borough Council: Which weeks do you need?")
    slack.place_shows("Demo Analyst replied on 18 November 2026.")
    group.redeliver(reply)
    said = slack.slack.mention(PEOPLE["pantry-lead"][0], CHANNEL, "Since April.", thread_ts=here.ts)
    telegram.place_shows("Demo Pantry Lead from Demo Pantry: Since April.")
    slack.slack.redeliver(said)
    carried = telegram.public()[-1].thing
    assert carried.reply_to == there.message_id
    group.says(asked[1], GROUP, "By the hub or by the ward?", reply_to=carried)
    slack.place_shows("By the hub or by the ward?")
    group.says(asked[1], GROUP, "Ring Ann on 07700 900123", reply_to=carried)
    telegram.told("analyst", "This seems to contain a phone number")
    slack.slack.mention(PEOPLE["pantry-lead"][0], CHANNEL, "Or on 07700 900456", thread_ts=here.ts)
    slack.told("pantry-lead", "This seems to contain a phone number")
    slack.slack.mention(PEOPLE["pantry-lead"][0], CHANNEL, "By the ward.", thread_ts=here.ts)
    telegram.place_shows("By the ward.")
    everything = [seen.text for each in (slack, telegram) for seen in each.public()]
    for words in ("Which weeks do you need?", "Since April.", "By the hub or by the ward?", "By the ward."):
        assert sum(words in text for text in everything) == 1
    assert "07700" not in str(everything)
    assert {each.thing.thread_ts for each in slack.public()[1:]} == {here.ts}
    first = group.wait_message(asked[1], containing="Request 1 is for you")
    group.says(asked[1], None, "You will have it on Friday.", reply_to=first)
    slack.place_shows("Demo Analyst from Demo Borough Council: You will have it on Friday.")
    told = slack.slack.wait_direct(PEOPLE["pantry-lead"][0], "You will have it on Friday.")
    slack.slack.direct(PEOPLE["pantry-lead"][0], "Thank you.", thread_ts=told.ts)
    telegram.place_shows("Demo Pantry Lead from Demo Pantry: Thank you.")
    slack.place_shows("Demo Pantry Lead from Demo Pantry: Thank you.")
    group.wait_message(asked[1], containing="Thank you.")
    assert slack.slack.refusals == []
    assert telegram.telegram.refusals == []
