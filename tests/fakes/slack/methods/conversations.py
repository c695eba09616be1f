"""conversations.*: who is where, and what was said there."""

import base64
from typing import Any

from ..compose import as_json
from ..model import Channel, Message, Refused
from .registry import Call, method

PREFIX = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
READ = "channels:read groups:read im:read mpim:read"
HISTORY = "channels:history groups:history im:history mpim:history"
TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
PAGED = "cursor inclusive include_all_metadata limit latest oldest"


def seen(call: Call, right: str) -> Channel:
    """The channel, if the bot holds the scope for that kind of channel."""
    channel = call.world.channel(call.text("channel"))
    call.need(f"{PREFIX[channel.kind]}:{right}")
    return channel


def page(call: Call, items: list, most: int = 1000, usual: int = 100) -> tuple[list, str]:
    """One page of a list and the cursor of the next, "" at the end."""
    limit = call.number("limit", usual)
    if not 1 <= limit <= most:
        raise Refused("invalid_limit")
    start = cursor_start(call.text("cursor"))
    more = start + limit < len(items)
    following = base64.b64encode(f"next:{start + limit}".encode()).decode() if more else ""
    return items[start : start + limit], following


def cursor_start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("next:"))
    except ValueError:
        raise Refused("invalid_cursor") from None


def channel_json(call: Call, channel: Channel) -> dict:
    body: dict[str, Any] = {
        "id": channel.id,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "channel",
        "is_archived": channel.archived,
        "is_ext_shared": channel.shared,
        "is_shared": channel.shared,
        "is_org_shared": False,
        "context_team_id": call.world.team_id,
    }
    if channel.kind == "im":
        body["user"] = next(member for member in channel.members if member != call.world.bot_user)
        return body
    body |= {"name": channel.name, "is_member": call.world.bot_user in channel.members}
    if call.flag("include_num_members"):
        body["num_members"] = len(channel.members)
    return body


@method("conversations.open", "users channel return_im prevent_creation", "im:write mpim:write")
def open_conversation(call: Call) -> dict:
    if call.get("channel"):
        return {"channel": {"id": call.world.channel(call.get("channel")).id}}
    channel = conversation_of(call, [name for name in call.text("users").split(",") if name])
    return {"channel": channel_json(call, channel) if call.flag("return_im") else {"id": channel.id}}


def conversation_of(call: Call, users: list[str]) -> Channel:
    world = call.world
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > 8:
        raise Refused("too_many_users")
    for name in users:
        if name not in world.users or name == world.bot_user:
            raise Refused("user_not_found")
        if world.users[name].deleted:
            raise Refused("user_disabled")
    call.need("im:write" if len(users) == 1 else "mpim:write")
    if len(users) == 1:
        return world.direct(users[0])
    name = "G" + "".join(sorted(users))
    return world.channels.setdefault(name, Channel(name, "mpdm-" + name, [*users, world.bot_user], "mpim"))


@method("conversations.info", "channel* include_locale include_num_members", READ, form_only=True)
def info(call: Call) -> dict:
    return {"channel": channel_json(call, seen(call, "read"))}


@method("conversations.members", "channel* cursor limit", READ, form_only=True)
def members(call: Call) -> dict:
    names, following = page(call, seen(call, "read").members)
    return {"members": names, "response_metadata": {"next_cursor": following}}


@method("conversations.list", "cursor exclude_archived limit types", READ, form_only=True)
def list_channels(call: Call) -> dict:
    return listing(call, own=False)


@method("users.conversations", "cursor exclude_archived limit types user", READ, form_only=True)
def own_channels(call: Call) -> dict:
    return listing(call, own=True)


def listing(call: Call, own: bool) -> dict:
    types = call.text("types", "public_channel").split(",")
    if not set(types) <= TYPES.keys():
        raise Refused("invalid_types")
    kinds = [TYPES[name] for name in types]
    for kind in kinds:
        call.need(f"{PREFIX[kind]}:read")
    found = [channel for channel in call.world.channels.values() if channel.kind in kinds]
    found = [
        item for item in found if call.world.bot_user in item.members or (not own and item.kind == "channel")
    ]
    if call.flag("exclude_archived"):
        found = [channel for channel in found if not channel.archived]
    shown, following = page(call, found)
    return {
        "channels": [channel_json(call, channel) for channel in shown],
        "response_metadata": {"next_cursor": following},
    }


@method("conversations.join", "channel*", "channels:join")
def join(call: Call) -> dict:
    channel = call.world.channel(call.text("channel"))
    if channel.kind != "channel":
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    already = call.world.bot_user in channel.members
    if not already:
        channel.members.append(call.world.bot_user)
    return {"channel": channel_json(call, channel), **({"warning": "already_in_channel"} if already else {})}


@method("conversations.history", f"channel* {PAGED}", HISTORY, form_only=True)
def history(call: Call) -> dict:
    said = [
        message for message in spoken(call) if message.broadcast or message.thread_ts in (None, message.ts)
    ]
    return answer(call, list(reversed(in_span(call, said))))


@method("conversations.replies", f"channel* ts* {PAGED}", HISTORY, form_only=True)
def replies(call: Call) -> dict:
    ts = call.text("ts")
    thread = [message for message in spoken(call) if ts in (message.ts, message.thread_ts)]
    if not thread:
        raise Refused("thread_not_found")
    first = [message for message in thread if message.ts == ts]
    return answer(call, first + in_span(call, [message for message in thread if message.ts != ts]))


def spoken(call: Call) -> list[Message]:
    channel = seen(call, "history")
    if call.world.bot_user not in channel.members:
        raise Refused("not_in_channel")
    return [
        message
        for message in call.world.messages
        if message.channel == channel.id and not message.is_ephemeral and not message.deleted
    ]


def in_span(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = number(call.get("oldest", 0)), number(call.get("latest", 10**12))
    ends = {oldest, latest} if call.flag("inclusive") else set()
    return [item for item in messages if oldest < number(item.ts) < latest or number(item.ts) in ends]


def number(ts: Any) -> int:
    """A ts as whole microseconds: a float would lose the last digit."""
    seconds, _, fraction = str(ts).partition(".")
    return int(seconds or 0) * 1_000_000 + int(fraction.ljust(6, "0")[:6])


def answer(call: Call, messages: list[Message]) -> dict:
    shown, following = page(call, messages)
    bodies = [as_json(call.world, message, call.flag("include_all_metadata")) for message in shown]
    extra = {"response_metadata": {"next_cursor": following}} if following else {}
    return {"messages": bodies, "has_more": bool(following), **extra}
