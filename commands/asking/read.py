"""A whole line, plain words and keys together."""

from __future__ import annotations

from datetime import date

from commands import Refusal
from commands.asking import key_values, keys
from commands.asking.asked import Asked
from commands.asking.key_times import take_against, take_range, take_time
from commands.asking.keys import Segment
from commands.asking.pieces import Piece
from commands.asking.scan import Scan
from commands.asking.vocabulary import ANY_AREA, Vocabulary
from storage.spans.dates import Unreadable


def read(line: str, known: Vocabulary, today: date) -> Asked:
    """All that a line says; raises ``Refusal`` for a key, or a value of one, that nobody knows, and for dates that are none."""
    scan = Scan(line, known, today)
    found = list(keys.segments(line, known))
    taken = _ranges(scan, found)
    for segment in found:
        piece = scan.piece(segment)
        if not piece.tokens:
            continue
        try:
            used = taken.get(segment.key) or (_value(scan, segment, piece) if segment.key else 0)
            scan.plain(piece, used)
        except Unreadable as problem:
            raise Refusal(str(problem), field=segment.key) from None
    return scan.asked()


def _ranges(scan: Scan, found: list[Segment]) -> dict[str, int]:
    """from= and to= are read together, whatever stands between them."""
    ends = {segment.key: segment for segment in found if segment.key in ("from", "to")}
    if len(ends) < 2 or not all(scan.piece(segment).tokens for segment in ends.values()):
        return {}
    return take_range(scan, ends["from"], ends["to"])


def _value(scan: Scan, segment: Segment, piece: Piece) -> int:
    """Take in the value of a key; how many of its words belong to it. The rest are plain words again."""
    key = segment.key
    if key in keys.TIMES:
        return take_time(scan, segment, piece)
    match key:
        case "by":
            return key_values.take_split(scan, segment, piece)
        case "vs":
            return take_against(scan, segment, piece)
        case "per":
            return key_values.take_rate(scan, segment, piece)
        case "as":
            return key_values.take_form(scan, piece)
        case "with" | "measure":
            return 0
        case _ if key in scan.known.dimensions:
            return key_values.take_categories(scan, segment, piece)
        case _:
            return key_values.take_areas(scan, segment, piece, "" if key == ANY_AREA else key)
