"""The pretend Slack behaves as Slack does, seen through the real slack-bolt and slack-sdk."""

import aiohttp
import pytest

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.small_bot import ASK, QUESTION, SmallBot
from tests.fakes.slack.wrong_requests import BAD_BLOCKS, BAD_CALLS, WORD, option, section, select


@pytest.fixture
def slack():
    with FakeSlack() as slack:
        slack.add_user("U1", "ada")
        slack.add_user("U2", "ben")
        slack.add_channel("C1", "general", members=["U1", "U2"])
        yield slack


@pytest.fixture
def bot(slack):
    bot = SmallBot(slack)
    bot.thread.start()
    bot.run(bot.build())
    yield bot
    bot.run(bot.close())
    bot.loop.call_soon_threadsafe(bot.loop.stop)
    bot.thread.join()
    bot.loop.close()


@pytest.fixture(params=["socket", "http"])
def live(request, slack, bot):
    if request.param == "http":
        slack.deliver_to(bot.run(bot.http()))
        assert slack.verify_url()
    else:
        bot.run(bot.socket())
    slack.wait_connected()
    return bot


def test_a_command_is_answered_by_its_ack(slack, live):
    outcome = slack.slash("U1", "C1", "/ask", "a < b")
    assert outcome.acked
    assert outcome.response.visible_text == "You asked: a < b"
    assert slack.ephemerals("U1", "C1") == [outcome.response]
    assert slack.messages("C1") == []
    assert slack.refusals == []


def test_a_mention_is_answered_and_its_button_works(slack, live):
    said = slack.mention("U1", "C1", "hello")
    assert said.acked
    message = slack.wait_message("C1", "Shall we <go>?")
    assert message.thread_ts == said.message.ts
    assert message.labels == ["Yes"]
    outcome = slack.press("U2", message, "Yes")
    assert outcome.acked
    slack.wait_for(lambda: message.edits)
    assert message.visible_text == "Thank you"
    assert live.seen[-1]["user"]["id"] == "U2"
    assert live.seen[-1]["message"]["ts"] == message.ts
    assert slack.refusals == []


def test_a_form_is_opened_refused_and_sent(slack, live):
    assert slack.slash("U1", "C1", "/ask", "form").acked
    view = slack.wait_view("U1", "Your name")
    assert slack.submit("U1", view).errors == {"name": "Please complete this required field."}
    assert slack.submit("U1", view, {"Your name": "?"}).errors == {"name": "Who?"}
    assert slack.views("U1") == [view]
    assert slack.submit("U1", view, {"Your name": "Ada", "Ward": "South"}).errors == {}
    assert slack.views("U1") == []
    assert live.seen[-1]["view"]["state"]["values"]["ward"]["ward"]["selected_option"]["value"] == "s"
    assert slack.refusals == []


def test_errors_under_unknown_fields_are_trouble(slack, live):
    slack.slash("U1", "C1", "/ask", "form")
    outcome = slack.submit("U1", slack.wait_view("U1"), {"name": "!"})
    assert outcome.error == "trouble_connecting"
    assert [refusal.error for refusal in slack.refusals] == ["trouble_connecting"]


def test_a_malformed_ack_is_seen_by_the_person(slack, live):
    outcome = slack.slash("U1", "C1", "/ask", "broken")
    assert outcome.error == "invalid_blocks"
    assert slack.ephemerals("U1") == []
    assert slack.refusals[0].messages == ["missing required field: text [json-pointer:/blocks/0]"]


def test_private_words_are_echoed(slack, live):
    slack.direct("U1", "me & you")
    assert slack.wait_direct("U1", "Echo").text == "Echo: me &amp; you"


def test_home_is_published(slack, live):
    slack.open_home("U1")
    home = slack.wait_home("U1", "Shall we")
    assert slack.press("U1", home, "Yes").acked
    assert live.seen[-1]["container"] == {"type": "view", "view_id": home.id}


def test_a_late_command_fails_for_the_person(slack, live):
    slack.waits(ack=0.1)
    assert slack.slash("U1", "C1", "/ask", "late").error == "operation_timeout"


def test_nobody_connected_means_dispatch_failed(slack, bot):
    assert slack.slash("U1", "C1", "/ask", "x").error == "dispatch_failed"


def test_a_mention_nobody_acks_comes_again_with_the_same_id(slack, live):
    slack.waits(ack=0.1, retries=(0.0, 60.0, 300.0))
    live.deaf = True
    outcome = slack.mention("U1", "C1", "hello")
    assert not outcome.acked
    slack.wait_for(lambda: slack.retries_waiting)
    live.deaf = False
    slack.retry_now()
    slack.wait_message("C1", "Shall we")
    assert [number for _, number in live.seen] == [0, 1, 2]
    assert {name for name, _ in live.seen} == {outcome.event.id}


def test_an_event_can_be_sent_twice(slack, live):
    outcome = slack.mention("U1", "C1", "hello")
    assert slack.redeliver(outcome).acked
    assert [number for _, number in live.seen] == [0, 1]


def test_a_refreshed_or_lost_socket_is_replaced(slack, bot):
    bot.run(bot.socket())
    slack.wait_connected()
    for lose in (slack.disconnect, slack.cut):
        lose()
        slack.wait_connected()
        assert slack.slash("U1", "C1", "/ask", "still there").acked


def test_a_form_needs_a_fresh_and_unused_trigger(slack, live):
    used = slack.slash("U1", "C1", "/ask", "form").trigger_id
    assert live.refused("views.open", trigger_id=used, view=ASK)["error"] == "exchanged_trigger_id"
    old = slack.slash("U1", "C1", "/ask", "hello").trigger_id
    slack.pass_time(4)
    assert live.refused("views.open", trigger_id=old, view=ASK)["error"] == "expired_trigger_id"


def test_an_ephemeral_is_for_one_person_and_leaves_no_trace(slack, bot):
    answer = bot.web("chat.postEphemeral", channel="C1", user="U1", text="Only you")
    assert slack.wait_ephemeral("U1", "Only you").to == "U1"
    assert slack.ephemerals("U2") == slack.messages("C1") == []
    assert bot.web("conversations.history", channel="C1")["messages"] == []
    refused = bot.refused("chat.update", channel="C1", ts=answer["message_ts"], text="x")
    assert refused["error"] == "message_not_found"


def test_an_edit_without_blocks_keeps_them(slack, bot):
    ts = bot.web("chat.postMessage", channel="C1", text="one", blocks=QUESTION)["ts"]
    bot.web("chat.update", channel="C1", ts=ts, text="two")
    message = slack.messages("C1")[0]
    assert (message.text, message.labels, message.edits[0].text) == ("two", ["Yes"], "one")
    bot.web("chat.update", channel="C1", ts=ts, text="three", blocks=[])
    assert message.visible_text == "three"


def test_metadata_comes_back_when_asked_for(slack, bot):
    mark = {"event_type": "chart", "event_payload": {"id": 7}}
    bot.web("chat.postMessage", channel="C1", text="chart", metadata=mark)
    plain = bot.web("conversations.history", channel="C1")["messages"][0]
    full = bot.web("conversations.history", channel="C1", include_all_metadata="true")["messages"][0]
    assert "metadata" not in plain
    assert full["metadata"] == mark


def test_unescaped_words_would_ping_and_plain_text_would_not(slack, bot):
    plain = {"type": "header", "text": {"type": "plain_text", "text": "<!here>"}}
    bot.web("chat.postMessage", channel="C1", text="<!channel> &lt;!here&gt;", blocks=[plain, *QUESTION])
    assert slack.messages("C1")[0].pings == ["<!channel>"]


def test_a_message_to_a_person_opens_the_conversation(slack, bot):
    answer = bot.web("chat.postMessage", channel="U1", text="hello")
    assert answer["channel"] == "D1"
    assert slack.wait_direct("U1").text == "hello"


def test_a_picture_is_uploaded_with_its_description(slack, bot):
    picture = b"\x89PNG\r\n\x1a\n" + bytes(100)
    upload = {"filename": "a.png", "content": picture, "title": "Chart", "alt_txt": "Rising"}
    bot.run(bot.client.files_upload_v2(**upload, channel="C1", initial_comment="Look"))
    (file,) = slack.files
    assert (file.data, file.title, file.alt_txt, file.channel) == (picture, "Chart", "Rising", "C1")
    assert slack.wait_message("C1", "Look").files == [file]
    image = {"type": "image", "alt_text": "Rising", "slack_file": {"id": file.id}}
    bot.web("chat.postMessage", channel="C1", text="Chart", blocks=[image])


def test_an_upload_of_the_wrong_length_fails(slack, bot):
    asked = bot.web("files.getUploadURLExternal", filename="a.txt", length=3)

    assert bot.run(bot.post(asked["upload_url"], data=b"four")) == (400, "length_mismatch")
    refused = bot.refused("files.completeUploadExternal", files=[{"id": asked["file_id"]}])
    assert refused["error"] == "file_not_found"


@pytest.mark.parametrize("name", ["", "x" * 256])
def test_an_upload_needs_a_name_that_can_be_kept(slack, bot, name):
    assert bot.refused("files.getUploadURLExternal", filename=name, length=3)["error"] == "invalid_arguments"


def test_a_response_url_works_five_times(slack, live):
    url = slack.slash("U1", "C1", "/ask", "x").response_url

    answers = [live.run(live.post(url, json={"text": "more"})) for _ in range(6)]
    assert [status for status, _ in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1][1]
    assert len(slack.ephemerals("U1")) == 6


def test_a_limit_answers_429_and_passes(slack, bot):
    slack.limit("chat.postMessage", retry_after=2)
    refused = bot.refused("chat.postMessage", channel="C1", text="x")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "2")
    assert bot.web("chat.postMessage", channel="C1", text="x")["ok"]


@pytest.mark.parametrize(("mode", "left"), [("reset_before", 0), ("reset_after", 1)])
def test_a_lost_connection_may_leave_the_message(slack, bot, mode, left):
    slack.fault("chat.postMessage", mode)
    with pytest.raises(aiohttp.ClientError):
        bot.web("chat.postMessage", channel="C1", text="x")
    assert len(slack.messages("C1")) == left


def test_an_outage_is_html(slack, bot):
    slack.fault("chat.postMessage", "html_500")
    assert bot.refused("chat.postMessage", channel="C1", text="x").status_code == 500


@pytest.mark.parametrize(("block", "complaint", "pointer"), BAD_BLOCKS)
def test_a_malformed_block_is_refused(slack, bot, block, complaint, pointer):
    answer = bot.refused("chat.postMessage", channel="C1", text="x", blocks=[block])
    message = f"{complaint} [json-pointer:/blocks/0{pointer}]"
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {message}"]
    assert slack.refusals[0].messages == [message]
    assert slack.messages("C1") == []


@pytest.mark.parametrize(("method", "args", "error"), BAD_CALLS)
def test_a_wrong_call_is_refused(slack, bot, method, args, error):
    slack.add_user("U3")
    slack.add_channel("COUT", bot=False)
    slack.add_channel("CHIDDEN", bot=False, private=True)
    slack.add_channel("COLD", archived=True)
    assert bot.refused(method, **args)["error"] == error


def test_a_missing_scope_is_named(slack, bot):
    slack.scopes.discard("users:read")
    answer = bot.refused("users.info", user="U1")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "users:read")
    assert "chat:write" in answer.headers["X-OAuth-Scopes"]


def test_another_persons_words_cannot_be_edited(slack, bot):
    said = slack.say("U1", "C1", "mine").message
    answer = bot.refused("chat.update", channel="C1", ts=said.ts, text="yours")
    assert answer["error"] == "cant_update_message"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": {"type": "plain_text", "text": "a" * 25}}, "must be less than 25 characters"),
        ({"private_metadata": "a" * 3001}, "must be less than 3001 characters"),
        ({"blocks": [section("x")] * 101}, "no more than 100 items allowed"),
        ({"submit": None}, "must be an object"),
    ],
)
def test_a_malformed_view_is_refused(slack, live, change, message):
    trigger = slack.slash("U1", "C1", "/ask", "x").trigger_id
    answer = live.refused("views.open", trigger_id=trigger, view={**ASK, **change})
    assert answer["error"] == "invalid_arguments"
    assert message in answer["response_metadata"]["messages"][0]


def test_a_pick_from_a_menu_reaches_the_bot(slack, live):
    menu = {
        "type": "section",
        "text": WORD,
        "accessory": select(option("North"), option("South"), action_id="yes"),
    }
    live.web("chat.postMessage", channel="C1", text="Where?", blocks=[menu])
    assert slack.choose("U1", slack.wait_message("C1", "Where?"), "yes", "South").acked
    assert live.seen[-1]["actions"][0]["selected_option"] == option("South")
    assert slack.wait_message("C1", "Thank you").edits


def test_a_stack_of_forms_is_three_high(slack, live):
    slack.slash("U1", "C1", "/ask", "form")
    for _ in range(2):
        pressed = slack.press("U1", slack.wait_view("U1"), "More")
        live.web("views.push", trigger_id=pressed.trigger_id, view=ASK)
    pressed = slack.press("U1", slack.views("U1")[-1], "More")
    assert (
        live.refused("views.push", trigger_id=pressed.trigger_id, view=ASK)["error"] == "push_limit_reached"
    )
    assert len({view.root for view in slack.views("U1")}) == 1
    slack.close_view("U1", slack.views("U1")[-1])
    assert len(slack.views("U1")) == 2


def test_a_form_is_updated_unless_it_changed_meanwhile(slack, live):
    slack.slash("U1", "C1", "/ask", "form")
    view = slack.wait_view("U1")
    slack.fill("U1", view, {"Your name": "Ada"})
    old = view.hash
    live.web("views.update", view_id=view.id, hash=old, view={**ASK, "private_metadata": "2"})
    assert (view.private_metadata, view.typed["name/name"]["value"]) == ("2", "Ada")
    assert live.refused("views.update", view_id=view.id, hash=old, view=ASK)["error"] == "hash_conflict"
    slack.close_view("U1", view)
    assert live.refused("views.update", view_id=view.id, view=ASK)["error"] == "not_found"


def test_events_come_only_where_scopes_and_subscriptions_let_them(slack, live):
    slack.subscribe("app_mention")
    assert not slack.direct("U1", "hello").delivered
    slack.subscribe("app_mention", "message.im")
    assert slack.direct("U1", "hello").acked
    slack.scopes.discard("im:history")
    assert not slack.direct("U1", "hello").delivered
    slack.remove_bot("C1")
    assert not slack.mention("U1", "C1", "hello").delivered


def test_members_come_in_pages(slack, bot):
    slack.add_channel("C2", members=[f"U{number}" for number in range(5)], bot=True)
    first = bot.web("conversations.members", channel="C2", limit=4)
    cursor = first["response_metadata"]["next_cursor"]
    second = bot.web("conversations.members", channel="C2", limit=4, cursor=cursor)
    assert first["members"] + second["members"] == [*(f"U{number}" for number in range(5)), "UBOT"]
    assert second["response_metadata"]["next_cursor"] == ""


def test_a_thread_is_read_parent_first(slack, bot):
    parent = bot.web("chat.postMessage", channel="C1", text="one")["ts"]
    bot.web("chat.postMessage", channel="C1", text="two", thread_ts=parent)
    replies = bot.web("conversations.replies", channel="C1", ts=parent)["messages"]
    history = bot.web("conversations.history", channel="C1")["messages"]
    assert [item["text"] for item in replies] == ["one", "two"]
    assert [item["text"] for item in history] == ["one"]
    assert [item.text for item in slack.thread(slack.messages("C1")[0])] == ["two"]


def test_a_file_without_its_token_is_a_login_page(slack, bot):
    bot.run(bot.client.files_upload_v2(filename="a.txt", content="words", channel="C1"))
    url = bot.web("files.info", file=slack.files[0].id)["file"]["url_private"]
    assert "Sign in" in bot.run(bot.get(url))
    assert bot.run(bot.get(url, Authorization=f"Bearer {slack.bot_token}")) == "words"


def test_the_bot_is_a_user_and_commands_work_in_private(slack, live):
    assert live.web("users.info", user="UBOT")["user"]["is_bot"]
    assert slack.slash("U1", "D1", "/ask", "x").response.channel == "D1"
