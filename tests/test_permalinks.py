"""Where a message stands: an address people can open, or none where the platform gives none."""

from datetime import UTC, datetime

import pytest

from bot.text import plain
from storage import database, people, permalinks, posts
from tests.digests import drafted, writes

SITE = "https://demo.slack.com/"
NOW = datetime(2026, 11, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("platform", "reference", "site", "link"),
    [
        ("slack", "C0123:1700000000.000200", SITE, "https://demo.slack.com/archives/C0123/p1700000000000200"),
        ("slack", "C0123:1700000000.000200", "", ""),
        ("slack", "C0123:1700000000.000200", None, ""),
        ("slack", "D0123:1700000000.000200", SITE, ""),
        ("telegram", "-1001234567890:45,46", None, "https://t.me/c/1234567890/45"),
        ("telegram", "-1234567890:45", None, ""),
        ("telegram", "77:45", None, ""),
        ("web", "post-1", None, ""),
        ("slack", "", SITE, ""),
    ],
)
def test_a_reference_becomes_an_address_where_there_is_one(platform, reference, site, link):
    assert permalinks.of(platform, reference, site) == link


def test_a_line_links_to_the_message_it_is_about(chat):
    sealed = chat.says("lead", '/poll "Is demand higher?" Yes | No closes="Thu 5pm"')
    assert sealed
    with database.writing(chat.app.engine) as db, db.begin():
        people.note_site(db, "slack", SITE)
        place = next(each for each in people.places(db, "demo-food") if each.platform == "slack")
        number = posts.owe_place(db, place, '{"blocks": []}', "poll/1", NOW)
        posts.note_sent(db, number, "C0123456789:1700000000.000200", NOW)
    writes(chat, "pantry-lead", "First.")
    drafted(chat)
    shown = plain(chat.last).replace("\n", " ")
    assert "(sounding 1: https://demo.slack.com/archives/C0123456789/p1700000000000200)" in shown
    assert "First." in shown
    assert "(note 1)" in shown


@pytest.mark.parametrize(
    ("what", "part"),
    [
        ("note 1", "Demo Pantry Lead, Demo Pantry:\nFirst."),
        ("(note 1)", "Written for the week of 16 November 2026."),
        ("A1", "Check the map\n\nWho: Demo Analyst\nBy: Friday 20 November 2026"),
        ("sounding 1", "Is demand higher?"),
        ("note 99", "There is no note 99 in a digest."),
        ("sounding 99", "There is no sounding 99."),
        ("release 99", "There is no release 99 of approved figures."),
        ("A99", "There is no action A99."),
        ("", "for example: digest source note 12"),
    ],
)
def test_a_source_can_be_asked_about_by_its_name(quick, what, part):
    quick.says("lead", '/poll "Is demand higher?" Yes | No closes="Thu 5pm"')
    quick.says("lead", "/action @analyst to check the map by Fri")
    writes(quick, "pantry-lead", "First.")
    drafted(quick)
    assert part in quick.says("lead", f"digest source {what}")


def test_a_release_is_named_with_who_approved_it(quick):
    draft = drafted(quick)
    assert "Food bank referrals: approved figures, from Demo referral log." in draft
    with database.reading(quick.app.engine) as db:
        from storage import releases

        number = releases.load_shelf(db, "demo-food").releases["foodbank-referrals"].id
    said = quick.says("analyst", f"digest source release {number}")
    assert "Food bank referrals, from Demo referral log. Approved by Demo Steward on" in said


def test_a_note_that_is_in_no_digest_is_shown_to_nobody_else(quick):
    writes(quick, "pantry-lead", "First.")
    assert "There is no note 1 in a digest." in quick.says("analyst", "digest source note 1")
    assert "First." in quick.says("pantry-lead", "digest source note 1")
