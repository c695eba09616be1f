"""Commands, mentions, forms and events, as Slack delivers them."""


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
