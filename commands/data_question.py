"""A steward's question to whoever loaded a release, the answer, and a note that the loader adds unasked."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.deciding import (
    STEWARDS,
    after_number,
    ask_for,
    check_named,
    deciders,
    found,
    loader_of,
    own_words,
    tell,
)
from commands.reply import Button, Buttons, Heading, Note, Reply, Text, say
from storage import loaders, people, review
from storage.people import Person
from storage.releases import Release


@command(
    "data question",
    usage="data question NUMBER QUESTION",
    example="data question 3 Why did October change?",
    writes=True,
    roles=STEWARDS,
    free=True,
)
def question(request: Request, words: str, *, question: str = "") -> Reply:
    """Ask whoever loaded a release about it, in private."""
    release = found(request, words, "data question 3 Why did October change?")
    check_named(request, release.measure)
    asked = own_words(question or after_number(words), "question")
    if not asked:
        title, line = f"Ask about release {release.id}", f"data question {release.id}"
        return ask_for(title, line, "question", f"What do you want to know from {release.loaded_by}?")
    loader = _reachable(request, release)
    answer = Button("Answer", f"data answer {release.id} {request.person.id}", "primary")
    told = Reply(
        (
            Heading(f"A question about release {release.id}"),
            Text(f"{request.person.name} asks about {release.measure.title}, which you loaded: {asked}"),
            Buttons((answer,)),
            Note("Your answer goes to them in private. Question and answer are kept in the audit log."),
        ),
        private=True,
    )
    return Reply(
        (Text(f"Asked. {loader.name} gets your question in private, and you get the answer."),),
        private=True,
        also=tell(request, [loader], told),
        noted=f"{release.id} {release.measure.id}: {asked}",
    )


def _reachable(request: Request, release: Release) -> Person:
    loader = loader_of(request.db, release)
    if loader is None or people.address_of(request.db, loader.id) is None:
        raise Refusal(
            f"Parley cannot reach {release.loaded_by}. Speak to them in another way, or decline the release."
        )
    if loader.id == request.person.id:
        raise Refusal("You loaded this release yourself.")
    return loader


@command(
    "data answer",
    usage="data answer NUMBER PERSON ANSWER",
    example="data answer 3 7 Late records from the school holidays",
    writes=True,
    free=True,
    listed=False,
)
def answer(request: Request, words: str, *, answer: str = "") -> Reply:
    """Answer a question about a release you loaded."""
    release = _own(request, words)
    rest = after_number(words)
    asker = _asker(request, release, rest)
    given = own_words(answer or after_number(rest), "answer")
    if not given:
        line = f"data answer {release.id} {asker.id}"
        return ask_for(
            f"About release {release.id}", line, "answer", f"What do you want to tell {asker.name}?"
        )
    told = Reply(
        (
            Text(
                f"{request.person.name} answers about release {release.id} of {release.measure.title}: {given}"
            ),
            Buttons((Button(f"Look at {release.id}", f"data show {release.id}"),)),
        ),
        private=True,
    )
    return Reply(
        (Text(f"Sent to {asker.name}."),),
        private=True,
        also=tell(request, [asker], told),
        noted=f"{release.id} {release.measure.id}: {given}",
    )


def _own(request: Request, words: str) -> Release:
    """A release that this person loaded; to anybody else, one that is not there."""
    release = found(request, words, "data note 3 October was counted again")
    if not loaders.loaded_by(request.db, release, request.person):
        raise Refusal("Only the person who loaded a release can say something about it here.")
    return release


def _asker(request: Request, release: Release, rest: str) -> Person:
    number = rest.split()[0] if rest.split() else ""
    for person in deciders(request.db, release):
        if str(person.id) == number:
            return person
    raise Refusal("Press Answer under the question to answer it.")


@command(
    "data note",
    usage="data note NUMBER NOTE",
    example="data note 3 October was counted again after late records",
    writes=True,
    free=True,
    listed=False,
)
def note(request: Request, words: str, *, note: str = "") -> Reply:
    """Say why a release you loaded differs from the one before; its steward reads it in the preview."""
    release = _own(request, words)
    if release.state != "pending":
        raise Refusal(f"Release {release.id} is {release.state}, so nobody is waiting for a note.")
    given = own_words(note or after_number(words), "note")
    if not given:
        return ask_for(
            f"About release {release.id}", f"data note {release.id}", "note", "What should they know?"
        )
    review.keep_note(request.db, release, given)
    kept = say("Kept. Whoever decides reads it beside the figures.")
    return Reply(kept.blocks, private=True, noted=f"{release.id} {release.measure.id}: {given}")
