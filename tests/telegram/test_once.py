"""What is said in Telegram counts once, is not lost, and is kept nowhere when it is sealed."""

import asyncio
import threading
import time
from datetime import date

from bot.telegram.forms import CHOOSE
from commands.reply import say, to_json
from storage import events
from storage.tables import AuditRow, EventKeyRow, FormSessionRow, InboxRow, PostRow, StoredLineRow
from tests.telegram.world import ADA, GROUP, chat_again


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
    assert [(row.form, row.answers) for row in chat.rows(FormSessionRow)] == [
        ("", {})
    ]  # only that one is open
    last = fake.says(ADA, None, "many calls")
    fake.wait_message(ADA, "Counted.")
    fake.redeliver(last)
    chat.idle()
    assert done == [("seal", "higher than ever", "many calls")]
    assert chat.rows(FormSessionRow) == []
    kept = " ".join(str(vars(row)) for row in [*chat.rows(AuditRow), *chat.rows(EventKeyRow)])
    assert "higher" not in kept
