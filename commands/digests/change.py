"""Changing a draft line by line: leave out, put back, say in other words, move. Nothing is ever lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from commands import Refusal, Request, command, personal
from commands.digests import editors
from commands.digests.draft import offered
from commands.digests.lines import Meant, meant, numbered, with_line
from commands.reply import Button, Buttons, Field, Form, Option, Reply
from storage import digests
from storage.digests import Digest, Line

LONGEST = 3000


def to_change(request: Request, words: str) -> Meant:
    """The digest somebody may and wants to change."""
    editors.check(request)
    return meant(request, words)


def changed(request: Request, digest: Digest, lines: list[Line], *told: str) -> Reply:
    """Keep other lines, say so, and have what is posted already written again."""
    now = digests.change(request.db, digest, lines, request.now)
    live = (now.key,) if now.approved else ()
    return replace(
        offered(now, *told), touched=live, noted=f"{now.week}, version {now.version}: {told[0]}"[:500]
    )


@command(
    "digest drop",
    usage="digest drop NUMBER",
    example="digest drop 4",
    writes=True,
    open_keys=True,
    listed=False,
)
def drop(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Leave a line out of the digest."""
    found = to_change(request, words)
    digest, rest = found.digest, found.rest or keys.get("line", "")
    if not rest:
        return Reply((_which(digest, "Leave a line out", "digest drop"),), private=True)
    line, _ = numbered(digest, rest)
    if line.left_out:
        return offered(digest, f"Line {line.number} is left out already.")
    gone = request.today.isoformat() if digest.approved else ""
    lines = with_line(digest, replace(line, left_out=True, gone=gone))
    where = " of what was posted and published" if digest.approved else ""
    return _with_way_back(
        changed(request, digest, lines, f"Line {line.number} is left out{where}."), digest, line
    )


def _with_way_back(reply: Reply, digest: Digest, line: Line) -> Reply:
    back = Buttons((Button("Put it back", f"digest keep {digest.week} {line.number}"),))
    return replace(reply, blocks=(*reply.blocks, back))


def _which(digest: Digest, title: str, command: str) -> Form:
    options = tuple(
        Option(str(line.number), f"{line.number}. {' '.join(line.text.split())}")
        for line in digest.standing()
    )
    return Form(
        title, f"{command} {digest.week}", (Field("line", "Which line?", "choice", options),), submit=title
    )


@command("digest keep", usage="digest keep NUMBER", example="digest keep 4", writes=True, listed=False)
def keep(request: Request, words: str) -> Reply:
    """Put a line back that was left out."""
    found = to_change(request, words)
    line, _ = numbered(found.digest, found.rest)
    if not line.left_out:
        return offered(found.digest, f"Line {line.number} is in the digest.")
    lines = with_line(found.digest, replace(line, left_out=False, gone=""))
    return changed(request, found.digest, lines, f"Line {line.number} is in the digest again.")


@command(
    "digest line",
    usage="digest line NUMBER NEW WORDS",
    example="digest line 4 Two new volunteers started.",
    writes=True,
    free=True,
    open_keys=True,
    listed=False,
)
def line(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Say a line of the draft in other words."""
    found = to_change(request, words)
    only_a_draft(found.digest)
    which = found.rest or keys.get("line", "")
    if not which:
        return Reply((_which(found.digest, "Change a line", "digest line"),), private=True)
    chosen, text = numbered(found.digest, which)
    text = keys.get("text", "") or text
    if not text.strip():
        return Reply((_words_of(found.digest, chosen),), private=True)
    lines = with_line(found.digest, reworded(found.digest, chosen, text))
    return changed(request, found.digest, lines, f"Line {chosen.number} is changed.")


def only_a_draft(digest: Digest) -> None:
    """What is posted keeps its words: people have read them."""
    if digest.approved:
        raise Refusal(
            "This digest is posted already, so its lines keep their words. Leave a line out, or add another.",
            [
                Button("Leave a line out", f"digest drop {digest.week}"),
                Button("Add a line", f"digest add {digest.week}"),
            ],
        )


def reworded(digest: Digest, line: Line, text: str, field: str = "text") -> Line:
    """A line in other words, checked, and with those it had before."""
    text = text.strip()
    if len(text) > LONGEST:
        raise Refusal(f"Write a line in {LONGEST:,} characters or less.", field=field)
    personal.check(text, field)
    return replace(line, text=text, before=line.text, changed=digest.version + 1, left_out=False)


def _words_of(digest: Digest, line: Line) -> Form:
    hint = "Its author's words, so change as little as you can: the digest says that an editor changed them."
    field = Field("text", "New words", "long", value=line.text, hint=hint if line.name else "")
    return Form(f"Line {line.number}", f"digest line {digest.week} {line.number}", (field,), submit="Change")


@command(
    "digest move", usage="digest move NUMBER BEFORE", example="digest move 4 2", writes=True, listed=False
)
def move(request: Request, words: str) -> Reply:
    """Put a line before another one, also one of another section."""
    found = to_change(request, words)
    digest = found.digest
    chosen, rest = numbered(digest, re.sub(r"\bbefore\b", " ", found.rest))
    target, _ = numbered(digest, rest)
    if chosen.number == target.number:
        raise Refusal("Give two different lines, for example: digest move 4 2", field="line")
    others = [each for each in digest.lines if each.number != chosen.number]
    at = others.index(target)
    lines = [*others[:at], replace(chosen, section=target.section), *others[at:]]
    return changed(request, digest, lines, f"Line {chosen.number} now stands before line {target.number}.")
