"""Stories shown since the last digest, each as far as its teller lets it go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from commands.digests.sections import Week, section
from commands.digests.sections.notes import scope_of_words
from commands.stories import beside, wording
from storage import stories
from storage.digests import Line
from storage.stories import Story


@section("stories", "Stories", order=30)
def told(week: Week) -> Iterator[Line]:
    """In the order they were told."""
    request = week.request
    new = (each for each in stories.shown(request.db, request.partnership.id) if _since(each, week.since))
    for each in new:
        where = wording.where(request, each) if beside.may_name_area(request, each) else ""
        yield Line(
            0,
            "",
            f"{each.words}{f' (about {where})' if where else ''}",
            organisation=beside.organisation(request, each),
            about=f"story/{each.number}",
            source=f"story {each.number}",
            scope=scope_of_words(each.scope),
        )


def _since(story: Story, moment: datetime) -> bool:
    return story.decided_at is not None and story.decided_at >= moment
