"""Registers across meetings: decisions with reason and review date, risks, questions and tensions until they are closed."""

from datetime import UTC, datetime, timedelta

from tests import digests
from tests.meetings import held


def test_a_decision_gets_a_reason_and_a_review_date_by_a_form_or_in_words(chat):
    held.hold(chat)
    chat.says("lead", "decisions D1")
    chat.presses("lead", "Reason and review date")
    said = chat.fills("lead", {"reason": "Fewer trips", "review": "31 March"})
    assert said == (
        "D1: The pantry opens on Tuesdays Reason: Fewer trips. "
        "It comes up again at the first meeting from Wednesday 31 March 2027 on."
    )
    assert "Reason: Fewer trips\nLook at again: Wednesday 31 March 2027" in chat.says("lead", "decisions d1")
    assert "It has no review date." in chat.says("lead", "decisions D1 review=none")
    assert "[Reason: Fewer trips.]" in chat.place()


def test_a_decision_comes_up_at_each_meeting_from_its_review_date_until_it_has_another(quick):
    held.hold(quick)
    quick.says("lead", "decisions D1 review=tomorrow")
    again = "Decisions to look at again:\nD1: The pantry opens on Tuesdays"
    held.hold(quick, "meeting info Nothing new", title="Extra")
    assert again not in quick.place()
    quick.clock.move_by(timedelta(days=1))
    held.hold(quick, "meeting info Nothing new", title="Extra")
    assert quick.place().count(again) == 1
    assert "(date has come)" in quick.says("lead", "decisions")
    quick.says("lead", "decisions D1 review=in 6 months")
    held.hold(quick, "meeting info Nothing new", title="Extra")
    assert quick.place().count(again) == 1


def test_once_minutes_are_confirmed_the_reason_stays_and_the_review_date_moves(quick):
    held.hold(quick)
    quick.clock.move_by(timedelta(days=7))
    quick.says("lead", "minutes confirm M1 version=1")
    assert "so the reason of D1 stays as it is there" in quick.says("lead", "decisions D1 reason=Because")
    assert "from Wednesday 31 March 2027 on" in quick.says("lead", "decisions D1 review=31 March")


def test_what_is_open_is_closed_with_what_became_of_it_once_and_opened_again(quick):
    held.hold(quick)
    for name, label in (("risks", "R1"), ("questions", "Q1"), ("tensions", "T1")):
        assert f"{label} | " in quick.says("lead", name)
        quick.says("lead", f"{name} {label}")
        quick.presses("lead", "Close it")
        said = quick.fills("lead", {"became": "We agreed on it"})
        assert said.startswith(f"{name[:-1].title()} {label} is closed: We agreed on it")
        assert "was closed already: We agreed on it" in quick.says("lead", f"{name} {label} close Again")
        assert "there are none" in quick.says("lead", name)
        assert "closed: We agreed on it" in quick.says("lead", f"{name} closed")
        quick.says("lead", f"{name} {label}")
        assert "is open again" in quick.presses("lead", "Open it again")
        assert "is open." in quick.says("lead", f"{name} {label} reopen")


REFUSED = [
    ("decisions D9", "There is no decision D9."),
    ("decisions R1", "There is no decision R1."),
    ("risks D1", "There is no risk D1."),
    ("decisions soon", "Write decisions, and after it all, closed, or a number such as D3."),
    ("decisions D1 whatever", "Write what to change, for example: decisions D1 reason=WHY"),
    ("decisions D1 review=whenever", "Write a date such as"),
    ("decisions D1 review=1 May 2020", "is in the past"),
    ("decisions D1 reason=Ring 07700 900123", "seems to contain a phone number"),
    (f"decisions D1 reason={'x' * 501}", "The reason must be 500 characters or less."),
    ("risks R1 close mail me@example.org", "seems to contain an email address"),
    ("risks R1 is fine", "Write what became of it, for example: risks R1 close WORDS"),
    ("risks as=xls", "Registers come as csv or markdown."),
]


def test_what_cannot_be_done_says_what_can(quick):
    held.hold(quick)
    for line, said in REFUSED:
        assert said in quick.says("lead", line)


def test_registers_have_the_words_of_the_configuration(quick):
    here = quick.app.partnerships["demo-food"]
    meetings = here.settings.meetings.model_copy(
        update={"labels": {"question": "issue", "tension": "Dependency"}}
    )
    here.settings = here.settings.model_copy(update={"meetings": meetings})
    held.hold(quick, *held.LINES, "meeting line Issue: Who pays")
    assert "Issue Q2: Who pays" in quick.place()
    assert quick.says("lead", "questions").startswith("Issues\nNumber | Issue | State")
    assert quick.says("lead", "tensions").startswith("Dependencies\nNumber | Dependency | State")
    assert "Issue Q1: Who holds the keys" in quick.place()


def test_a_register_is_a_table_that_runs_nothing_in_a_spreadsheet(quick):
    held.hold(quick, "meeting risk =HYPERLINK(1)", 'meeting risk Keys, "spare"')
    quick.says("lead", "risks R2 close Found | again")
    quick.says("lead", "risks as=csv")
    rows = held.file(quick).text.removeprefix("\ufeff").splitlines()
    assert rows[0] == "Number,Meeting date,Meeting,Risk,Noted by,Status,Closed on,What became of it,Link"
    assert rows[1].startswith(
        'R2,2026-11-18,M1 Weekly call,"Keys, ""spare""",Demo Lead,closed,2026-11-18,Found'
    )
    assert rows[2].startswith("R1,2026-11-18,M1 Weekly call,'=HYPERLINK(1),Demo Lead,open")
    quick.says("lead", "risks as=markdown")
    assert "| Found \\| again |" in held.file(quick).text


def test_the_digest_has_the_decisions_of_the_week_and_says_where_they_come_from(chat):
    held.hold(chat)
    chat.reaches(digests.FRIDAY)
    draft = chat.says("lead", "digest")
    assert "Decisions" in draft
    assert "The pantry opens on Tuesdays." in draft
    assert "Decision D1" in chat.says("lead", "digest source D1")
    assert "There is no decision D7." in chat.says("lead", "digest source (D7)")


def test_a_draft_digest_follows_a_decision_that_is_corrected_or_taken_back(quick):
    held.hold(quick, "meeting decision We open on Tuesdays", "meeting decision We buy a van")
    quick.reaches(digests.FRIDAY)
    quick.says("lead", "minutes correct M1 1 We open on Sundays")
    quick.says("lead", "meeting undo M1 2")
    draft = quick.says("lead", "digest")
    assert "We open on Sundays." in draft
    assert "van" not in draft


def test_a_meeting_that_goes_on_is_in_the_digest_after_it_has_ended(quick):
    quick.clock.move_to(datetime(2026, 11, 20, 15, tzinfo=UTC))
    quick.says("lead", "meeting start Extra")
    quick.says("lead", "meeting decision We buy a van")
    quick.reaches(digests.FRIDAY)
    assert "van" not in quick.says("lead", "digest")
    quick.says("lead", "meeting end")
    quick.sleeps_until(digests.FRIDAY + timedelta(days=6, hours=23))
    quick.reaches(digests.FRIDAY + timedelta(days=7))
    assert "We buy a van." in quick.says("lead", "digest")
