"""Slack's connections come and go, fall silent or are switched off; nothing people do is lost meanwhile."""

import time
from datetime import timedelta

from bot.slack.transport import SILENT, SWITCHED_OFF
from tests.process import until
from tests.slack.world import HERE


def seen(slack, user="U01"):
    return [each.visible_text for each in slack.ephemerals(user)]


def test_refreshed_in_the_middle_of_traffic_nothing_is_lost_or_said_twice(in_slack, slack_server):
    in_slack()
    slack_server.waits(ack=0.3, retries=(0.0, 0.1, 0.1))
    for number in range(12):
        if number % 4 == 1:
            slack_server.disconnect("warning" if number == 5 else "refresh_requested")
        slack_server.mention("U01", HERE, f"weeknote Note {number} for the week.")
    slack_server.wait_for(lambda: sum("Thank you" in each for each in seen(slack_server)) >= 12)
    time.sleep(0.2)
    assert sum("Thank you" in each for each in seen(slack_server)) == 12


def test_events_twice_and_in_another_order_count_once_each(in_slack, slack_server):
    office = in_slack()
    outcomes = [slack_server.mention("U01", HERE, f"weeknote Note {number}.") for number in range(4)]
    for outcome in reversed(outcomes):
        assert slack_server.redeliver(outcome).acked
    slack_server.wait_for(lambda: len(seen(slack_server)) >= 4)
    assert office.home.rows("select count(*) from weeknotes") == [(4,)]


def test_a_socket_that_has_fallen_silent_is_noticed_and_replaced(in_slack, slack_server):
    in_slack(ping=0.2)
    slack_server.waits(ack=0.2, retries=(0.2,) * 20)
    slack_server.silence()
    slack_server.mention("U01", HERE, "help")
    slack_server.wait_ephemeral("U01", timeout=15)


def test_a_socket_that_is_gone_for_long_is_said(in_slack, slack_server):
    office = in_slack()
    slack_server.fault("apps.connections.open", "html_503", times=10_000)
    slack_server.cut()
    until(lambda: not office.transport.healthy, "The loss")
    assert office.transport.problem == ""
    until(lambda: office.transport._lost_at, "The note of it")
    office.clock.move_by(timedelta(minutes=2))
    assert office.transport.problem == SILENT
    slack_server.faults.clear()


def test_socket_mode_switched_off_is_told_to_the_lead_once_and_not_hurried_at(in_slack, slack_server):
    office = in_slack()
    before = len(opened(slack_server))
    slack_server.link_disabled()
    slack_server.wait_for(lambda: office.transport.problem == SWITCHED_OFF or None)
    office.settles()
    assert office.lead().count("Socket Mode has been switched off") == 1
    time.sleep(0.5)
    assert len(opened(slack_server)) - before < 5


def opened(slack):
    return [name for name, _ in slack.calls if name == "apps.connections.open"]
