"""What is written under one of Parley's messages, or changed later: which command takes it, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Taken:
    """The command that takes a reply, and ``about``: the living message replied to, such as ``request/7``."""

    line: str
    about: str


def answers(
    app: App, platform: str, address: str, reference: str, line: str, *, by_mention: bool = False
) -> Taken | None:
    """What takes a reply to our message at a reference, or to one under it; ``None`` where it means nothing special.

    A command is a command there too: with its slash, and after a mention also without.
    """
    if not reference or line.startswith("/") or (by_mention and _is_command(app, line)):
        return None
    with database.reading(app.engine) as db:
        partnership, live = posts.live_at(db, platform, address, reference)
    taker = commands.ANSWERED_BY.get(live.partition("/")[0])
    if taker is None:
        return None
    several = len(app.partnerships) > 1  # in private a line says which one it is for
    return Taken(f"in {partnership}: {taker}" if several else taker, live)


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
    address: str,
    message: str,
    link: str = "",
    words: str | None = None,
    follows: str = "",
    about: str = "",
) -> dict[str, str]:
    """What a command learns of a message: where it stands, and its words where they are not in the line.

    ``follows`` is what the platform tells us of it later: ``edits``, ``all`` or nothing; ``about`` is the living
    message that it replies to.
    """
    where = {"address": address, "message": message, "link": link, "follows": follows, "about": about}
    return where if words is None else {**where, "words": words}
