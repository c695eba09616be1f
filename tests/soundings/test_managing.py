"""What an owner, a deputy and a lead do with a sounding from a phone, and what the audit log keeps of it."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from commands import Request
from commands.digests.sections import Week
from commands.digests.sections.soundings import closed
from storage import database, people
from storage.tables import AuditRow
from tests.soundings.people import FRIDAY_LINE, answer_all

FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
TWO = f'/poll "Is stock low?" Yes | No\n"Are volonteers enough?" Yes | No {FRIDAY_LINE}'


def test_who_may_manage_it_is_offered_to(chat):
    chat.says("analyst", f'/poll "Is stock low?" Yes | No {FRIDAY_LINE}')
    assert "[Manage]" not in chat.says("pantry-lead", "poll 1")
    assert "[Manage]" in chat.says("lead", "poll 1")
    chat.says("analyst", "poll 1")
    seen = chat.presses("analyst", "Manage")
    assert "0 of 6 organisations have answered." in seen
    assert "[Close it now] [Change when it closes] [Put its words right] [Cancel it]" in seen
    chat.presses("analyst", "Change when it closes")
    assert "closes at 5pm on Monday 23 November 2026" in chat.fills("analyst", {"closes": "Mon 5pm"})


def test_a_deputy_of_the_configuration_may_too(quick):
    partnership = next(iter(quick.app.partnerships.values()))
    polls = partnership.settings.polls.model_copy(update={"deputies": ("Demo Pantry Lead",)})
    partnership.settings = partnership.settings.model_copy(update={"polls": polls})
    quick.says("analyst", f'/poll "Is stock low?" Yes | No {FRIDAY_LINE}')
    refused = quick.says("centre-manager", "poll close 1")
    assert refused == "Only Demo Analyst, who asked it, Demo Pantry Lead, or a lead can close sounding 1."
    assert quick.says("pantry-lead", "poll close 1") == "Sounding 1 is closed."


def test_any_question_can_be_put_right_and_says_so_where_it_is_answered(chat):
    chat.says("lead", TWO)
    chat.says("pantry-lead", "poll vote 1 1")
    chat.says("lead", "poll manage 1")
    chat.presses("lead", "Put the words of question 2 right")
    assert "now asks: Are volunteers enough?" in chat.fills(
        "lead", {"new": "Are volunteers enough?", "means": "same"}
    )
    assert "Question 2 of 2: Are volunteers enough?" in chat.says("pantry-lead", "poll vote 1 1")
    assert "Sounding 1 has 2 questions." in chat.says("lead", "poll mend 1.3 What?")


def test_another_meaning_is_a_new_sounding_ready_to_look_at(chat):
    chat.says("lead", f'/poll "Is stock low?" Yes | No who=vcs {FRIDAY_LINE}')
    chat.says("lead", "poll mend 1")
    chat.fills("lead", {"new": "Is milk low?", "means": "other"})
    seen = chat.presses("lead", "Look at the new one")
    assert "Is milk low?\nYes · No" in seen
    assert "The voluntary sector, 4 organisations" in seen
    assert "Is stock low?" in chat.place()


def test_a_closed_one_is_asked_again_with_a_tap(chat):
    chat.says("lead", f'/poll "How full?" scale mode=named who="Demo Pantry, food-hub" {FRIDAY_LINE}')
    chat.says("lead", "poll close 1")
    chat.says("lead", "poll manage 1")
    seen = chat.presses("lead", "Ask it again")
    assert "How full?\nA number from 0 to 5" in seen
    assert "Demo Food Hub, Demo Pantry" in seen or "Demo Pantry, Demo Food Hub" in seen


def test_the_list_shows_what_is_open_and_what_came_of_the_last_ones(chat):
    assert chat.says("lead", "poll list").startswith("No soundings are open.")
    for what in ("stock", "milk"):
        chat.says("lead", f'/poll "Is {what} low?" Yes | No {FRIDAY_LINE}')
    chat.says("lead", "poll close 1")
    chat.says("lead", "poll did 1 We moved the van")
    seen = chat.says("analyst", "poll list")
    assert "2 | Is milk low? | 0 of 6 organisations have answered. | 5pm on Friday 20 November 2026" in seen
    assert "| We moved the van" in seen


def test_nothing_that_was_fixed_at_the_opening_can_be_changed_by_a_command(quick):
    quick.says("lead", f'/poll "Is stock low?" Yes | No {FRIDAY_LINE}')
    for line in (
        "poll mend 1 Is it? mode=named",
        "poll extend 1 Mon 5pm who=vcs",
        "poll manage 1 mode=named",
    ):
        quick.says("lead", line)
    assert "Sealed: Parley keeps that your organisation has answered" in quick.place()
    assert "0 of 6 organisations have answered." in quick.place()


def test_what_is_done_with_a_sounding_is_audited_without_a_choice_or_a_word(chat):
    chat.says("lead", f'/poll "Is stock low?" Yes | No {FRIDAY_LINE}')
    answer_all(chat, 1, ["yes"] * 5)
    chat.says("lead", "poll extend 1 Mon 5pm")
    chat.says("lead", "poll mend 1", values={"new": "Is stock low now?", "means": "same"})
    chat.says("lead", "poll close 1")
    chat.says("lead", "poll did 1 We moved the van")
    with database.reading(chat.app.engine) as db:
        told = select(AuditRow).where(AuditRow.what.like("poll%")).order_by(AuditRow.id)
        rows = [(row.what, row.detail) for row in db.scalars(told)]
    assert rows == [
        ("poll", "1"),
        ("poll extend", "1 Mon 5pm"),
        ("poll mend", "1"),
        ("poll close", "1"),
        ("poll did", "1"),
    ]


def test_moderators_are_told_again_once_and_only_of_what_can_be_let_out(quick):
    for what, voices in (("help", 5), ("hinder", 4)):
        quick.says("lead", f'/poll "What would {what} most?" text {FRIDAY_LINE}')
        answer_all(quick, 1 if what == "help" else 2, ["A van"] * voices)
    quick.reaches(FRIDAY)
    waiting = "in people's own words"
    assert quick.told("lead").count(waiting) == 1
    quick.reaches(FRIDAY + timedelta(days=7))
    assert "Sounding 1 closed a week ago, and still 5 answers in people's own words wait" in quick.told(
        "lead"
    )
    assert quick.told("lead").count(waiting) == 2
    assert "No answers to sounding 2 wait" in quick.says("lead", "poll words 2")


def test_words_in_a_named_sounding_keep_no_name_and_cannot_be_changed(chat):
    chat.says("lead", f'/poll "What would help most?" text mode=named {FRIDAY_LINE}')
    assert "they are shown without names and cannot be changed" in chat.place()
    assert "[Take it back]" not in chat.says("pantry-lead", "poll 1 A second van")
    assert "Words of your own cannot be changed." in chat.says("pantry-lead", "poll 1 A third van")
    assert "cannot be taken back here" in chat.says("pantry-lead", "poll unvote 1")
    assert "A second van" not in chat.place()


def test_what_was_done_later_comes_into_the_next_digest_once(quick):
    quick.says("lead", f'/poll "Is stock low?" Yes | No {FRIDAY_LINE}')
    quick.reaches(FRIDAY)
    quick.clock.move_to(FRIDAY + timedelta(days=17))
    quick.says("lead", "poll did 1 We moved the van")
    assert told_in_digest(quick, days=1) == ["Is stock low? You said, we did: We moved the van"]
    quick.clock.move_by(timedelta(days=7))
    assert told_in_digest(quick, days=1) == []


def told_in_digest(quick, days):
    partnership = next(iter(quick.app.partnerships.values()))
    now = quick.clock()
    with database.reading(quick.app.engine) as db:
        lead = people.with_role(db, partnership.id, "lead")[0]
        week = Week(Request(lead, None, partnership, now, db), now.date(), now - timedelta(days=days))
        return [line.text for line in closed(week)]
