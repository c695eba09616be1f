"""Soundings that closed, with their outcome: the same words and thresholds as where they were asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from commands import Request, sounding
from commands.digests.sections import Week, section
from commands.polling import outcomes, runs
from commands.polling.rights import may_manage
from commands.reply import Block, Button, Buttons, Reply, Text, to_json
from storage import audit, people, permalinks
from storage.digests import Line
from storage.soundings import finding
from storage.soundings.sounding import Sounding

LATELY = timedelta(days=30)
MOST = 5
NOT_SAID = "Nobody has said yet what was done because of these soundings. This is not in the digest:"


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
    trend = runs.trend_to(week.request, shown)
    blocks: tuple[Block, ...] = (*outcomes.tables(week.request, shown), *([trend] if trend else []))
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
        shown=to_json(Reply(blocks)) if blocks else "",
    )


def undone(request: Request) -> list[Block]:
    """For the editor alone: soundings that closed lately, of which nobody has said what was done."""
    since = request.now - LATELY
    waiting = [
        each
        for each in finding.closed_since(request.db, request.partnership.id, since)
        if each.answered and not each.outcome
    ]
    if not waiting:
        return []
    told = [
        f"{each.number}: {each.question} Asked by {people.person(request.db, each.owner).name}."
        for each in waiting[:MOST]
    ]
    more = [f"And {len(waiting) - MOST} more."] if len(waiting) > MOST else []
    buttons = tuple(
        Button(f"You said, we did: {each.number}", f"poll did {each.number}")
        for each in waiting[:MOST]
        if may_manage(request, each)
    )
    return [
        Text("\n".join([NOT_SAID, *told, *more])),
        *([Buttons(buttons)] if buttons else []),
    ]
