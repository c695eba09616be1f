"""Moderators read stories first: shown, or declined with a reason that its teller reads."""

from __future__ import annotations

from commands import Refusal, Request, command, live
from commands.reply import Button, Buttons, Field, Form, Note, Reply, Send, Table, Text, ToPerson, say
from commands.stories import wording
from commands.stories.telling import to_read
from storage import stories
from storage.stories import Story
from storage.times import say_day

LONGEST = 300


@live("story")
def again(request: Request, number: str) -> Reply:
    """A moderator's message as it stands now; without words once the story is decided, withdrawn or gone."""
    found = stories.find(request.db, request.partnership.id, int(number))
    return say("This story is not kept any more.") if found is None else to_read(request, found)


@command("story waiting", example="story waiting")
def waiting(request: Request, words: str) -> Reply:
    """List the stories that wait to be read, for moderators."""
    _must_be_reader(request)
    found = stories.waiting(request.db, request.partnership.id)
    if not found:
        return say("No story waits to be read.")
    zone = request.partnership.zone
    rows = tuple((str(each.number), each.words, say_day(each.at.astimezone(zone).date())) for each in found)
    buttons = tuple(Button(f"Show {each.number}", f"story allow {each.number}") for each in found[:5])
    return Reply(
        (Table("Stories that wait", ("Story", "Words", "Told"), rows), Buttons(buttons)), private=True
    )


@command("story allow", usage="story allow 4", example="story allow 4", writes=True, listed=False)
def allow(request: Request, words: str) -> Reply:
    """Let a story be shown."""
    found = _decided(request, words)
    if not stories.decide(request.db, found, "shown", request.person.id, request.now):
        return _already(found)
    where = wording.where(request, found)
    beside = f"It is shown beside {where}" if where else "It is shown under /story list"
    told = say(f"Your story {found.number} is shown now. {beside} and comes with the next digest.")
    return Reply(
        (Text(f"Story {found.number} is shown. {beside} and comes with the next digest."),),
        private=True,
        also=(Send(ToPerson(found.person), told),),
        touched=(found.key,),
    )


@command(
    "story decline",
    usage="story decline 4 WHY",
    example="story decline 4 the street can be known",
    writes=True,
    listed=False,
    free=True,
)
def decline(request: Request, words: str, *, why: str = "") -> Reply:
    """Decline a story and tell its teller why; its words are deleted."""
    found = _decided(request, words)
    why = why.strip() or wording.meant(request, words)[1]
    if not why:
        ask = Field(
            "why",
            "Why, in a sentence for whoever told it?",
            "long",
            hint="For example: the street can be known. Tell it without.",
        )
        return Reply(
            (Form("Decline a story", f"story decline {found.number}", (ask,), submit="Decline it"),),
            private=True,
        )
    if len(why) > LONGEST:
        raise Refusal(f"Write the reason in {LONGEST} characters or less.", field="why")
    if not stories.decide(request.db, found, "declined", request.person.id, request.now):
        return _already(found)
    told = Reply(
        (
            Text(f"{request.person.name} did not let story {found.number} be shown: {why}"),
            Note(f"Its words are deleted. You can tell it in another way, or talk to {request.person.name}."),
            Buttons((wording.TELL,)),
        ),
        private=True,
    )
    return Reply(
        (
            Text(
                f"Story {found.number} is declined and its words are deleted. Whoever told it has been told why."
            ),
        ),
        private=True,
        also=(Send(ToPerson(found.person), told),),
        touched=(found.key,),
    )


def _decided(request: Request, words: str) -> Story:
    _must_be_reader(request)
    found, _ = wording.meant(request, words)
    if found.person == request.person.id and len(wording.readers(request)) > 1:
        others = [each.name for each in wording.readers(request) if each.id != request.person.id]
        raise Refusal(f"This is your own story, so somebody else reads it: {' or '.join(others)}.")
    return found


def _must_be_reader(request: Request) -> None:
    if request.person.id not in {each.id for each in wording.readers(request)}:
        raise Refusal(
            f"Only {' or '.join(wording.moderators(request))} can read stories before they are shown."
        )


def _already(found: Story) -> Reply:
    return say(f"Story {found.number} is {found.state} already.")
