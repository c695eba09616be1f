"""Charts and files on the page: what is given, to whom, and under which name."""

import asyncio
from urllib.parse import unquote

import pytest

from bot.text import file_name
from commands.reply import (
    File,
    Reply,
)
from tests.page.browser import Browser, later, link
from tests.page.commands import CHART, CSV


@later
async def test_only_charts_that_were_shown_are_drawn(world, words):
    browser = Browser(world, "frontline")
    await browser.say("test chart")
    html = browser.sees()[-1]
    source = html.partition('src="')[2].partition('"')[0]
    picture = await browser.http.get(source)
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert (await browser.http.get("/chart/abc.png")).status_code == 404


@later
async def test_a_file_is_downloaded_and_never_shown(world, words):
    browser = Browser(world, "frontline")
    await browser.say("test give")
    html = browser.sees()[-1]
    assert 'download="calls.csv"' in html
    assert "Calls by ward." in html
    given = await browser.http.get(link(html))
    assert given.content == CSV.encode()
    assert given.headers["content-type"] == "text/csv; charset=utf-8"
    assert given.headers["content-disposition"] == "attachment; filename*=UTF-8''calls.csv"
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["cache-control"] == "no-store"
    assert given.headers["cross-origin-resource-policy"] == "same-origin"


@later
async def test_a_file_is_given_only_to_who_can_see_its_message(world, words):
    browser = Browser(world, "frontline")
    await browser.say("test give me.csv")
    mine = link(browser.sees()[-1])
    assert (await browser.http.get(mine)).status_code == 200
    for other in ("lead", "nobody", "", "demo"):
        refused = await browser.http.get(mine.replace("frontline", other))
        assert refused.status_code == 404
        assert "it is not for you" in refused.text
    assert (await browser.http.get(mine, headers={"Host": "evil.example"})).status_code == 403
    assert (await browser.http.get("/file/abc?persona=frontline")).status_code == 404


@later
async def test_everybody_in_the_channel_can_have_a_file_that_is_for_all(world, words):
    await Browser(world, "frontline").say("test give")
    other = Browser(world, "lead")
    assert (await other.http.get(link(other.sees()[-1]))).content == CSV.encode()


@pytest.mark.parametrize(
    "name",
    ['"; filename=evil.exe', "../../etc/passwd", "a\r\nSet-Cookie: x", "Ynys Môn 😀.csv", "x" * 10_000],
)
def test_a_hostile_name_stays_a_name(world, words, name):
    async def fetch():
        reply = Reply((File(name, CSV, "Calls"),))
        await world.page.send("lead", reply, "post-1")
        browser = Browser(world, "lead")
        return await browser.http.get(link(browser.sees()[-1]))

    given = asyncio.run(fetch())
    header = given.headers["content-disposition"]
    assert header.startswith("attachment; filename*=UTF-8''")
    assert header.count(";") == 1
    assert unquote(header.partition("''")[2]) == file_name(File(name, "", ""))
    assert given.headers["content-type"].startswith("text/csv" if name.endswith(".csv") else "text/plain")
    assert "set-cookie" not in given.headers


@later
async def test_a_chart_has_its_words_and_its_numbers(world, words):
    browser = Browser(world, "frontline")
    await browser.say("test chart")
    html = browser.sees()[-1]
    assert f'alt="{CHART.summary}"' in html
    assert "The numbers in this chart" in html
    assert "no figure" in html
