"""Pictures and files go under their answers and posts in Telegram."""

import pytest

from bot.telegram.answers import POINTER
from bot.telegram.send import LARGEST, caption
from bot.text import file_bytes, file_name
from bot.transport import Impossible
from commands.reply import Chart, File, Heading, Reply
from storage.tables import PostRow
from tests.fakes.telegram.trial import png
from tests.telegram.world import ADA, CHART, CSV, GROUP, owe
from tests.text.awkward import HOSTILE as NASTY


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


def test_a_caption_ends_with_a_whole_sentence():
    chart = Chart("T", "A sentence. " * 200, CHART.series, "")
    assert len(caption(chart)) <= 1024
    assert caption(chart).endswith("sentence.")
    file = File("a.csv", "x", "A sentence. " * 200)
    assert len(caption(file)) <= 1024
    assert caption(file).startswith("A sentence.")
