"""chat.*: posting, editing, deleting."""

from ..compose import as_json, check_body, markdown, metadata_of, named
from ..model import Channel, Message, Refused, Version
from ..workspace import Workspace
from .registry import Call, method

LOOKS = "as_user icon_emoji icon_url username link_names parse mrkdwn markdown_text attachments"


def open_for_posting(call: Call) -> Channel:
    """The channel, if the bot may post there; a user's id stands for the talk with that person."""
    world, name = call.world, call.text("channel")
    if name in world.users and name != world.bot_user:
        if world.users[name].deleted:
            raise Refused("channel_not_found")
        channel = world.direct(name)
    else:
        channel = world.channel(name)
    check_may_post(world, channel)
    return channel


def check_may_post(world: Workspace, channel: Channel) -> None:
    if channel.archived:
        raise Refused("is_archived")
    if channel.kind == "im" and not world.messages_tab:
        raise Refused("messages_tab_disabled")
    if world.bot_user not in channel.members and "chat:write.public" not in world.scopes:
        raise Refused("not_in_channel")


def check_thread(world: Workspace, channel: Channel, thread_ts: str | None) -> None:
    """A thread is named by its first message, never by a reply in it."""
    if thread_ts is None:
        return
    ts, _, fraction = thread_ts.partition(".")
    if not (ts.isdigit() and len(fraction) == 6 and fraction.isdigit()):
        raise Refused("invalid_thread_ts")
    for message in world.messages:
        is_it = message.channel == channel.id and message.ts == thread_ts and not message.is_ephemeral
        if is_it and message.thread_ts in (None, thread_ts):
            return
    raise Refused("cannot_reply_to_message")


def composed(call: Call, channel: Channel) -> Message:
    """The message the arguments describe, not yet posted."""
    if {"username", "icon_emoji", "icon_url"} & call.args.keys():
        call.need("chat:write.customize")
    text, blocks = check_body(call.world, call.args)
    blocks = markdown(call.args) or blocks
    if not (text or blocks or call.get("attachments")):
        raise Refused("no_text")
    return Message(
        ts=call.world.new_ts(),
        channel=channel.id,
        user=call.world.bot_user,
        text=text,
        blocks=named(call.world, blocks),
        thread_ts=call.text("thread_ts") or None,
        bot=True,
        link_names=call.flag("link_names") or call.get("parse") == "full",
    )


@method(
    "chat.postMessage",
    f"channel* text blocks thread_ts reply_broadcast metadata unfurl_links unfurl_media container_id {LOOKS}",
    "chat:write",
)
def post_message(call: Call) -> dict:
    channel = open_for_posting(call)
    message = composed(call, channel)
    check_thread(call.world, channel, message.thread_ts)
    message.metadata = metadata_of(call.get("metadata"))
    message.broadcast = call.flag("reply_broadcast")
    call.world.post(message)
    return {"channel": channel.id, "ts": message.ts, "message": as_json(call.world, message)}


@method("chat.postEphemeral", f"channel* user* text blocks thread_ts {LOOKS}", "chat:write")
def post_ephemeral(call: Call) -> dict:
    channel = call.world.channel(call.text("channel"))
    if channel.archived:
        raise Refused("is_archived")
    if call.world.bot_user not in channel.members:
        raise Refused("not_in_channel")
    if call.text("user") not in channel.members:
        raise Refused("user_not_in_channel")
    message = composed(call, channel)
    message.is_ephemeral, message.to = True, call.text("user")
    call.world.post(message)
    return {"message_ts": message.ts}


def own_message(call: Call, verb: str) -> Message:
    channel = call.world.channel(call.text("channel"))
    message = call.world.message(channel.id, call.text("ts"))
    if message is None:
        raise Refused("message_not_found")
    if not message.bot:
        raise Refused(f"cant_{verb}_message")
    return message


def edit(world: Workspace, message: Message, text: str, blocks: list[dict] | None) -> None:
    """Replaces what a message says; blocks not mentioned stay as they were."""
    message.edits = [*message.edits, Version(message.text, message.blocks)]
    message.text = text
    if blocks is not None:
        message.blocks = named(world, blocks)


@method(
    "chat.update",
    f"channel* ts* text blocks metadata file_ids reply_broadcast {LOOKS}",
    "chat:write",
)
def update(call: Call) -> dict:
    message = own_message(call, "update")
    channel = call.world.channels[message.channel]
    check_may_post(call.world, channel)
    text, blocks = check_body(call.world, call.args, most=4000)
    blocks = markdown(call.args) or blocks
    if not (text or blocks):
        raise Refused("no_text")
    metadata = metadata_of(call.get("metadata"))
    edit(call.world, message, text, blocks)
    message.metadata = metadata or message.metadata
    said = as_json(call.world, message)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": said}


@method("chat.delete", "channel* ts* as_user", "chat:write")
def delete(call: Call) -> dict:
    message = own_message(call, "delete")
    message.deleted = True
    return {"channel": message.channel, "ts": message.ts}


@method("chat.getPermalink", "channel* message_ts*", form_only=True)
def permalink(call: Call) -> dict:
    channel = call.world.channel(call.text("channel"))
    message = call.world.message(channel.id, call.text("message_ts"))
    if message is None:
        raise Refused("message_not_found")
    return {"channel": channel.id, "permalink": link_to(message)}


def link_to(message: Message) -> str:
    return f"https://example.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
