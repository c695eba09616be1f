"""Who may decide about a release, and what every decision has in common: it is found, reasoned and told."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy.orm import Session

from commands import Refusal, Request, personal
from commands.reply import Button, Field, Form, Reply, Send, ToPerson, say
from storage import loaders, people, releases, review
from storage.measures import Measure
from storage.people import Person
from storage.releases import Release
from storage.review import Review

STEWARDS = ("steward", "deputy")
STOPPERS = ("steward", "deputy", "lead")  # may stop and withdraw: that lets nothing out
SEERS = STOPPERS
WAITING = Button("What waits", "data")
LONGEST = 300  # characters of a reason, a question or a note


def found(request: Request, words: str, example: str = "data show 3") -> Release:
    """The release whose number the words begin with."""
    number = re.match(r"\d{1,9}(?=\s|$)", words)
    release = releases.find(request.db, request.partnership.id, int(number[0])) if number else None
    if release is None:
        raise Refusal(f"Say which release, for example /{example}.", [WAITING])
    return release


def decidable(request: Request, words: str, example: str) -> tuple[Release, Review]:
    """A release that waits for a decision of this person: its steward or deputy, who did not load it."""
    release = found(request, words, example)
    seen = review.of(request.db, release, deciding=True)
    if release.state != "pending":
        raise Refusal(f"Release {release.id} is {release.state} already.", [WAITING])
    check_named(request, release.measure)
    if loaders.loaded_by(request.db, release, request.person):
        others = " or ".join(name for name in deciding(release.measure) if name != request.person.name)
        raise Refusal(f"You loaded this release, so somebody else must decide. Ask {others or 'a lead'}.")
    return release, seen


def deciding(measure: Measure) -> list[str]:
    """The names of those who decide about a measure."""
    return list(dict.fromkeys(filter(None, (measure.steward, measure.deputy))))


def check_named(request: Request, measure: Measure) -> None:
    """Only those whom the declaration names decide about its figures."""
    if request.person.name not in deciding(measure):
        raise Refusal(f"Only {' or '.join(deciding(measure))} can decide about {measure.title}.")


def deciders(db: Session, release: Release) -> list[Person]:
    """The people who decide about a release, the steward first."""
    everybody = people.everybody(db, release.partnership)
    named = [
        person
        for name in deciding(release.measure)
        for person in everybody
        if person.name == name and person.roles & set(STEWARDS)
    ]
    return list({person.id: person for person in named}.values())


def loader_of(db: Session, release: Release) -> Person | None:
    """Who loaded a release: by the key that signed it, else the one person of that name."""
    if release.loader_key is not None:
        known = loaders.numbered(db, release.partnership, release.loader_key)
        return None if known is None else people.person(db, known.person)
    named = people.called(db, release.partnership, release.loaded_by)
    return named[0] if len(named) == 1 else None


def tell(request: Request, whom: Iterable[Person | None], reply: Reply) -> tuple[Send, ...]:
    """The same private message for several people, each once; never for the one who acts."""
    known = {person.id: person for person in whom if person is not None and person.id != request.person.id}
    return tuple(Send(ToPerson(number), reply) for number in known)


def tell_done(request: Request, release: Release, done: str, more: str = "") -> tuple[Send, ...]:
    """What was done with a release: to whoever loaded it, and to the others who decide about it."""
    loader, who, title = loader_of(request.db, release), request.person.name, release.measure.title
    others = [each for each in deciders(request.db, release) if loader is None or each.id != loader.id]
    to_loader = say(f"{who} {done} your release of {title}.{more}")
    return (
        *tell(request, [loader], to_loader),
        *tell(request, others, say(f"{who} {done} release {release.id} of {title}.{more}")),
    )


def decide(request: Request, release: Release, state: str, reason: str | None = None) -> None:
    """Decide, or say that somebody else was faster."""
    if not releases.decide(request.db, release, state, request.person.name, request.now, reason):
        raise Refusal(f"Somebody has decided about release {release.id} already.", [WAITING])


def after_number(words: str) -> str:
    """What was typed behind the number of a release."""
    return re.sub(r"^\d+(?:\s+|$)", "", words)


def own_words(text: str, field: str) -> str:
    """What somebody wrote: one line, not too long, without personal details."""
    text = " ".join(text.split())
    if len(text) > LONGEST:
        raise Refusal(f"{field.capitalize()} must be {LONGEST} characters or less.", field=field)
    return personal.check(text, field)


def ask_for(title: str, line: str, field: str, label: str, hint: str = "One plain sentence.") -> Reply:
    """A form with one question, whose answer goes to the command of a line."""
    return Reply((Form(title[:24], line, (Field(field, label, "long", hint=hint),)),), private=True)


def sentence_end(text: str) -> str:
    """Somebody's words at the end of a sentence."""
    return text if text[-1:] in ".!?…" else f"{text}."
