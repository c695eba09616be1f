"""The state of the pretend workspace: people, channels, messages, views, files."""

import itertools
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from .model import Channel, Event, File, Message, Refusal, Refused, User, View

# What a bot of this kind is granted; `chat:write.public` and `.customize` have to be asked for by name.
SCOPES = frozenset(
    [
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "connections:write",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "mpim:read",
        "mpim:write",
        "usergroups:read",
        "users:read",
        "users:read.email",
    ]
)
# Refusals that say "this was badly formed" as opposed to "the world is not like that".
OF_FORM = frozenset(
    [
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_json",
        "invalid_metadata_format",
        "invalid_payload",
        "invalid_thread_ts",
        "markdown_text_conflict",
        "metadata_too_large",
        "missing_scope",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "not_allowed_token_type",
        "not_authed",
        "only_one_table_allowed",
        "payload_not_accepted",
        "too_many_attachments",
        "trouble_connecting",
        "unknown_envelope",
        "unknown_method",
        "users_list_not_supplied",
        "view_too_large",
    ]
)


@dataclass
class Trigger:
    """A gesture's right to open one view, for three seconds."""

    user: str
    born: float
    view: str | None = None
    used: bool = False


@dataclass
class Reply:
    """A response_url: what it answers, and how often it was used."""

    channel: str
    user: str
    born: float
    message: Message | None = None
    uses: int = 0


@dataclass
class Workspace:
    scopes: set[str]
    team_id: str = "T01"
    bot_user: str = "UBOT"
    bot_id: str = "BBOT"
    app_id: str = "A01"
    bot_token: str = "xoxb-fake-bot-token"
    app_token: str = "xapp-fake-app-token"
    signing_secret: str = "fake-signing-secret"
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    usergroups: dict[str, list[str]] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    views: dict[str, View] = field(default_factory=dict)
    stacks: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)
    tickets: dict[str, float] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    calls: list[tuple[str, dict]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    revoked: bool = False
    socket_mode: bool = True
    home_tab: bool = True
    messages_tab: bool = True
    trigger_seconds: float = 3.0
    image_seconds: float = 0.0
    base_url: str = ""
    ahead: float = 0.0
    changed: threading.Condition = field(default_factory=threading.Condition)
    _ids: Any = field(default_factory=itertools.count)
    _last: int = 0

    def now(self) -> float:
        return time.time() + self.ahead

    def new_ts(self) -> str:
        """A message's name: seconds and microseconds, never the same twice."""
        self._last = max(self._last + 1, int(self.now() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._ids) + 1:06d}"

    def file_is_ready(self, name: str) -> bool:
        """Whether a picture may be shown in a block: shared, an image, and its processing over."""
        for file in self.files:
            if name in (file.id, f"{self.base_url}/files/{file.id}"):
                return file.completed and file.mimetype.startswith("image/") and self.now() >= file.ready_at
        return False

    # -- conversations ---------------------------------------------------------------------------

    def channel(self, name: Any) -> Channel:
        """The channel as the bot may see it; a private one it is not in does not exist for it."""
        found = self.channels.get(name) if isinstance(name, str) else None
        if found is None or (found.kind != "channel" and self.bot_user not in found.members):
            raise Refused("channel_not_found")
        return found

    def direct(self, user: str) -> Channel:
        """The conversation between the bot and one person, made when first wanted."""
        name = "D" + user[1:]
        if name not in self.channels:
            self.channels[name] = Channel(name, "directmessage", [user, self.bot_user], "im")
        return self.channels[name]

    def post(self, message: Message) -> Message:
        self.messages.append(message)
        return message

    def message(self, channel: str, ts: str) -> Message | None:
        for message in self.messages:
            if (
                (message.channel, message.ts) == (channel, ts)
                and not message.deleted
                and not message.is_ephemeral
            ):
                return message
        return None

    # -- gestures --------------------------------------------------------------------------------

    def new_trigger(self, user: str, view: str | None = None) -> str:
        name = f"{self.new_id('')}.{secrets.token_hex(8)}"
        self.triggers[name] = Trigger(user, self.now(), view)
        return name

    def trigger(self, name: Any) -> Trigger:
        found = self.triggers.get(name) if isinstance(name, str) else None
        if found is None:
            raise Refused("invalid_trigger_id")
        if found.used:
            raise Refused("exchanged_trigger_id")
        if self.now() - found.born > self.trigger_seconds:
            raise Refused("expired_trigger_id")
        return found

    def new_reply(self, channel: str, user: str, message: Message | None = None) -> str:
        name = secrets.token_hex(12)
        self.replies[name] = Reply(channel, user, self.now(), message)
        return f"{self.base_url}/response/{name}"

    def refuse(self, method: str, refused: Refused, args: dict) -> None:
        """Remembers a refusal if it was the caller's own clumsiness."""
        if refused.error in OF_FORM:
            self.refusals.append(Refusal(method, refused.error, refused.messages, args))
