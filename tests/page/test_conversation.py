"""What is written on the page, and who reads the answer."""

import asyncio
import uuid

from tests.page.browser import Browser, later


@later
async def test_a_line_typed_in_the_channel_is_answered_there_for_everybody(world, words):
    await Browser(world, "frontline").say("/test wave")
    seen = Browser(world, "analyst").sees()
    assert seen[0] == "/test wave"
    assert "Demo Frontline waves" in seen[1]


@later
async def test_a_private_answer_and_its_question_are_shown_to_the_asker_alone(world, words):
    await Browser(world, "frontline").say("/test whisper")
    assert Browser(world, "analyst").sees() == []
    assert "For you alone." in Browser(world, "frontline").sees()[1]


@later
async def test_a_private_chat_is_seen_by_one_person(world, words):
    await Browser(world, "frontline").say("test wave", where="private")
    assert Browser(world, "lead").sees() == []
    assert len(Browser(world, "frontline").sees()) == 2


@later
async def test_sending_twice_changes_nothing_and_says_nothing_twice(world, words):
    browser, event = Browser(world, "frontline"), str(uuid.uuid4())
    first, second = await asyncio.gather(*(browser.say("test add", event=event) for _ in range(2)))
    assert first == second == await browser.say("test add", event=event)
    assert words["tally"] == 1
    assert len(browser.sees()) == 2


@later
async def test_a_sealed_answer_is_never_shown_as_a_line(world, words):
    for where in ("channel", "private"):
        await Browser(world, "frontline").say("test sealed no", where=where)
    assert words["sealed"] == 2
    assert all("sealed no" not in str(message) for message in world.page.since("frontline", 0))
    assert "Your answer is counted." in Browser(world, "frontline").sees()[0]


@later
async def test_a_form_is_filled_in_and_then_folded_away(world, words):
    browser = Browser(world, "frontline")
    await browser.say("test form", where="private")
    holder = world.page.since("frontline", 0)[-1]
    values = {"words": "Our van broke down", "kind": "busy", "where": ""}
    answer = await browser.say("test note", "private", values, holder.id)
    assert answer == {"refused": False, "field": "", "html": ""}
    assert words["notes"] == [("Our van broke down", "busy", "")]
    assert "<form" not in "".join(browser.sees())
    assert "Our van broke down" not in "".join(browser.sees())


@later
async def test_a_refused_field_is_said_beside_it_and_nowhere_else(world, words):
    browser = Browser(world, "frontline")
    await browser.say("test form", where="private")
    answer = await browser.say(
        "test note", "private", {"words": "Mrs Smith came", "kind": "quiet", "where": ""}
    )
    assert answer["field"] == "words"
    assert "Leave out the name" in answer["html"]
    assert "<form" in browser.sees()[-1]
    assert words["notes"] == []


@later
async def test_an_unknown_word_is_refused_in_the_conversation(world, words):
    answer = await Browser(world, "frontline").say("qqqq")
    assert answer["refused"]
    assert "does not know" in Browser(world, "frontline").sees()[-1]


@later
async def test_opening_the_page_welcomes_once_in_private(world, words):
    browser = Browser(world, "frontline")
    for _ in range(2):
        assert (await browser.http.get("/?persona=frontline")).status_code == 200
    assert len(browser.sees()) == 1
    assert "Hello from Parley" in browser.sees()[0]
    assert Browser(world, "lead").sees() == []


@later
async def test_hostile_text_stays_text(world, words):
    line = 'test wave <img src=x onerror="alert(1)">'
    browser = Browser(world, "frontline")
    await browser.say(line)
    async with browser.listening() as stream:
        html = "".join([(await stream.next("message"))["data"]["html"] for _ in range(2)])
    assert "<img" not in html
    assert html.count("&lt;img") == 2  # in the line and in the reply
