"""What people wrote: notes, thanks, and where help is wanted, each in a section of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from commands.digests.sections import Week, section
from storage import weeknotes
from storage.digests import NOTE, Line, Scope
from storage.times import say_day
from storage.weeknotes import Weeknote

KEYS = {"note": "notes", "help": "help", "thanks": "thanks"}


@section("notes", "Notes", order=10)
def notes(week: Week) -> Iterator[Line]:
    """Notes in the order they were written."""
    return _of_kind(week, "note", "notes")


@section("help", "Help wanted", order=20)
def help_wanted(week: Week) -> Iterator[Line]:
    return _of_kind(week, "help", "help")


@section("thanks", "Thanks", order=90)
def thanks(week: Week) -> Iterator[Line]:
    return _of_kind(week, "thanks", "thanks")


def everything(week: Week) -> Iterator[Line]:
    """All that people wrote, whatever its kind, with the section it belongs to."""
    for kind, key in KEYS.items():
        yield from (replace(line, original=line.text) for line in _of_kind(week, kind, key))


def _of_kind(week: Week, kind: str, key: str) -> Iterator[Line]:
    here = week.request.partnership
    found = weeknotes.for_digest(week.request.db, here.id, week.monday)
    return (line_of(week, note, key) for note in found if note.kind == kind)


def line_of(week: Week, note: Weeknote, key: str) -> Line:
    """A note as a line of the digest; one that came too late for its own week says which week it is about."""
    about = "" if note.week >= week.monday else f" (about the week of {say_day(note.week)})"
    return Line(
        0,
        key,
        note.words + about,
        note.name,
        week.request.partnership.organisation_name(note.organisation),
        f"{NOTE}/{note.id}",
        f"note {note.id}",
        note.link or "",
        scope_of(note),
    )


def scope_of(note: Weeknote) -> Scope:
    """How far a note may be quoted."""
    return scope_of_words(note.scope)


def scope_of_words(text: str) -> Scope:
    """A scope by its name; anything unknown stays in the channel."""
    scopes: tuple[Scope, ...] = get_args(Scope)
    return next((scope for scope in scopes if scope == text), "channel")
