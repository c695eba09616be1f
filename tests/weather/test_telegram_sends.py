"""Posts in Telegram through every kind of weather: at most once, in order, and a person hears of every doubt."""

import pytest

from bot.telegram.errors import refusal
from commands.reply import Reply, Text
from storage import posts
from tests.telegram.world import CHART
from tests.weather.offices import AFTERNOON

SURE = ["limit", "delay"]
DOUBTFUL = ["500", "502", "reset_before", "reset_after", "hang_before", "hang_after"]


@pytest.mark.parametrize("mode", SURE + DOUBTFUL)
def test_every_post_stands_at_most_once_in_order_and_the_lead_hears_of_every_doubt(
    in_telegram, telegram_server, mode
):
    office = in_telegram()
    telegram_server.start(102)
    office.owe("one", "two", "three")
    office.owe("there", to=office.there)
    office.fault(mode, address=office.here)
    office.passes(seconds=1)
    assert office.texts(office.there) == ["there"]
    office.settles()
    said = [text.split("\n")[0] for text in office.texts()]
    assert said[-2:] == ["two", "three"]
    assert said[:-2] in (["one"], [])
    doubt = mode in DOUBTFUL
    assert office.states() == ["unknown" if doubt else "sent", "sent", "sent", "sent"]


def test_the_lead_says_what_is_there(in_telegram, telegram_server):
    office = reachable(in_telegram, telegram_server)
    office.owe("one")
    office.fault("reset_after", address=office.here)
    office.settles()
    asked = telegram_server.wait_message(102, "Look whether it is there")
    assert asked.labels == ["It is there", "Send it again"]
    office.says("post there 1")
    assert office.states()[0] == "sent"


def test_an_hour_of_outage_loses_nothing_and_at_most_the_first_is_in_doubt(in_telegram, telegram_server):
    office = reachable(in_telegram, telegram_server)
    telegram_server.fault("*", "502", times=10_000)
    for _ in range(3):
        office.passes(seconds=70)
    office.owe("one", "two")
    for _ in range(12):
        office.passes(minutes=5)
    telegram_server.clear_faults()
    office.settles()
    assert [text.split("\n")[0] for text in office.texts()] == ["one", "two"]
    assert "This is late: it was due at" in office.texts()[0]


def test_a_group_that_becomes_a_supergroup_while_posts_wait_gets_them_in_order(in_telegram, telegram_server):
    office = in_telegram()
    office.owe("one", "two", "three", to=office.there)
    telegram_server.migrate(AFTERNOON, -1004001000000)
    office.settles()
    assert office.texts("-1004001000000") == ["one", "two", "three"]


def test_thrown_out_of_a_group_and_brought_back(in_telegram, telegram_server):
    office = reachable(in_telegram, telegram_server)
    telegram_server.kick(int(office.here))
    office.owe("one")
    office.settles()
    assert "Parley has been removed from this Telegram group." in office.lead()
    telegram_server.add_bot(int(office.here))
    office.owe("two")
    office.settles()
    assert office.texts()[0] == "two"
    assert "1 post could not be posted here" in office.texts()[1]


def test_a_group_that_forbids_writing_counts_as_closed():
    assert refusal("Not enough rights to send text messages to the chat", -5).closed
    assert refusal("Topic_closed", -5).closed
    assert not refusal("Message is too long", -5).closed


def test_somebody_who_blocked_parley_is_not_written_to_and_others_are(in_telegram, telegram_server):
    office = reachable(in_telegram, telegram_server)
    telegram_server.block(102)
    office.owe("one")
    office.fault("reset_after", address=office.here)
    office.settles()
    assert "failed" in office.states("notice")
    assert office.texts() == ["one"]


def test_a_live_message_that_was_deleted_is_left_alone_and_said(in_telegram, telegram_server):
    office = reachable(in_telegram, telegram_server)
    office.says('poll "Enough tins?" Yes | No')
    office.settles()
    [shown] = telegram_server.messages(int(office.here))
    telegram_server.delete(shown)
    office.write(lambda db: posts.touch(db, "demo-food", "poll/1"))
    office.passes(seconds=1)
    office.settles()
    assert office.lead().count("is not kept up to date any more. The message is no longer there.") == 1


def test_an_edit_that_changes_nothing_is_no_trouble(in_telegram, telegram_server):
    office = reachable(in_telegram, telegram_server)
    office.says('poll "Enough tins?" Yes | No')
    office.settles()
    office.write(lambda db: posts.touch(db, "demo-food", "poll/1"))
    office.passes(seconds=1)
    assert set(office.states()) == {"sent"}


@pytest.mark.parametrize("mode", ["502", "reset_after"])
def test_a_picture_that_fails_half_way_is_not_there_twice(in_telegram, telegram_server, mode):
    office = reachable(in_telegram, telegram_server)
    office.fault(mode, method="sendPhoto")
    office.owe("x", reply=Reply((Text("The figures"), CHART)))
    office.owe("after")
    office.settles()
    assert office.texts()[0].startswith("The figures")
    assert office.texts()[-1] == "after"
    assert len([each for each in telegram_server.messages(int(office.here)) if each.photo]) <= 1
    assert "Look whether it is there. The words are." in office.lead()


def reachable(in_telegram, telegram_server):
    """The lead has pressed Start."""
    office = in_telegram()
    telegram_server.start(102)
    office.reach("102")
    return office
