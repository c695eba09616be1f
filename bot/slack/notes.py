"""Weeknotes among what Slack delivers: replies to the question, typed notes, and messages changed afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import replies
from bot.app import App
from bot.slack.hear import Team
from commands.no_files import FILE_SENT

Payload = Mapping[str, Any]


def as_note(app: App, team: Team, payload: Payload, *, to_us: bool = False) -> dict[str, Any]:
    """The same, with where its words stand if it is a note: a reply to our question, or typed ``to_us``."""
    channel, thread, line = payload["channel"], payload["thread"], payload["line"]
    link, seen = team.link(channel, payload["ts"], thread), follows(app, direct=payload["direct"])
    address = payload["account"] if payload["direct"] else channel
    reference = f"{channel}:{thread}" if thread else ""
    meant = replies.answers(app, "slack", address, reference, line, by_mention=to_us)
    if meant is None and to_us and replies.is_note(app, line):
        return {**payload, "values": replies.standing(channel, payload["ts"], link, follows=seen)}
    if meant is None or line == FILE_SENT:
        return dict(payload)
    values = replies.standing(channel, payload["ts"], link, line, seen, meant.about)
    return {**payload, "line": meant.line, "values": values}


def as_change(app: App, payload: Payload) -> dict[str, Any] | None:
    """A message that was edited or deleted, if it is a note or waits to become one."""
    channel, message = payload["channel"], payload["ts"]
    if not replies.is_followed(app, "slack", channel, message):
        return None
    words = replies.without_command(payload["line"])
    line = replies.EDITED if words else replies.DELETED
    return {**payload, "line": line, "values": replies.standing(channel, message, words=words)}


def follows(app: App, *, direct: bool = False) -> str:
    """What Slack tells us of a message later: everything in private, elsewhere with the right to read it."""
    slack = app.settings.slack
    return "all" if direct or (slack is not None and slack.read_history) else ""
