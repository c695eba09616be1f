"""Where answers go in Telegram: to the group, to one person, or onto the button that was pressed."""

from bot.telegram.answers import NOT_YOURS, POINTER, SENT_PRIVATELY, TOO_OLD
from storage import seeding
from storage.tables import IdentityRow, StoredLineRow
from tests.telegram.world import ADA, BEN, GROUP, HOSTILE, OTHER_GROUP, STRANGER, chat_again

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
    chat.write(lambda db: seeding.seed_place(db, "demo-food", "telegram", str(OTHER_GROUP)))
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
