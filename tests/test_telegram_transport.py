"""Telegram, with the real python-telegram-bot, a real database and a strict server in place of Telegram."""

import asyncio
import json
import socket
import threading
import time
import urllib.error
import urllib.request
from datetime import UTC, date, datetime

import pytest
import uvicorn
from sqlalchemy import select
from starlette.applications import Starlette
from telegram import Update, User

import commands
from bot import outgoing
from bot.app import App
from bot.config import load
from bot.post import PostOffice
from bot.telegram.answers import NOT_YOURS, POINTER, SENT_PRIVATELY, TOO_OLD
from bot.telegram.forms import ALREADY_ANSWERED, CHOOSE, NOTHING_SAVED
from bot.telegram.groups import AS_YOURSELF, ONLY_WORDS
from bot.telegram.hear import read, without_file
from bot.telegram.html import Message
from bot.telegram.pace import Governor
from bot.telegram.send import LARGEST, caption, fitted
from bot.telegram.transport import Telegram, menu
from bot.text import file_bytes, file_name
from bot.transport import CannotLook, Impossible, Moved, NotSent, Unknown
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
    Text,
    ToEveryPlace,
    ToPerson,
    say,
    to_json,
)
from storage import database, events, people, posts
from storage.catalogue import Catalogue
from storage.partnerships import Partnership
from storage.tables import (
    AuditRow,
    Base,
    EventKeyRow,
    FormSessionRow,
    IdentityRow,
    InboxRow,
    PlaceRow,
    PostRow,
    StoredLineRow,
)
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.trial import png
from tests.fakes.telegram.world import ANONYMOUS
from tests.test_text import HOSTILE as NASTY

GROUP, OTHER_GROUP = -1001234567890, -1009999999999
ADA, BEN, LEAD, STRANGER = 11, 12, 102, 66
HOSTILE = "<b>&amp; </pre><script> @everyone 🙂 \u202e _*[x](y) 2 < 3"
SECRET = "hook-secret"
CONFIG = """
telegram: {{mode: {mode}, api_url: "{api}"}}
http: {{public_url: {public}}}
partnerships:
  - id: demo-food
    name: Demo food insight partnership
    timezone: Europe/London
    nation: England
    catalogue: catalogue/
    places: [{{telegram: {group}}}]
    organisations: [{{id: council, name: Demo Borough Council, side: council}}]
    people:
      - {{name: Demo Lead, organisation: council, roles: [lead], telegram: 102}}
      - {{name: Ada, organisation: council, telegram: 11}}
"""
CHART = Chart("Referrals", "It went up.", (Series("a", (Point("x", 1), Point("y", 2))),), "referrals")
CSV = File("referrals.csv", "\ufeffWard,Referrals\r\nAbbey,15\r\n", "Referrals by ward: 20 rows.")
FORM = Form(
    "New note",
    "note keep",
    (
        Field("words", "What happened?"),
        Field("who", "For whom?", "choice", (Option("all", "Everybody"), Option("some", "Some people"))),
        Field("more", "Anything else?", optional=True),
    ),
)
SEALED_FORM = Form(
    "Sealed question", "seal", (Field("words", "How is demand?"), Field("why", "Why do you think so?"))
)


class Log(list):
    """What the commands of these tests did."""


@pytest.fixture
def done():
    """Small commands of each kind; the list tells what they changed."""
    done, before = Log(), dict(commands.REGISTRY)
    names = (
        "quiet",
        "pub",
        "long",
        "secret",
        "tell",
        "note",
        "note keep",
        "seal",
        "sealed form",
        "draw",
        "give",
        "odd",
    )
    for name in names:
        commands.REGISTRY.pop(name, None)

    @command("pub", example="pub")
    def pub(request, words):
        """Answer for everybody."""
        return Reply((Text(f"Public {words}"),))

    @command("quiet", example="quiet", writes=True)
    def quiet(request, words):
        """Answer quietly."""
        done.append(("quiet", request.person.name))
        return Reply((Text("Quietly noted"),), private=words == "mine", quiet=True)

    @command("secret", example="secret")
    def secret(request, words):
        """Answer privately."""
        return Reply(
            (Heading("For you"), Text(f"The secret of {request.partnership.id} {words}")), private=True
        )

    @command("tell", example="tell", writes=True)
    def tell(request, words):
        """Tell somebody, and every place."""
        done.append(("tell", words))
        also = (Send(ToEveryPlace(), Reply((Text(f"Told: {words}"),))),)
        return Reply((Heading("Done"), Text(f"Told them {words}")), private=True, also=also)

    @command("long", example="long")
    def long(request, words):
        """Offer a long line."""
        line = "pub " + "very " * 30 + "long"
        return Reply((Text("Choose"), Buttons((Button("Go", line), Button("Private", "tell me")))))

    @command("draw", example="draw")
    def draw(request, words):
        """Draw."""
        return Reply((Text("Here it is"), CHART), private=words == "me")

    @command("give", example="give")
    def give(request, words):
        """Give a file."""
        return Reply((Text("Here is the file"), CSV), private=words == "me")

    @command("note", example="note", writes=True)
    def note(request, words):
        """Open a form."""
        return Reply((FORM,), private=True)

    @command("note keep", example="note keep", writes=True, listed=False)
    def keep(request, words, *, who="", more=""):
        """Keep what the form says."""
        if "bad" in words:
            raise Refusal("Leave out bad words.", field="words")
        done.append(("note", words, who, more, request.place and request.place.address, request.person.name))
        return say("Your note is kept, and everybody can read it.")

    @command("seal", example="seal 1", writes=True, sealed=True)
    def seal(request, words, *, why=""):
        """Count a sealed answer."""
        done.append(("seal", words, why))
        return say("Counted.")

    @command("sealed form", example="sealed form")
    def sealed_form(request, words):
        """Open a sealed form."""
        return Reply((SEALED_FORM,), private=True)

    @command("odd", example="odd")
    def odd(request, words):
        """Say hostile things."""
        return Reply((Heading(HOSTILE), Text(HOSTILE), Buttons((Button(HOSTILE, "pub " + HOSTILE),))))

    yield done
    commands.REGISTRY.clear()
    commands.REGISTRY.update(before)


class Charts:
    """Draws at once."""

    broken = False

    async def png(self, chart):
        if self.broken:
            raise RuntimeError("no pictures today")
        return png(400, 300)


class World:
    """Parley on a loop of its own beside the fake; `run` waits for something on that loop."""

    def __init__(self, folder, fake, mode="polling"):
        self.folder, self.fake, self.mode = folder, fake, mode
        self.charts = Charts()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.server, self.port = None, 0
        self.telegram = None

    def run(self, step, timeout=15):
        return asyncio.run_coroutine_threadsafe(step, self.loop).result(timeout)

    def start(self, listen=True):
        self.run(self._build())
        if self.mode == "webhook":
            self.run(self._serve())
        if listen:
            self.run(self.telegram.start())
        return self

    async def _build(self):
        # The port is needed for the public address before the server runs.
        if self.mode == "webhook":
            self.socket = socket.create_server(("127.0.0.1", 0))
            self.port = self.socket.getsockname()[1]
        public = f'"http://127.0.0.1:{self.port}"' if self.port else "null"
        file = self.folder / "config.yaml"
        file.write_text(CONFIG.format(mode=self.mode, api=self.fake.api_url, public=public, group=GROUP))
        settings = load(file, {"TELEGRAM_BOT_TOKEN": self.fake.token, "TELEGRAM_WEBHOOK_SECRET": SECRET})
        self.engine = database.connect(f"sqlite:///{self.folder}/parley.db")
        Base.metadata.create_all(self.engine)
        known = {each.id: Partnership(each, Catalogue({}, {})) for each in settings.partnerships}
        self.app = App(settings, self.engine, known, lambda: datetime.now(UTC))
        self.app.writer.run_now(lambda db: [people.seed(db, each) for each in settings.partnerships])
        self.telegram = Telegram(self.app, self.charts)
        self.office = PostOffice(self.app, {"telegram": self.telegram})

    async def _serve(self):
        site = Starlette(routes=self.telegram.routes())
        self.server = uvicorn.Server(uvicorn.Config(site, log_level="error", lifespan="off"))
        self.serving = asyncio.create_task(self.server.serve([self.socket]))
        while not self.server.started:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    def stop(self):
        if self.telegram is None:
            return
        if self.server:
            self.server.should_exit = True
            self.run(asyncio.wait({self.serving}, timeout=3))
            self.server = None
        self.run(self.telegram.stop())
        self.app.writer.close()
        self.engine.dispose()
        self.telegram = None

    def restart(self):
        self.stop()
        return self.start()

    def close(self):
        self.stop()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    def rows(self, table):
        with database.reading(self.engine) as db:
            return list(db.scalars(select(table)))

    def write(self, change):
        return self.app.writer.run_now(change)

    def idle(self):
        self.fake.wait_idle()
        self.eventually(lambda: not self.rows(InboxRow))
        self.fake.wait_idle()

    def eventually(self, sought, timeout=5):
        deadline = time.monotonic() + timeout
        while not (found := sought()):
            assert time.monotonic() < deadline, "It did not happen."
            time.sleep(0.02)
        return found

    def group_text(self, chat=GROUP):
        return "\n".join(message.visible_text for message in self.fake.messages(chat))


@pytest.fixture
def fake():
    with FakeTelegram(privacy=False, loopback_webhooks=True) as fake:
        fake.add_user(ADA, "Ada")
        fake.add_user(BEN, "Ben")
        fake.add_user(LEAD, "Demo Lead")
        fake.add_user(STRANGER, "Stranger")
        fake.add_group(GROUP, members=[ADA, BEN, LEAD], admins=[LEAD])
        yield fake
        assert fake.refusals == []


@pytest.fixture
def off(tmp_path, fake, done):
    """A Parley which is built by the test."""
    world = World(tmp_path, fake)
    yield world
    world.close()


@pytest.fixture
def chat(off):
    return off.start()


# Where answers go


def test_a_public_answer_replies_in_the_group(chat, fake):
    update = fake.says(ADA, GROUP, "/pub hello")
    answer = fake.wait_message(GROUP, "Public hello")
    assert answer.reply_to == fake.message_of(update).message_id


def test_a_quiet_answer_is_in_the_group_unless_it_is_private_too(chat, fake):
    fake.says(ADA, GROUP, "/quiet")
    fake.wait_message(GROUP, "Quietly noted")
    fake.start(ADA)
    fake.says(ADA, GROUP, "/quiet mine")
    fake.wait_message(ADA, "Quietly noted")
    chat.idle()
    assert len(fake.messages(GROUP)) == 1


def test_a_private_answer_goes_to_the_private_chat_and_not_into_the_group(chat, fake):
    fake.start(ADA)
    chat.idle()
    fake.says(ADA, GROUP, "/secret please")
    assert "demo-food please" in fake.wait_message(ADA, "The secret").text
    chat.idle()
    assert fake.messages(GROUP) == []


def test_somebody_who_never_pressed_start_gets_a_pointer_that_gives_nothing_away(chat, fake):
    fake.says(ADA, GROUP, "/secret please")
    pointer = fake.wait_message(GROUP, POINTER)
    assert "secret" not in pointer.text
    (button,) = pointer.buttons
    fake.start(ADA, button.url.partition("?start=")[2])
    assert "demo-food please" in fake.wait_message(ADA, "The secret").text
    chat.idle()
    assert "demo-food" not in chat.group_text()
    assert [row.reachable for row in chat.rows(IdentityRow) if row.account == str(ADA)] == [True]


def test_a_pointer_answers_only_the_person_it_was_made_for(chat, fake):
    fake.says(ADA, GROUP, "/secret please")
    payload = fake.wait_message(GROUP, POINTER).buttons[0].url.partition("?start=")[2]
    fake.start(BEN, payload)
    fake.wait_message(BEN, NOT_YOURS)


def test_a_pointer_to_a_change_does_not_make_the_change_twice(chat, fake, done):
    fake.says(ADA, GROUP, "/tell everybody")
    payload = fake.wait_message(GROUP, POINTER).buttons[0].url.partition("?start=")[2]
    fake.start(BEN, payload)
    fake.wait_message(BEN, NOT_YOURS)
    fake.start(ADA, payload)
    fake.wait_message(ADA, "Told them everybody")
    fake.start(ADA, payload)
    fake.wait_message(ADA, TOO_OLD)
    assert done == [("tell", "everybody")]
    assert chat.rows(StoredLineRow) == []


def test_a_group_we_are_not_set_up_for_gets_one_polite_sentence(chat, fake):
    fake.add_group(OTHER_GROUP, members=[ADA])
    fake.says(ADA, OTHER_GROUP, "/secret")
    assert "not set up" in fake.wait_message(OTHER_GROUP).text


def test_a_stranger_in_private_is_told_whom_to_ask(chat, fake):
    fake.start(STRANGER)
    assert "does not know you yet" in fake.wait_message(STRANGER).text


def test_answers_stay_in_their_topic(chat, fake):
    fake.add_group(OTHER_GROUP, members=[ADA], admins=[ADA], forum=True)
    chat.write(lambda db: people.seed_place(db, "demo-food", "telegram", str(OTHER_GROUP)))
    topic = fake.add_topic(OTHER_GROUP, "Food")
    fake.says(ADA, OTHER_GROUP, "/pub in topic", thread=topic)
    assert fake.wait_message(OTHER_GROUP, "Public in topic").thread == topic


def test_hostile_text_is_shown_and_nothing_else(chat, fake):
    fake.says(ADA, GROUP, f"/pub {HOSTILE}")
    shown = fake.wait_message(GROUP, "Public")
    assert "<b>&amp; </pre><script>" in shown.text
    assert shown.pings == []
    fake.says(ADA, GROUP, "/odd")
    odd = fake.wait_message(GROUP, "[x](y)", after=shown)
    fake.press(ADA, odd, odd.labels[0])
    assert "<script>" in fake.wait_message(GROUP, "Public", after=odd).text


# What is for us


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("/pub a", "a"),
        ("/pub@parley_test_bot b", "b"),
        ("/PUB@Parley_Test_Bot c", "c"),
        ("@parley_test_bot pub d", "d"),
        ("hello @parley_test_bot", ""),
        ("/pub@other_bot e", None),
        ("pub f", None),
    ],
)
def test_in_groups_only_commands_and_mentions_are_for_us(chat, fake, text, heard):
    fake.says(ADA, GROUP, text)
    chat.idle()
    if heard is None:
        assert fake.messages(GROUP) == []
    elif heard:
        fake.wait_message(GROUP, f"Public {heard}")
    else:
        fake.wait_message(GROUP, POINTER)  # "hello" is no command, and that is told in private


def test_a_reply_to_us_is_for_us_and_an_edit_is_not(chat, fake):
    first = fake.says(ADA, GROUP, "/pub one")
    said = fake.wait_message(GROUP, "Public one")
    fake.says(BEN, GROUP, "pub two", reply_to=said)
    fake.wait_message(GROUP, "Public two")
    fake.edit(ADA, first, "/pub three")
    chat.idle()
    assert "three" not in chat.group_text()


def test_an_anonymous_administrator_is_nobody(chat, fake, done):
    fake.anonymous_admin(GROUP, "/tell everybody")
    fake.wait_message(GROUP, AS_YOURSELF)
    fake.anonymous_admin(GROUP, "just talking")
    chat.idle()
    assert len(fake.messages(GROUP)) == 1
    assert done == []


def test_a_linked_channel_is_left_alone(chat, fake):
    fake.linked_post(GROUP, "/pub news")
    chat.idle()
    assert fake.messages(GROUP) == []


# Files people send

NO_FILES = "Parley takes no files in chat."


def fetched(fake):
    """What the bot asked Telegram for in order to download something."""
    return [call for call in fake.calls if call.method.lower() == "getfile"]


def test_a_file_sent_in_private_is_kindly_refused(chat, fake, done):
    fake.start(ADA)
    fake.send_document(ADA, None, "figures.csv", b"a,b", caption="tell everybody")
    refusal = fake.wait_message(ADA, NO_FILES)
    assert "parley data build" in refusal.text
    assert "ask Demo Lead." in refusal.text
    fake.send_photo(ADA, None, png())
    fake.wait_message(ADA, NO_FILES, after=refusal.message_id)
    assert fetched(fake) == []
    assert done == []


def test_several_files_sent_at_once_are_refused_once(chat, fake):
    fake.start(ADA)
    for name in ("one.csv", "two.csv", "three.csv"):
        fake.send_document(ADA, None, name, b"a,b", album="album1")
    fake.wait_message(ADA, NO_FILES)
    chat.idle()
    assert len([each for each in fake.messages(ADA) if NO_FILES in each.text]) == 1
    fake.send_document(ADA, None, "four.csv", b"a,b", album="album2")
    fake.wait_until(lambda: len([each for each in fake.messages(ADA) if NO_FILES in each.text]) == 2)


@pytest.mark.parametrize("words", ["@parley_test_bot please load this", "/give@parley_test_bot", "/give"])
def test_a_file_sent_to_us_in_the_group_is_refused_there(chat, fake, words):
    update = fake.send_document(ADA, GROUP, "figures.csv", b"a,b", caption=words)
    refusal = fake.wait_message(GROUP, NO_FILES)
    assert refusal.reply_to == fake.message_of(update).message_id
    assert fetched(fake) == []


def test_a_file_that_answers_us_is_refused_and_one_for_others_is_left_alone(chat, fake):
    fake.says(ADA, GROUP, "/pub hello")
    ours = fake.wait_message(GROUP, "Public hello")
    fake.send_document(BEN, GROUP, "rota.xlsx", b"x", caption="for Monday")
    fake.send_document(BEN, GROUP, "bare.xlsx", b"x")
    chat.idle()
    assert NO_FILES not in chat.group_text()
    fake.send_document(BEN, GROUP, "figures.xlsx", b"x", reply_to=ours)
    fake.wait_message(GROUP, NO_FILES)


def test_a_file_is_no_answer_to_a_form(chat, fake, done):
    fake.start(ADA)
    fake.says(ADA, None, "/note")
    asked = fake.wait_message(ADA, "What happened?")
    fake.send_document(ADA, None, "figures.csv", b"a,b")
    fake.wait_message(ADA, NO_FILES)
    fake.wait_message(ADA, "What happened?", after=asked.message_id)
    assert done == []


def test_what_is_no_file_and_no_words_is_answered_too(chat, fake):
    fake.start(ADA)
    sticker = {"file_id": "s", "file_unique_id": "s", "width": 1, "height": 1, "type": "regular"}
    fake.wait_message(ADA, "Hello from Parley")
    fake._post(ADA, None, service={"sticker": sticker | {"is_animated": False, "is_video": False}})
    fake.wait_message(ADA, ONLY_WORDS)


def test_a_file_sent_as_the_group_has_nobody_to_answer(chat, fake):
    fake._post(ANONYMOUS, GROUP, file=fake.world.keep(b"x", name="a.csv"), caption="@parley_test_bot look")
    fake.wait_message(GROUP, AS_YOURSELF)


def test_of_a_file_nothing_is_stored_while_its_refusal_waits(chat, fake):
    fake.start(ADA)
    fake.wait_message(ADA, "Hello from Parley")
    fake.fault("sendMessage", "delay", seconds=0.6)
    fake.send_document(ADA, None, "Mrs Example.csv", b"a,b", caption="for Mrs Example")
    (waiting,) = chat.eventually(lambda: chat.rows(InboxRow))
    kept = json.dumps(waiting.payload)
    assert "Example" not in kept
    assert "FILE0" not in kept
    fake.wait_message(ADA, NO_FILES)


@pytest.mark.parametrize(
    ("caption", "line"), [("@parley_test_bot Mrs Example", "/file sent"), ("Mrs Example", None)]
)
def test_what_is_stored_of_a_file_still_says_whether_it_was_for_us(fake, caption, line):
    fake.send_document(ADA, GROUP, "Mrs Example.csv", b"a,b", caption=caption)
    me = User(1, "Parley", True, username="parley_test_bot")
    payload = fake.service.queue.pending[-1].payload
    stored = without_file(payload, Update.de_json(payload), me)
    said = read(Update.de_json(stored), me)
    assert "Example" not in json.dumps(stored)
    assert (said and said.line) == line


# Presses


def test_a_short_private_answer_is_on_the_button(chat, fake, done):
    fake.start(ADA)
    fake.says(ADA, GROUP, "/long")
    offer = fake.wait_message(GROUP, "Choose")
    press = fake.wait_answer(fake.press(ADA, offer, data="note keep words"))
    assert press.answer_text.startswith("Your note is kept")
    assert not press.alert
    assert len(press.answers) == 1
    chat.idle()
    assert len(fake.messages(GROUP)) == 1


def test_a_longer_private_answer_is_sent_and_the_button_says_so(chat, fake):
    fake.start(ADA)
    fake.says(ADA, GROUP, "/long")
    offer = fake.wait_message(GROUP, "Choose")
    press = fake.wait_answer(fake.press(ADA, offer, "Private"))
    assert press.answer_text == SENT_PRIVATELY
    fake.wait_message(ADA, "Told them me")
    chat.idle()
    assert len(press.answers) == 1
    assert "Told them" not in chat.group_text()


def test_a_press_by_somebody_who_never_pressed_start_opens_the_chat(chat, fake, done):
    fake.says(BEN, GROUP, "/long")
    offer = fake.wait_message(GROUP, "Choose")
    press = fake.wait_answer(fake.press(BEN, offer, "Private"))
    assert press.answers[0]["url"].startswith("https://t.me/parley_test_bot?start=R")
    fake.start(BEN, press.answers[0]["url"].partition("?start=")[2])
    fake.wait_message(BEN, "Told them me")
    assert done == [("tell", "me")]


def test_a_press_too_old_to_answer_is_still_answered_in_the_group(chat, fake):
    fake.says(BEN, GROUP, "/long")
    offer = fake.wait_message(GROUP, "Choose")
    chat.run(chat.telegram.stop())
    fake.expire(fake.press(BEN, offer, data="pub late"))
    chat.telegram = chat_again(chat)
    fake.wait_message(GROUP, "Public late")


def chat_again(chat):
    """A second Telegram on the same app."""
    telegram = Telegram(chat.app, chat.charts)
    chat.run(telegram.start())
    return telegram


def test_a_line_too_long_for_a_button_is_stored_before_it_is_shown(chat, fake):
    fake.says(ADA, GROUP, "/long")
    offer = fake.wait_message(GROUP, "Choose")
    assert offer.buttons[0].data.startswith("~")
    assert len(chat.rows(StoredLineRow)) == 1
    chat.restart()
    fake.press(ADA, offer, "Go")
    fake.wait_message(GROUP, "Public very very")


def test_a_button_nobody_remembers_says_so(chat, fake):
    fake.says(ADA, GROUP, "/long")
    press = fake.press(ADA, fake.wait_message(GROUP, "Choose"), data="~0123456789abcdef")
    fake.wait_answer(press)
    assert "too old" in press.answer_text
    assert press.alert


# Once, and not lost


def test_the_second_delivery_of_an_update_changes_nothing(chat, fake, done):
    fake.start(ADA)
    update = fake.says(ADA, GROUP, "/tell everybody")
    fake.wait_message(ADA, "Told them")
    chat.idle()
    fake.redeliver(update)
    chat.idle()
    assert done == [("tell", "everybody")]
    assert len([m for m in fake.messages(ADA) if "Told them" in m.text]) == 1


def test_the_offset_moves_only_after_the_commit(chat, fake):
    fake.says(ADA, GROUP, "/pub first")
    fake.wait_message(GROUP, "Public first")
    chat.idle()
    before, hold, held = fake.offset, threading.Event(), threading.Event()
    waiting = asyncio.run_coroutine_threadsafe(
        chat.app.write(lambda db: (held.set(), hold.wait(5))), chat.loop
    )
    held.wait(5)
    update = fake.says(ADA, GROUP, "/pub second")
    time.sleep(0.3)
    assert fake.offset == before
    hold.set()
    waiting.result(5)
    fake.wait_message(GROUP, "Public second")
    fake.wait_until(lambda: fake.offset > update)


def test_an_update_that_cannot_be_stored_is_asked_for_again(chat, fake, done, monkeypatch):
    real, failed = chat.app.write, []

    async def broken(change):
        if not failed:
            failed.append(change)
            raise OSError("disk full")
        return await real(change)

    monkeypatch.setattr(chat.app, "write", broken)
    fake.start(ADA)
    fake.wait_message(ADA, "Hello from Parley")
    assert failed


def test_what_was_stored_is_answered_after_a_restart(off, fake, done):
    off.start()
    fake.start(ADA)
    off.idle()
    off.charts.broken = False
    fake.limit("sendMessage", retry_after=9, times=50, chat=ADA)
    fake.says(ADA, None, "/tell them")
    off.eventually(lambda: done)
    off.stop()
    fake.clear_faults()
    off.start()
    fake.wait_message(ADA, "Told them them")
    off.idle()
    assert done == [("tell", "them")]
    assert len([m for m in fake.messages(ADA) if "Told them" in m.text]) == 1


def test_an_answer_already_made_is_given_after_a_restart(off, fake, done):
    off.start()
    fake.start(ADA)
    off.idle()
    off.run(off.telegram.stop())
    update = fake.says(ADA, None, "the last answer of a form")
    payload = fake.service.queue.history[update].payload
    off.write(lambda db: events.take_in(db, f"telegram:{update}", "telegram", payload, date.today()))
    off.write(lambda db: events.owe(db, f"telegram:{update}", to_json(say("Kept before the crash."))))
    off.telegram = chat_again(off)
    fake.wait_message(ADA, "Kept before the crash.")
    off.idle()
    assert len(fake.messages(ADA)) == 2


def test_an_answer_taken_before_a_crash_does_not_answer_the_next_question(chat, fake, done):
    fake.start(ADA)
    fake.says(ADA, None, "/note")
    fake.wait_message(ADA, "What happened?")
    update = fake.says(ADA, None, "The van")
    asked = fake.wait_message(ADA, "For whom?")
    chat.idle()
    chat.run(chat.telegram.stop())
    payload = fake.service.queue.history[update].payload
    chat.write(
        lambda db: db.add(
            InboxRow(key=f"telegram:{update}", position=1, platform="telegram", payload=payload)
        )
    )
    chat.telegram = chat_again(chat)
    fake.wait_message(ADA, "For whom?", after=asked)
    chat.idle()
    assert CHOOSE not in "".join(message.text for message in fake.messages(ADA))


def test_a_sealed_answer_is_counted_once_and_kept_nowhere(chat, fake, done):
    fake.start(ADA)
    fake.says(ADA, GROUP, "/long")
    offer = fake.wait_message(GROUP, "Choose")
    press = fake.press(ADA, offer, data="seal 2")
    fake.wait_answer(press)
    fake.redeliver(press.update_id)
    fake.says(ADA, None, "seal 3")
    fake.wait_message(ADA, "Counted.")
    chat.idle()
    assert press.answer_text == "Counted."
    assert done == [("seal", "2", ""), ("seal", "3", "")]
    kept = [row for table in (InboxRow, AuditRow, StoredLineRow, PostRow) for row in chat.rows(table)]
    assert "seal" not in " ".join(str(vars(row)) for row in kept)


def test_a_sealed_answer_never_enters_the_inbox_even_for_a_moment(chat, fake, done, monkeypatch):
    taken = []
    monkeypatch.setattr(chat.telegram._inbox, "take", lambda *args: taken.append(args))
    fake.says(ADA, GROUP, "/seal 1")
    chat.eventually(lambda: done)
    assert taken == []


def test_a_sealed_form_is_stored_nowhere(chat, fake, done):
    fake.start(ADA)
    fake.says(ADA, None, "sealed form")
    fake.wait_message(ADA, "How is demand?")
    fake.says(ADA, None, "higher than ever")
    fake.wait_message(ADA, "Why do you think so?")
    assert chat.rows(FormSessionRow) == []
    last = fake.says(ADA, None, "many calls")
    fake.wait_message(ADA, "Counted.")
    fake.redeliver(last)
    chat.idle()
    assert done == [("seal", "higher than ever", "many calls")]
    kept = " ".join(str(vars(row)) for row in [*chat.rows(AuditRow), *chat.rows(EventKeyRow)])
    assert "higher" not in kept


# Forms


def test_a_form_is_asked_one_question_at_a_time(chat, fake, done):
    fake.start(ADA)
    fake.says(ADA, None, "/note")
    fake.wait_message(ADA, "What happened?")
    fake.says(ADA, None, "The van broke down")
    choice = fake.wait_message(ADA, "For whom?")
    assert choice.labels == ["Everybody", "Some people", "Cancel"]
    fake.press(ADA, choice, "Some people")
    more = fake.wait_message(ADA, "Anything else?")
    assert done == []
    fake.press(ADA, more, "Skip")
    fake.wait_message(ADA, "Your note is kept")
    assert done[0][:4] == ("note", "The van broke down", "some", "")
    assert chat.rows(FormSessionRow) == []
    press = fake.press(ADA, choice, "Everybody")
    assert fake.wait_answer(press).answer_text == ALREADY_ANSWERED


def test_typed_answers_are_checked_against_the_choices(chat, fake, done):
    fake.start(ADA)
    fake.says(ADA, None, "/note")
    fake.wait_message(ADA, "What happened?")
    fake.says(ADA, None, "x")
    asked = fake.wait_message(ADA, "For whom?")
    fake.says(ADA, None, "nobody")
    problem = fake.wait_message(ADA, CHOOSE, after=asked)
    fake.wait_message(ADA, "For whom?", after=problem)
    fake.says(ADA, None, "everybody")
    fake.wait_message(ADA, "Anything else?")
    fake.says(ADA, None, "skip")
    fake.wait_message(ADA, "Your note is kept")
    assert done[0][2] == "all"


@pytest.mark.parametrize("word", ["cancel", "/cancel", "Cancel"])
def test_cancel_ends_a_form_and_says_that_nothing_was_saved(chat, fake, done, word):
    fake.start(ADA)
    fake.says(ADA, None, "/note")
    asked = fake.wait_message(ADA, "What happened?")
    if word == "Cancel":
        fake.press(ADA, asked, word)
    else:
        fake.says(ADA, None, word)
    fake.wait_message(ADA, NOTHING_SAVED)
    assert chat.rows(FormSessionRow) == []
    assert done == []


def test_a_refused_field_is_asked_again_and_the_rest_is_kept(chat, fake, done):
    fake.start(ADA)
    fake.says(ADA, None, "/note")
    first = fake.wait_message(ADA, "What happened?")
    for answer, following in (("bad words", "For whom?"), ("everybody", "Anything else?")):
        fake.says(ADA, None, answer)
        fake.wait_message(ADA, following)
    fake.says(ADA, None, "that is all")
    refusal = fake.wait_message(ADA, "Leave out bad words.")
    fake.wait_message(ADA, "What happened?", after=max(first, refusal, key=lambda m: m.message_id))
    fake.says(ADA, None, "good words")
    fake.wait_message(ADA, "Your note is kept")
    assert done[0][:4] == ("note", "good words", "all", "that is all")


def test_a_command_in_the_middle_is_answered_and_the_question_repeated(chat, fake, done):
    fake.start(ADA)
    fake.says(ADA, None, "/note")
    first = fake.wait_message(ADA, "What happened?")
    fake.says(ADA, None, "/pub between")
    between = fake.wait_message(ADA, "Public between", after=first)
    fake.wait_message(ADA, "What happened?", after=between)


def test_a_form_survives_a_restart(chat, fake, done):
    fake.start(ADA)
    fake.says(ADA, None, "/note")
    fake.wait_message(ADA, "What happened?")
    fake.says(ADA, None, "Before")
    choice = fake.wait_message(ADA, "For whom?")
    chat.idle()
    chat.restart()
    fake.press(ADA, choice, "Everybody")
    fake.wait_message(ADA, "Anything else?")
    fake.says(ADA, None, "After")
    fake.wait_message(ADA, "Your note is kept")
    assert done[0][:4] == ("note", "Before", "all", "After")


def test_a_form_begun_in_a_group_is_asked_in_private_and_belongs_to_the_group(chat, fake, done):
    fake.says(ADA, GROUP, "/note")
    pointer = fake.wait_message(GROUP, POINTER)
    fake.start(ADA, pointer.buttons[0].url.partition("?start=")[2])
    fake.wait_message(ADA, "What happened?")
    for answer, following in (("A", "For whom?"), ("everybody", "Anything else?"), ("skip", "Your note")):
        fake.says(ADA, None, answer)
        fake.wait_message(ADA, following)
    assert done == [("note", "A", "all", "", str(GROUP), "Ada")]
    assert "What happened" not in chat.group_text()


# People and groups that come and go


def test_blocking_and_coming_back_are_remembered(chat, fake):
    fake.says(ADA, GROUP, "/pub x")
    fake.wait_message(GROUP, "Public x")

    def reachable():
        return [row.reachable for row in chat.rows(IdentityRow) if row.account == str(ADA)]

    fake.start(ADA)
    chat.eventually(lambda: reachable() == [True])
    fake.block(ADA)
    chat.eventually(lambda: reachable() == [False])
    fake.unblock(ADA)
    chat.eventually(lambda: reachable() == [True])


def test_being_added_to_a_configured_group_is_greeted_once(chat, fake):
    fake.kick(GROUP)
    chat.eventually(lambda: chat.rows(PlaceRow)[0].closed)
    fake.add_bot(GROUP, by=ADA)
    fake.wait_message(GROUP, "Hello from Parley")
    chat.idle()
    assert len(fake.messages(GROUP)) == 1
    assert chat.rows(PlaceRow)[0].closed is None


def test_newcomers_to_the_group_are_known_in_private(chat, fake):
    fake.join(STRANGER, GROUP)
    chat.idle()
    fake.start(STRANGER)
    fake.wait_message(STRANGER, "Hello from Parley")


def test_a_group_that_becomes_a_supergroup_keeps_its_place(off, fake, done):
    old, new = -4001, -1004001000000
    fake.add_group(old, members=[ADA], supergroup=False)
    off.start()
    off.write(lambda db: people.seed_place(db, "demo-food", "telegram", str(old)))
    fake.migrate(old, new)
    off.eventually(lambda: str(new) in {row.address for row in off.rows(PlaceRow)})
    fake.says(ADA, new, "/pub there")
    fake.wait_message(new, "Public there")


# The outbox


def owe(chat, reply, to=None):
    chat.write(lambda db: posts.owe_place(db, place(db, to or GROUP), to_json(reply), "", datetime.now(UTC)))
    chat.run(chat.office.drain())


def place(db, address):
    return people.place_at(db, "telegram", str(address))


def test_a_post_is_sent_with_its_picture_under_it(chat, fake):
    owe(chat, Reply((Heading("Chart of the week"), CHART)))
    picture = fake.wait_until(lambda: next((m for m in fake.messages(GROUP) if m.photo), None))
    post = fake.wait_message(GROUP, "Chart of the week")
    assert picture.photo == png(400, 300)
    assert picture.reply_to == post.message_id
    assert picture.caption == "Referrals\nIt went up."
    assert chat.rows(PostRow)[0].reference == f"{GROUP}:{post.message_id}"


def test_a_direct_answer_has_its_picture_too_and_words_without_it(chat, fake):
    fake.start(ADA)
    fake.says(ADA, GROUP, "/draw")
    fake.wait_until(lambda: [m for m in fake.messages(GROUP) if m.photo])
    chat.charts.broken = True
    fake.says(ADA, GROUP, "/draw me")
    fake.wait_message(ADA, "Here it is")
    fake.wait_message(ADA, "The picture could not be shown.")


def given(fake, chat):
    """The first file in a chat, when it is there."""
    return fake.wait_until(lambda: next((each for each in fake.messages(chat) if each.file), None))


def test_a_file_is_a_document_under_its_answer(chat, fake):
    fake.says(ADA, GROUP, "/give")
    document = given(fake, GROUP)
    assert document.document == CSV.text.encode()
    assert (document.document_name, document.file.mime) == ("referrals.csv", "text/csv")
    assert document.caption == CSV.summary
    assert document.reply_to == fake.wait_message(GROUP, "Here is the file").message_id


def test_a_private_file_waits_for_start_and_never_falls_into_the_group(chat, fake):
    fake.says(ADA, GROUP, "/give me")
    pointer = fake.wait_message(GROUP, POINTER)
    assert "referrals" not in chat.group_text()
    fake.start(ADA, pointer.buttons[0].url.partition("?start=")[2])
    assert given(fake, ADA).document == CSV.text.encode()
    assert not [each for each in fake.messages(GROUP) if each.file]


def test_a_post_is_sent_with_its_file_under_it(chat, fake):
    owe(chat, Reply((Heading("Figures of the week"), CSV)))
    document = given(fake, GROUP)
    assert document.reply_to == fake.wait_message(GROUP, "Figures of the week").message_id
    chat.eventually(lambda: chat.rows(PostRow)[0].state == "sent")


def test_a_file_that_cannot_be_sent_never_loses_the_answer(chat, fake):
    fake.fault("sendDocument", "500", times=9)
    fake.says(ADA, GROUP, "/give")
    fake.wait_message(GROUP, "Here is the file")
    fake.wait_message(GROUP, "The file could not be sent. Ask for it again in a few minutes")


def test_a_file_larger_than_telegram_takes_is_not_tried(chat, fake):
    with pytest.raises(Impossible, match="larger than Telegram takes"):
        chat.run(chat.telegram.attach(str(GROUP), f"{GROUP}:1", File("a.csv", "x" * (LARGEST + 1), "")))
    assert not [call for call in fake.calls if call.method.lower() == "senddocument"]


def test_waiting_is_honoured_for_a_file_too(chat, fake):
    fake.limit("sendDocument", retry_after=1, chat=GROUP)
    fake.says(ADA, GROUP, "/give")
    assert given(fake, GROUP).document_name == "referrals.csv"


def test_hostile_files_are_sent_with_harmless_names_and_words(chat, fake):
    for hostile in NASTY[12:20]:  # a chat takes eight messages in a burst
        file = File(hostile, hostile + "x", hostile)
        chat.run(chat.telegram.attach(str(GROUP), f"{GROUP}:1", file))
        document = fake.messages(GROUP)[-1]
        assert document.document_name == file_name(file)
        assert document.document == file_bytes(file)
        assert document.pings == []


def test_too_many_requests_is_honoured(chat, fake):
    fake.limit("sendMessage", retry_after=1, chat=GROUP)
    began = time.monotonic()
    fake.says(ADA, GROUP, "/pub patient")
    fake.wait_message(GROUP, "Public patient")
    assert time.monotonic() - began >= 1


def test_the_outbox_is_told_how_long_to_wait(chat, fake):
    fake.limit("sendMessage", retry_after=7, chat=GROUP)
    with pytest.raises(NotSent) as later:
        chat.run(chat.telegram.send(str(GROUP), Reply((Text("x"),)), "post-1"))
    assert later.value.wait == 7
    with pytest.raises(NotSent) as still:
        chat.run(chat.telegram.send(str(GROUP), Reply((Text("x"),)), "post-1"))
    assert 5 < still.value.wait <= 7


def failing(chat, address=GROUP, reply=None):
    return chat.telegram.send(str(address), reply or Reply((Text("x"),)), "post-1")


def test_a_connection_that_breaks_after_sending_is_unknown(chat, fake):
    fake.fault("sendMessage", "reset_after", chat=GROUP)
    with pytest.raises(Unknown):
        chat.run(failing(chat))
    assert len(fake.messages(GROUP)) == 1


def test_a_post_nobody_can_look_for_is_not_sent_again_and_the_lead_is_asked(chat, fake):
    fake.start(LEAD)
    chat.idle()
    fake.fault("sendMessage", "reset_after", chat=GROUP)
    owe(chat, Reply((Text("Digest"),)))
    assert len(fake.messages(GROUP)) == 1
    fake.wait_message(LEAD, "Look whether it is there")
    with pytest.raises(CannotLook):
        chat.run(chat.telegram.find(str(GROUP), "post-1"))


class Nowhere:
    """A port on which nobody listens."""

    api_url, token = "http://127.0.0.1:9", FakeTelegram.token


def test_an_unreachable_server_means_that_nothing_was_sent(off):
    off.fake = Nowhere
    off.start(listen=False)
    with pytest.raises(NotSent):
        off.run(failing(off))


def test_after_stopping_nothing_is_sent(chat):
    chat.eventually(lambda: chat.telegram.healthy)
    chat.run(chat.telegram.stop())
    with pytest.raises(NotSent):
        chat.run(failing(chat))


@pytest.mark.parametrize("kind", ["500", "502"])
def test_a_broken_server_leaves_it_unknown(chat, fake, kind):
    fake.fault("sendMessage", kind, chat=GROUP)
    with pytest.raises(Unknown):
        chat.run(failing(chat))


def test_a_migration_found_while_sending_moves_the_place(off, fake):
    old, new = -4001, -1004001000000
    fake.add_group(old, members=[ADA], supergroup=False)
    off.start(listen=False)
    off.write(lambda db: people.seed_place(db, "demo-food", "telegram", str(old)))
    fake.migrate(old, new)
    with pytest.raises(Moved) as moved:
        off.run(failing(off, old))
    assert moved.value.address == str(new)
    owe(off, Reply((Text("Still here"),)), to=old)
    fake.wait_message(new, "Still here")


def test_what_can_never_be_sent_says_why(chat, fake):
    for address, words in ((ADA, "press Start"), (-1005, "does not know")):
        with pytest.raises(Impossible) as never:
            chat.run(failing(chat, address))
        assert words in never.value.reason
        assert not never.value.closed
    fake.kick(GROUP)
    with pytest.raises(Impossible) as never:
        chat.run(failing(chat))
    assert never.value.closed


def test_a_long_post_is_several_messages_and_can_be_edited(chat, fake):
    long = Reply((Text("first " * 600), Text("second " * 500), Buttons((Button("Go", "pub x"),))))
    reference = chat.run(chat.telegram.send(str(GROUP), long, "post-1"))
    sent = fake.messages(GROUP)
    assert len(sent) == reference.count(",") + 1 > 1
    assert sent[-1].labels == ["Go"]
    chat.run(chat.telegram.edit(str(GROUP), reference, Reply((Text("Short now"), *long.blocks[2:]))))
    chat.run(chat.telegram.edit(str(GROUP), reference, Reply((Text("Short now"), *long.blocks[2:]))))
    assert sent[0].text == "Short now"
    assert sent[0].labels == ["Go"]
    assert {message.text for message in sent[1:]} == {"This part is no longer needed."}


def test_an_edit_that_needs_more_messages_keeps_the_buttons(chat, fake):
    one = Reply((Text("one"), Buttons((Button("Go", "pub x"),))))
    reference = chat.run(chat.telegram.send(str(GROUP), one, "post-1"))
    chat.run(chat.telegram.edit(str(GROUP), reference, Reply((Text("much " * 1800), *one.blocks[1:]))))
    (message,) = fake.messages(GROUP)
    assert message.text.startswith("much much")
    assert message.text.endswith("…")
    assert message.labels == ["Go"]


def test_markup_telegram_cannot_read_is_sent_as_plain_words(chat, fake):
    chat.run(chat.telegram._speaker.post(GROUP, (Message("<b>2 &lt; 3</b> <i"),)))
    (message,) = fake.messages(GROUP)
    assert message.text == "2 < 3 <i"
    assert [refusal.code for refusal in fake.refusals] == [400]
    fake.service.refusals.clear()


def test_an_edit_of_a_message_that_is_gone_is_impossible(chat, fake):
    with pytest.raises(Impossible):
        chat.run(chat.telegram.edit(str(GROUP), f"{GROUP}:999", Reply((Text("x"),))))


def test_a_direct_message_to_a_person_is_delivered(chat, fake):
    fake.start(LEAD)
    chat.idle()
    fake.says(ADA, GROUP, "/pub x")
    chat.idle()
    with database.reading(chat.engine) as db:
        lead = people.person_at(db, "demo-food", "telegram", str(LEAD))
    send = Send(ToPerson(lead.id), say("For the lead only."))
    chat.write(lambda db: outgoing.owe(db, "demo-food", send, datetime.now(UTC)))
    chat.run(chat.office.drain())
    fake.wait_message(LEAD, "For the lead only.")


# Listening


def test_the_menu_is_set_once_and_only_when_it_differs(chat, fake):
    chat.idle()
    chat.eventually(lambda: fake.commands)
    shown = dict(next(iter(fake.commands.values())))
    assert shown["pub"] == "Answer for everybody."
    assert {"help", "about"} <= shown.keys()
    assert "note keep" not in shown
    assert list(shown.items()) == menu()
    chat.restart()
    chat.idle()
    assert len([call for call in fake.calls if call.method == "setMyCommands"]) == 1


def test_only_what_is_answered_is_asked_for(chat, fake):
    fake.wait_until(lambda: fake.polls)
    assert fake.polls[0]["allowed_updates"] == ["message", "callback_query", "my_chat_member"]


def test_stopping_does_not_wait_for_the_long_poll(chat, fake):
    fake.wait_until(lambda: fake.polls)
    began = time.monotonic()
    chat.stop()
    assert time.monotonic() - began < 10


def test_trouble_in_polling_passes(chat, fake):
    fake.start(ADA)
    chat.idle()
    fake.fault("getUpdates", "502")
    fake.says(ADA, None, "/pub a")
    fake.wait_message(ADA, "Public a")
    fake.limit("getUpdates", retry_after=1)
    fake.says(ADA, None, "/pub b")
    fake.wait_message(ADA, "Public b")
    chat.eventually(lambda: chat.telegram.healthy)


def test_a_second_poller_raises_an_alarm_and_the_lead_is_told_once(chat, fake):
    fake.start(LEAD)
    chat.idle()
    for notices in (0, 1, 1):  # one overlap is a restart; the second is a rival
        polls = len(fake.polls)
        rival(fake)
        fake.wait_until(lambda polls=polls: len(fake.polls) > polls + 1, timeout=10)
        assert chat.telegram.conflict
        assert len(chat.rows(PostRow)) == notices
        fake.says(LEAD, None, "/pub still here")  # what comes through ends the growing pauses
        chat.idle()
    assert not chat.telegram.healthy
    chat.run(chat.office.drain())
    fake.wait_message(LEAD, "Another copy of Parley")
    assert "Another copy" in chat.telegram.problem


def rival(fake):
    with urllib.request.urlopen(f"{fake.api_url}/bot{fake.token}/getUpdates?timeout=0") as answer:
        answer.read()


def test_an_unreachable_telegram_is_waited_for(off, fake):
    fake.fault("getMe", "reset_before", times=2)
    off.start()
    assert not off.telegram.healthy
    off.eventually(lambda: off.telegram.healthy, timeout=10)


# Webhook


@pytest.fixture
def hooked(tmp_path, fake, done):
    world = World(tmp_path, fake, mode="webhook")
    yield world.start()
    world.close()


def test_a_webhook_stores_answers_and_acknowledges(hooked, fake, done):
    hooked.eventually(lambda: hooked.telegram.healthy)
    assert fake.webhook_secret == SECRET
    fake.start(ADA)
    update = fake.says(ADA, None, "/tell them")
    fake.wait_message(ADA, "Told them them")
    fake.redeliver(update)
    hooked.idle()
    assert done == [("tell", "them")]
    assert fake.webhook_error == ""


def test_a_webhook_refuses_what_is_not_from_telegram(hooked, fake, done):
    hooked.eventually(lambda: hooked.telegram.healthy)
    update = {"update_id": 5, "message": {}}
    assert fake.forge(update, secret=None) == 403
    assert fake.forge(update, secret="guess") == 403
    for kind, body, status in (
        ("text/plain", b"{}", 415),
        ("application/json", b"[]", 400),
        ("application/json", b"{" * 2_000_000, 413),
    ):
        assert post(fake.webhook_url, body, kind) == status
    assert hooked.rows(InboxRow) == []


def post(url, body, kind):
    headers = {"Content-Type": kind, "X-Telegram-Bot-Api-Secret-Token": SECRET}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


def test_an_update_nobody_can_read_does_not_stop_the_others(hooked, fake):
    hooked.eventually(lambda: hooked.telegram.healthy)
    broken = {"update_id": 6, "message": {"message_id": "x", "chat": "nowhere", "date": "never"}}
    assert post(fake.webhook_url, json.dumps(broken).encode(), "application/json") == 200
    fake.start(LEAD)
    fake.wait_message(LEAD, "Hello from Parley")


# Small rules


def test_a_caption_ends_with_a_whole_sentence():
    chart = Chart("T", "A sentence. " * 200, CHART.series, "")
    assert len(caption(chart)) <= 1024
    assert caption(chart).endswith("sentence.")
    file = File("a.csv", "x", "A sentence. " * 200)
    assert len(caption(file)) <= 1024
    assert caption(file).startswith("A sentence.")


def test_as_many_messages_as_stand_there():
    drawn = (Message("a"), Message("b"))
    assert len(fitted(drawn, 3)) == 3
    assert fitted(drawn, 1) == (Message("a\n…"),)


def test_a_group_gets_twenty_messages_a_minute_and_bursts_are_small():
    async def paced():
        governor = Governor()
        for _ in range(8):
            await governor.wait(-1)
        return governor.pause(-1), governor.pause(-2)

    burst, elsewhere = asyncio.run(paced())
    assert 7 < burst <= 8
    assert elsewhere == 0
