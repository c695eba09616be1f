"""Messages, edits, pictures and their limits."""

import pytest

from tests.fakes.slack.small_bot import ASK, QUESTION


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
