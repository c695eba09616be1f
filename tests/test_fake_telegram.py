"""The fake Telegram, tried by the real python-telegram-bot."""

import asyncio
import threading
import urllib.error
import urllib.request

import pytest
from telegram import Bot, InputMediaPhoto
from telegram import BotCommandScopeChat as ChatScope
from telegram import error as errors

from tests.fakes.telegram import FakeTelegram, breaches
from tests.fakes.telegram.parameters import ACCEPTED
from tests.fakes.telegram.service import HANDLERS
from tests.fakes.telegram.trial import YES, addresses, asking, png, polling_bot, refusal, webhook_bot

ADA, BEN, GROUP, OLD = 101, 102, -1001234567890, -5550001


@pytest.fixture
def telegram():
    with FakeTelegram() as fake:
        fake.add_user(ADA, name="Ada Khan", username="ada_k")
        fake.add_user(BEN, name="Ben")
        fake.add_group(GROUP, title="Partners", members=[ADA, BEN], admins=[ADA])
        fake.add_group(OLD, title="Old", members=[ADA], supergroup=False)
        fake.start(ADA)
        yield fake


@pytest.fixture
def ask(telegram):
    with asking(telegram) as ask:
        yield ask


def test_a_command_gets_its_answer_and_a_button_does_its_work(telegram):
    with polling_bot(telegram):
        telegram.says(ADA, GROUP, "/hello@parley_test_bot")
        message = telegram.wait_message(GROUP, containing="Hello Ada Khan")
        press = telegram.press(BEN, message, "Yes").wait()
        assert (press.answer_text, press.alert) == ("Noted", True)
        assert telegram.wait_edit(GROUP, message, containing="Done").keyboard == []
        telegram.wait_idle()
    assert telegram.pending == []
    assert telegram.refusals == []


def test_an_update_comes_again_until_it_is_confirmed(telegram, ask):
    first, second = telegram.pending[0], telegram.says(ADA, None, "two")
    assert [update.update_id for update in ask("get_updates")] == [first, second]
    assert [update.update_id for update in ask("get_updates", offset=second)] == [second]
    assert telegram.offset == second
    telegram.redeliver(first)
    assert [update.update_id for update in ask("get_updates", offset=second + 1)] == [first]
    assert ask("get_updates", offset=first + 1) == ()


def test_only_wanted_kinds_of_update_are_queued(telegram, ask):
    ask("get_updates", offset=-1, allowed_updates=["callback_query"])
    assert telegram.says(ADA, None, "not wanted") is None


def test_a_second_poller_ends_the_first(telegram, ask):
    ask("get_updates", offset=telegram.pending[-1] + 1)

    def older() -> None:
        with pytest.raises(urllib.error.HTTPError, match="409"):
            urllib.request.urlopen(f"{telegram.api_url}/bot{telegram.token}/getUpdates?timeout=5")

    thread = threading.Thread(target=older)
    thread.start()
    telegram.wait_until(lambda: {"timeout": 5} in telegram.polls)
    ask("get_updates")
    thread.join(5)
    assert "terminated by other getUpdates request" in telegram.failures[-1].description
    telegram.allow_loopback_webhooks()
    ask("set_webhook", "http://127.0.0.1:9/hook")
    with pytest.raises(errors.Conflict, match="can't use getUpdates method while webhook is active"):
        ask("get_updates")


def test_a_webhook_gets_each_update_again_until_it_answers_well(telegram):
    telegram.allow_loopback_webhooks()
    with webhook_bot(telegram, answers=[500, 502]) as seen:
        update_id = telegram.says(ADA, None, "/hello")
        telegram.wait_message(ADA, containing="Hello")
        telegram.wait_idle()
        assert telegram.webhook_error.startswith("Wrong response from the webhook: 502")
        telegram.redeliver(update_id)
        telegram.wait_until(lambda: len(telegram.messages(ADA)) == 2)
        assert {kind for kind, _ in seen} == {"application/json"}
        assert [number for _, number in seen].count(update_id) == 2
        assert telegram.forge({"update_id": 1}, secret="guess") == 403


@pytest.mark.parametrize(("html", "error"), breaches.HTML)
def test_wrong_html_is_refused_with_the_offset(telegram, ask, html, error):
    with refusal(f"can't parse entities: {error}"):
        ask("send_message", ADA, html, parse_mode="HTML")
    assert len(telegram.refusals) == 1


def test_text_and_entities_are_stored_as_telegram_stores_them(telegram, ask):
    html = (
        "\n <b>😀 Bold</b> &lt;b&gt; &nbsp; <a href='https://example.org'>page</a> <a href='nowhere'>x</a> "
        "<pre><code class='language-sql'>SELECT @nobody</code></pre> <i>😀<code>c</code></i> "
        "<a href='tg://user?id=102'>Ben</a> @ada_k "
    )
    sent = ask("send_message", ADA, html, parse_mode="HTML")
    message = telegram.messages(ADA)[0]
    assert message.text == "😀 Bold <b> &nbsp; page x SELECT @nobody 😀c Ben @ada_k" == sent.text
    kinds = {entity.type: sent.parse_entity(entity) for entity in sent.entities}
    assert kinds["pre"] == "SELECT @nobody"
    assert kinds["italic"] == "😀"
    assert message.spans("bold") == ["😀 Bold"]
    assert message.spans("text_link") == ["page"]
    assert message.pings == ["tg://user?id=102", "@ada_k"]


@pytest.mark.parametrize(("text", "extra", "error"), breaches.MESSAGES)
def test_a_message_which_breaks_a_rule_is_refused(ask, text, extra, error):
    with refusal(error):
        ask("send_message", ADA, text, **extra)


def test_a_text_of_full_length_after_parsing_is_taken(ask):
    assert len(ask("send_message", ADA, f"<b>{'&lt;' * 4096}</b>", parse_mode="HTML").text) == 4096


def test_edits_keep_to_the_rules(telegram, ask):
    number = ask("send_message", ADA, "one", reply_markup=YES).message_id
    with refusal("message is not modified"):
        ask("edit_message_text", "<b></b>one", ADA, number, parse_mode="HTML", reply_markup=YES)
    ask("edit_message_text", "one", ADA, number)
    assert telegram.messages(ADA)[0].keyboard == []
    with refusal("message to edit not found"):
        ask("edit_message_text", "two", ADA, 999)
    with refusal("message can't be edited"):
        ask("edit_message_text", "two", ADA, telegram.transcript(ADA)[0].message_id)
    with refusal("there is no caption in the message to edit"):
        ask("edit_message_caption", ADA, number, caption="two")
    photo = ask("send_photo", ADA, png(), caption="chart").message_id
    with refusal("there is no text in the message to edit"):
        ask("edit_message_text", "two", ADA, photo)
    assert telegram.refusals == []
    ask("edit_message_media", InputMediaPhoto(png(60, 50), caption="new"), ADA, photo)
    assert telegram.wait_edit(ADA, photo, containing="new").photo == png(60, 50)


def test_photos_are_looked_at(telegram, ask):
    sent = ask("send_photo", GROUP, png(), caption="<i>June</i>", parse_mode="HTML")
    assert (sent.photo[0].width, sent.photo[0].height) == (40, 30)
    assert telegram.messages(GROUP)[0].photo == png()
    for bad, error in [
        (b"GIF", "IMAGE_PROCESS_FAILED"),
        (png()[:40], "IMAGE_PROCESS_FAILED"),
        (png(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (png(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
    ]:
        with refusal(error):
            ask("send_photo", GROUP, bad)
    with refusal("message caption is too long"):
        ask("send_photo", GROUP, png(), caption="x" * 1025)
    with refusal("can't use file of type photo as document"):
        ask("send_document", GROUP, sent.photo[0].file_id)
    album = ask("send_media_group", GROUP, [InputMediaPhoto(png()), InputMediaPhoto(png())], caption="two")
    assert len({message.media_group_id for message in album}) == 1


def test_a_file_which_somebody_sends_can_be_fetched(telegram, ask):
    telegram.send_document(ADA, None, "figures.csv", b"area,count\n")
    document = ask("get_updates")[-1].message.document
    file = ask("get_file", document.file_id)
    assert urllib.request.urlopen(file.file_path).read() == b"area,count\n"


def test_presses_are_answered_once_known_and_in_time(telegram, ask):
    ask("send_message", GROUP, "Well?", reply_markup=YES)
    press = telegram.press(BEN, telegram.messages(GROUP)[0], data="forged")
    assert ask("get_updates")[-1].callback_query.data == "forged"
    with refusal("message_too_long"):
        ask("answer_callback_query", press.id, "x" * 201)
    telegram.expire(press)
    for number in (press.id, "42"):
        with refusal("query is too old"):
            ask("answer_callback_query", number)
    assert not press.answered


def test_the_bot_writes_only_where_it_may(telegram, ask):
    with pytest.raises(errors.Forbidden, match="bot can't initiate conversation with a user"):
        ask("send_message", BEN, "hello")
    with refusal("chat not found"):
        ask("send_message", 999, "hello")
    telegram.start(BEN)
    ask("send_message", BEN, "hello")
    telegram.block(BEN)
    assert ask("get_updates")[-1].my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(errors.Forbidden, match="bot was blocked by the user"):
        ask("send_message", BEN, "hello")
    telegram.kick(GROUP)
    with pytest.raises(errors.Forbidden, match="bot was kicked from the supergroup chat"):
        ask("send_message", GROUP, "hello")
    assert telegram.refusals == []


def test_a_group_which_moves_says_where_to(telegram, ask):
    telegram.migrate(OLD, -1009)
    with pytest.raises(errors.ChatMigrated) as moved:
        ask("send_message", OLD, "hello")
    assert moved.value.new_chat_id == -1009
    old, new = ask("get_updates")[-2:]
    assert (old.message.migrate_to_chat_id, new.message.migrate_from_chat_id) == (-1009, OLD)
    assert ask("send_message", -1009, "hello").message_id == 2


def test_privacy_mode_hides_chatter(telegram, ask):
    mine = ask("send_message", GROUP, "Well?")
    hidden = ["hello", "@parley_test_bot hello", "say /hello", "/hello@other_bot"]
    assert [telegram.says(ADA, GROUP, text) for text in hidden] == [None] * 4
    assert telegram.says(ADA, GROUP, "/hello")
    assert telegram.says(ADA, GROUP, "yes", reply_to=mine.message_id)
    assert telegram.anonymous_admin(GROUP, "/hello")
    assert ask("get_updates")[-1].message.sender_chat.id == GROUP
    assert ask("get_me").can_read_all_group_messages is False
    telegram.promote(GROUP)
    assert telegram.edit(ADA, telegram.says(ADA, GROUP, "hello"), "hello again")
    assert ask("get_updates")[-1].edited_message.text == "hello again"


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
def test_ordered_troubles_befall_the_bot(telegram, ask):
    telegram.limit("sendMessage", retry_after=7)
    with pytest.raises(errors.RetryAfter, match="Retry in 7 seconds"):
        ask("send_message", ADA, "limited")
    for kind in ("500", "502", "reset_before", "reset_after"):
        telegram.fault("sendMessage", kind)
        with pytest.raises(errors.NetworkError):
            ask("send_message", ADA, kind)
    telegram.fault("sendMessage", "delay", seconds=0.3)
    with pytest.raises(errors.TimedOut):
        ask("send_message", ADA, "delay", read_timeout=0.1)
    telegram.wait_message(ADA, containing="delay")
    assert [message.text for message in telegram.messages(ADA)] == ["reset_after", "delay"]


def test_commands_are_kept_by_scope_and_language(telegram, ask):
    ask("set_my_commands", [("help", "What I do")], ChatScope(GROUP), "cy")
    assert telegram.commands == {("chat", GROUP, "cy"): [("help", "What I do")]}
    assert ask("get_my_commands", ChatScope(GROUP), "cy")[0].command == "help"
    for pair, error in [
        (("Help", "x"), "bot_command_invalid"),
        (("help", " "), "command description must be non-empty"),
        (("h" * 33, "x"), "command length must not exceed 32"),
        (("help", "x" * 257), "command description length must not exceed 256"),
    ]:
        with refusal(error):
            ask("set_my_commands", [pair])


def test_chats_tell_of_themselves_and_need_rights(telegram, ask):
    assert ask("get_chat", GROUP).title == "Partners"
    assert ask("get_chat_member", GROUP, ADA).status == "creator"
    assert ask("get_chat_member", GROUP, BEN).status == "member"
    number = ask("send_message", GROUP, "Pin me").message_id
    with refusal("not enough rights to manage pinned messages"):
        ask("pin_chat_message", GROUP, number)
    telegram.promote(GROUP)
    assert ask("pin_chat_message", GROUP, number)
    assert ask("get_chat", GROUP).pinned_message.text == "Pin me"
    ask("delete_message", GROUP, number)
    with refusal("message to delete not found"):
        ask("delete_message", GROUP, number)
    ask("leave_chat", GROUP)
    with pytest.raises(errors.Forbidden, match="bot is not a member of the supergroup chat"):
        ask("send_message", GROUP, "hello")


@pytest.mark.parametrize(("settings", "error"), breaches.WEBHOOKS)
def test_a_wrong_webhook_is_refused(ask, settings, error):
    with refusal(error):
        ask("set_webhook", **settings)


@pytest.mark.parametrize(("token", "status"), [("123456:wrong", 401), ("nonsense", 404)])
def test_a_wrong_token_is_refused(telegram, token, status):
    with pytest.raises(errors.InvalidToken):
        asyncio.run(Bot(token, **addresses(telegram)).initialize())
    assert telegram.refusals[0].code == status


def test_an_unknown_method_is_not_found(ask):
    with pytest.raises(errors.EndPointNotFound):
        ask("do_api_request", "sendTelepathy")


def test_every_known_method_is_answered():
    assert HANDLERS.keys() | {"getUpdates"} == ACCEPTED.keys()
