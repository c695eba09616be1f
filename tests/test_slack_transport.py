"""People talk to Parley in Slack: real slack-bolt and slack-sdk, a real database, and a strict pretend Slack."""

import asyncio
import sqlite3
import threading
import time
from contextlib import closing
from datetime import UTC, datetime

import pytest
import uvicorn
import yaml
from sqlalchemy import select
from starlette.applications import Starlette

import commands
from bot.app import App
from bot.charts.pool import ChartPool
from bot.config import load
from bot.slack.hear import Spot, Team, as_written, understand_message
from bot.slack.transport import Slack
from bot.text import file_bytes, file_name
from bot.transport import CannotLook, Impossible, NotSent, Unknown
from commands import Refusal, command
from commands.no_files import FILE_SENT
from commands.reply import (
    Button,
    Buttons,
    Chart,
    Field,
    File,
    Form,
    Option,
    Point,
    Reply,
    Send,
    Series,
    Text,
    ToEveryPlace,
    say,
)
from storage import database, people
from storage.catalogue import Catalogue
from storage.partnerships import Partnership
from storage.tables import Base, PersonRow
from tests.fakes.slack import FakeSlack
from tests.test_config import CONTRACT
from tests.test_text import HOSTILE

HERE, THERE = "C0123456789", "C0987654321"
PICTURE = Chart(
    "Referrals",
    "Referrals rose from 10 to 15.",
    (Series("All", (Point("May", 10), Point("June", 15))),),
    "referrals",
)
NOTE = Form(
    "Add a note",
    "jot",
    (
        Field("words", "What happened?", "long"),
        Field(
            "colour", "Colour", "choice", (Option("red", "Red"), Option("purple", "Purple")), optional=True
        ),
    ),
)


CSV = File("referrals.csv", "\ufeffWard,Referrals\r\nAbbey,15\r\n", "Referrals by ward: 20 rows.")


def tell(request, words):
    """Something for one person."""
    return say(f"Only for you: {words}")


def show(request, words):
    """Something for all."""
    return say(f"For all: {words}", private=False)


def hush(request, words):
    """Something not worth a post."""
    return Reply((Text("Noted quietly."),), quiet=True)


def press(request, words):
    """Buttons."""
    lines = ("tell pressed", "show pressed", "note pressed", "form", "vote pressed", "long", "draw")
    return Reply(
        (Text("Press one."), Buttons(tuple(Button(line.split()[0], line) for line in lines))),
        private=words == "me",
    )


def draw(request, words):
    """A chart for one person."""
    return Reply((Text("Here are the figures."), PICTURE), private=True)


def chart(request, words):
    """A chart for all."""
    return Reply((Text("Here are the figures."), PICTURE))


def give(request, words):
    """A file, for one person or for all."""
    return Reply((Text("Here is the file."), CSV), private=words != "all")


def note(request, words):
    """A change that tells every place."""
    told = Send(ToEveryPlace(), say(f"News: {words}", private=False))
    return Reply((Text(f"Kept: {words}"),), private=True, also=(told,))


def form(request, words):
    """A form."""
    return Reply((NOTE,), private=True)


def jot(request, words, *, colour=""):
    """What the form is sent to."""
    if not words:
        return Reply((NOTE,), private=True)
    if colour == "purple":
        raise Refusal("Choose another colour than purple.", field="colour")
    if words == "bare":
        raise Refusal("Say a little more.")
    told = Send(ToEveryPlace(), say(f"Jotted: {words}", private=False))
    return Reply((Text(f"Jotted {words} {colour}".strip()),), private=words != "for all", also=(told,))


def next_(request, words):
    """A form after a form."""
    return Reply((Form("One more", "jot", NOTE.fields),), private=True)


def vote(request, words):
    """A sealed answer."""
    return say("Your answer is counted.")


def long(request, words):
    """More than one message holds."""
    return Reply(
        tuple(Text(f"Paragraph {number}. " + "word " * 300) for number in range(6)), private=words != "all"
    )


def many(request, words):
    """A form with a command line too long for a modal."""
    return Reply((Form("Much", "jot " + "x" * 4_000, NOTE.fields),), private=True)


@pytest.fixture(autouse=True)
def language():
    before = dict(commands.REGISTRY)
    for call in (tell, show, hush, press, draw, chart, give, form, long, many):
        command(call.__name__, example=call.__name__)(call)
    for call in (note, jot):
        command(call.__name__, example=call.__name__, writes=True)(call)
    command("next", example="next")(next_)
    command("vote", example="vote", writes=True, sealed=True)(vote)
    yield
    commands.REGISTRY.clear()
    commands.REGISTRY.update(before)


@pytest.fixture(scope="module")
def charts():
    pool = ChartPool()
    yield pool
    pool.close()


def welcome_all(db) -> None:
    """Everybody has been greeted before."""
    for row in db.scalars(select(PersonRow)):
        row.welcomed = True


class Parley:
    """Parley in Slack, in a thread of its own, on a database that outlives it."""

    def __init__(self, slack, folder, charts, http=False, pace=0.0, read_history=False, token=None):
        self.slack, self.folder, self.charts, self.pace, self.http = slack, folder, charts, pace, http
        self.read_history, self.token = read_history, token or slack.bot_token
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.server = None

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def start(self):
        self.thread.start()
        self.run(self.begin())
        self.slack.wait_connected()
        return self

    async def begin(self):
        settings = load(self.configuration(), self.secrets())
        engine = database.connect(settings.database_url)
        Base.metadata.create_all(engine)
        kept = [Partnership(one, Catalogue({}, {})) for one in settings.partnerships]
        self.app = App(settings, engine, {one.id: one for one in kept}, lambda: datetime.now(UTC))
        for one in settings.partnerships:
            await self.app.write(lambda db, one=one: people.seed(db, one))
            await self.app.write(welcome_all)  # a welcome is not what these tests are about
        self.transport = Slack(self.app, self.charts, pace=self.pace)
        if self.http:
            await self.serve()
        await self.transport.start()

    async def serve(self):
        site = Starlette(routes=self.transport.routes())
        self.server = uvicorn.Server(uvicorn.Config(site, port=0, log_level="critical", lifespan="off"))
        self.server.install_signal_handlers = lambda: None
        self.serving = asyncio.create_task(self.server._serve())
        while not self.server.started:  # noqa: ASYNC110 uvicorn has no event for it
            await asyncio.sleep(0.01)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        self.slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")

    def configuration(self):
        raw = yaml.safe_load(CONTRACT)
        raw["slack"] |= {"api_url": self.slack.api_url, "read_history": self.read_history}
        raw["slack"]["mode"] = "http" if self.http else "socket"
        (self.folder / "config.yaml").write_text(yaml.safe_dump(raw), encoding="utf-8")
        return self.folder / "config.yaml"

    def secrets(self):
        return {
            "SLACK_BOT_TOKEN": self.token,
            "SLACK_APP_TOKEN": self.slack.app_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
        }

    def stop(self):
        if not self.thread.is_alive():
            return
        began = time.monotonic()
        self.run(self.transport.stop())
        self.stopped_in = time.monotonic() - began
        if self.server:
            self.server.should_exit = True
            self.run(self.finish_serving())
        self.app.writer.close()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def finish_serving(self):
        await self.serving

    def rows(self, query):
        with closing(sqlite3.connect(self.folder / "parley.db")) as db:
            return db.execute(query).fetchall()

    def wait_rows(self, query, rows):
        deadline = time.monotonic() + 5
        while (found := self.rows(query)) != rows and time.monotonic() < deadline:
            time.sleep(0.02)
        assert found == rows


@pytest.fixture
def slack():
    with FakeSlack() as slack:
        for user in ("U01", "U02", "U03"):
            slack.add_user(user, f"person {user}")
        slack.add_channel(HERE, "food", members=["U01", "U02", "U03"])
        slack.add_channel(THERE, "elsewhere", members=["U01"])
        yield slack
        assert slack.refusals == []


@pytest.fixture
def build(slack, tmp_path, charts):
    made = []

    def make(**more):
        made.append(Parley(slack, tmp_path, charts, **more))
        return made[-1].start()

    yield make
    for parley in made:
        parley.stop()


@pytest.fixture
def parley(build):
    return build()


@pytest.fixture(params=["socket", "http"])
def either(request, build):
    return build(http=request.param == "http")


# Slash commands


def test_a_private_answer_is_seen_by_one_person(slack, either):
    outcome = slack.slash("U01", HERE, "/tell", "a < b & c")
    assert outcome.response.visible_text.startswith("Only for you: a < b & c")
    assert slack.ephemerals("U01", HERE) == [outcome.response]
    assert slack.messages(HERE) == []


def test_a_public_answer_is_seen_by_all(slack, either):
    slack.slash("U01", HERE, "/show", "hello")
    assert "For all: hello" in slack.wait_message(HERE).visible_text


def test_every_command_also_works_as_a_word_after_parley(slack, parley):
    assert "Only for you: hi" in slack.slash("U01", HERE, "/parley", "tell hi").response.visible_text


def test_a_quiet_answer_is_private_in_slack(slack, parley):
    assert slack.slash("U01", HERE, "/hush").response.is_ephemeral


def test_a_change_is_stored_before_the_command_is_acknowledged(slack, either):
    assert slack.slash("U01", HERE, "/note", "x").acked
    assert either.rows("select count(*) from posts where platform = 'slack'") == [(1,)]


def test_a_place_that_is_not_configured_gets_a_polite_private_answer(slack, parley):
    outcome = slack.slash("U01", THERE, "/show", "hello")
    assert outcome.response.is_ephemeral
    assert "not set up for this channel" in outcome.response.visible_text


def test_a_word_nobody_knows_is_answered(slack, parley):
    assert slack.slash("U01", HERE, "/parley", "blorp").response.is_ephemeral


def test_what_does_not_fit_follows(slack, parley):
    slack.slash("U01", HERE, "/long")
    slack.wait_ephemeral("U01", "Paragraph 5.")
    assert slack.messages(HERE) == []


def test_what_does_not_fit_follows_for_all(slack, parley):
    slack.slash("U01", HERE, "/long", "all")
    slack.wait_message(HERE, "Paragraph 5.")


def test_a_command_in_parleys_own_direct_message_stays_there(slack, parley):
    slack.direct("U01", "tell first")
    slack.wait_direct("U01", "first")
    slack.slash("U01", "D01", "/show", "second")
    assert "second" in slack.wait_direct("U01", "second").visible_text


def test_a_command_between_two_people_is_answered_to_one(slack, parley):
    slack.add_channel("D77", members=["U01", "U02"], bot=False)
    assert slack.slash("U01", "D77", "/show", "hello").response.is_ephemeral


# Mentions and direct messages


def test_a_mention_is_answered_in_the_channel(slack, either):
    slack.mention("U01", HERE, "show hello")
    message = slack.wait_message(HERE, "For all: hello")
    assert message.thread_ts is None


def test_a_mention_in_a_thread_is_answered_there(slack, parley):
    parent = slack.say("U01", HERE, "What do we know?").message
    slack.mention("U02", HERE, "show this", thread_ts=parent.ts)
    assert slack.wait_message(HERE, "For all: this").thread_ts == parent.ts


def test_a_private_answer_to_a_mention_is_an_aside(slack, parley):
    slack.mention("U01", HERE, "tell hello")
    slack.wait_ephemeral("U01", "Only for you: hello")
    assert [message for message in slack.messages(HERE) if message.bot] == []


def test_an_aside_that_cannot_be_shown_goes_to_the_direct_message(slack, parley):
    slack.refuse("chat.postEphemeral", "user_not_in_channel")
    slack.mention("U01", HERE, "tell hello")
    slack.wait_direct("U01", "Only for you: hello")
    assert [message for message in slack.messages(HERE) if message.bot] == []


def test_a_direct_message_is_answered_there(slack, either):
    slack.mention("U01", HERE, "tell hello")
    slack.direct("U01", "show you & <me>")
    assert "For all: you & <me>" in slack.wait_direct("U01", "For all").visible_text


def test_a_stranger_in_private_is_told_how_to_begin(slack, parley):
    slack.direct("U03", "tell hello")
    slack.wait_direct("U03", "does not know you yet")


def test_a_form_asked_for_by_mention_is_a_button_first(slack, parley):
    slack.mention("U01", HERE, "form")
    slack.press("U01", slack.wait_ephemeral("U01", "Add a note"), "Add a note")
    slack.wait_view("U01", "What happened?")


def test_a_newcomer_is_known_by_their_name(slack, parley):
    slack.mention("U03", HERE, "tell hello")
    slack.wait_ephemeral("U03", "hello")
    assert parley.rows("select name from people where name like 'person%'") == [("person U03",)]


def test_somebody_of_another_workspace_is_somebody_else(slack, parley):
    message = slack.say("U01", HERE, "x").message
    body = {
        "type": "app_mention",
        "user": "U01",
        "team": "TELSE",
        "text": "<@UBOT> note hello",
        "channel": HERE,
    }
    slack._tell([{**body, "ts": message.ts}])
    slack.wait_ephemeral("U01", "Kept: hello")
    assert ("TELSE:U01",) in parley.rows("select account from identities")


# Files people send


def test_a_file_sent_in_private_is_kindly_refused(slack, either):
    slack.direct("U01", "tell hello")
    there = slack.wait_direct("U01", "hello").channel
    slack.upload("U01", there, ["figures.xlsx", "more.csv"], "tell these")
    refusal = slack.wait_direct("U01", "Parley takes no files in chat")
    assert "ask Demo Lead." in refusal.visible_text
    assert not any("Only for you: these" in one.visible_text for one in slack.directs("U01"))
    assert slack.fetched == []


def test_a_file_sent_with_a_mention_is_refused_to_its_sender_alone(slack, parley):
    slack.upload("U01", HERE, ["referrals 2026.xlsx"], "<@UBOT> note please load this")
    refusal = slack.wait_ephemeral("U01", "Parley takes no files in chat")
    assert "parley data build" in refusal.visible_text
    assert not any(one.bot for one in slack.messages(HERE))
    assert slack.fetched == []
    assert parley.rows("select count(*) from posts") == [(0,)]


def test_a_file_sent_to_others_is_left_alone(slack, parley):
    slack.upload("U01", HERE, ["rota.xlsx"], "for Monday")
    slack.mention("U01", HERE, "tell later")
    slack.wait_ephemeral("U01", "later")
    assert len(slack.ephemerals("U01")) == 1


def test_of_a_file_nothing_is_kept(slack, parley):
    team = Team("T01", "UBOT", "BBOT")
    event = {"user": "U01", "channel": "D01", "text": "for Mrs Example", "files": [{"name": "secret.xlsx"}]}
    assert understand_message(event, team) == {
        "channel": "D01",
        "user": "U01",
        "account": "U01",
        "thread": "",
        "direct": True,
        "line": FILE_SENT,
    }


@pytest.mark.parametrize(
    "more", [{"subtype": "message_changed"}, {"bot_id": "B9"}, {"subtype": "channel_join"}]
)
def test_what_no_person_wrote_is_ignored(slack, parley, more):
    body = {"type": "message", "user": "U01", "text": "tell hello", "channel": "D01", "channel_type": "im"}
    assert slack._tell([{**body, "ts": "1700000000.000100", **more}]).acked
    assert parley.rows("select count(*) from event_keys") == [(0,)]


def test_an_event_nobody_answers_is_acknowledged(slack, either):
    assert slack._tell([{"type": "reaction_added", "user": "U01"}]).acked


def test_an_event_delivered_twice_changes_and_says_nothing_twice(slack, either):
    outcome = slack.mention("U01", HERE, "note once")
    slack.wait_ephemeral("U01", "Kept: once")
    assert slack.redeliver(outcome).acked
    slack.mention("U01", HERE, "tell later")
    slack.wait_ephemeral("U01", "later")
    assert len([one for one in slack.ephemerals("U01") if "once" in one.visible_text]) == 1
    assert either.rows("select count(*) from posts where platform = 'slack'") == [(1,)]


def test_answers_in_a_channel_keep_their_order(slack, parley):
    for number in range(5):
        slack.mention("U01", HERE, f"show {number}")
    slack.wait_message(HERE, "For all: 4")
    said = [one.text for one in slack.messages(HERE) if one.bot]
    assert said == [f"For all: {number}" for number in range(5)]


# Buttons and forms


def test_a_button_is_a_command_line(slack, either):
    slack.mention("U01", HERE, "press")
    message = slack.wait_message(HERE, "Press one.")
    assert slack.press("U02", message, "tell").acked
    slack.wait_ephemeral("U02", "Only for you: pressed")
    assert slack.press("U02", message, "show").acked
    slack.wait_message(HERE, "For all: pressed")


def test_a_button_in_a_thread_is_answered_in_the_thread(slack, parley):
    parent = slack.say("U01", HERE, "hm").message
    slack.mention("U01", HERE, "press", thread_ts=parent.ts)
    slack.press("U01", slack.wait_message(HERE, "Press one."), "show")
    assert slack.wait_message(HERE, "For all: pressed").thread_ts == parent.ts


def test_a_button_in_a_direct_message_is_answered_there(slack, parley):
    slack.direct("U01", "press")
    slack.press("U01", slack.wait_direct("U01", "Press one."), "tell")
    slack.wait_direct("U01", "Only for you: pressed")


def test_a_press_whose_response_url_is_used_up_is_still_answered(slack, parley):
    slack.mention("U01", HERE, "press")
    message = slack.wait_message(HERE, "Press one.")
    slack.fault("response_url", "html_500", times=4)
    slack.press("U01", message, "tell")
    slack.wait_ephemeral("U01", "Only for you: pressed", timeout=8)


def test_a_button_with_a_form_opens_it(slack, either):
    slack.slash("U01", HERE, "/press", "me")
    slack.press("U01", slack.wait_ephemeral("U01", "Press one."), "form")
    slack.wait_view("U01", "What happened?")


def test_a_form_is_opened_refused_at_its_field_and_sent(slack, either):
    assert slack.slash("U01", HERE, "/form").response is None
    view = slack.wait_view("U01", "What happened?")
    outcome = slack.submit("U01", view, {"What happened?": "rain", "Colour": "Purple"})
    assert outcome.errors == {"colour": "Choose another colour than purple."}
    assert slack.submit("U01", view, {"Colour": "Red"}).errors == {}
    assert slack.views("U01") == []
    slack.wait_ephemeral("U01", "Jotted rain red")
    assert either.rows("select count(*) from posts where platform = 'slack'") == [(1,)]


def test_a_refusal_without_a_field_stands_at_the_first(slack, parley):
    slack.slash("U01", HERE, "/form")
    outcome = slack.submit("U01", slack.wait_view("U01"), {"What happened?": "bare"})
    assert outcome.errors == {"words": "Say a little more."}


def test_a_form_pressed_twice_counts_once(slack, parley):
    slack.slash("U01", HERE, "/form")
    view = slack.wait_view("U01")
    slack.submit("U01", view, {"What happened?": "rain"})
    slack.wait_ephemeral("U01", "Jotted rain")
    view.is_open, slack.world.stacks["U01"] = True, [view]
    assert slack.submit("U01", view).acked
    assert parley.rows("select count(*) from posts where platform = 'slack'") == [(1,)]


def test_a_public_answer_to_a_form_is_posted(slack, parley):
    slack.slash("U01", HERE, "/form")
    slack.submit("U01", slack.wait_view("U01"), {"What happened?": "for all"})
    slack.wait_message(HERE, "Jotted for all")


def test_a_form_in_a_direct_message_is_answered_there(slack, parley):
    slack.direct("U01", "form")
    slack.press("U01", slack.wait_direct("U01", "Add a note"), "Add a note")
    slack.submit("U01", slack.wait_view("U01"), {"What happened?": "sun"})
    slack.wait_direct("U01", "Jotted sun")


def test_a_form_that_cannot_be_opened_is_a_message_with_a_button(slack, parley):
    slack.refuse("views.open", "expired_trigger_id")
    outcome = slack.slash("U01", HERE, "/form")
    assert outcome.response.labels == ["Add a note"]


def test_a_line_too_long_for_a_modal_is_kept(slack, parley):
    slack.slash("U01", HERE, "/many")
    slack.submit("U01", slack.wait_view("U01"), {"What happened?": "short"})
    slack.wait_ephemeral("U01", "Jotted short")


# Sealed answers


@pytest.mark.parametrize("way", ["slash", "mention", "direct", "press"])
def test_a_sealed_answer_is_counted_and_kept_nowhere(slack, parley, way):
    if way == "slash":
        slack.slash("U01", HERE, "/vote", "heliotrope")
    if way == "mention":
        slack.mention("U01", HERE, "vote heliotrope")
    if way == "direct":
        slack.direct("U01", "vote heliotrope")
    if way == "press":
        slack.slash("U01", HERE, "/press", "me")
        slack.press("U01", slack.wait_ephemeral("U01", "Press one."), "vote")
    found = slack.wait_direct if way == "direct" else slack.wait_ephemeral
    found("U01", "Your answer is counted.")
    kept = " ".join(path.read_bytes().decode("latin1") for path in parley.folder.glob("parley.db*"))
    assert "heliotrope" not in kept


def test_somebodys_details_stay_out_of_the_inbox(slack, parley):
    parley.app.writer.run_now(
        lambda db: db.connection().exec_driver_sql(
            "create trigger watch after insert on inbox begin select raise(abort, 'kept'); end"
        )
    )
    slack.mention("U01", HERE, "tell jane@example.org")
    slack.wait_ephemeral("U01", "jane@example.org")


def test_a_sealed_answer_delivered_twice_counts_once(slack, parley):
    outcome = slack.mention("U01", HERE, "vote blue")
    slack.wait_ephemeral("U01", "counted")
    slack.redeliver(outcome)
    slack.mention("U01", HERE, "tell later")
    slack.wait_ephemeral("U01", "later")
    assert len([one for one in slack.ephemerals("U01") if "counted" in one.visible_text]) == 1


# Charts


def test_a_chart_for_all_is_shown_in_the_channel(slack, either):
    slack.slash("U01", HERE, "/chart")
    slack.wait_message(HERE, "Here are the figures.")
    picture = slack.wait_for(lambda: [one for one in slack.messages(HERE) if one.files], 1, 20)[0].files[0]
    assert picture.mimetype == "image/png"
    assert picture.alt_txt == PICTURE.summary
    assert picture.title == "Referrals"


def test_a_chart_for_one_goes_to_their_direct_message(slack, parley):
    outcome = slack.slash("U01", HERE, "/draw")
    assert "The chart is in your direct messages with Parley." in outcome.response.visible_text
    slack.wait_for(lambda: [one for one in slack.directs("U01") if one.files], 1, 20)
    assert [one for one in slack.messages(HERE) if one.files] == []


def test_a_picture_that_cannot_be_shown_is_said(slack, parley):
    slack.refuse("files.completeUploadExternal", "file_uploads_disabled")
    slack.mention("U01", HERE, "chart")
    slack.wait_message(HERE, "Here are the figures.")
    slack.wait_ephemeral("U01", "The picture could not be shown. Files are switched off", timeout=20)


def test_an_upload_is_tried_again(slack, parley):
    slack.fault("upload", "reset_before")
    slack.mention("U01", HERE, "chart")
    slack.wait_for(lambda: [one for one in slack.messages(HERE) if one.files], 1, 20)


# Files


def test_a_file_for_all_is_shared_in_the_channel(slack, either):
    slack.slash("U01", HERE, "/give", "all")
    slack.wait_message(HERE, "Referrals by ward: 20 rows.")
    shared = slack.wait_for(lambda: [one for one in slack.messages(HERE) if one.files], 1)[0]
    (file,) = shared.files
    assert (file.name, file.title, file.alt_txt) == ("referrals.csv", "referrals.csv", None)
    assert file.data == CSV.text.encode()


def test_a_file_in_a_thread_stays_in_the_thread(slack, parley):
    parent = slack.say("U01", HERE, "figures?").message
    slack.mention("U01", HERE, "give all", thread_ts=parent.ts)
    shared = slack.wait_for(lambda: [one for one in slack.messages(HERE) if one.files], 1)[0]
    assert shared.thread_ts == parent.ts


def test_a_file_for_one_goes_to_their_direct_message_and_the_aside_says_so(slack, either):
    outcome = slack.slash("U01", HERE, "/give")
    assert "The file is in your direct messages with Parley." in outcome.response.visible_text
    given = slack.wait_for(lambda: [one for one in slack.directs("U01") if one.files], 1)[0]
    assert given.files[0].data == CSV.text.encode()
    assert given.text == "Referrals by ward: 20 rows."
    assert [one for one in slack.messages(HERE) if one.files] == []


def test_a_file_asked_for_in_private_is_given_there(slack, parley):
    slack.direct("U01", "give")
    given = slack.wait_for(lambda: [one for one in slack.directs("U01") if one.files], 1)[0]
    assert given.files[0].name == "referrals.csv"
    assert not any("in your direct messages" in one.visible_text for one in slack.directs("U01"))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("file_uploads_except_images_disabled", "Only pictures may be uploaded in this workspace."),
        ("file_type_not_allowed", "Files of this kind are not allowed in this workspace."),
        ("storage_limit_reached", "This workspace has no room left for files."),
        ("internal_error", "Ask for it again in a few minutes, or ask for the figures as text."),
    ],
)
def test_a_file_that_cannot_be_sent_never_loses_the_answer(slack, parley, error, words):
    slack.refuse("files.getUploadURLExternal", error)
    slack.mention("U01", HERE, "give all")
    slack.wait_message(HERE, "Here is the file.")
    slack.wait_ephemeral("U01", f"The file could not be sent. {words}")


def test_hostile_files_are_sent_with_harmless_names_and_words(slack, parley):
    for hostile in HOSTILE:
        file = File(hostile, hostile + "x", hostile)
        parley.run(parley.transport._sender.give(Spot(HERE, "U01"), Reply((file,), private=True)))
        given = slack.directs("U01")[-1]
        assert given.files[0].name == given.files[0].title == file_name(file)
        assert given.files[0].data == file_bytes(file)
        assert given.pings == []


# The outbox


def test_a_post_is_sent_marked_changed_and_found(slack, build):
    parley = build(read_history=True)
    reference = parley.run(parley.transport.send(HERE, say("Hello <!channel>"), "post-7"))
    message = slack.wait_message(HERE, "Hello")
    assert reference == f"{HERE}:{message.ts}"
    assert message.metadata == {"event_type": "parley_post", "event_payload": {"post": "post-7"}}
    assert message.pings == []
    parley.run(parley.transport.edit(HERE, reference, say("Goodbye")))
    assert message.visible_text.startswith("Goodbye")
    assert parley.run(parley.transport.find(HERE, "post-7")) == reference
    assert parley.run(parley.transport.find(HERE, "post-8")) is None


def test_a_direct_post_keeps_the_conversation_it_stands_in(slack, parley):
    assert parley.run(parley.transport.send("U01", say("Hello"), "post-1")).startswith("D01:")
    assert parley.run(parley.transport.send("TELSE:U02", say("Hello"), "post-2")).startswith("D02:")


def test_nobody_can_look_without_the_right_to_read(slack, parley):
    with pytest.raises(CannotLook):
        parley.run(parley.transport.find(HERE, "post-7"))


def test_a_long_post_goes_on_in_its_thread(slack, parley):
    parley.run(parley.transport.send(HERE, long(None, "all"), "post-1"))
    first, *rest = slack.messages(HERE)
    assert rest
    assert {one.thread_ts for one in rest} == {first.ts}


def test_a_picture_stands_beside_its_post(slack, parley):
    reference = parley.run(parley.transport.send(HERE, chart(None, ""), "post-1"))
    parley.run(parley.transport.attach(HERE, reference, PICTURE))
    assert slack.messages(HERE)[-1].files[0].title == "Referrals"


@pytest.mark.parametrize(
    ("error", "words", "closed"),
    [
        ("not_in_channel", "Invite it with /invite @Parley", True),
        ("channel_not_found", "cannot find this channel", True),
        ("is_archived", "archived", True),
        ("messages_tab_disabled", "Messages tab", False),
        ("account_inactive", "SLACK_BOT_TOKEN", False),
        ("something_new", "“something new”", False),
    ],
)
def test_a_refusal_is_a_sentence_to_act_on(slack, parley, error, words, closed):
    slack.refuse("chat.postMessage", error)
    with pytest.raises(Impossible, match=words) as caught:
        parley.run(parley.transport.send(HERE, say("Hello"), "post-1"))
    assert caught.value.closed is closed


def test_a_person_who_has_left_is_no_closed_channel(slack, parley):
    slack.world.users["U03"].deleted = True
    with pytest.raises(Impossible, match="no longer reach this person") as caught:
        parley.run(parley.transport.send("U03", say("Hello"), "post-1"))
    assert not caught.value.closed


def test_a_rate_limit_says_how_long_to_wait(slack, parley):
    slack.limit("chat.postMessage", retry_after=7)
    with pytest.raises(NotSent) as caught:
        parley.run(parley.transport.send(HERE, say("Hello"), "post-1"))
    assert caught.value.wait == 7
    with pytest.raises(NotSent) as caught:  # the channel rests, and Slack is not asked again
        parley.run(parley.transport.send(HERE, say("Hello"), "post-1"))
    assert 6 < caught.value.wait <= 7


@pytest.mark.parametrize("mode", ["html_500", "html_503"])
def test_an_outage_posts_nothing(slack, parley, mode):
    slack.fault("chat.postMessage", mode)
    with pytest.raises(NotSent):
        parley.run(parley.transport.send(HERE, say("Hello"), "post-1"))
    assert slack.messages(HERE) == []


@pytest.mark.parametrize("mode", ["reset_before", "reset_after"])
def test_a_broken_connection_leaves_it_open_whether_it_was_posted(slack, parley, mode):
    slack.fault("chat.postMessage", mode)
    with pytest.raises(Unknown):
        parley.run(parley.transport.send(HERE, say("Hello"), "post-1"))
    assert len(slack.messages(HERE)) == (mode == "reset_after")


def test_blocks_slack_will_not_have_are_sent_as_words(slack, parley):
    slack.refuse("chat.postMessage", "invalid_blocks")
    parley.run(parley.transport.send(HERE, press(None, ""), "post-1"))
    message = slack.wait_message(HERE, "Press one.")
    assert message.blocks == []


def test_posts_in_one_channel_keep_slacks_pace(slack, build):
    parley = build(pace=0.3)
    began = time.monotonic()

    async def three():
        sends = [parley.transport.send(HERE, say(str(number)), f"post-{number}") for number in range(3)]
        await asyncio.gather(*sends, parley.transport.send("U01", say("aside"), "post-9"))

    parley.run(three())
    assert time.monotonic() - began >= 0.6
    assert [one.text for one in slack.messages(HERE)] == ["0", "1", "2"]


def test_answers_wait_out_a_rate_limit_in_order(slack, parley):
    slack.limit("chat.postMessage", retry_after=1)
    slack.mention("U01", HERE, "show first")
    slack.mention("U01", HERE, "show second")
    slack.wait_message(HERE, "second")
    assert [one.text for one in slack.messages(HERE) if one.bot] == ["For all: first", "For all: second"]


def test_a_public_answer_that_cannot_be_posted_is_shown_to_who_asked(slack, parley):
    slack.refuse("chat.postMessage", "restricted_action")
    slack.mention("U01", HERE, "show hello")
    found = slack.wait_ephemeral("U01", "For all: hello").visible_text
    assert "Only you can see this answer. Only some people may post in this channel." in found


# Coming and going


def test_parley_greets_a_channel_it_is_brought_into(slack, parley):
    command("welcome", example="welcome", listed=False)(
        lambda request, words: say("Hello from Parley.", private=False)
    )
    slack._tell([{"type": "member_joined_channel", "user": "UBOT", "channel": HERE, "inviter": "U02"}])
    slack.wait_message(HERE, "Hello from Parley.")


def test_parley_does_not_greet_people_or_other_channels(slack, parley):
    slack.join("U03", HERE)
    slack._tell([{"type": "member_joined_channel", "user": "UBOT", "channel": THERE, "inviter": "U01"}])
    slack.wait_ephemeral("U01", "not set up for this channel")
    assert [one for one in slack.messages(HERE) + slack.messages(THERE) if one.bot] == []


def test_what_a_stopped_process_left_is_answered_by_the_next(slack, build):
    first = build()
    slack.refuse("chat.postEphemeral", "not_in_channel", times=9)
    slack.fault("chat.postMessage", "html_503", times=99)
    assert slack.mention("U01", HERE, "note hello").acked
    first.wait_rows("select count(*) from inbox where reply is not null", [(1,)])
    first.stop()
    assert first.stopped_in < 1.5
    slack.faults.clear()
    second = build()
    slack.wait_ephemeral("U01", "Kept: hello")
    second.wait_rows("select count(*) from inbox", [(0,)])
    assert second.rows("select count(*) from posts where platform = 'slack'") == [(1,)]


def test_parley_comes_back_after_a_lost_connection(slack, parley):
    assert parley.transport.healthy
    slack.disconnect()
    slack.wait_for(lambda: slack.connections == 1 and not slack.deliveries.links.leaving)
    assert "hi" in slack.slash("U01", HERE, "/tell", "hi").response.visible_text


def test_parley_comes_back_when_the_line_is_cut(slack, parley):
    slack.cut()
    slack.wait_for(lambda: slack.connections == 1)
    assert "hi" in slack.slash("U01", HERE, "/tell", "hi").response.visible_text


def test_an_address_lost_on_the_way_is_not_tried_for_ever(slack, parley):
    class Forgetful(dict):
        left = 1

        def __setitem__(self, key, value):
            if self.left:
                self.left -= 1
                return
            super().__setitem__(key, value)

    slack.world.tickets = Forgetful()
    slack.cut()
    slack.wait_for(lambda: slack.connections == 1, timeout=15)
    assert slack.world.tickets.left == 0


def test_nothing_people_say_is_logged(slack, parley, caplog, capsys):
    with caplog.at_level("DEBUG"):
        slack.mention("U01", HERE, "tell chartreuse")
        slack.wait_ephemeral("U01", "chartreuse")
        slack.slash("U01", HERE, "/tell", "chartreuse")
    said = capsys.readouterr()
    for text in (caplog.text, said.out, said.err):
        assert "chartreuse" not in text
        assert slack.bot_token not in text


def test_there_is_no_door_for_http_in_socket_mode(parley):
    assert parley.transport.routes() == []


def test_parley_leaves_at_once(slack, parley):
    parley.stop()
    assert parley.stopped_in < 0.5
    assert not parley.transport.healthy
    slack.wait_for(lambda: slack.connections == 0)


def test_a_wrong_token_is_said_at_the_start(slack, build):
    with pytest.raises(Impossible, match="SLACK_BOT_TOKEN"):
        build(token="xoxb-wrong")


def test_parley_keeps_trying_when_slack_is_away(slack, build):
    slack.fault("auth.test", "html_503")
    parley = build()
    assert "hi" in slack.slash("U01", HERE, "/tell", "hi").response.visible_text
    assert parley.transport.healthy


def test_a_request_that_slack_did_not_sign_is_refused(slack, build):
    build(http=True)
    slack.deliveries.request_url.world.signing_secret = "wrong"
    assert not slack.slash("U01", HERE, "/tell", "hi").acked


def test_slack_can_verify_the_address(slack, build):
    build(http=True)
    assert slack.verify_url()


def test_an_answer_is_acknowledged_well_within_three_seconds(slack, either):
    for number in range(20):
        assert slack.slash("U01", HERE, "/note", str(number)).seconds < 3


@pytest.mark.parametrize(
    "words",
    [
        "<!channel> *bold* `x` & <@U02>",
        "&lt;!here&gt;",
        "x" * 9_000,
        "\u202e\x00\x07 zalgo̷̢",
        "~nothing",
        "=",
        "jot colour=",
        "🎉" * 500,
    ],
)
def test_hostile_words_do_no_harm(slack, parley, words):
    slack.mention("U01", HERE, f"show {words}")
    slack.mention("U01", HERE, words)
    slack.direct("U01", words)
    slack.slash("U01", HERE, "/show", words)
    slack.mention("U01", HERE, "show end")
    slack.wait_message(HERE, "For all: end", timeout=15)
    assert [one.pings for one in slack.messages(HERE) if one.bot and one.pings] == []


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("a &lt;b&gt; &amp;lt;", "a <b> &lt;"),
        ("give it to <@U02>", "give it to <@U02>"),
        ("see <http://example.org|example.org> or <https://b.org>", "see example.org or https://b.org"),
        ("<mailto:a@b.org|a@b.org> in <#C1|food>", "a@b.org in #food"),
        ("<!here> <!subteam^S1|@crew>", "@here @crew"),
    ],
)
def test_text_is_read_as_it_was_typed(sent, meant):
    assert as_written(sent) == meant
