"""How a meeting ends: by its chair, by itself when it was forgotten, or called off without a trace."""

from datetime import timedelta

from sqlalchemy import select

from storage import database
from storage.meetings import holding
from storage.tables import AttendanceRow, MeetingLineRow, MeetingRow
from tests.meetings.test_capture import begun
from tests.world import NOW

HOURS, MINUTES = timedelta(hours=1), timedelta(minutes=1)


def stored(chat, table):
    with database.reading(chat.app.engine) as db:
        return list(db.scalars(select(table)))


def test_it_ends_once_and_its_message_leads_to_the_minutes(quick):
    begun(quick)
    quick.says("pantry-lead", "decision: one")
    assert quick.says("pantry-lead", "meeting end").startswith("Demo Lead has the chair. They, whoever began")
    assert quick.says("lead", "meeting end M1").startswith("M1, Team call, has ended. Noted: 1 decision.")
    assert quick.says("lead", "meeting end M1").startswith("M1, Team call, is over already.")
    assert "Meeting M1 ended at 10am on Wednesday 18 November 2026." in quick.place()
    assert quick.place().count("Minutes M1: Team call") == 1


def test_words_after_the_end_are_not_lost_in_silence(quick):
    begun(quick)
    quick.says("lead", "meeting end")
    seen = quick.says("analyst", "decision: too late")
    assert "The minutes of M1, Team call, are a draft and can be put right." in seen
    assert "[Start a meeting] [Minutes M1]" in seen
    assert quick.says("analyst", "meeting here M1").startswith("M1, Team call, is over.")


def test_a_forgotten_meeting_closes_itself_and_says_so(chat):
    begun(chat)
    chat.says("analyst", "meeting action @pantry-lead to count tins by Fri")
    chat.reaches(NOW + 3 * HOURS)
    chat.says("analyst", "decision: one")
    chat.reaches(NOW + 6 * HOURS + 59 * MINUTES)
    assert "closed by itself" not in chat.place()
    chat.reaches(NOW + 7 * HOURS)
    assert (
        "closed by itself, because nobody had written anything for a while, at 5pm on Wednesday 18"
        in chat.place()
    )
    assert "M1, Team call, has closed by itself, because nobody had noted anything for 4 hours." in chat.told(
        "lead"
    )
    assert "Your actions from M1, Team call" in chat.told("pantry-lead")
    assert chat.says("analyst", "decision: two").startswith("No meeting is going on")
    chat.reaches(NOW + 30 * HOURS)
    assert chat.told("lead").count("has closed by itself") == 1


def test_the_chair_hears_what_was_left_out_of_a_forgotten_meeting(quick):
    begun(quick)
    quick.says("analyst", "meeting notes Agreed: one\nRisk: two")
    quick.reaches(NOW + 4 * HOURS)
    assert "Left out: 2 lines from notes that nobody had said yes or no to." in quick.told("lead")


def test_a_meeting_forgotten_while_parley_was_down_closes_when_it_is_back(quick):
    begun(quick)
    quick.reaches(NOW + 80 * HOURS)
    assert "closed by itself" in quick.place()


def test_a_meeting_that_ended_does_not_close_again(quick):
    begun(quick)
    quick.says("lead", "meeting end")
    quick.reaches(NOW + 5 * HOURS)
    assert "by itself" not in quick.place() + quick.told("lead")


def test_calling_off_asks_once_and_leaves_nothing(chat):
    chat.says("lead", "meeting agenda add The van")
    begun(chat)
    chat.says("pantry-lead", "decision: a secret plan")
    chat.says("lead", "next item")
    chat.says("lead", "meeting action @analyst to draw it by Fri")
    chat.says("lead", "meeting notes Agreed: another secret plan")
    asked = chat.says("lead", "meeting abort")
    assert asked.startswith("Call off M1, Team call? 3 lines would be gone for good.")
    assert chat.presses("lead", "Call it off").startswith(
        "M1, Team call, was called off. Nothing of it is kept"
    )
    assert [stored(chat, table) for table in (MeetingRow, MeetingLineRow, AttendanceRow)] == [[], [], []]
    assert "This meeting was called off." in chat.place()
    assert "secret" not in chat.place()
    assert "draw it" not in chat.told("analyst") + chat.says("lead", "action list")
    assert "The van" in chat.says("lead", "meeting agenda")
    assert chat.says("lead", "meeting start Again").startswith("M2, Again, has begun.")
    chat.reaches(NOW + 3 * HOURS)


def test_two_begun_at_the_same_moment_are_one(chat):
    begun(chat)

    def another(db):
        return holding.start(db, "demo-food", "Another", None, "chat", 1, 1, NOW, NOW)

    assert chat.app.writer.run_now(another) is None


def test_who_may_not_end_it_may_not_call_it_off(quick):
    begun(quick)
    assert quick.says("analyst", "meeting abort sure=yes").startswith("Demo Lead has the chair.")
    quick.says("lead", "meeting end")
    assert quick.says("lead", "meeting abort M1 sure=yes").startswith("M1, Team call, is over already.")


def test_the_list_shows_what_was_held(quick):
    assert quick.says("lead", "meeting list").startswith("No meeting has been held yet.")
    begun(quick)
    quick.says("lead", "meeting end")
    quick.says("lead", "meeting start Board")
    assert "M2 | Board | Wednesday 18 November 2026 | going on" in quick.says("lead", "meeting list")
    assert "M1 | Team call | Wednesday 18 November 2026 | minutes are a draft" in quick.says(
        "lead", "meeting list"
    )
    assert "Nothing was noted yet." in quick.says("lead", "meeting show M2")
