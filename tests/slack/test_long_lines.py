"""A button in Slack whose command line is longer than Slack lets it be."""

from commands.reply import Button, Buttons, Form, Reply, Text
from tests.slack.world import HERE, NOTE

LONG = "tell " + "x" * 2_500 + " end"


def test_it_is_pressed_like_any_other(slack, parley):
    reply = Reply((Text("Look at it."), Buttons((Button("Do it", LONG), Button("Or this", "tell short")))))
    parley.run(parley.transport.send(HERE, reply, "post-1"))
    message = slack.wait_message(HERE, "Look at it.")
    assert message.labels == ["Do it", "Or this"]
    slack.press("U01", message, "Do it")
    assert slack.wait_ephemeral("U01", "xxx end").visible_text.startswith("Only for you: xxx")


def test_a_line_as_long_as_slack_allows_is_not_stored(slack, parley):
    fits = "tell " + "y" * (2_000 - len("tell "))
    parley.run(parley.transport.send(HERE, Reply((Buttons((Button("Do it", fits),)),)), "post-1"))
    [button] = slack.wait_message(HERE).blocks[-1]["elements"]
    assert button["value"] == fits
    assert parley.rows("select count(*) from stored_lines") == [(0,)]


def test_a_form_that_cannot_be_opened_at_once_opens_from_its_button(slack, parley):
    form = Form("Much", "form " + "x" * 2_500, NOTE.fields)
    parley.run(parley.transport.send(HERE, Reply((form,)), "post-1"))
    slack.press("U01", slack.wait_message(HERE), "Much")
    slack.submit("U01", slack.wait_view("U01"), {"What happened?": "short"})
    slack.wait_ephemeral("U01", "Jotted short")


def test_what_is_written_again_keeps_its_button(slack, parley):
    where = parley.run(parley.transport.send(HERE, Reply((Text("First"),)), "post-1"))
    reply = Reply((Text("Second"), Buttons((Button("Do it", LONG),))))
    parley.run(parley.transport.edit(HERE, where, reply))
    message = slack.wait_message(HERE, "Second")
    slack.press("U01", message, "Do it")
    slack.wait_ephemeral("U01", "xxx end")
