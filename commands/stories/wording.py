"""What is said of a story in several places, who reads it first, and what it is about."""

from __future__ import annotations

import re

from commands import Refusal, Request
from commands.figures import in_period
from commands.question import understand
from commands.reply import Button, Option
from commands.weeknotes.words import SCOPES
from storage import people, stories
from storage.geography import Area
from storage.measures import Measure
from storage.people import Person
from storage.stories import About, Story

MEANT = re.compile(r"(?:story )?#?(\d{1,6})\b[:,]?\s*(.*)", re.DOTALL | re.IGNORECASE)
TELL = Button("Tell a story", "story")
MINE = Button("My stories", "story mine")
NO_MEASURE = "none"
SAY_WHEN = "Write when it was, such as last week or March."


def meant(request: Request, words: str) -> tuple[Story, str]:
    """The story a line begins with, and the words after its number."""
    said = MEANT.fullmatch(words.strip())
    found = stories.find(request.db, request.partnership.id, int(said[1])) if said else None
    if said is None or found is None:
        raise Refusal("Say which story by its number, such as story 4.", [MINE, TELL])
    return found, said[2].strip()


def moderators(request: Request) -> tuple[str, ...]:
    """The names of those who read stories first: of the configuration, else the stewards, else the leads."""
    here = request.partnership
    return here.settings.stories.moderators or tuple(here.named("steward")) or tuple(here.named("lead"))


def readers(request: Request) -> list[Person]:
    """The moderators who are known."""
    wanted = set(moderators(request))
    return [each for each in people.everybody(request.db, request.partnership.id) if each.name in wanted]


def about(request: Request, measure: str, area: str, when: str) -> About:
    """What a story is about: a figure, an area of its code list and a period of it; each may be left open."""
    found = request.partnership.measure(measure) if measure not in ("", NO_MEASURE) else None
    if found is None:
        if area.strip() or when.strip():
            raise Refusal("Choose the figure too, so that Parley knows what is meant.", field="measure")
        return About()
    code = _area(request, found, area).code if area.strip() else None
    return About(found.id, code, _period(request, found, when) if when.strip() else None)


def _area(request: Request, measure: Measure, words: str) -> Area:
    release = request.partnership.shelf.releases.get(measure.id)
    found = release.areas.find(words) if release else None
    if isinstance(found, Area):
        return found
    raise Refusal(
        f"There is no area called “{words.strip()}” for {measure.title}. Write it as in the figures.",
        field="area",
    )


def _period(request: Request, measure: Measure, words: str) -> str:
    """The newest published period that words about time mean."""
    try:
        window = understand(request, f"{measure.id} {words}", {}).window
    except Refusal:
        raise Refusal(SAY_WHEN, field="when") from None
    if not window.key:
        raise Refusal(SAY_WHEN, field="when")
    return window.periods[-1]


def measures(request: Request) -> tuple[Option, ...]:
    """The figures a story can stand beside."""
    known = request.partnership.catalogue.measures.values()
    shown = [Option(each.id, each.title) for each in known if each.id in request.partnership.shelf.releases]
    return (Option(NO_MEASURE, "No figure"), *shown)


def where(request: Request, story: Story) -> str:
    """The figure and area a story is told about, in words; empty for one told about nothing in particular."""
    measure = request.partnership.measure(story.about.measure) if story.about.measure else None
    if measure is None:
        return ""
    release = request.partnership.shelf.releases.get(measure.id)
    area = release.areas.get(story.about.area) if release and story.about.area else None
    when = f" {in_period(measure, story.about.period)}" if story.about.period else ""
    return f"{measure.title}{f' in {area.name}' if area else ''}{when}"


def goes(scope: str) -> str:
    """How far it may be quoted, as the form says it."""
    return next(each.label for each in SCOPES if each.value == scope)
