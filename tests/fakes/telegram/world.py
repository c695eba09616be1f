"""The chats, people and messages which the server knows of."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from .entities import Entity, cut

BOT_ID = 123456
ANONYMOUS = 1087968824
CHANNEL_POSTS = 777000


@dataclass
class User:
    """Somebody with an account; `started` says that the bot may write to them."""

    id: int
    name: str
    username: str | None = None
    language: str = "en"
    started: bool = False
    blocked: bool = False
    is_bot: bool = False


@dataclass
class Chat:
    """A group, or the private chat with a user (same id)."""

    id: int
    type: str
    title: str = ""
    username: str | None = None
    members: set[int] = field(default_factory=set)
    admins: list[int] = field(default_factory=list)
    bot: str = "member"
    moved_to: int | None = None
    topics: dict[int, str] | None = None
    closed_topics: set[int] = field(default_factory=set)
    pinned: list[int] = field(default_factory=list)

    @property
    def private(self) -> bool:
        return self.type == "private"


@dataclass(frozen=True)
class Button:
    """One button under a message; one of data and url is set."""

    text: str
    data: str | None = None
    url: str | None = None
    other: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class File:
    """Bytes which the service keeps."""

    id: str
    data: bytes
    name: str = ""
    mime: str = "application/octet-stream"
    size: tuple[int, int] = (0, 0)
    kind: str = "Document"


@dataclass
class Message:
    """A message as tests see it; it changes in place when it is edited."""

    message_id: int
    chat: int
    sender: int
    date: int
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    keyboard: list[list[Button]] = field(default_factory=list)
    other_markup: dict | None = None
    picture: File | None = None
    file: File | None = None
    caption: str = ""
    reply_to: int | None = None
    thread: int | None = None
    album: str | None = None
    service: dict = field(default_factory=dict)
    edits: list[str] = field(default_factory=list)
    edited: int | None = None
    deleted: bool = False
    silent: bool = False
    protected: bool = False
    reactions: list[str] = field(default_factory=list)

    @property
    def photo(self) -> bytes | None:
        return self.picture.data if self.picture else None

    @property
    def document(self) -> bytes | None:
        return self.file.data if self.file else None

    @property
    def document_name(self) -> str | None:
        return self.file.name if self.file else None

    @property
    def from_bot(self) -> bool:
        return self.sender == BOT_ID

    @property
    def buttons(self) -> list[Button]:
        return [button for row in self.keyboard for button in row]

    @property
    def labels(self) -> list[str]:
        return [button.text for button in self.buttons]

    @property
    def visible_text(self) -> str:
        """All that somebody reads: text or caption, file name, button labels."""
        parts = [self.text, self.caption, self.document_name or "", *self.labels]
        return "\n".join(part for part in parts if part)

    @property
    def pings(self) -> list[str]:
        """Whom this message notifies: '@name', or 'tg://user?id=…' for a link to a person."""
        return [
            cut(self.text or self.caption, entity.offset, entity.length)
            if entity.type == "mention"
            else f"tg://user?id={entity.user}"
            for entity in self.entities
            if entity.type in ("mention", "text_mention")
        ]

    def spans(self, kind: str) -> list[str]:
        """The stretches of text with one kind of formatting, such as 'bold'."""
        text = self.text or self.caption
        return [cut(text, entity.offset, entity.length) for entity in self.entities if entity.type == kind]


@dataclass
class Press:
    """One press of a button, and the answer which its presser saw."""

    id: str
    user: int
    message: Message
    data: str
    update_id: int | None = None
    answers: list[dict] = field(default_factory=list)
    expired: bool = False
    waiter: Callable[["Press", float], "Press"] | None = field(default=None, repr=False)

    def wait(self, timeout: float = 5) -> "Press":
        """Waits until the bot has answered."""
        assert self.waiter
        return self.waiter(self, timeout)

    @property
    def answered(self) -> bool:
        return bool(self.answers)

    @property
    def answer_text(self) -> str:
        return self.answers[0].get("text", "") if self.answers else ""

    @property
    def alert(self) -> bool:
        return bool(self.answers and self.answers[0].get("show_alert"))


class World:
    """All state, behind one lock which also tells waiting tests of each change."""

    def __init__(self, username: str, privacy: bool, clock: Callable[[], float] = time.time):
        self.changed = threading.Condition()
        self.username = username
        self.privacy = privacy
        self.clock = clock
        self.users = {BOT_ID: User(BOT_ID, "Parley", username, is_bot=True, started=True)}
        self.users[ANONYMOUS] = User(ANONYMOUS, "Group", "GroupAnonymousBot", is_bot=True)
        self.users[CHANNEL_POSTS] = User(CHANNEL_POSTS, "Telegram")
        self.chats: dict[int, Chat] = {}
        self.messages: dict[int, list[Message]] = {}
        self.files: dict[str, File] = {}
        self.presses: dict[str, Press] = {}
        self.commands: dict[tuple, list[tuple[str, str]]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self._shared_id = 0
        self._serial = 0

    def now(self) -> int:
        return int(self.clock())

    def serial(self) -> int:
        """A fresh number for ids which nobody interprets."""
        self._serial += 1
        return self._serial

    def add(self, chat: Chat, sender: int, **parts) -> Message:
        message = Message(self._next_id(chat), chat.id, sender, self.now(), **parts)
        self.messages.setdefault(chat.id, []).append(message)
        return message

    def _next_id(self, chat: Chat) -> int:
        # Supergroups count for themselves; private chats and basic groups share the account's counter.
        if chat.type == "supergroup":
            return len(self.messages.get(chat.id, [])) + 1
        self._shared_id += 1
        return self._shared_id

    def find(self, chat: int, message_id: int) -> Message | None:
        """The message of that number, unless it was deleted."""
        kept = (message for message in self.messages.get(chat, []) if not message.deleted)
        return next((message for message in kept if message.message_id == message_id), None)

    def keep(self, data: bytes, **parts) -> File:
        file = File(f"FILE{self.serial():06d}AgADBAADfake", data, **parts)
        self.files[file.id] = file
        return file
