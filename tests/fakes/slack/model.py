"""What exists in the pretend workspace, and what a test reads back from it."""

from dataclasses import dataclass, field
from typing import Any

from .reading_blocks import buttons, pings, readable


class Refused(Exception):
    """Slack's answer `ok: false`; `messages` are the lines that point into the payload."""

    def __init__(self, error: str, messages: list[str] | None = None, **extra: Any) -> None:
        super().__init__(error, messages or "")
        self.error = error
        self.messages = messages or []
        self.extra = extra

    def answer(self) -> dict:
        body: dict[str, Any] = {"ok": False, "error": self.error, **self.extra}
        if self.messages:
            body["errors"] = self.messages
            body["response_metadata"] = {"messages": [f"[ERROR] {line}" for line in self.messages]}
        return body


@dataclass
class Refusal:
    """One request that was badly formed: tests assert that there are none."""

    method: str
    error: str
    messages: list[str]
    args: dict


@dataclass
class User:
    id: str
    name: str
    real_name: str = ""
    email: str | None = None
    deleted: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_stranger: bool = False
    tz: str = "Europe/London"
    locale: str = "en-GB"


@dataclass
class Channel:
    id: str
    name: str
    members: list[str] = field(default_factory=list)
    kind: str = "channel"  # channel, group (private), im, mpim: Slack's own words
    archived: bool = False
    shared: bool = False


@dataclass
class File:
    id: str
    name: str
    length: int
    alt_txt: str | None = None
    snippet_type: str | None = None
    title: str | None = None
    data: bytes | None = None
    mimetype: str = ""
    completed: bool = False
    ready_at: float = 0.0
    channel: str | None = None
    thread_ts: str | None = None


@dataclass
class Version:
    """What a message said before an edit."""

    text: str
    blocks: list[dict]


@dataclass
class Message:
    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: list[dict] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: dict | None = None
    edits: list[Version] = field(default_factory=list)
    deleted: bool = False
    is_ephemeral: bool = False
    to: str | None = None
    files: list[File] = field(default_factory=list)
    bot: bool = False
    broadcast: bool = False
    link_names: bool = False
    attachments: list[dict] = field(default_factory=list)
    state: dict[str, dict] = field(default_factory=dict)

    @property
    def visible_text(self) -> str:
        """Everything a person would read: text, blocks, labels, files, one string."""
        names = [part for file in self.files for part in (file.title or file.name, file.alt_txt or "")]
        return "\n".join(
            part for part in [readable({"text": self.text}), *readable_parts(self.blocks), *names] if part
        )

    @property
    def pings(self) -> list[str]:
        """Control sequences here that would call people: `<@U1>`, `<!channel>`, …"""
        return pings(self.text, self.blocks, self.link_names)

    @property
    def labels(self) -> list[str]:
        return [button["text"]["text"] for _, button in buttons(self.blocks)]


@dataclass
class View:
    id: str
    user: str
    body: dict
    hash: str
    root: str
    previous: str | None = None
    is_open: bool = True
    typed: dict[str, dict] = field(default_factory=dict)
    updates: int = 0

    @property
    def type(self) -> str:
        return self.body["type"]

    @property
    def blocks(self) -> list[dict]:
        return self.body["blocks"]

    @property
    def callback_id(self) -> str:
        return self.body.get("callback_id", "")

    @property
    def private_metadata(self) -> str:
        return self.body.get("private_metadata", "")

    @property
    def title(self) -> str:
        return self.body.get("title", {}).get("text", "")

    @property
    def visible_text(self) -> str:
        ends = [self.body[name]["text"] for name in ("submit", "close") if self.body.get(name)]
        return "\n".join([*filter(None, [self.title]), *readable_parts(self.blocks), *ends])

    @property
    def labels(self) -> list[str]:
        return [button["text"]["text"] for _, button in buttons(self.blocks)]


@dataclass
class Event:
    """One delivery of the Events API, kept so that it can be sent again."""

    id: str
    type: str
    payload: dict
    attempts: int = 0
    acked: bool = False


@dataclass
class Outcome:
    """What came of a gesture, as the person saw it; `error` None means nothing looked wrong."""

    acked: bool
    error: str | None = None
    response: Message | None = None
    trigger_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    event: Event | None = None
    message: Message | None = None
    view: View | None = None
    response_url: str | None = None
    delivered: bool = True
    seconds: float = 0.0


def readable_parts(blocks: list[dict]) -> list[str]:
    return [readable(block) for block in blocks]
