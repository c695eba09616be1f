"""Posts in Slack through every kind of weather: there once, in order, and no other channel waits."""

import pytest

from commands.reply import Button, Buttons, Reply, Text
from storage import posts
from tests.slack.world import PICTURE

TROUBLES = [
    "limit", "html_500", "html_503", "html_500_after", "reset_before", "reset_after",
    "hang_before", "hang_after", "delay",
]  # fmt: skip


@pytest.mark.parametrize("mode", TROUBLES)
def test_where_history_can_be_read_every_post_stands_once_and_in_order(in_slack, mode):
    office = in_slack()
    office.owe("one", "two", "three")
    office.owe("there", to=office.there)
    office.fault(mode, address=office.here)
    office.passes(seconds=1)
    assert office.texts(office.there) == ["there"]
    office.settles()
    assert [text.split("\n")[0] for text in office.texts()] == ["one", "two", "three"]
    assert office.states() == ["sent"] * 4
    assert office.lead() == ""


@pytest.mark.parametrize("mode", ["html_500_after", "reset_after"])
def test_without_it_nothing_is_sent_twice_and_the_lead_says_what_is_there(in_slack, slack_server, mode):
    office = in_slack(read_history=False)
    office.owe("one", "two")
    office.fault(mode, address=office.here)
    office.settles()
    assert office.texts() == ["one", "two"]
    asked = slack_server.wait_direct("U02", "Look whether it is there")
    assert "posting “one” in the Slack channel" in asked.visible_text
    assert asked.labels == ["It is there", "Send it again"]
    slack_server.press("U02", asked, "It is there")
    office.home.run(office.drained())
    assert office.states() == ["sent", "sent"]
    slack_server.press("U02", asked, "Send it again")
    slack_server.wait_direct("U02", "is there already, so it is not posted twice")
    assert office.texts() == ["one", "two"]


def test_the_lead_has_it_sent_again_when_it_is_not_there(in_slack, slack_server):
    office = in_slack(read_history=False)
    office.owe("one")
    office.fault("reset_before", address=office.here)
    office.settles()
    assert office.texts() == []
    asked = slack_server.wait_direct("U02", "Look whether it is there")
    slack_server.press("U02", asked, "Send it again")
    slack_server.press("U02", asked, "Send it again")
    slack_server.wait_direct("U02", "on its way to the Slack channel")
    office.settles()
    assert [text.split("\n")[0] for text in office.texts()] == ["one"]


def test_only_a_lead_can_answer_for_a_post(in_slack, slack_server):
    office = in_slack(read_history=False)
    office.owe("one")
    office.fault("reset_before", address=office.here)
    office.settles()
    refused = slack_server.slash("U03", office.here, "/parley", "post there 1").response
    assert "Only a lead can do this." in refused.visible_text
    assert office.states() == ["unknown"]


def test_what_belongs_in_a_thread_is_looked_for_there(in_slack):
    office = in_slack()
    office.owe("one")
    office.settles()
    office.owe_under(1, "beneath")
    office.fault("reset_after")
    office.settles()
    assert office.texts() == ["one", "beneath"]


def test_a_post_far_back_in_a_busy_channel_is_found(in_slack, slack_server):
    office = in_slack()
    office.owe("one")
    office.fault("reset_after")
    office.fault("html_500", method="conversations.history", times=2)
    office.passes(seconds=1)
    for number in range(250):
        slack_server.say("U01", office.here, f"chatter {number}")
    office.settles()
    assert office.texts() == ["one"]


def test_an_hour_of_outage_leaves_nothing_lost_doubled_or_out_of_order(in_slack, slack_server):
    office = in_slack()
    slack_server.fault("*", "html_503", times=10_000)
    office.owe("one", "two")
    office.owe("there", to=office.there)
    for _ in range(12):
        office.passes(minutes=5)
    office.owe("three")
    slack_server.faults.clear()
    office.settles()
    late = "This is late: it was due at 10am today, Wednesday 18 November 2026."
    assert [text.split("\n")[0] for text in office.texts()] == ["one", "two", "three"]
    assert late in slack_server.messages(office.here)[0].visible_text
    assert len(office.texts(office.there)) == 1
    assert office.lead().count("has not been able to reach Slack since") == 1
    assert office.lead().count("can reach Slack again") == 1


def test_a_token_that_is_refused_keeps_posts_until_it_is_right_again(in_slack, slack_server):
    office = in_slack()
    slack_server.revoke()
    office.owe("one")
    for _ in range(3):
        office.passes(minutes=5)
    assert office.states() == ["due"]
    slack_server.world.revoked = False
    office.settles()
    assert [text.split("\n")[0] for text in office.texts()] == ["one"]


# Places


def test_archived_and_unarchived(in_slack, slack_server):
    office = in_slack()
    slack_server.archive(office.here)
    office.owe("one", "two")
    office.settles()
    assert office.lead().count("This channel is archived.") == 1
    slack_server.unarchive(office.here)
    slack_server.mention("U01", office.here, "help")
    slack_server.wait_ephemeral("U01")
    office.settles()
    [told] = [each for each in slack_server.messages(office.here) if each.bot]
    assert "2 posts could not be posted here" in told.visible_text
    assert "Parley can post in the Slack channel" in office.lead()


def test_thrown_out_and_invited_back(in_slack, slack_server):
    office = in_slack()
    slack_server.remove_bot(office.here)
    office.owe("one")
    office.settles()
    assert "Parley is not in this channel. Invite it with /invite @Parley." in office.lead()
    slack_server.join(slack_server.bot_user, office.here, inviter="U01")
    slack_server.wait_message(office.here)  # the greeting
    office.write(lambda db: None)
    office.settles()
    assert any("1 post could not be posted here" in text for text in office.texts())


# Messages and files


def test_a_live_message_that_somebody_deleted_is_left_alone_and_the_lead_may_post_it_again(
    in_slack, slack_server
):
    office = in_slack()
    slack_server.direct("U02", 'poll "Enough tins?" Yes | No')
    slack_server.wait_direct("U02")
    office.settles()
    [shown] = [each for each in slack_server.messages(office.here) if each.bot]
    slack_server.delete(shown)
    office.write(lambda db: posts.touch(db, "demo-food", "poll/1"))
    office.passes(seconds=1)
    office.settles()
    asked = slack_server.wait_direct("U02", "is not kept up to date any more")
    slack_server.press("U02", asked, "Send it again")
    slack_server.wait_direct("U02", "on its way")
    office.settles()
    assert len([each for each in slack_server.messages(office.here) if each.bot and not each.deleted]) == 1


@pytest.mark.parametrize(
    ("method", "mode", "pictures"),
    [
        ("upload", "html_500", 1),
        ("files.getUploadURLExternal", "html_503", 1),
        ("files.completeUploadExternal", "html_500", 0),
        ("files.completeUploadExternal", "html_500_after", 1),
        ("files.completeUploadExternal", "reset_after", 1),
    ],
)
def test_an_upload_that_fails_half_way_is_never_there_twice_and_the_words_always(
    in_slack, slack_server, method, mode, pictures
):
    office = in_slack()
    slack_server.fault(method, mode)
    office.owe("x", reply=Reply((Text("The figures"), PICTURE, Buttons((Button("Help", "help"),)))))
    office.owe("after")
    office.settles()
    assert office.texts()[0].startswith("The figures")
    shown = [file for each in slack_server.messages(office.here) for file in each.files]
    assert len(shown) == pictures
    assert ("Look whether it is there" in office.lead()) == (method.startswith("files.complete"))
    assert office.states() == ["sent", "sent"]
