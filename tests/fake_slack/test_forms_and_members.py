"""Menus, stacks of forms, scopes, members and files."""

from tests.fakes.slack.small_bot import ASK
from tests.fakes.slack.wrong_requests import WORD, option, select


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
