"""Giving an action to somebody else, and having somebody help with it."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.actions import noting, owners, wording
from commands.actions.telling import can_be_told, news, whoever_noted
from commands.reply import Button, Buttons, Field, Form, Reply, Send, Text, ToPerson, say
from storage.actions import changing, finding
from storage.actions.action import Action


@command("action give", usage="action give A42 to @WHO", example="action give A42 to @analyst", writes=True)
def give(request: Request, words: str, *, who: str = "") -> Reply:
    """Give an action to somebody else."""
    found, said = wording.meant(request, words, "give")
    handle = who.strip() or said.removeprefix("to ").strip()
    if not handle:
        ask = Field("who", f"Who has {found.label} now?", hint="A name such as @analyst, or an organisation")
        return Reply(
            (Form("Give it to", f"action give {found.label}", (ask,), submit="Give it"),), private=True
        )
    if not found.is_open:
        raise Refusal(
            f"{found.label} is {found.state}.", [Button("Open it again", f"action reopen {found.label}")]
        )
    owner = owners.owner(request, handle)
    answer = "accepted" if owner.person == request.person.id else noting.answer_of(request, owner)
    if not changing.give_to(request.db, found, owner, request.person.id, request.now, answer):
        return Reply((Text(f"{found.label} is {owner.name}'s already."),), private=True)
    now = finding.by_id(request.db, found.id)
    assert now is not None, "it is there"
    return Reply(
        (
            Text(
                f"{found.label} is now for {owner.name}: {found.what}. {noting.reach(request, now)}".strip()
            ),
            Buttons((Button("Undo", f"action undo {found.label}"),)),
        ),
        quiet=True,
        also=(*news(request, now), *_before(request, found, now)),
        touched=(wording.key(found),),
    )


def _before(request: Request, found: Action, now: Action) -> tuple[Send, ...]:
    """Who had it before is told, and who noted it."""
    said = f"{request.person.name} gave action {found.label} to {now.owner.name}: {found.what}."
    had = found.owner.person
    to_them = had is not None and had not in (request.person.id, found.made_by)
    own = (Send(ToPerson(had), say(said)),) if to_them and had is not None else ()
    return (*own, *whoever_noted(request, now, said))


@command(
    "action helper",
    usage="action helper A42 @WHO",
    example="action helper A42 @analyst",
    writes=True,
    listed=False,
)
def helper(request: Request, words: str) -> Reply:
    """Have somebody help with an action; its owner stays the one who answers for it."""
    found, handle = wording.meant(request, words, "helper")
    who = owners.owner(request, handle)
    if who in (found.owner, *found.helpers):
        return Reply((Text(f"{who.name} is on {found.label} already."),), private=True)
    changing.helped_by(request.db, found, (who,), request.person.id, request.now)
    said = say(f"You help with action {found.label}: {found.what}.")
    told = tuple(Send(ToPerson(number), said) for number in can_be_told(request, who))
    return Reply((Text(f"{who.name} helps with {found.label}."),), quiet=True, also=told)
