"""Soundings: a few questions, one tap each; sealed unless said otherwise, the result only at the close."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from commands import Refusal, Request, command, sounding
from commands.polling import announce, changes, coming_round, drafting, reminding, wanted
from commands.polling.preview import preview
from commands.polling.rights import may_manage
from commands.polling.templates import template
from commands.polling.wanted import Wanted
from commands.reply import Button, Buttons, Note, Reply, Text
from storage import occurrences
from storage.soundings import finding, opening
from storage.soundings.sounding import Draft, Sounding

NUMBER = re.compile(r"\d{1,6}")
MOST_OPEN = 5  # of one person at once, leads apart, so that nobody is asked too much


@command(
    "poll",
    usage='poll "QUESTION?" ANSWER | ANSWER closes="WHEN" every="WHEN" who=WHO mode=sealed voice=organisation',
    example='poll "How is demand compared with two weeks ago?" Higher | Same | Lower closes="Fri 17:00"',
    writes=True,
    free=True,
    open_keys=True,
)
def poll(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Ask a quick question; answers are sealed unless you say named."""
    if NUMBER.fullmatch(words):
        return _shown(request, sounding.found(request, int(words)))
    if not words and not keys:
        return Reply((changes.first(request),), private=True)
    text, typed = wanted.split(words[: wanted.LONGEST])
    if ready := template(text):
        said = wanted.read("", {**typed, **keys})
        named = {"name": said.name or ready.title, "recall": said.recall or ready.recall}
        return preview(request, replace(said, questions=ready.questions, **named))
    return _asked(request, wanted.read(words, keys))


@command(
    "poll open",
    usage='poll open "QUESTION?" …',
    example='poll open "Is stock low?" Yes | No',
    writes=True,
    free=True,
    open_keys=True,
    listed=False,
)
def open_(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Open the sounding that was looked at."""
    if not words:
        raise Refusal("Write the question and its answers.", [Button("Ask a question", "poll")])
    return _asked(request, wanted.read(words, keys))


def _shown(request: Request, shown: Sounding) -> Reply:
    """A sounding for one person; whoever may manage it is offered to."""
    seen = sounding.show(request, shown)
    manage = (Button("Manage", f"poll manage {shown.number}"),) if may_manage(request, shown) else ()
    often = (
        (Button("Let it come round", f"poll again {shown.number}"),)
        if shown.state == "closed" and coming_round.may_begin(request)
        else ()
    )
    more = (Buttons((*manage, *often)),) if manage or often else ()
    return replace(seen, blocks=(*seen.blocks, *more), live="", private=True)


def _asked(request: Request, asked: Wanted) -> Reply:
    if asked.every:
        return coming_round.begin(request, asked)
    made = drafting.draft(request, asked)
    _refuse_too_many(request, made)
    opened = open_now(request, made)
    text = (
        f"Sounding {opened.number} is open until {sounding.until(request, opened)}. You can close it earlier."
    )
    buttons = Buttons(
        (
            Button("Close it now", f"poll close {opened.number}"),
            Button("Manage", f"poll manage {opened.number}"),
        )
    )
    return Reply(
        (Text(text), *map(Note, drafting.warnings(request, made)), buttons),
        private=True,
        also=announce.sends(request, opened),
        noted=str(opened.number),
    )


def _refuse_too_many(request: Request, made: Draft) -> None:
    """A second tap asks nothing twice, and nobody floods a channel."""
    theirs = [
        each
        for each in finding.list_open(request.db, request.partnership.id)
        if each.owner == request.person.id
    ]
    words = [each.words for each in made.questions]
    for each in theirs:
        if [question.words for question in each.questions] == words:
            raise Refusal(
                f"You are asking this already: it is sounding {each.number}, open until {sounding.until(request, each)}.",
                [Button(f"Show {each.number}", f"poll {each.number}")],
            )
    if len(theirs) >= MOST_OPEN and "lead" not in request.person.roles:
        raise Refusal(
            f"You have {len(theirs)} soundings open, and nobody should be asked too much. Close one of them first, or "
            f"ask {request.partnership.contact('lead')} to open this one.",
            [Button("Soundings", "poll list")],
        )


def open_now(request: Request, draft: Draft) -> Sounding:
    """Open it, and write down when it closes."""
    made = opening.open_sounding(request.db, request.partnership.id, request.person.id, draft, request.now)
    close_at(request, made, made.closes_at)
    return made


def close_at(request: Request, shown: Sounding, closes_at: datetime) -> None:
    local = closes_at.astimezone(request.partnership.zone).replace(tzinfo=None)
    occurrences.write_down(
        request.db,
        request.partnership.id,
        "poll_close",
        local,
        closes_at.astimezone(UTC),
        sounding.live_key(shown),
    )
    reminding.write_down(request, shown, closes_at)
