"""Stories beside figures, in lists and in the digest: with their organisation, and from a ward only where enough tell."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from commands import Request, command
from commands.answers.grid import Cut
from commands.reply import Buttons, Heading, Note, Reply, Text, say
from commands.stories import wording
from storage.geography import Area
from storage.stories import Story

NOBODY = "Somebody in this partnership"
SHOWN = 2  # stories under one answer
LISTED = 12


def notes(request: Request, cut: Cut, areas: Sequence[Area]) -> tuple[Note, ...]:
    """The newest stories about the figure and the areas of an answer; a post that has one loses it when it is withdrawn."""
    codes = {each.code for each in areas}
    told = (each for each in request.partnership.stories if each.about.measure == cut.measure.id)
    found = [each for each in told if _fits(each, codes, cut.periods) and may_name_area(request, each)]
    return tuple(Note(_quoted(request, each)) for each in found[-SHOWN:])


def _fits(story: Story, codes: set[str], periods: Collection[str]) -> bool:
    """Whether a story is about one of these areas and periods; one that names neither fits everywhere."""
    about = story.about
    return about.area in {*codes, None} and (about.period is None or about.period in periods)


def may_name_area(request: Request, story: Story) -> bool:
    """Whether enough organisations tell of its area for it to be shown there."""
    if story.about.area is None:
        return True
    telling = {
        each.organisation for each in request.partnership.stories if each.about.area == story.about.area
    }
    return len(telling - {None}) >= request.partnership.settings.stories.ward_floor


def _quoted(request: Request, story: Story) -> str:
    return f"A story from {organisation(request, story)}: “{story.words}”"


def organisation(request: Request, story: Story) -> str:
    """The organisation a story comes from; never the name of a person."""
    return request.partnership.organisation_name(story.organisation) or NOBODY


@command("story list", usage="story list", example="story list")
def list_(request: Request, words: str) -> Reply:
    """Read the newest stories."""
    found = request.partnership.stories[-LISTED:]
    if not found:
        return Reply((Text("No story is shown yet."), Buttons((wording.TELL,))), quiet=True)
    blocks = [block for each in reversed(found) for block in _block(request, each)]
    return Reply((Heading("Stories"), *blocks, Buttons((wording.TELL,))), quiet=True)


@command("story show", usage="story show 4", example="story show 4")
def show(request: Request, words: str) -> Reply:
    """Read one story."""
    found, _ = wording.meant(request, words)
    if found.state == "shown":
        return Reply(tuple(_block(request, found)), quiet=True)
    if found.person == request.person.id and found.state == "waiting":
        return say(f"Story {found.number} waits to be read by a moderator: {found.words}")
    return say(f"Story {found.number} is not shown.")


def _block(request: Request, story: Story) -> Iterator[Text]:
    where = wording.where(request, story) if may_name_area(request, story) else ""
    yield Text(
        f"{story.words}\nStory {story.number}, {organisation(request, story)}{f', about {where}' if where else ''}"
    )
