"""What is written under one of Parley's messages, or changed later: which command takes it, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import commands
from commands import Refusal, words
from commands.actions import that
from commands.meetings import spoken
from commands.weeknotes.words import HELP
from storage import database, offers, posts, weeknotes
from storage.meetings.meeting import KINDS

if TYPE_CHECKING:
    from bot.app import App

NOTE = "weeknote"  # the command whose typed words are followed when their message is edited
LINES = ("meeting line", "meeting agenda add", *(f"meeting {kind}" for kind in KINDS))
EDITED, DELETED, OFFER = "weeknote edited", "weeknote deleted", "weeknote offer"
OF_MESSAGE = "action of"  # the command that makes an action of somebody's message


def answers(
    app: App, platform: str, address: str, reference: str, line: str, *, by_mention: bool = False
) -> str:
    """The command that takes a reply to our message at a reference; empty where replies mean nothing special.

    A command is a command there too: with its slash, and after a mention also without.
    """
    if not reference or line.startswith("/") or (by_mention and _is_command(app, line)):
        return ""
    with database.reading(app.engine) as db:
        live = posts.live_at(db, platform, address, reference)
    return commands.ANSWERED_BY.get(live.partition("/")[0], "")


def _is_command(app: App, line: str) -> bool:
    is_talk = HELP.match(line) or spoken.as_command(line) != line  # "Note: …" is one only in a meeting
    return app.named(line) is not None and not is_talk


def is_note(app: App, line: str) -> bool:
    """Whether somebody typed a note or a line of a meeting, so that where they typed it is remembered."""
    named = app.named(line)
    return named is not None and named.name in (NOTE, *LINES)


def makes_action(line: str) -> bool:
    """Whether a reply to somebody's message makes an action of it."""
    named = words.named(words.plain(line))
    return named is not None and named.name in ("action", that.LINE)


def without_command(line: str) -> str:
    """The words of a typed note without the name of the command."""
    try:
        call = words.understand(line)
    except Refusal:
        return line
    return call.words if call is not None and call.command.name == NOTE else line


def is_followed(app: App, platform: str, address: str, message: str) -> bool:
    """Whether a message is a note, or waits to become one, so that it matters what becomes of it."""
    with database.reading(app.engine) as db:
        return weeknotes.is_followed(db, platform, address, message) or offers.is_followed(
            db, platform, address, message
        )


def standing(
    address: str, message: str, link: str = "", words: str | None = None, follows: str = ""
) -> dict[str, str]:
    """What a command learns of a message: where it stands, and its words where they are not in the line.

    ``follows`` is what the platform tells us of it later: ``edits``, ``all`` or nothing.
    """
    where = {"address": address, "message": message, "link": link, "follows": follows}
    return where if words is None else {**where, "words": words}
