"""Telegram's strict HTML, with its own errors at its own byte offsets."""

from dataclasses import dataclass

from . import links
from .entities import Entity

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "blockquote": "blockquote",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
}
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_SPACE = b" \t\r\n\0\v"
_TOKEN = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"
_LETTERS = _TOKEN[:52]


@dataclass
class _Tag:
    name: str
    argument: str
    units: int
    char: int


class Parser:
    """Reads one string of HTML; `text` and `entities` are the result, ValueError a parse error."""

    def __init__(self, source: str):
        # A zero byte ends the text, so that looking one byte ahead is always allowed.
        self.raw = source.encode("utf-8", "surrogatepass") + b"\0"
        self.at = 0
        self.chars: list[str] = []
        self.units = 0
        self.open: list[_Tag] = []
        self.entities: list[Entity] = []
        self._read()

    @property
    def text(self) -> str:
        return "".join(self.chars)

    def _here(self) -> bytes:
        return self.raw[self.at : self.at + 1]

    def _ended(self) -> bool:
        return self.at >= len(self.raw) - 1

    def _read(self) -> None:
        while not self._ended():
            if self._here() == b"<":
                self._tag()
                continue
            self._put(self._reference() or self._character())
        if self.open:
            raise ValueError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')

    def _put(self, char: str) -> None:
        if 0xD800 <= ord(char) < 0xE000:
            raise ValueError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        self.chars.append(char)
        self.units += 2 if ord(char) > 0xFFFF else 1

    def _character(self) -> str:
        lead = self.raw[self.at]
        size = 1 + (lead >= 0xC0) + (lead >= 0xE0) + (lead >= 0xF0)
        self.at += size
        return self.raw[self.at - size : self.at].decode("utf-8", "surrogatepass")

    def _reference(self) -> str | None:
        """Decodes a character reference here, or leaves an unknown one as it stands."""
        if self._here() != b"&":
            return None
        end = self.at + 1
        char = self._numeric(end + 1) if self.raw[end : end + 1] == b"#" else self._named(end)
        if char is None:
            return None
        text, end = char
        self.at = end + (self.raw[end : end + 1] == b";")
        return text

    def _named(self, start: int) -> tuple[str, int] | None:
        end = self._run(start, _LETTERS)
        name = self.raw[start:end]
        return (_NAMED[name], end) if name in _NAMED else None

    def _numeric(self, start: int) -> tuple[str, int] | None:
        hexadecimal = self.raw[start : start + 1] == b"x"
        start += hexadecimal
        end = self._run(start, b"0123456789abcdefABCDEF" if hexadecimal else b"0123456789")
        code = int(self.raw[start:end] or b"0", 16 if hexadecimal else 10)
        return (chr(code), end) if 0 < code < 0x10FFFF else None

    def _run(self, start: int, allowed: bytes) -> int:
        while start < len(self.raw) - 1 and self.raw[start] in allowed:
            start += 1
        return start

    def _until(self, stops: bytes) -> bytes:
        start = self.at
        while not self._ended() and self._here() not in [bytes([stop]) for stop in stops]:
            self.at += 1
        return self.raw[start : self.at]

    def _skip_space(self) -> None:
        self.at = self._run(self.at, _SPACE)

    def _tag(self) -> None:
        begin = self.at
        self.at += 1
        if self._here() == b"/":
            self._close(begin)
            return
        self._start(begin)

    def _start(self, begin: int) -> None:
        name = self._until(_SPACE + b">").decode("utf-8", "replace").lower()
        if self._ended():
            raise ValueError(f"Unclosed start tag at byte offset {begin}")
        if name not in _KINDS:
            raise ValueError(f'Unsupported start tag "{name}" at byte offset {begin}')
        argument = self._attributes(name, begin)
        if name == "span" and argument != "tg-spoiler":
            raise ValueError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.open.append(_Tag(name, argument, self.units, len(self.chars)))
        self.at += 1

    def _attributes(self, tag: str, begin: int) -> str:
        argument = ""
        while True:
            self._skip_space()
            if self._here() == b">":
                return argument
            name = self._until(_SPACE + b"=>").decode("utf-8", "replace").lower()
            if not name:
                raise ValueError(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
            argument = _argument(tag, name, self._value(tag, begin)) or argument

    def _value(self, tag: str, begin: int) -> str:
        """The value after an attribute's name; a name alone (expandable) has none."""
        self._skip_space()
        if not self._ended() and self._here() != b"=":
            return ""
        self.at += not self._ended()
        self._skip_space()
        if self._ended():
            raise ValueError(f'Unclosed start tag "{tag}" at byte offset {begin}')
        value = self._quoted() if self._here() in (b'"', b"'") else self._bare()
        if self._ended():
            raise ValueError(f"Unclosed start tag at byte offset {begin}")
        return value

    def _bare(self) -> str:
        start = self.at
        self.at = self._run(start, _TOKEN)
        if self._here() not in [bytes([stop]) for stop in _SPACE + b">"]:
            raise ValueError(f"Unexpected end of name token at byte offset {start}")
        return self.raw[start : self.at].decode().lower()

    def _quoted(self) -> str:
        quote = self._here()
        self.at += 1
        value = []
        while not self._ended() and self._here() != quote:
            value.append(self._reference() or self._character())
        self.at += not self._ended()
        return "".join(value)

    def _close(self, begin: int) -> None:
        if not self.open:
            raise ValueError(f"Unexpected end tag at byte offset {begin}")
        self.at += 1
        name = self._until(_SPACE + b">").decode("utf-8", "replace").lower()
        self._skip_space()
        if self._here() != b">":
            raise ValueError(f"Unclosed end tag at byte offset {begin}")
        tag = self.open.pop()
        if name and name != tag.name:
            raise ValueError(
                f'Unmatched end tag at byte offset {begin}, expected "</{tag.name}>", found "</{name}>"'
            )
        self.at += 1
        self._mark(tag)

    def _mark(self, tag: _Tag) -> None:
        length = self.units - tag.units
        if length == 0:
            return
        entity = _entity(tag, length, "".join(self.chars[tag.char :]))
        if entity and not self._joined(entity):
            self.entities.append(entity)

    def _joined(self, entity: Entity) -> bool:
        """Makes <pre><code class="language-x">, or the reverse, one block of code."""
        last = self.entities[-1] if self.entities else None
        if not last or (last.offset, last.length) != (entity.offset, entity.length):
            return False
        if {last.type, entity.type} != {"pre", "code"}:
            return False
        language = last.language or entity.language
        if language:
            self.entities[-1] = Entity("pre", entity.offset, entity.length, language=language)
        return bool(language)


def _argument(tag: str, name: str, value: str) -> str:
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id") | ("span", "class"):
            return value
        case ("code", "class"):
            return value.removeprefix("language-") if value.startswith("language-") else ""
        case ("blockquote", "expandable"):
            return "expandable"
    return ""


def _entity(tag: _Tag, length: int, inside: str) -> Entity | None:
    kind = _KINDS[tag.name]
    match kind:
        case "text_link":
            return _link(tag, length, tag.argument or inside)
        case "code" if tag.argument:
            return Entity(kind, tag.units, length, language=tag.argument)
        case "blockquote" if tag.argument:
            return Entity("expandable_blockquote", tag.units, length)
        case "custom_emoji":
            return Entity(kind, tag.units, length, custom_emoji_id=tag.argument)
    return Entity(kind, tag.units, length)


def _link(tag: _Tag, length: int, url: str) -> Entity | None:
    person = links.person(url)
    if person:
        return Entity("text_mention", tag.units, length, user=person)
    try:
        return Entity("text_link", tag.units, length, url=links.checked(url))
    except ValueError:
        # An address which is none turns into plain text, without a word to the bot.
        return None
