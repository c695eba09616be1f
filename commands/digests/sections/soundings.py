"""Soundings that closed, with their outcome: the same words and thresholds as where they were asked."""

from __future__ import annotations

from collections.abc import Iterator

from commands import sounding
from commands.digests.sections import Week, section
from commands.reply import Reply, Table, to_json
from storage import permalinks, polls
from storage.digests import Line
from storage.polls import Poll


@section("soundings", "Soundings", order=60)
def closed(week: Week) -> Iterator[Line]:
    """Each sounding that closed since the last digest."""
    for shown in polls.closed_since(week.request.db, week.request.partnership.id, week.since):
        yield _line(week, shown)


def _line(week: Week, shown: Poll) -> Line:
    tables = tuple(block for block in sounding.outcome(week.request, shown) if isinstance(block, Table))
    too_few = "" if tables else " Too few replies to share the results."
    return Line(
        0,
        "",
        f"{shown.question} {sounding.turnout(shown)}{too_few}",
        about=f"poll/{shown.number}",
        source=f"sounding {shown.number}",
        link=permalinks.of_live(week.request.db, shown.partnership, sounding.live_key(shown)),
        scope="public",
        shown=to_json(Reply(tables)) if tables else "",
    )
