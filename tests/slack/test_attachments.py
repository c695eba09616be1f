"""Charts and files beside answers and posts in Slack."""

import pytest

from bot.slack.hear import Spot
from bot.text import file_bytes, file_name
from commands.reply import File, Reply
from tests.slack.world import CSV, HERE, PICTURE, chart
from tests.text.awkward import HOSTILE

# Charts


def test_a_chart_for_all_is_shown_in_the_channel(slack, either):
    slack.slash("U01", HERE, "/chart")
    slack.wait_message(HERE, "Here are the figures.")
    picture = slack.wait_for(lambda: [one for one in slack.messages(HERE) if one.files], 1, 20)[0].files[0]
    assert picture.mimetype == "image/png"
    assert picture.alt_txt == PICTURE.summary
    assert picture.title == "Referrals"


def test_a_chart_for_one_goes_to_their_direct_message(slack, parley):
    outcome = slack.slash("U01", HERE, "/draw")
    assert "The chart is in your direct messages with Parley." in outcome.response.visible_text
    slack.wait_for(lambda: [one for one in slack.directs("U01") if one.files], 1, 20)
    assert [one for one in slack.messages(HERE) if one.files] == []


def test_a_picture_that_cannot_be_shown_is_said(slack, parley):
    slack.refuse("files.completeUploadExternal", "file_uploads_disabled")
    slack.mention("U01", HERE, "chart")
    slack.wait_message(HERE, "Here are the figures.")
    slack.wait_ephemeral("U01", "The picture could not be shown. Files are switched off", timeout=20)


def test_an_upload_is_tried_again(slack, parley):
    slack.fault("upload", "reset_before")
    slack.mention("U01", HERE, "chart")
    slack.wait_for(lambda: [one for one in slack.messages(HERE) if one.files], 1, 20)


def test_a_picture_stands_beside_its_post(slack, parley):
    reference = parley.run(parley.transport.send(HERE, chart(None, ""), "post-1"))
    parley.run(parley.transport.attach(HERE, reference, PICTURE))
    assert slack.messages(HERE)[-1].files[0].title == "Referrals"


# Files


def test_a_file_for_all_is_shared_in_the_channel(slack, either):
    slack.slash("U01", HERE, "/give", "all")
    slack.wait_message(HERE, "Referrals by ward: 20 rows.")
    shared = slack.wait_for(lambda: [one for one in slack.messages(HERE) if one.files], 1)[0]
    (file,) = shared.files
    assert (file.name, file.title, file.alt_txt) == ("referrals.csv", "referrals.csv", None)
    assert file.data == CSV.text.encode()


def test_a_file_in_a_thread_stays_in_the_thread(slack, parley):
    parent = slack.say("U01", HERE, "figures?").message
    slack.mention("U01", HERE, "give all", thread_ts=parent.ts)
    shared = slack.wait_for(lambda: [one for one in slack.messages(HERE) if one.files], 1)[0]
    assert shared.thread_ts == parent.ts


def test_a_file_for_one_goes_to_their_direct_message_and_the_aside_says_so(slack, either):
    outcome = slack.slash("U01", HERE, "/give")
    assert "The file is in your direct messages with Parley." in outcome.response.visible_text
    given = slack.wait_for(lambda: [one for one in slack.directs("U01") if one.files], 1)[0]
    assert given.files[0].data == CSV.text.encode()
    assert given.text == "Referrals by ward: 20 rows."
    assert [one for one in slack.messages(HERE) if one.files] == []


def test_a_file_asked_for_in_private_is_given_there(slack, parley):
    slack.direct("U01", "give")
    given = slack.wait_for(lambda: [one for one in slack.directs("U01") if one.files], 1)[0]
    assert given.files[0].name == "referrals.csv"
    assert not any("in your direct messages" in one.visible_text for one in slack.directs("U01"))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("file_uploads_except_images_disabled", "Only pictures may be uploaded in this workspace."),
        ("file_type_not_allowed", "Files of this kind are not allowed in this workspace."),
        ("storage_limit_reached", "This workspace has no room left for files."),
        ("internal_error", "Ask for it again in a few minutes, or ask for the figures as text."),
    ],
)
def test_a_file_that_cannot_be_sent_never_loses_the_answer(slack, parley, error, words):
    slack.refuse("files.getUploadURLExternal", error)
    slack.mention("U01", HERE, "give all")
    slack.wait_message(HERE, "Here is the file.")
    slack.wait_ephemeral("U01", f"The file could not be sent. {words}")


def test_hostile_files_are_sent_with_harmless_names_and_words(slack, parley):
    for hostile in HOSTILE:
        file = File(hostile, hostile + "x", hostile)
        parley.run(parley.transport._sender.give(Spot(HERE, "U01"), Reply((file,), private=True)))
        given = slack.directs("U01")[-1]
        assert given.files[0].name == given.files[0].title == file_name(file)
        assert given.files[0].data == file_bytes(file)
        assert given.pings == []
