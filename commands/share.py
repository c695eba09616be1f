"""Show everybody in the place an answer that only its asker saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from commands import Refusal, Request, command, reach
from commands.answers.reply import answer_to
from commands.question import understand
from commands.reply import Buttons, Note, Reply, Send, ToPlace, say


@command(
    "share",
    usage="share QUESTION",
    example="share foodbank-referrals ward=Highgate",
    writes=True,
    open_keys=True,
)
def share(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Show an answer to everybody here, with your name."""
    if request.place is None:
        raise Refusal("Ask in the channel where you want to share it, then press Share in channel there.")
    answer = answer_to(request, understand(request, words, keys), can_share=False)
    buttons = tuple(block for block in answer.blocks if isinstance(block, Buttons))
    rest = tuple(block for block in answer.blocks if not isinstance(block, Buttons))
    by = Note(f"Shared by {reach.who_says(request)}.")
    shared = Send(
        ToPlace(request.place.id), replace(answer, blocks=(*rest, by, *buttons), quiet=False, asked="")
    )
    return replace(say("Everybody here can see it now."), also=(shared,), cites=answer.cites)
