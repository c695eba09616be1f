"""Times behind a key: ``week=9 Nov``, ``month=October``, ``from=5 Oct to=1 Nov``, ``last=8``, ``vs=last year``."""

from __future__ import annotations

from collections.abc import Iterator

from commands import Refusal
from commands.asking.keys import Segment
from commands.asking.meanings import AreaName
from commands.asking.pieces import Piece
from commands.asking.scan import Scan
from storage.spans import Month, Week
from storage.spans.dates import SAY_DATE, Unreadable
from storage.spans.reader import Read, Reader

UNITS = ("week", "month", "term", "year")
SAY = {
    "last": "Write how many, such as last=8.",
    "term": "Write it like autumn term 2026.",
    "year": "Write it like 2026 or 2026/27.",
    "month": "Write it like October 2026.",
}


def take_time(scan: Scan, segment: Segment, piece: Piece) -> int:
    """One time; how many words it was."""
    count, read = _read(piece, list(_ways(segment.key, piece.tokens)))
    if isinstance(read.span, Week) and segment.key == "month":
        read = Read(read.end, Month(read.span.day.year, read.span.day.month), read.said)
    scan.note_time(read, piece.spot(0, count, segment.start))
    return count


def take_range(scan: Scan, first: Segment, last: Segment) -> dict[str, int]:
    """What stands behind from= and to=, read together so that a year left out fits both; how many words each was."""
    pieces = [scan.piece(segment) for segment in (first, last)]
    counts = [_read(piece, [piece.tokens])[0] for piece in pieces]
    begins, ends = (" ".join(piece.tokens[:count]) for piece, count in zip(pieces, counts, strict=True))
    text = tuple(f"from {begins} to {ends}".split())
    _, read = _read(pieces[0], [text])
    starts = (first.start, last.start)
    spots = [piece.spot(0, *rest) for piece, *rest in zip(pieces, counts, starts, strict=True)]
    scan.note_time(read, *spots)
    return dict(zip(("from", "to"), counts, strict=True))


def take_against(scan: Scan, segment: Segment, piece: Piece) -> int:
    """What to compare with: a time. Areas are left to be read as such; how many words it was."""
    if piece.phrase(0, AreaName)[0]:
        scan.beside = True
        return 0
    count, read = _read(piece, [piece.tokens], comparing=True)
    scan.note_time(read, piece.spot(0, count, segment.start), against=True)
    return count


def _ways(key: str, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A value as a phrase of its own: "last 8", "since october", and for week=last both "week last" and "last week"."""
    if key == "period":
        yield words
        return
    yield ({"to": "until"}.get(key, key), *words)
    if key in UNITS:
        yield words
        yield (words[0], key, *words[1:])


def _read(piece: Piece, ways: list[tuple[str, ...]], comparing: bool = False) -> tuple[int, Read]:
    """The reading that takes in most words of a value, and how many of them."""
    best: tuple[int, Read] | None = None
    problem = ""
    for words in ways:
        text = " ".join(words)
        try:
            read = Reader(text, piece.today, piece.known.term_names, comparing).read()
        except Unreadable as unreadable:
            problem = str(unreadable)
            continue
        if read is None:
            continue
        count = text[: read.end].count(" ") + 1 - max(0, len(words) - len(piece.tokens))
        if count > (best[0] if best else 0):
            best = count, read
    if best is None:
        raise Refusal(problem or _cannot_read(piece), field=piece.key)
    return best


def _cannot_read(piece: Piece) -> str:
    typed = piece.words.strip()[:30]
    if piece.key == "vs":
        return f"Parley cannot compare with “{typed}”. Write vs=last year, or a time such as vs=October."
    return f"Parley cannot read the date “{typed}”. {SAY.get(piece.key, SAY_DATE)}"
