"""What people wanted to know that nobody has approved: how many asked, never who or what."""

from __future__ import annotations

from collections.abc import Iterator

from commands.digests.sections import Week, section
from storage import demands
from storage.digests import Line


@section("asked", "What people asked for", order=80)
def asked(week: Week) -> Iterator[Line]:
    """One line about the wishes of this week, if there were any."""
    count = demands.count_since(week.request.db, week.request.partnership.id, week.since)
    if not count:
        return
    what = "1 question was" if count == 1 else f"{count} questions were"
    contact = week.request.partnership.contact("steward")
    yield Line(
        0, "", f"{what} asked that no approved figure answers. {contact} has the list.", source="wanted"
    )
