"""The keys of a question: where each begins in a line, and which there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from commands import Refusal
from commands.asking.vocabulary import ANY_AREA, Vocabulary

TIMES = ("week", "month", "term", "year", "since", "from", "to", "last", "period")
OTHERS = (ANY_AREA, "by", "vs", "per", "as", "with", "measure")
SHOWN = (ANY_AREA, "by", "week", "month", "term", "since", "from", "to", "last", "vs", "per", "as")
KEY = re.compile(r"(?<![\w=:/-])(\w[\w-]*)\s*([=:])\s*")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a line: plain words where ``key`` is empty, else a key and its value, which runs to the next key."""

    key: str
    start: int
    first: int
    last: int


def segments(line: str, known: Vocabulary) -> Iterator[Segment]:
    """A line cut at its keys. An equals sign makes any word a key, a colon only one that is known."""
    names = {*TIMES, *OTHERS, *known.levels, *known.dimensions}
    found = [match for match in KEY.finditer(line) if match[2] == "=" or match[1].lower() in names]
    for match in found:
        if match[1].lower() not in names:
            raise _unknown(match[1], known)
    ends = [*(match.start() for match in found), len(line)]
    yield Segment("", 0, 0, ends[0])
    for match, end in zip(found, ends[1:], strict=True):
        yield Segment(match[1].lower(), match.start(), match.end(), end)


def _unknown(key: str, known: Vocabulary) -> Refusal:
    levels = [level for areas in known.catalogue.code_lists.values() for level in areas.levels]
    understood = ", ".join(f"{name}=" for name in dict.fromkeys([*levels, *SHOWN, *sorted(known.dimensions)]))
    example = next(iter(known.catalogue.measures), "MEASURE")
    return Refusal(
        f"“ask” does not know {key[:30]}=. It understands {understood}. Example: ask {example} month=October"
    )
