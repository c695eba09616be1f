"""One's own stories: read, taken back at any time, everywhere it can be."""

from __future__ import annotations

from commands import Refusal, Request, command, taken_back
from commands.reply import Button, Buttons, Heading, Note, Reply, Text
from commands.stories import wording
from storage import digest_sources, stories
from storage.stories import Story

WITHDRAWN = (
    "Your story is withdrawn and its words are deleted. Parley takes them out of what it posted and out of the files "
    "it wrote. What people copied by hand stays: {} can help."
)


@command("story mine", example="story mine")
def mine(request: Request, words: str) -> Reply:
    """Read your own stories."""
    found = stories.own(request.db, request.partnership.id, request.person.id)
    if not found:
        return Reply((Text("You have told no story that is kept."), Buttons((wording.TELL,))), private=True)
    texts = tuple(
        Text(f"Story {each.number}, {_state(each)}. {wording.goes(each.scope)}.\n{each.words}")
        for each in found
    )
    buttons = tuple(
        Button(f"Withdraw story {each.number}", f"story withdraw {each.number}") for each in found[-5:]
    )
    return Reply((Heading("Your stories"), *texts, Buttons((*buttons, wording.TELL))), private=True)


def _state(story: Story) -> str:
    return "waits to be read" if story.state == "waiting" else story.state


@command("story withdraw", usage="story withdraw 4", example="story withdraw 4", writes=True)
def withdraw(request: Request, words: str) -> Reply:
    """Take your own story back."""
    found, _ = wording.meant(request, words)
    if found.person != request.person.id and "steward" not in request.person.roles:
        raise Refusal("Only whoever told a story, or a steward, can take it back.", [wording.MINE])
    if not stories.withdraw(request.db, found, request.now):
        return Reply((Text(f"Story {found.number} is not kept any more."),), private=True)
    touched = (found.key, *_everywhere(request, found))
    lead = request.partnership.contact("lead")
    note = Note("Pictures on posts that quoted it are taken back too.") if len(touched) > 1 else None
    return Reply((Text(WITHDRAWN.format(lead)), *((note,) if note else ())), private=True, touched=touched)


def _everywhere(request: Request, story: Story) -> tuple[str, ...]:
    """The posts and digests that quote it, without it."""
    db, here = request.db, request.partnership.id
    posts = (
        taken_back.take_from_posts(request, story.about.measure, story.words) if story.about.measure else ()
    )
    return (*posts, *digest_sources.take_out(db, here, f"story/{story.number}", request.now, request.today))
