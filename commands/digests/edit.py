"""The whole draft as one form: a field for each line, and two who edit at once lose nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from commands import Refusal, Request, command
from commands.digests.change import changed, only_a_draft, reworded, to_change
from commands.digests.draft import offered
from commands.reply import Field, Form, Reply
from storage.digests import Digest, Line

FIELDS = 80  # a form on Slack has 100 blocks at most
LONGEST = 2_900  # UTF-16 units: what certainly comes back whole from a field
NAME = "line"


@command("digest edit", example="digest edit", writes=True, free=True, open_keys=True, listed=False)
def edit(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Change any lines of the draft in a form."""
    found = to_change(request, words)
    only_a_draft(found.digest)
    if not keys:
        return Reply((_form(found.digest),), private=True)
    seen = int(found.rest) if found.rest.isdecimal() else found.digest.version
    return _keep(request, found.digest, seen, keys)


def _form(digest: Digest) -> Form:
    fields = [
        Field(f"{NAME}{line.number}", _label(line), "long", optional=True, value=line.text)
        for line in _fitting(digest)
    ]
    if not fields:
        raise Refusal(_too_long(digest) or "Every line is left out.")
    first = replace(fields[0], hint=f"An empty line is left out. {_too_long(digest)}".strip())
    return Form(
        "Edit the draft", f"digest edit {digest.week} {digest.version}", (first, *fields[1:]), submit="Keep"
    )


def _label(line: Line) -> str:
    return (
        f"Line {line.number}{f', {line.organisation or line.name}' if line.name or line.organisation else ''}"
    )


def _fitting(digest: Digest) -> list[Line]:
    return [line for line in digest.standing() if _units(line.text) <= LONGEST][:FIELDS]


def _too_long(digest: Digest) -> str:
    left = [str(line.number) for line in digest.standing() if line not in _fitting(digest)]
    return (
        f"There is no room here for line {', '.join(left)}: write “digest line {left[0]} NEW WORDS”."
        if left
        else ""
    )


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Clash:
    """Words for a line that somebody else has changed since the form was opened."""

    line: Line
    wanted: str

    def said(self) -> str:
        return f"Line {self.line.number} was changed by somebody else meanwhile and stays so. You wrote: {self.wanted}"


def _keep(request: Request, digest: Digest, seen: int, keys: Mapping[str, str]) -> Reply:
    """Keep what the form changed of the version it showed; what others changed since is not overwritten."""
    lines, clashes, count = [], [], 0
    for line in digest.lines:
        new = _changed(digest, line, seen, keys.get(f"{NAME}{line.number}"))
        if isinstance(new, Clash):
            clashes.append(new.said())
        lines.append(new if isinstance(new, Line) else line)
        count += isinstance(new, Line) and new != line
    if not count:
        return offered(digest, *clashes or ["Nothing was changed."])
    return changed(
        request,
        digest,
        lines,
        "1 line is changed." if count == 1 else f"{count} lines are changed.",
        *clashes,
    )


def _changed(digest: Digest, line: Line, seen: int, wanted: str | None) -> Line | Clash:
    text = line.text if wanted is None else wanted.replace("\r\n", "\n").strip()
    if text == line.text.strip() or not line.stands:
        return line
    if line.changed > seen:
        return line if text == line.before.strip() else Clash(line, text)
    if not text:
        return replace(line, left_out=True, changed=digest.version + 1)
    return reworded(digest, line, text, f"{NAME}{line.number}")
