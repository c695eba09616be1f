"""Thanks to somebody: a weeknote of its own kind, with the name people know them by."""

from __future__ import annotations

import re
from collections.abc import Mapping

from commands import Refusal, Request, command
from commands.reply import Button, Field, Form, Reply
from commands.weeknotes.words import SCOPES, origin, scope_of
from commands.weeknotes.writing import keep
from storage import people

HANDLE = re.compile(r"(<@[^>]+>|@[\w-]+(?:\.[\w-]+)*)[,:]?\s*")


@command(
    "thanks",
    usage="thanks @WHO for WHAT",
    example="thanks @analyst for the map",
    writes=True,
    free=True,
    open_keys=True,
)
def thanks(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Thank somebody in this week's weeknotes."""
    text = re.sub(r"^to\s+", "", words.strip(), flags=re.IGNORECASE)
    if not text:
        return Reply((_form(),), private=True)
    handle = HANDLE.match(text)
    if handle is not None:
        text = f"{_name(request, handle[1], text[handle.end() :])} {text[handle.end() :]}".strip()
    scope = scope_of(keys.get("scope") or "channel")
    joined = "" if text.lower().startswith("for ") else "to "
    return keep(request, f"Thanks {joined}{text}", "thanks", scope, origin(request, keys))


def _form() -> Form:
    return Form(
        "Thank somebody",
        "thanks",
        (
            Field(
                "words", "Whom would you like to thank, and what for?", "long", hint="@analyst for the map"
            ),
            Field("scope", "How far may it be quoted?", "choice", SCOPES, optional=True, value="channel"),
        ),
    )


def _name(request: Request, handle: str, rest: str) -> str:
    found = people.called(request.db, request.partnership.id, handle)
    if len(found) == 1:
        return found[0].name
    if not found:
        raise Refusal(
            f"Parley does not know “{handle}”. Write the name without the @, as people know it.",
            field="words",
        )
    choice = [Button(each.name, f"thanks @{people.slug(each.name)} {rest}") for each in found[:8]]
    raise Refusal("Whom do you mean?", choice, field="words")
