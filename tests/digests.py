"""Weeks with a digest, for the tests of it: notes written, a draft made, and the folder it is published in."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from storage import database, digests
from storage.digests import Digest
from tests.world import World

FRIDAY = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
WEEK = date(2026, 11, 16)


def folder(chat: World) -> Path:
    """Where the digest is published."""
    wanted = chat.app.partnerships["demo-food"].settings.schedule.weeknote_digest
    assert wanted is not None
    assert wanted.publish_dir is not None
    return wanted.publish_dir


def emptied(chat: World) -> Path:
    """The same without what other tests left there."""
    shutil.rmtree(folder(chat), ignore_errors=True)
    return folder(chat)


def edited_by(chat: World, *names: str, **other: object) -> None:
    """Other editors, in their turn, or other settings of the digest."""
    here = chat.app.partnerships["demo-food"]
    wanted = here.settings.schedule.weeknote_digest
    assert wanted is not None
    changed = wanted.model_copy(update={"editors": names or wanted.editors, **other})
    schedule = here.settings.schedule.model_copy(update={"weeknote_digest": changed})
    here.settings = here.settings.model_copy(update={"schedule": schedule})


def writes(chat: World, who: str, words: str, scope: str = "public", kind: str = "note") -> str:
    return chat.says(who, "weeknote", values={"words": words, "scope": scope, "kind": kind})


def drafted(chat: World, *, until: datetime = FRIDAY) -> str:
    """Let the digest's time come; the draft as its editor sees it."""
    chat.reaches(until)
    return chat.says("lead", "digest")


def approves(chat: World, who: str = "lead") -> str:
    """Look at the draft and approve it; a minute later its files stand."""
    chat.says(who, "digest")
    said = chat.presses(who, "Approve and post")
    chat.reaches(chat.clock() + timedelta(minutes=1))
    return said


def kept(chat: World, week: date = WEEK) -> Digest:
    """The digest as the database has it."""
    with database.reading(chat.app.engine) as db:
        found = digests.of_week(db, "demo-food", week)
    assert found is not None
    return found


def number_of(chat: World, words: str) -> int:
    """The number of the line that says this."""
    return next(line.number for line in kept(chat).lines if words in line.text)
