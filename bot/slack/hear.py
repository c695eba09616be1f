"""From what Slack delivers to what was said, by whom and where the answer belongs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.heard import Heard
from bot.slack import modals
from commands.no_files import FILE_SENT

Payload = Mapping[str, Any]
CONTROL = re.compile(r"<([#!]?)([^<>|]*)(?:\|([^<>]*))?>")
WRITTEN = (
    None,
    "file_share",
    "thread_broadcast",
)  # subtypes of what a person writes; the rest is news about it


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody spoke. ``direct`` is the talk between Parley and this one person.

    ``user`` is the id Slack knows the person by; ``trigger`` opens one form, for three seconds.
    """

    channel: str
    user: str
    thread: str = ""
    direct: bool = False
    response_url: str = ""
    trigger: str = ""

    @property
    def address(self) -> str:
        """The place as the door knows it: nothing in any direct message."""
        return "" if self.channel.startswith("D") else self.channel


@dataclass(frozen=True, slots=True)
class Said:
    heard: Heard
    spot: Spot


@dataclass(frozen=True, slots=True)
class Team:
    """The workspace Parley is installed in, and Parley's own ids there."""

    id: str
    bot_user: str
    bot_id: str
    url: str = ""

    def account(self, user: str, team: str | None) -> str:
        """A person is keyed by team and id; those of the installing workspace by their id alone."""
        return user if team in (None, "", self.id) else f"{team}:{user}"

    def link(self, channel: str, ts: str, thread: str = "") -> str:
        """Where a message can be looked at; empty while the workspace's address is not known."""
        if not self.url:
            return ""
        within = f"?thread_ts={thread}&cid={channel}" if thread and thread != ts else ""
        return f"{self.url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}{within}"


def understand_command(body: Payload, team: Team, prefix: str) -> Said:
    """A slash command: ``/ask a b``, ``/parley ask a b`` or ``/parley-ask a b`` where that is the prefix."""
    name = body["command"].removeprefix("/")
    word = "" if name == "parley" else name.removeprefix(prefix)
    spot = Spot(
        body["channel_id"], body["user_id"], response_url=body["response_url"], trigger=body["trigger_id"]
    )
    account = team.account(spot.user, body.get("team_id"))
    line = f"{word} {as_written(body.get('text', ''))}".strip()
    key = f"slack:{spot.trigger}"
    return Said(Heard("slack", account, body.get("user_name", ""), spot.address, line, key=key), spot)


def understand_press(body: Payload, team: Team) -> Said | None:
    """A button pressed; ``None`` for one that says nothing, such as a link. One on the Home tab is in no channel."""
    action, container = body["actions"][0], body["container"]
    chosen = action.get("selected_option") or {}
    line = action.get("value") or chosen.get("value")
    at_home = container.get("type") == "view"
    channel = container.get("channel_id") or (body.get("channel") or {}).get("id", "")
    if not line or not (channel or at_home):
        return None
    if at_home and action["type"] == "plain_text_input":
        line = _question(line, body["view"].get("private_metadata", ""))
    user = body["user"]
    spot = Spot(
        channel,
        user["id"],
        container.get("thread_ts") or (body.get("message") or {}).get("thread_ts", ""),
        channel.startswith("D"),
        body.get("response_url", ""),
        body["trigger_id"],
    )
    key = f"slack:{spot.trigger}"
    return Said(Heard("slack", _account(user, team), _name(user), spot.address, line, key=key), spot)


def _question(words: str, partnership: str) -> str:
    """What was written into the box of the Home tab, which is for questions and nothing else."""
    asked = re.sub(r"^\s*/?ask\b", "", words, flags=re.IGNORECASE).strip()
    return f"in {partnership}: ask {asked}"


def understand_form(body: Payload, team: Team) -> Said:
    """A form sent. The same view pressed twice is the same event, so that it counts once."""
    view, user = body["view"], body["user"]
    kept = json.loads(view["private_metadata"])
    spot = Spot(
        kept["channel"], user["id"], kept["thread"], kept["direct"], trigger=body.get("trigger_id", "")
    )
    heard = Heard(
        "slack",
        _account(user, team),
        _name(user),
        spot.address,
        kept["line"],
        modals.answers(view),
        f"slack:{view['id']}:{view['hash']}",
    )
    return Said(heard, spot)


def remember(spot: Spot, line: str) -> str:
    """What a modal carries with it, because Slack does not say where it was opened."""
    return json.dumps({"line": line, "channel": spot.channel, "thread": spot.thread, "direct": spot.direct})


def understand_message(event: Payload, team: Team) -> dict[str, Any] | None:
    """A mention or a private message as little as the inbox needs; ``None`` for what no person wrote.

    Of a file nothing is taken, neither its name nor what was written with it.
    """
    if not event.get("user") or event.get("bot_id") or event.get("subtype") not in WRITTEN:
        return None
    channel = event["channel"]
    with_file = bool(event.get("files")) or event.get("subtype") == "file_share"
    return {
        "channel": channel,
        "user": event["user"],
        "account": team.account(event["user"], event.get("user_team") or event.get("team")),
        "thread": event.get("thread_ts") or "",
        "direct": channel.startswith("D"),
        "ts": event.get("ts") or "",
        "line": FILE_SENT if with_file else as_written(_addressed(event.get("text") or "", team.bot_user)),
    }


def understand_change(event: Payload, team: Team) -> dict[str, Any] | None:
    """A message that its author edited or deleted, as the inbox needs it; ``None`` for a change by no person.

    ``line`` is what it says now, empty for one that is gone.
    """
    before, now = event.get("previous_message") or {}, event.get("message") or {}
    gone = event["subtype"] == "message_deleted" or now.get("subtype") == "tombstone"
    said = before if gone else now
    if not said.get("user") or said.get("bot_id") or said["user"] == team.bot_user:
        return None
    channel = event["channel"]
    text = "" if gone else said.get("text") or ""
    return {
        "channel": channel,
        "user": said["user"],
        "account": team.account(said["user"], said.get("user_team") or said.get("team")),
        "thread": said.get("thread_ts") or "",
        "direct": channel.startswith("D"),
        "ts": event.get("deleted_ts") or said.get("ts") or "",
        "line": as_written(_addressed(text, team.bot_user)),
    }


def understand_shortcut(body: Payload, team: Team, line: str, more: Mapping[str, str]) -> Said:
    """Somebody's message, proposed by whoever chose the shortcut on it; ``more`` is what its payload does not say."""
    message, channel, user = body["message"], body["channel"]["id"], body["user"]
    spot = Spot(
        channel,
        user["id"],
        message.get("thread_ts") or "",
        response_url=body.get("response_url", ""),
        trigger=body["trigger_id"],
    )
    values = {
        "words": as_written(message.get("text") or ""),
        "author": written_by(message, team),
        "address": channel,
        "message": message["ts"],
        "link": team.link(channel, message["ts"], message.get("thread_ts") or ""),
        **more,
    }
    account, key = _account(user, team), f"slack:{spot.trigger}"
    return Said(Heard("slack", account, _name(user), spot.address, line, values, key), spot)


def written_by(message: Payload, team: Team) -> str:
    """The account of the person who wrote a message; empty for one that no person wrote."""
    if not message.get("user") or message.get("bot_id"):
        return ""
    return team.account(message["user"], message.get("user_team") or message.get("team"))


def mentions(event: Payload, user: str) -> bool:
    return re.search(rf"<@{user}(?:\|[^>]*)?>", event.get("text") or "") is not None


def understand_arrival(event: Payload, team: Team) -> dict[str, Any]:
    """Parley has been brought into a channel: it greets the channel, asked to by who invited it."""
    user = event.get("inviter") or team.bot_user
    kept = {"channel": event["channel"], "user": user, "account": user, "thread": "", "direct": False}
    return {**kept, "line": "welcome"}


def spot_of(payload: Payload) -> Spot:
    """Where the answer to something in the inbox belongs."""
    return Spot(payload["channel"], payload["user"], payload["thread"], payload["direct"])


def as_written(text: str) -> str:
    """Text as it was typed; mentions of people stay ``<@U…>``."""
    text = CONTROL.sub(_shown, text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _shown(found: re.Match[str]) -> str:
    sign, what, label = found.groups()
    if what.startswith("@"):
        return found[0]
    if sign == "#":
        return f"#{label or what}"
    if sign == "!":
        return label or f"@{what}"
    return label or what.removeprefix("mailto:")


def _addressed(text: str, bot: str) -> str:
    """What follows the mention of Parley, or what stands before it when nothing follows."""
    before, *after = re.split(rf"<@{bot}(?:\|[^>]*)?>", text, maxsplit=1)
    words = [part.strip(" \n\t,:") for part in (*after, before)]
    return next((part for part in words if part), "")


def _account(user: Payload, team: Team) -> str:
    return team.account(user["id"], user.get("team_id"))


def _name(user: Payload) -> str:
    return str(user.get("name") or user.get("username") or "")
