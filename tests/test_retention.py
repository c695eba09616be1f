"""What is past its time is deleted, what is not is kept, and about says the same."""

from datetime import timedelta

from sqlalchemy import func, select

from storage import database
from storage.tables import ActionRow, DigestRow, PollCountRow, PollRollRow, PollRow, PostRow, WeeknoteRow

KINDS = (WeeknoteRow, DigestRow, PollRow, PollCountRow, PollRollRow, ActionRow, PostRow)


def counts(chat) -> dict[str, int]:
    with database.reading(chat.app.engine) as db:
        return {each.__tablename__: db.scalar(select(func.count()).select_from(each)) for each in KINDS}


def fill(chat) -> None:
    chat.says("lead", "weeknote Hello.")
    chat.says("lead", '/poll "Low?" Yes | No closes="in 1 hour"')
    chat.says("lead", "poll vote 1 1")
    chat.says("lead", "/action to ring by Fri")
    chat.says("lead", "/action to write by Fri")
    chat.says("lead", "action done A1")
    chat.reaches(chat.clock().replace(day=20, hour=15, minute=30))
    chat.says("lead", "digest")
    chat.presses("lead", "Approve and post")


def test_nothing_is_deleted_before_its_time(chat):
    fill(chat)
    before = counts(chat)
    assert min(before.values()) > 0
    chat.sleeps_until(chat.clock() + timedelta(days=399))
    after = counts(chat)
    assert after.pop("posts") < before.pop("posts")  # their time is shorter
    assert after == before


def test_what_is_past_its_time_is_gone_and_open_actions_stay(chat):
    fill(chat)
    chat.sleeps_until(chat.clock() + timedelta(days=2 * 366 + 20))
    left = counts(chat)
    assert (left["weeknotes"], left["polls"], left["poll_counts"], left["poll_rolls"]) == (0, 0, 0, 0)
    with database.reading(chat.app.engine) as db:
        assert [row.number for row in db.scalars(select(ActionRow))] == [2]


def test_about_says_how_long_things_are_kept(quick):
    seen = quick.says("pantry-lead", "about")
    assert "Weeknotes | 2 years" in seen
    assert "Audit log | with no end yet" in seen
