"""Whose turn it is to edit: handed on with one tap, or taken over by somebody who has the time."""

from __future__ import annotations

from commands import Request, command
from commands.digests import editors
from commands.digests.change import to_change
from commands.digests.draft import shown
from commands.reply import Button, Buttons, Reply, Send, Text, ToPerson
from storage import digests, people
from storage.digests import Digest
from storage.people import Person
from storage.times import say_day


@command("digest pass", usage="digest pass", example="digest pass", writes=True, listed=False)
def pass_on(request: Request, words: str) -> Reply:
    """Say that you cannot edit this week; the next editor gets the draft."""
    digest = to_change(request, words).digest
    if digest.approved:
        return Reply(
            (Text("This digest is posted already, so there is nothing left to edit."),), private=True
        )
    if digest.editor != request.person.id:
        return Reply((Text("Somebody else edits it this week."), Buttons((_take(digest),))), private=True)
    follower = editors.after(request, digest.week, request.person.id)
    if follower is None:
        return _nobody_left(request, digest)
    digest = digests.hand_over(request.db, digest, follower.id)
    told = Text(f"Thank you for saying so. {follower.name} has the draft now.")
    return Reply(
        (told, Buttons((_take(digest),))), private=True, also=(draft_for(request, digest, follower),)
    )


def _nobody_left(request: Request, digest: Digest) -> Reply:
    lead = request.partnership.contact("lead")
    return Reply(
        (Text(f"There is no other editor here this week, so {lead} is told. You can still edit it."),),
        private=True,
        also=tuple(to_leads(request, digest, "There is no editor for it this week.")),
    )


@command("digest take", usage="digest take", example="digest take", writes=True, listed=False)
def take(request: Request, words: str) -> Reply:
    """Take the draft over."""
    digest = to_change(request, words).digest
    if digest.approved or digest.editor == request.person.id:
        return shown(request, digest) if not digest.approved else pass_on(request, words)
    before = digest.editor
    digest = digests.hand_over(request.db, digest, request.person.id)
    news = Reply((Text(f"{request.person.name} edits this week's digest instead of you."),), private=True)
    also = (Send(ToPerson(before), news),) if before else ()
    draft = shown(request, digest, "It is yours now.")
    return Reply(draft.blocks, private=True, also=also)


def draft_for(request: Request, digest: Digest, editor: Person) -> Send:
    """The draft as a private message to its editor."""
    as_editor = Request(editor, None, request.partnership, request.now, request.db)
    return Send(ToPerson(editor.id), shown(as_editor, digest))


def to_leads(request: Request, digest: Digest, why: str) -> list[Send]:
    """Tell every lead about a digest that nobody looks after."""
    words = (
        f"The digest of the week of {say_day(digest.week)} waits for somebody to approve it. {why} "
        "It is not posted by itself."
    )
    buttons = Buttons((_take(digest), Button("Show the draft", f"digest {digest.week}")))
    reply = Reply((Text(words), buttons), private=True)
    return [
        Send(ToPerson(lead.id), reply) for lead in people.with_role(request.db, digest.partnership, "lead")
    ]


def _take(digest: Digest) -> Button:
    return Button("Take it over", f"digest take {digest.week}")
