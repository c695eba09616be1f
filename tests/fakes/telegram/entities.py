"""Formatted text as Telegram stores it: plain text, and entities counted in UTF-16 units."""

import re
from dataclasses import dataclass, replace
from typing import Any

from .words import words

KINDS = words(
    "mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler "
    "blockquote expandable_blockquote code pre text_link text_mention custom_emoji date_time"
)
MOST = 100

_FOUND = (
    ("bot_command", re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@<>])")),
    ("url", re.compile(r"(?<![\w@./])(?:https?://[^\s<>\"]+[^\s<>\".,:;!?')\]]|t\.me/[\w/?=+-]+)")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z0-9_]{3,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
)


def units(text: str) -> int:
    """The length of text as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, offset: int, length: int) -> str:
    """The part of text which an entity covers."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


@dataclass(frozen=True)
class Entity:
    """One stretch of formatted text; offset and length are UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    user: int | None = None
    language: str | None = None
    custom_emoji_id: str | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length

    def covers(self, other: "Entity") -> bool:
        return self.offset < other.end and other.offset < self.end


def found(text: str, marked: list[Entity]) -> list[Entity]:
    """The links which Telegram makes by itself, outside code, links and each other."""
    closed = [entity for entity in marked if entity.type in ("code", "pre", "text_link", "text_mention")]
    made: list[Entity] = []
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            entity = Entity(kind, units(text[: match.start()]), units(match[0]))
            if not any(entity.covers(other) for other in closed + made):
                made.append(entity)
    return made


def trimmed(text: str, marked: list[Entity]) -> tuple[str, list[Entity]]:
    """Text without the outer whitespace, which is never stored; the entities move along."""
    text = text.replace("\r", "")
    kept = text.rstrip()
    lead = units(kept) - units(kept.lstrip())
    end = units(kept)
    moved = [_clipped(entity, lead, end) for entity in marked]
    return kept.lstrip(), [entity for entity in moved if entity.length > 0]


def _clipped(entity: Entity, lead: int, end: int) -> Entity:
    first, last = max(entity.offset, lead), min(entity.end, end)
    return replace(entity, offset=first - lead, length=last - first)


def settled(text: str, marked: list[Entity]) -> list[Entity]:
    """The entities which remain: nothing inside code, at most a hundred, in reading order."""
    blocks = [entity for entity in marked if entity.type == "pre"]
    inline = [entity for entity in marked if entity.type == "code"]
    solid = blocks + [code for code in inline if not any(code.covers(block) for block in blocks)]
    soft = [entity for entity in marked if entity.type not in ("code", "pre")]
    rest = [piece for entity in soft for piece in _around(entity, solid)]
    inked = [entity for entity in solid + rest if cut(text, entity.offset, entity.length).strip()]
    inked += found(text, inked)
    return sorted(inked, key=lambda entity: (entity.offset, -entity.length))[:MOST]


def _around(entity: Entity, solid: list[Entity]) -> list[Entity]:
    if "blockquote" in entity.type:
        return [entity]
    pieces = [entity]
    for code in solid:
        pieces = [part for piece in pieces for part in _without(piece, code)]
    return pieces


def _without(piece: Entity, code: Entity) -> list[Entity]:
    if not piece.covers(code):
        return [piece]
    before = replace(piece, length=max(0, code.offset - piece.offset))
    after = replace(piece, offset=code.end, length=max(0, piece.end - code.end))
    return [part for part in (before, after) if part.length]


def given(raw: Any) -> list[Entity]:
    """Entities from a request, for bots which send no parse_mode; ValueError when there is none such."""
    fields = ("type", "offset", "length", "url", "language", "custom_emoji_id")
    made = []
    for item in raw or []:
        if item.get("type") not in KINDS:
            raise ValueError("unsupported type of MessageEntity")
        user = (item.get("user") or {}).get("id")
        made.append(Entity(user=user, **{name: item[name] for name in fields if name in item}))
    return made
