"""Buttons and forms in Slack."""

from tests.slack.world import HERE


def test_a_button_is_a_command_line(slack, either):
    slack.mention("U01", HERE, "press")
    message = slack.wait_message(HERE, "Press one.")
    assert slack.press("U02", message, "tell").acked
    slack.wait_ephemeral("U02", "Only for you: pressed")
    assert slack.press("U02", message, "show").acked
    slack.wait_message(HERE, "For all: pressed")


def test_a_button_in_a_thread_is_answered_in_the_thread(slack, parley):
    parent = slack.say("U01", HERE, "hm").message
    slack.mention("U01", HERE, "press", thread_ts=parent.ts)
    slack.press("U01", slack.wait_message(HERE, "Press one."), "show")
    assert slack.wait_message(HERE, "For all: pressed").thread_ts == parent.ts


def test_a_button_in_a_direct_message_is_answered_there(slack, parley):
    slack.direct("U01", "press")
    slack.press("U01", slack.wait_direct("U01", "Press one."), "tell")
    slack.wait_direct("U01", "Only for you: pressed")


def test_a_press_whose_response_url_is_used_up_is_still_answered(slack, parley):
    slack.mention("U01", HERE, "press")
    message = slack.wait_message(HERE, "Press one.")
    slack.fault("response_url", "html_500", times=4)
    slack.press("U01", message, "tell")
    slack.wait_ephemeral("U01", "Only for you: pressed", timeout=8)


def test_a_button_with_a_form_opens_it(slack, either):
    slack.slash("U01", HERE, "/press", "me")
    slack.press("U01", slack.wait_ephemeral("U01", "Press one."), "form")
    slack.wait_view("U01", "What happened?")


def test_a_form_is_opened_refused_at_its_field_and_sent(slack, either):
    assert slack.slash("U01", HERE, "/form").response is None
    view = slack.wait_view("U01", "What happened?")
    outcome = slack.submit("U01", view, {"What happened?": "rain", "Colour": "Purple"})
    assert outcome.errors == {"colour": "Choose another colour than purple."}
    assert slack.submit("U01", view, {"Colour": "Red"}).errors == {}
    assert slack.views("U01") == []
    slack.wait_ephemeral("U01", "Jotted rain red")
    assert either.rows("select count(*) from posts where platform = 'slack'") == [(1,)]


def test_a_refusal_without_a_field_stands_at_the_first(slack, parley):
    slack.slash("U01", HERE, "/form")
    outcome = slack.submit("U01", slack.wait_view("U01"), {"What happened?": "bare"})
    assert outcome.errors == {"words": "Say a little more."}


def test_a_form_pressed_twice_counts_once(slack, parley):
    slack.slash("U01", HERE, "/form")
    view = slack.wait_view("U01")
    slack.submit("U01", view, {"What happened?": "rain"})
    slack.wait_ephemeral("U01", "Jotted rain")
    view.is_open, slack.world.stacks["U01"] = True, [view]
    assert slack.submit("U01", view).acked
    assert parley.rows("select count(*) from posts where platform = 'slack'") == [(1,)]


def test_a_public_answer_to_a_form_is_posted(slack, parley):
    slack.slash("U01", HERE, "/form")
    slack.submit("U01", slack.wait_view("U01"), {"What happened?": "for all"})
    slack.wait_message(HERE, "Jotted for all")


def test_a_form_in_a_direct_message_is_answered_there(slack, parley):
    slack.direct("U01", "form")
    slack.press("U01", slack.wait_direct("U01", "Add a note"), "Add a note")
    slack.submit("U01", slack.wait_view("U01"), {"What happened?": "sun"})
    slack.wait_direct("U01", "Jotted sun")


def test_a_form_that_cannot_be_opened_is_a_message_with_a_button(slack, parley):
    slack.refuse("views.open", "expired_trigger_id")
    outcome = slack.slash("U01", HERE, "/form")
    assert outcome.response.labels == ["Add a note"]


def test_a_line_too_long_for_a_modal_is_kept(slack, parley):
    slack.slash("U01", HERE, "/many")
    slack.submit("U01", slack.wait_view("U01"), {"What happened?": "short"})
    slack.wait_ephemeral("U01", "Jotted short")
