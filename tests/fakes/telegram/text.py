"""Turns the text of a request into stored text, or refuses it as the service would."""

from typing import NamedTuple

from . import entities, html
from .entities import Entity
from .errors import malformed
from .world import World

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
_LONGEST_RAW = 32 * 1024


class Formatted(NamedTuple):
    text: str
    entities: list[Entity]


def message(world: World, args: dict) -> Formatted:
    """The text of a message: never empty, at most 4096 units after parsing."""
    raw = args.get("text", "")
    if not raw:
        raise malformed("message text is empty")
    if len(raw.encode("utf-8", "surrogatepass")) > _LONGEST_RAW:
        raise malformed("text is too long")
    made = _parsed(world, raw, args.get("parse_mode"), args.get("entities"))
    if not made.text:
        raise malformed("text must be non-empty")
    if entities.units(made.text) > LONGEST_TEXT:
        raise malformed("message is too long")
    return made


def caption(world: World, args: dict) -> Formatted:
    """The caption of a photo or document: may be empty, at most 1024 units after parsing."""
    made = _parsed(world, args.get("caption", ""), args.get("parse_mode"), args.get("caption_entities"))
    if entities.units(made.text) > LONGEST_CAPTION:
        raise malformed("message caption is too long")
    return made


def person(raw: str) -> Formatted:
    """What somebody types: no markup, but commands and mentions are seen."""
    text, _ = entities.trimmed(raw, [])
    return Formatted(text, entities.settled(text, []))


def _parsed(world: World, raw: str, mode: str | None, listed: object) -> Formatted:
    text, marks = _marked(raw, mode, listed)
    text, marks = entities.trimmed(text, marks)
    known = [mark for mark in marks if mark.type != "text_mention" or mark.user in world.users]
    return Formatted(text, entities.settled(text, known))


def _marked(raw: str, mode: str | None, listed: object) -> tuple[str, list[Entity]]:
    try:
        match (mode or "").lower():
            case "":
                return raw, entities.given(listed)
            case "html":
                parser = html.Parser(raw)
                return parser.text, parser.entities
    except (ValueError, AttributeError, TypeError) as problem:
        raise malformed(f"can't parse entities: {problem}") from problem
    # Markdown is refused as well: nothing here reads it.
    raise malformed("unsupported parse_mode")
