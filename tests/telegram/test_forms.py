"""A form in Telegram is asked one question at a time, in private."""

import pytest

from bot.telegram.answers import POINTER
from bot.telegram.forms import ALREADY_ANSWERED, CHOOSE, NOTHING_SAVED
from storage.tables import FormSessionRow
from tests.telegram.world import ADA, GROUP


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
