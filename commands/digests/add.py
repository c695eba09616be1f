"""Adding to a digest: an editor's own line, or notes that came late, which are marked once it is posted."""

from __future__ import annotations

import re
from collections.abc import Mapping

from commands import Refusal, Request, command, personal
from commands.digests.change import LONGEST, changed, to_change
from commands.digests.draft import offered
from commands.digests.lines import added, late_notes
from commands.digests.sections import SECTIONS, in_order
from commands.digests.sections.notes import scope_of_words
from commands.reply import Field, Form, Option, Reply
from storage import digests
from storage.digests import Digest, Line

SCOPES = (
    Option("channel", "Only in this partnership"),
    Option("partners", "Also for partners"),
    Option("public", "May be published"),
)


@command(
    "digest add",
    usage="digest add SECTION WORDS",
    example="digest add thanks Thank you to everybody who carried boxes.",
    writes=True,
    free=True,
    open_keys=True,
    listed=False,
)
def add(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Add a line of your own to the digest."""
    found = to_change(request, words)
    text = (keys.get("text", "") or found.rest).strip()
    if not text:
        return Reply((_form(found.digest),), private=True)
    named, rest = _section(text)
    key = keys.get("section", "") or named
    if key not in SECTIONS:
        raise Refusal("Choose the section it belongs to.", field="section")
    if len(rest) > LONGEST:
        raise Refusal(f"Write a line in {LONGEST:,} characters or less.", field="text")
    personal.check(rest, "text")
    new = Line(0, key, rest, original=rest, scope=scope_of_words(keys.get("scope", "")))
    said = f"Line {_next(found.digest)} is added. {_goes(new)}"
    return changed(request, found.digest, added(found.digest, [new], request.today), said)


def _section(text: str) -> tuple[str, str]:
    """The section a text names with its first word, and the rest; without one it is a note."""
    first, _, rest = text.partition(" ")
    key = re.sub(r"\W", "", first).casefold()
    return (key, rest.strip()) if key in SECTIONS and rest.strip() else ("notes", text)


def _next(digest: Digest) -> int:
    return max((line.number for line in digest.lines), default=0) + 1


def _goes(line: Line) -> str:
    goes = {
        "channel": "stays in this partnership",
        "partners": "may go to partners too",
        "public": "may be published",
    }
    return f"It {goes[line.scope]}."


def _form(digest: Digest) -> Form:
    sections = tuple(Option(section.key, section.title) for section in in_order())
    return Form(
        "Add a line",
        f"digest add {digest.week}",
        (
            Field(
                "text",
                "What should it say?",
                "long",
                hint="It is shown as from the partnership. Leave names out.",
            ),
            Field("section", "Where?", "choice", sections, value="notes"),
            Field("scope", "How far may it go?", "choice", SCOPES, value="public"),
        ),
        submit="Add",
    )


@command("digest add late", usage="digest add late", example="digest add late", writes=True, listed=False)
def late(request: Request, words: str) -> Reply:
    """Add the notes that came after the digest was put together."""
    found = to_change(request, words)
    digest = found.digest
    new = late_notes(request, digest)
    if not new:
        return offered(digest, "There are no late notes to add.")
    what = "1 late note is" if len(new) == 1 else f"{len(new)} late notes are"
    mark = ", with today's date beside it" if digest.approved else ""
    reply = changed(request, digest, added(digest, new, request.today), f"{what} added{mark}.")
    if digest.approved:
        digests.note_in(request.db, digests.read_again(request.db, digest))
    return reply
