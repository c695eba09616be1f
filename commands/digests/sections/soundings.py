"""Soundings that closed, with their outcome: the same words and thresholds as where they were asked."""

from __future__ import annotations

from collections.abc import Iterator

from commands import sounding
from commands.digests.sections import Week, section
from commands.polling import outcomes
from commands.reply import Reply, to_json
from storage import audit, permalinks
from storage.digests import Line
from storage.soundings import finding
from storage.soundings.sounding import Sounding


@section("soundings", "Soundings", order=60)
def closed(week: Week) -> Iterator[Line]:
    """Each sounding that closed since the last digest, and what was done since then about earlier ones."""
    here = week.request.partnership.id
    new = finding.closed_since(week.request.db, here, week.since)
    for shown in new:
        yield _line(week, shown)
    told = audit.details_since(week.request.db, here, "poll did", week.since)
    for number in sorted({int(each) for each in told if each.isdecimal()} - {each.number for each in new}):
        earlier = finding.find(week.request.db, here, number)
        if earlier is not None and earlier.outcome:
            yield _done(week, earlier)


def _done(week: Week, shown: Sounding) -> Line:
    """What was done about a sounding that an earlier digest told of."""
    return Line(
        0,
        "",
        f"{shown.question} You said, we did: {shown.outcome}",
        about=f"poll/{shown.number}",
        source=f"sounding {shown.number}",
        link=permalinks.of_live(week.request.db, shown.partnership, sounding.live_key(shown)),
        scope="public" if shown.is_sealed else "channel",
    )


def _line(week: Week, shown: Sounding) -> Line:
    """Who said what in a named one stays in the channel."""
    tables = tuple(outcomes.tables(week.request, shown))
    told = [
        f"{shown.question} {sounding.turnout(week.request, shown)}",
        *outcomes.in_sentences(week.request, shown),
    ]
    if shown.outcome:
        told.append(f"You said, we did: {shown.outcome}")
    return Line(
        0,
        "",
        " ".join(told),
        about=f"poll/{shown.number}",
        source=f"sounding {shown.number}",
        link=permalinks.of_live(week.request.db, shown.partnership, sounding.live_key(shown)),
        scope="public" if shown.is_sealed else "channel",
        shown=to_json(Reply(tables)) if tables else "",
    )
