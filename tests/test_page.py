"""The demonstration page: its conversations, its live updates, its clock and its guard."""

import asyncio
import json
import uuid
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
import starlette.applications

import commands
from bot.app import App
from bot.config import load
from bot.page.server import Page, Persona
from bot.post import PostOffice
from bot.text import file_name
from bot.transport import CannotLook, Impossible
from commands import Refusal, command
from commands.reply import (
    Button,
    Buttons,
    Chart,
    Field,
    File,
    Form,
    Heading,
    Option,
    Point,
    Reply,
    Send,
    Series,
    Table,
    Text,
    ToEveryPlace,
    ToPerson,
    say,
)
from storage import database, people
from storage.catalogue import Catalogue
from storage.partnerships import Partnership
from storage.tables import Base, IdentityRow
from tests.pictures import DrawnHere

HOST = "http://127.0.0.1:8123"
CONFIG = """
partnerships:
  - id: demo-food
    name: Demo food insight partnership
    timezone: Europe/London
    nation: England
    catalogue: catalogue/
    places: []
    organisations:
      - {id: council, name: Demo Borough Council, side: council}
      - {id: food-hub, name: Demo Food Hub, side: vcs}
    people:
      - {name: Demo Frontline, organisation: food-hub}
      - {name: Demo Analyst, organisation: council}
      - {name: Demo Steward, organisation: council, roles: [steward]}
      - {name: Demo Lead, organisation: food-hub, roles: [lead, editor]}
"""
PERSONAS = (
    Persona("frontline", "Demo Frontline", "Runs a food bank from a church hall, mostly on a phone"),
    Persona("analyst", "Demo Analyst", "Council data expert who knows where the numbers come from"),
    Persona("steward", "Demo Steward", "Approves each figure before anybody can ask for it"),
    Persona("lead", "Demo Lead", "Keeps the partnership's actions and weeknotes moving"),
)
CHART = Chart(
    "Food bank referrals, Highgate",
    "Referrals in Highgate rose from 20 to 35 over three weeks.",
    (Series("Highgate", (Point("2 Nov", 20), Point("9 Nov", None), Point("16 Nov", 35))),),
    "referrals",
    rounded_to=5,
)


CSV = "\ufeffWard,Calls\r\nYnys Môn,15\r\n"


class StillClock:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.now = datetime(2026, 11, 19, 10, 15, tzinfo=UTC)

    def __call__(self):
        return self.now

    def move_to(self, moment):
        self.now = moment

    def move_by(self, span):
        self.now += span


@dataclass
class World:
    """A page on a real App and database, with how often the scheduler was asked to look."""

    page: Page
    app: App
    clock: StillClock
    web: starlette.applications.Starlette
    ticks: list = field(default_factory=list)


@pytest.fixture
def words():
    """A few small commands, and the state they change; taken away again afterwards."""
    before, live_before = dict(commands.REGISTRY), dict(commands.LIVE)
    state = {"tally": 0, "notes": [], "sealed": 0}
    register(state)
    yield state
    for known, old in ((commands.REGISTRY, before), (commands.LIVE, live_before)):
        known.clear()
        known.update(old)


def register(state):
    """The commands of these tests."""

    def tally():
        blocks = (
            Heading("Van tally"),
            Text(f"{state['tally']} so far"),
            Buttons((Button("Add one", "test add"),)),
        )
        return Reply(blocks, live="tally/1")

    @command("test wave", example="test wave", listed=False, free=True)
    def wave(request, words):
        """Wave to everybody."""
        return Reply(
            (
                Text(f"{request.person.name} waves {words}".strip()),
                Buttons((Button("Wave back", "test wave back"),)),
            )
        )

    @command("test table", example="test table", listed=False)
    def table(request, words):
        """Show a table that no phone has room for."""
        header = ("Ward", *(f"Column number {number}" for number in range(9)))
        return Reply((Table("Wide", header, (header,)),), private=True)

    @command("test whisper", example="test whisper", listed=False)
    def whisper(request, words):
        """Say something to one person."""
        return say("For you alone.")

    @command("test tell", example="test tell", listed=False, writes=True)
    def tell(request, words):
        """Tell the lead something in private."""
        lead = people.with_role(request.db, request.partnership.id, "lead")[0]
        note = Reply((Text(f"{request.person.name} asks for you."),), private=True)
        return Reply((Text("Demo Lead has been told."),), private=True, also=(Send(ToPerson(lead.id), note),))

    @command("test tally", example="test tally", listed=False, writes=True)
    def start_tally(request, words):
        """Post a tally."""
        return Reply((Text("Posted."),), private=True, also=(Send(ToEveryPlace(), tally()),))

    @command("test add", example="test add", listed=False, writes=True)
    def add(request, words):
        """Count one more."""
        state["tally"] += 1
        return Reply((Text("Counted."),), private=True, touched=("tally/1",))

    @command("test sealed", example="test sealed yes", listed=False, writes=True, sealed=True)
    def sealed(request, words):
        """Take a sealed answer."""
        state["sealed"] += 1
        return say("Your answer is counted.")

    @command("test form", example="test form", listed=False)
    def ask_form(request, words):
        """Show a form."""
        kinds = (Option("quiet", "Quiet"), Option("busy", "Busy"))
        fields = (
            Field("words", "What happened this week?", "long", hint="Do not name anybody."),
            Field("kind", "How was it?", "choice", kinds),
            Field("where", "Where?", optional=True),
        )
        return Reply((Form("Your weeknote", "test note", fields, "Save"),), private=True)

    @command("test note", example="test note", listed=False, writes=True, free=True)
    def note(request, words, *, kind="", where=""):
        """Keep a note."""
        if "Smith" in words:
            raise Refusal("Leave out the name of a person", field="words")
        state["notes"].append((words, kind, where))
        return say("Your note is kept.")

    @command("test give", example="test give", listed=False)
    def give(request, words):
        """Give a file, to all or to one."""
        return Reply(
            (Text("Here it is."), File(words or "calls.csv", CSV, "Calls by ward.")),
            private=words == "me.csv",
        )

    @command("test chart", example="test chart", listed=False)
    def chart(request, words):
        """Show a chart."""
        return Reply((Heading("Referrals in Highgate"), CHART, Buttons((Button("Wave", "test wave"),))))

    commands.LIVE["tally"] = lambda request, rest: tally()


def build(tmp_path: Path) -> World:
    """A partnership with one channel on the page and four people who are known there."""
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    settings = load(tmp_path / "config.yaml", {})
    engine = database.connect(settings.database_url)
    Base.metadata.create_all(engine)
    with database.writing(engine) as db, db.begin():
        people.seed(db, settings.partnerships[0])
        people.seed_place(db, "demo-food", "web", "demo")
        for known, persona in zip(
            people.everybody(db, "demo-food"), sorted(PERSONAS, key=lambda p: p.name), strict=True
        ):
            db.add(
                IdentityRow(partnership="demo-food", platform="web", account=persona.account, person=known.id)
            )
    clock, ticks = StillClock(), []

    async def tick():
        ticks.append(clock())

    catalogue = Catalogue({}, {})
    app = App(settings, engine, {"demo-food": Partnership(settings.partnerships[0], catalogue)}, clock)
    page = Page(app, DrawnHere(), PERSONAS, clock, tick)
    return World(page, app, clock, starlette.applications.Starlette(routes=page.routes()), ticks)


@pytest.fixture
def world(tmp_path, words):
    made = build(tmp_path)
    yield made
    made.page.charts.close()
    made.app.writer.close()
    made.app.engine.dispose()


class Browser:
    """One person's browser, without its screen."""

    def __init__(self, world, persona):
        self.world, self.persona = world, persona
        transport = httpx.ASGITransport(world.web)
        self.http = httpx.AsyncClient(
            transport=transport, base_url=HOST, headers={"X-Parley-Token": world.page.token}
        )

    async def say(self, line, where="channel", values=None, form="", event=None):
        event = event or str(uuid.uuid4())
        body = {
            "id": event,
            "persona": self.persona,
            "where": where,
            "line": line,
            "values": values,
            "form": form,
        }
        answer = await self.http.post("/say", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def sees(self):
        """The text of everything that stands for this person."""
        return [self._words(message) for message in self.world.page.since(self.persona, 0)]

    def _words(self, message):
        return message.line or str(self.world.page.drawn(message.reply, "x", self.persona))

    @asynccontextmanager
    async def listening(self, last=""):
        stream = Stream(self.world.web, self.persona, last)
        task = asyncio.create_task(stream.run())
        try:
            yield stream
        finally:
            stream.gone.set()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


class Stream:
    """Server-sent events as they come in."""

    def __init__(self, web, persona, last):
        self.web, self.persona, self.last = web, persona, last
        self.events, self.gone = asyncio.Queue(), asyncio.Event()

    async def run(self):
        headers = [(b"host", b"127.0.0.1:8123"), (b"last-event-id", self.last.encode())]
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/events",
            "headers": headers,
            "http_version": "1.1",
        }
        scope |= {
            "query_string": f"persona={self.persona}".encode(),
            "server": ("127.0.0.1", 8123),
            "scheme": "http",
        }
        await self.web(scope, self._receive, self._send)

    async def _receive(self):
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, event):
        for part in event.get("body", b"").decode().split("\n\n"):
            if part:
                self.events.put_nowait(dict(line.split(": ", 1) for line in part.split("\n")))

    async def next(self, name):
        """The next event of a kind, with its data read."""
        while True:
            event = await asyncio.wait_for(self.events.get(), 5)
            if event["event"] == name:
                return event | {"data": json.loads(event["data"])}


def later(test):
    """Run a test that waits for things."""

    def run(world, words):
        asyncio.run(test(world, words))

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


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
    assert state["direct"] == {"frontline": 0, "analyst": 0, "steward": 0, "lead": 1}


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
async def test_only_charts_that_were_shown_are_drawn(world, words):
    browser = Browser(world, "frontline")
    await browser.say("test chart")
    html = browser.sees()[-1]
    source = html.partition('src="')[2].partition('"')[0]
    picture = await browser.http.get(source)
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert (await browser.http.get("/chart/abc.png")).status_code == 404


def link(html):
    """Where the file in a message is."""
    return unescape(html.partition('href="')[2].partition('"')[0])


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


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Parley-Token": "guess"},
        {"X-Parley-Token": "ÿ"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Content-Type": "text/plain"},
    ],
)
def test_another_page_cannot_speak(world, headers):
    body = {"id": str(uuid.uuid4()), "persona": "frontline", "where": "channel", "line": "test wave"}
    headers = {name: value.encode("latin-1") for name, value in headers.items()}
    for path in ("/say", "/clock"):
        answer = asyncio.run(Browser(world, "frontline").http.post(path, json=body, headers=headers))
        assert answer.status_code == 403
    assert Browser(world, "frontline").sees() == []


@pytest.mark.parametrize(
    "host", ["evil.example:8123", "127.0.0.1:9999", "127.0.0.1", "localhost:8123.evil.example"]
)
@pytest.mark.parametrize("path", ["/", "/events?persona=frontline", "/page.js"])
def test_another_host_name_is_refused(world, host, path):
    answer = asyncio.run(Browser(world, "frontline").http.get(path, headers={"Host": host}))
    assert answer.status_code == 403


def test_localhost_is_at_home(world):
    answer = asyncio.run(Browser(world, "frontline").http.get("/", headers={"Host": "localhost:8123"}))
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/", "/page.css", "/page.js", "/icon.svg", "/chart/none.png", "/file/none"])
def test_every_answer_carries_the_guards_headers(world, path):
    headers = asyncio.run(Browser(world, "frontline").http.get(path)).headers
    assert headers["content-security-policy"].startswith("default-src 'self';")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("persona", ["frontline", "nobody", "<script>"])
def test_the_page_holds_nothing_inline_and_nothing_from_outside(world, persona):
    html = asyncio.run(Browser(world, "frontline").http.get("/", params={"persona": persona})).text
    assert "<script>" not in html
    assert "style=" not in html
    assert "//" not in html.replace("<!doctype", "")
    assert html.count("<h1") == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'{"persona": "frontline"}', 400),
        (
            json.dumps(
                {"id": str(uuid.uuid4()), "persona": "nobody", "where": "channel", "line": "help"}
            ).encode(),
            400,
        ),
        (b" " * (64 * 1024 + 1), 413),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(world, body, status):
    browser = Browser(world, "frontline")
    answer = asyncio.run(
        browser.http.post("/say", content=body, headers={"Content-Type": "application/json"})
    )
    assert answer.status_code == status
    assert answer.json()["text"].endswith(".")


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


def test_the_clock_protocol_can_go_by_a_span():
    clock = StillClock()
    clock.move_by(timedelta(hours=1))
    assert clock().hour == 11
