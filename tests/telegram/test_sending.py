"""The outbox in Telegram: what is sent, edited, waited for, refused or left unknown."""

import asyncio
import time
from datetime import UTC, datetime

import pytest

from bot import outgoing
from bot.telegram.html import Message
from bot.telegram.pace import Governor
from bot.telegram.send import fitted
from bot.transport import CannotLook, Impossible, Moved, NotSent, Unknown
from commands.reply import Button, Buttons, Reply, Send, Text, ToPerson, say
from storage import database, people, seeding
from tests.fakes.telegram import FakeTelegram
from tests.telegram.world import ADA, GROUP, LEAD, owe


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
    off.write(lambda db: seeding.seed_place(db, "demo-food", "telegram", str(old)))
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
