"""Listening to Telegram, by long polling and by webhook."""

import json
import time
import urllib.error
import urllib.request

import pytest

from bot.telegram.transport import menu
from storage.tables import InboxRow, PostRow
from tests.telegram.world import ADA, LEAD, SECRET, World

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
    assert fake.polls[0]["allowed_updates"] == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ]


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
        assert "Another copy" in chat.telegram.problem
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
