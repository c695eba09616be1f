"""What stands behind a key: ``ward=Gospel Oak, Highgate``, ``by=reason``, ``reason=debt``, ``per=1000``, ``as=chart``."""

from __future__ import annotations

from commands import Refusal
from commands.asking.asked import By, Category, Place
from commands.asking.keys import Segment
from commands.asking.meanings import AreaName, Code, Counted, Filler, Rate, Shape, Split
from commands.asking.pieces import Piece
from commands.asking.scan import Scan
from storage.spans.dates import Unreadable

JOINERS = ("and", "or")
EVERY = ("all", "every", "each")
MOST_WORDS = 4  # of a level, a dimension or "each week"
FORMS = "as text, a table, a chart, a CSV file or a map"


def take_areas(scan: Scan, segment: Segment, piece: Piece, level: str) -> int:
    """One area or several; a name nobody knows ends where something else begins. How many words that were."""
    if level and piece.tokens[0] in EVERY:
        scan.by.append(By(piece.spot(0, 1, segment.start), level))
        return 1
    at = 0
    while at < len(piece.tokens):
        joined = int(at > 0 and piece.tokens[at] in JOINERS)
        if at + joined >= len(piece.tokens):
            break
        length, _ = piece.phrase(at + joined, AreaName)
        if not length and (not at or joined or piece.apart(at)):
            length = _unknown(piece, at + joined)
        if not length and at:
            break
        length = length or 1
        spot = piece.spot(at + joined, length, None if at else segment.start)
        words = piece.spot(at + joined, length)
        scan.note_place(Place(spot, scan.line[words.start : words.end], level))
        at += joined + length
    return at


def take_categories(scan: Scan, segment: Segment, piece: Piece) -> int:
    """Categories of the dimension that is the key; "all" of them is a split by it."""
    if piece.tokens[0] in EVERY:
        scan.by.append(By(piece.spot(0, 1, segment.start), segment.key))
        return 1
    at = 0
    while at < len(piece.tokens):
        joined = int(at > 0 and piece.tokens[at] in JOINERS)
        length, code = _code(piece, at + joined, segment.key) if at + joined < len(piece.tokens) else (0, "")
        if not length and at:
            break
        known = ((segment.key, code),) if length else ()
        length = length or max(1, _unknown(piece, 0))
        words = piece.spot(at + joined, length)
        spot = piece.spot(at + joined, length, None if at else segment.start)
        scan.categories.append(Category(spot, scan.line[words.start : words.end], known, segment.key))
        at += joined + length
    return at


def take_split(scan: Scan, segment: Segment, piece: Piece) -> int:
    """What to split by; a second one is noted too, and refused later."""
    at = 0
    while at < len(piece.tokens):
        joined = int(at > 0 and piece.tokens[at] in JOINERS)
        length, by = _split(piece, at + joined) if at + joined < len(piece.tokens) else (0, "")
        if not length:
            break
        scan.by.append(By(piece.spot(at + joined, length, None if at else segment.start), by))
        at += joined + length
    if at:
        return at
    words = piece.spot(0, len(piece.tokens))
    scan.by.append(By(words, scan.line[words.start : words.end], known=False))
    return len(piece.tokens)


def take_rate(scan: Scan, segment: Segment, piece: Piece) -> int:
    """Per so many, or per head."""
    word = piece.tokens[0]
    number = 1000 if word == "thousand" else int(word) if word.isdecimal() and len(word) < 9 else 0
    if not number and not (piece.phrase(0, Counted)[0] or word in ("head", "capita")):
        raise Refusal("Write the rate as per=1000.", field="per")
    words = 1 + (piece.phrase(1, Counted)[0] if len(piece.tokens) > 1 else 0)
    scan.rates.append((Rate(number or None), piece.spot(0, words, segment.start)))
    return words


def take_form(scan: Scan, piece: Piece) -> int:
    """How to show it."""
    length, meanings = piece.phrase(0, Shape)
    shapes = [meaning for meaning in meanings if isinstance(meaning, Shape)]
    if not shapes:
        raise Refusal(f"Parley can show a figure {FORMS}, not as “{piece.words.strip()[:30]}”.", field="as")
    scan.form = shapes[0].form
    return length


def _unknown(piece: Piece, at: int) -> int:
    """How many words a name nobody knows has: up to a comma, an "and" or something that is understood."""
    length = 0
    while at + length < len(piece.tokens):
        here = at + length
        if length and (piece.apart(here) or piece.tokens[here] in JOINERS):
            break
        if _is_known(piece, here):
            break
        length += 1
    return length


def _is_known(piece: Piece, at: int) -> bool:
    _, meanings = piece.phrase(at)
    if any(not isinstance(meaning, Filler) for meaning in meanings):
        return True
    try:
        return piece.time(at) is not None
    except Unreadable:
        return True


def _code(piece: Piece, at: int, dimension: str) -> tuple[int, str]:
    length, meanings = piece.phrase(at, Code)
    codes = [each.code for each in meanings if isinstance(each, Code) and each.dimension == dimension]
    return (length, codes[0]) if codes else (0, "")


def _split(piece: Piece, at: int) -> tuple[int, str]:
    """ "reason", "reasons", "week" and "weekly" alike."""
    for length in range(min(MOST_WORDS, len(piece.tokens) - at), 0, -1):
        words = " ".join(piece.tokens[at : at + length])
        for phrase in (f"by {words}", words):
            for meaning in piece.known.phrases.get(phrase, ()):
                if isinstance(meaning, Split):
                    return length, meaning.by
    return 0, ""
