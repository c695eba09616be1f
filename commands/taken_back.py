"""Posts that show what somebody said about a figure and took back: the words go from them too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from commands import Request
from commands.reply import Block, Chart, Mark, Note, Reply, Text, from_json, to_json
from storage import citations, live_posts

GONE = "What somebody said about these figures was taken back, so the picture was too. The numbers stand."
BETWEEN = "; "  # explanations of the same time stand in one mark


def take_from_posts(request: Request, measure: str, words: str) -> tuple[str, ...]:
    """Write the posts again that show these words; returns which, as live messages."""
    again: list[str] = []
    for number, state, kept in citations.quoting(request.db, request.partnership.id, measure, words):
        reply = from_json(kept)
        now = without(reply, words)
        if now == reply:
            continue
        stands = state in ("sending", "sent", "unknown")
        drawn = stands and now.charts() != reply.charts()
        blocks = (Text(GONE), *now.blocks) if drawn and Text(GONE) not in now.blocks else now.blocks
        live_posts.note_rewritten(request.db, number, to_json(replace(now, blocks=blocks)))
        again += [f"{citations.CITING}/{number}"] if stands else []
    return tuple(again)


def without(reply: Reply, words: str) -> Reply:
    """A reply as if these words had not been said."""
    return replace(reply, blocks=tuple(_kept(reply.blocks, words)))


def _kept(blocks: tuple[Block, ...], words: str) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Chart):
            yield replace(block, marks=tuple(_marks(block.marks, words)))
        elif not (isinstance(block, Note) and block.text.endswith(f"“{words}”")):
            yield block


def _marks(marks: tuple[Mark, ...], words: str) -> Iterator[Mark]:
    """The marks without these words; where others said something of the same time, that stays."""
    said = re.compile(
        rf"(?:^|{BETWEEN})(?:[^;:]+: )?{re.escape(words)}(?={BETWEEN}|$)"
    )  # an area may be named first
    for mark in marks:
        left = said.sub("", mark.text).removeprefix(BETWEEN)
        if left:
            yield replace(mark, text=left)
