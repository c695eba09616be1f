"""For leads: the signing keys of the people who load figures, so that a release is known to be theirs."""

from __future__ import annotations

import re

from commands import Refusal, Request, command
from commands.reply import (
    Button,
    Buttons,
    Field,
    Form,
    Heading,
    Note,
    Option,
    Reply,
    Send,
    Table,
    Text,
    ToPerson,
    say,
)
from storage import loaders, people
from storage.loaders import Loader
from storage.people import Person
from storage.signing import LINE, PublicKey, SigningError, read_line
from storage.times import say_day

LEADS = ("lead",)
DECIDING = frozenset({"steward", "deputy"})
SEE = Button("See the keys", "data loaders")
ADD = Button("Register a key", "data loader")


@command("data loaders", example="data loaders", roles=LEADS)
def registered(request: Request, words: str) -> Reply:
    """List the people who may load figures, with their keys."""
    known = loaders.registered(request.db, request.partnership.id)
    if not known:
        return Reply(
            (Text("No key is registered, so nobody can load figures."), Buttons((ADD,))), private=True
        )
    rows = tuple(
        (str(each.id), each.name, each.key.fingerprint, say_day(each.registered_at.date())) for each in known
    )
    removing = (Button(f"Remove {each.id}", f"data loader remove {each.id}", "danger") for each in known[:8])
    return Reply(
        (
            Heading("Who may load figures"),
            Table("Signing keys", ("Key", "Whose", "Fingerprint", "Registered on"), rows),
            Note("Parley takes in only releases that one of these keys has signed."),
            Buttons((ADD, *removing)),
        ),
        private=True,
    )


@command(
    "data loader",
    usage="data loader LINE",
    example="data loader",
    writes=True,
    roles=LEADS,
)
def register(request: Request, words: str, *, line: str = "", person: str = "") -> Reply:
    """Register the signing key of somebody who loads figures."""
    text = line or words
    if not text.strip():
        return _ask(request)
    key = _key(text)
    whose = _person(request, person or LINE.sub("", text, count=1))
    if whose is None:
        return _ask(request, text)
    _refuse_known(request, key, whose)
    new = loaders.register(request.db, request.partnership.id, key, whose, request.person.id, request.now)
    return Reply(
        (*_done(new), *_both(whose), Buttons((SEE,))),
        private=True,
        also=_tell(request, new, _news(request, new)),
    )


def _ask(request: Request, line: str = "") -> Reply:
    options = tuple(
        Option(str(each.id), _label(request, each))
        for each in loaders.candidates(request.db, request.partnership.id)
    )
    fields = (
        Field(
            "line",
            "What is the line of the key?",
            "long",
            hint="It begins with loader-key. parley data new-loader-key shows it when it makes a key.",
            value=line,
        ),
        Field("person", "Whose key is it?", "choice", options),
    )
    return Reply((Form("Register a key", "data loader", fields, submit="Register"),), private=True)


def _label(request: Request, person: Person) -> str:
    organisation = request.partnership.organisation_name(person.organisation)
    return f"{person.name}, {organisation}" if organisation else person.name


def _key(text: str) -> PublicKey:
    if "PRIVATE KEY" in text:
        raise Refusal(
            "This is the secret half of a key. Delete the message, throw the key away and make a new one: whoever "
            "has read it could sign in that person's name.",
            field="line",
        )
    try:
        return read_line(text)
    except SigningError as problem:
        raise Refusal(str(problem), field="line") from None


def _person(request: Request, named: str) -> Person | None:
    """The one person of the configuration with this number or name; a name alone that nobody has is asked again."""
    known = loaders.candidates(request.db, request.partnership.id)
    wanted = named.strip()
    found = [
        each for each in known if wanted == str(each.id) or people.slug(wanted) == people.slug(each.name)
    ]
    return found[0] if len(found) == 1 else None


def _refuse_known(request: Request, key: PublicKey, whose: Person) -> None:
    known = loaders.find(request.db, request.partnership.id, key)
    if known is None:
        return
    if known.removed_at is not None:
        raise Refusal(
            f"This key was removed on {say_day(known.removed_at.date())} and cannot be used again. "
            f"Ask {whose.name} to make a new one.",
            field="line",
        )
    raise Refusal(f"This key is registered already, as that of {known.name}.", [SEE], field="line")


def _done(new: Loader) -> tuple[Text, ...]:
    return (
        Text(f"Registered as the key of {new.name}. Its fingerprint is {new.key.fingerprint}."),
        Text(
            f"Ask {new.name} to read theirs out to you, face to face or by telephone. If one digit differs, remove this "
            "key: it belongs to somebody else."
        ),
    )


def _both(whose: Person) -> tuple[Note, ...]:
    if not whose.roles & DECIDING:
        return ()
    return (
        Note(f"{whose.name} also approves figures. What they load themselves, somebody else must approve."),
    )


def _news(request: Request, new: Loader) -> str:
    return (
        f"{request.person.name} has registered a signing key as yours. Its fingerprint is {new.key.fingerprint}. "
        f"Releases signed with it count as loaded by you. If it is not your key, tell {request.person.name} at once."
    )


def _tell(request: Request, loader: Loader, sentence: str) -> tuple[Send, ...]:
    if loader.person == request.person.id:
        return ()
    return (Send(ToPerson(loader.person), say(sentence)),)


@command(
    "data loader remove",
    usage="data loader remove NUMBER",
    example="data loader remove 1",
    writes=True,
    roles=LEADS,
)
def remove(request: Request, words: str) -> Reply:
    """Remove a signing key, so that nothing it signs is taken in any more."""
    number = re.fullmatch(r"\d{1,9}", words.strip())
    found = loaders.numbered(request.db, request.partnership.id, int(number[0])) if number else None
    if found is None:
        raise Refusal("Say which key, for example /data loader remove 1.", [SEE])
    if not loaders.remove(request.db, found, request.person.id, request.now):
        raise Refusal("This key has been removed already.", [SEE])
    told = (
        f"{request.person.name} has removed your signing key {found.key.fingerprint}. Parley takes in nothing signed "
        "with it any more. To load figures again, make a new key and ask a lead to register it."
    )
    return Reply(
        (
            Text(f"Removed. Parley takes in nothing that this key of {found.name} signs from now on."),
            Text(_waiting(request, found)),
            Buttons((SEE,)),
        ),
        private=True,
        also=_tell(request, found, told),
    )


def _waiting(request: Request, loader: Loader) -> str:
    waiting = [str(number) for number in loaders.undecided(request.db, loader)]
    if not waiting:
        return "What was approved before stays approved, until a steward withdraws it."
    return (
        f"What it signed before is still there. No decision has been made about {' and '.join(waiting)} yet: if the key "
        "was lost or stolen, ask the steward to decline."
    )
