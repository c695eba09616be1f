"""A withdrawal on Slack and Telegram, through the real clients: posts written again, corrections beneath them."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.telegram.blank import BLANK
from storage import database
from storage.tables import PostRow
from tests.process import CHANNEL, GROUP
from tests.surfaces.parley import approve, settle, until
from tests.test_surfaces import MONDAY, Stage

WORDS = "These figures for food bank referrals were withdrawn by Demo Steward on 23 November 2026: Counts were doubled."
TITLE, ANSWER = "Food bank referrals this week", "the same week last year"


@pytest.fixture
def both(built, tmp_path):
    """One Parley on both platforms."""
    with ExitStack() as stack:
        path = settle(built[0], tmp_path / "made")
        approve(path, built[1])
        slack, telegram = Stage(path.parent, tmp_path, stack).both()
        for user in (104, 106, 107, 108):
            telegram.telegram.start(user)
            telegram.telegram.wait_message(user, containing="Hello from Parley")
        yield slack, telegram
        assert slack.slack.refusals == []
        assert telegram.telegram.refusals == []


def posted(slack, telegram):
    """Let Monday's chart stand on both platforms, with its pictures, and share an answer on each."""
    slack.running.reaches(MONDAY)
    for surface in (slack, telegram):
        surface.place_shows(TITLE)
        until(lambda surface=surface: surface.pictures() == 1, "the picture")
    slack.write("lead", "/share foodbank-referrals")
    slack.place_shows("Shared by Demo Lead")
    telegram.write("lead", "/ask foodbank-referrals")
    telegram.place_shows(ANSWER)
    until(lambda: cited(slack) == 4, "four posts on record")


def cited(surface):
    """How many posts stand somewhere and show figures."""
    stands = select(func.count()).select_from(PostRow).filter_by(state="sent")
    with database.reading(surface.running.parley.app.engine) as db:
        return db.scalar(stands.where(PostRow.live.startswith("citing/")))


def beneath(slack, first):
    return [
        each for each in slack.slack.messages(CHANNEL) if each.thread_ts == first.ts and each is not first
    ]


def test_earlier_posts_are_corrected_in_place_and_in_their_thread(both):
    slack, telegram = both
    posted(slack, telegram)
    (chart,) = [each for each in slack.slack.messages(CHANNEL) if TITLE in each.visible_text]
    (shared,) = [each for each in slack.slack.messages(CHANNEL) if "Shared by" in each.visible_text]
    group = in_group(telegram)
    slack.write("steward", "/data withdraw 2 Counts were doubled")
    slack.told("steward", "Parley corrects 4 earlier posts")
    for post in (chart, shared):
        until(lambda post=post: post.visible_text.startswith(WORDS), "the post written again", wait=15)
        (under,) = until(lambda post=post: beneath(slack, post), "the correction")
        assert under.visible_text.startswith(WORDS)
    until(lambda: slack.pictures() == 0, "the picture to go")
    corrected_on_telegram(telegram, group)


def in_group(telegram):
    """The chart of the week and what somebody asked, each with what stands beside it."""
    messages = telegram.telegram.messages(GROUP)
    (chart,) = [each for each in messages if each.text and TITLE in each.visible_text]
    (answer,) = [each for each in messages if each.text and ANSWER in each.visible_text]
    (picture,) = [each for each in messages if each.photo]
    return (chart, answer), picture


def corrected_on_telegram(telegram, group):
    posts, picture = group
    for post in posts:
        until(lambda post=post: post.visible_text.startswith(WORDS), "the post written again", wait=15)
        until(
            lambda post=post: [each for each in telegram.telegram.messages(GROUP) if under(each, post)],
            "the correction",
        )
    until(lambda: (picture.caption or "").startswith(WORDS), "words under the picture")
    assert picture.photo == BLANK


def under(message, post):
    return message.text and message.reply_to == post.message_id and message.visible_text.startswith(WORDS)


def test_nothing_is_corrected_twice(both):
    slack, telegram = both
    posted(slack, telegram)
    slack.write("steward", "/data withdraw 2 Counts were doubled")
    slack.told("steward", "Parley corrects 4 earlier posts")
    until(lambda: corrected(slack) == 4, "both posts and their corrections", wait=15)
    slack.running.reaches(MONDAY + timedelta(minutes=5))
    slack.running.do(slack.running.parley.office._rewriter.mark_outdated())  # as after a restart
    slack.says("lead", "/action list", "open actions")
    assert corrected(slack) == 4


def corrected(slack):
    return sum(each.text.startswith(WORDS) for each in slack.public())


def test_a_release_is_asked_about_and_approved_in_private_on_either(both):
    slack, telegram = both
    telegram.says("deputy", "/data show 6", "Risks and caveats")
    slack.says("steward", "/data show 6", "Risks and caveats")
    seen = until(
        lambda: [each for each in slack.visible("steward") if "Ask the loader" in each.text], "buttons"
    )[-1]
    slack.press("steward", seen, "Ask the loader")
    slack.fill("steward", "Ask about release 6", {"question": "Why is it higher?"})
    telegram.told("analyst", "Demo Steward asks about Helpline calls, which you loaded: Why is it higher?")
    telegram.presses("deputy", "Approve", "Approved. Helpline calls can be asked for from now on.")
    slack.told("steward", "Demo Deputy approved release 6 of Helpline calls.")
    assert not [each for each in (*slack.public(), *telegram.public()) if "Helpline" in each.text]
