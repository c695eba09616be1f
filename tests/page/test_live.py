"""The live updates of the page, the page as a transport, and the clock that anybody there may move."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.post import PostOffice
from bot.transport import CannotLook, Impossible
from commands.reply import (
    say,
)
from tests.page.browser import Browser, Stream, later
from tests.page.world import MORNING
from tests.world import Hand


@later
async def test_a_new_message_and_a_changed_one_reach_an_open_browser(world, words):
    office = asyncio.create_task(PostOffice(world.app, {"web": world.page}).run())
    try:
        async with Browser(world, "analyst").listening() as stream:
            await stream.next("state")
            await Browser(world, "lead").say("test tally", where="private")
            posted = (await stream.next("message"))["data"]
            await Browser(world, "frontline").say("test add")
            changed = (await stream.next("message"))["data"]
    finally:
        office.cancel()
    assert "0 so far" in posted["html"]
    assert (changed["id"], changed["pane"]) == (posted["id"], "channel")
    assert "1 so far" in changed["html"]


@later
async def test_a_direct_message_arrives_in_private_and_is_counted(world, words):
    office = asyncio.create_task(PostOffice(world.app, {"web": world.page}).run())
    try:
        async with Browser(world, "lead").listening() as stream:
            await Browser(world, "frontline").say("test tell", where="private")
            welcome = (await stream.next("message"))["data"]
            message = (await stream.next("message"))["data"]
            state = (await stream.next("state"))["data"]
    finally:
        office.cancel()
    assert "Hello from Parley" in welcome["html"]  # before anything else, whoever opens the page late
    assert message["pane"] == "private"
    assert "Demo Frontline asks for you." in message["html"]
    assert state["direct"]["lead"] == 1  # whoever spoke may have been welcomed by now


@later
async def test_a_browser_that_comes_back_gets_only_what_it_missed(world, words):
    browser = Browser(world, "frontline")
    await browser.say("test wave first")
    async with browser.listening() as stream:
        last = (await stream.next("state"))["id"]
    await browser.say("test wave second")
    async with browser.listening(last) as stream:
        assert "second" in (await stream.next("message"))["data"]["html"]


@later
async def test_a_browser_from_before_a_restart_starts_afresh(world, words):
    async with Browser(world, "frontline").listening("0123456789abcdef-7") as stream:
        assert await stream.next("reset")


@later
async def test_closing_the_page_ends_the_live_updates(world, words):
    stream = Stream(world.web, "frontline", "")
    running = asyncio.create_task(stream.run())
    await stream.next("state")
    world.page.close()
    await asyncio.wait_for(running, 1)


@later
async def test_as_a_transport_it_refuses_strangers_and_cannot_look_back(world, words):
    with pytest.raises(Impossible):
        await world.page.send("nobody", say("Hello."), "post-1")
    with pytest.raises(CannotLook):
        await world.page.find("demo", "post-1")


@later
async def test_a_live_message_from_before_a_restart_stands_anew(world, words):
    await world.page.edit("demo", "m-before-3", say("4 so far", private=False))
    await world.page.edit("demo", "m-before-3", say("5 so far", private=False))
    assert len(Browser(world, "lead").sees()) == 1
    assert "5 so far" in Browser(world, "lead").sees()[0]


@pytest.mark.parametrize(
    ("step", "words_after"),
    [
        ("monday", "Monday 23 November 2026, 9:30am"),
        ("friday", "Friday 20 November 2026, 11am"),
        ("friday-afternoon", "Friday 20 November 2026, 3:30pm"),
        ("day", "Friday 20 November 2026, 10:15am"),
    ],
)
def test_the_clock_moves_and_the_scheduler_looks(world, step, words_after):
    async def move():
        async with Browser(world, "analyst").listening() as stream:
            await stream.next("state")
            answer = await Browser(world, "lead").http.post("/clock", json={"step": step})
            return answer.json()["words"], (await stream.next("state"))["data"]["words"]

    assert asyncio.run(move()) == (words_after, words_after)
    assert world.ticks == [world.clock()]


def test_a_day_on_keeps_the_time_on_the_wall_when_the_clocks_change(world):
    world.clock.now = datetime(2026, 10, 24, 9, tzinfo=UTC)  # 10am, the day before summer time ends
    answer = asyncio.run(Browser(world, "lead").http.post("/clock", json={"step": "day"}))
    assert answer.json()["words"] == "Sunday 25 October 2026, 10am"


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("", "Enter a date and a time"),
        ("soon", "Enter a date and a time"),
        ("2026-11-18T09:00", "Date and time must be after Thursday 19 November 2026, 10:15am."),
        ("2027-11-18T09:00", "Date and time must be within 3 months."),
    ],
)
def test_a_moment_that_cannot_be_gone_to_is_refused_beside_its_field(world, moment, sentence):
    answer = asyncio.run(Browser(world, "lead").http.post("/clock", json={"moment": moment}))
    assert (answer.status_code, answer.json()["field"]) == (200, "moment")
    assert answer.json()["text"].startswith(sentence)
    assert world.ticks == []


def test_a_chosen_moment_is_read_on_the_partnerships_wall_clock(world):
    asyncio.run(Browser(world, "lead").http.post("/clock", json={"moment": "2026-11-24T14:00"}))
    assert world.clock() == datetime(2026, 11, 24, 14, tzinfo=UTC)


def test_the_clock_protocol_can_go_by_a_span():
    clock = Hand(MORNING)
    clock.move_by(timedelta(hours=1))
    assert clock().hour == 11
