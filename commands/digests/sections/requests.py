"""What people asked for and what became of it; names and sentences are for the channel."""

from __future__ import annotations

from collections.abc import Iterator

from commands import relationship
from commands.digests.sections import Week, section
from commands.reply import Reply, to_json
from commands.requests import clock
from storage import permalinks
from storage.digests import Line
from storage.requests import finding
from storage.requests.request import OPEN, DataRequest


@section("requests", "Data requests", order=75)
def asked_and_answered(week: Week) -> Iterator[Line]:
    """Each request raised or settled since the last digest, then how many are open and how old the oldest is."""
    here = week.request.partnership.id
    for each in reversed(finding.every(week.request.db, here)):
        if each.settled_at is not None and each.settled_at >= week.since and each.state != "withdrawn":
            yield _line(week, each, _settled(each))
        elif each.asked_at >= week.since and each.state in OPEN:
            yield _line(week, each, _raised(week, each))
    yield from _oldest(week)


def _raised(week: Week, each: DataRequest) -> str:
    who = clock.who(week.request, each.respondent)
    return f"Request {each.number} was asked: “{each.what}”. {who} answers it."


def _settled(each: DataRequest) -> str:
    """How it ended, and why, with what there is instead."""
    instead = f"Instead: {each.offer}" if each.offer else ""
    said = f"Request {each.number} is settled: {each.stands}. It asked: “{each.what}”."
    return " ".join(filter(None, (said, each.reason, instead)))


def _line(week: Week, each: DataRequest, words: str) -> Line:
    link = permalinks.of_live(week.request.db, each.partnership, each.key)
    return Line(0, "", words, about=each.key, source=f"request {each.number}", link=link)


def _oldest(week: Week) -> Iterator[Line]:
    found = clock.oldest(week.request)
    if found is None:
        return
    count = len(finding.open_ones(week.request.db, week.request.partnership.id))
    many = "1 request is open." if count == 1 else f"{count} requests are open."
    age = clock.say_age(week.request, found)
    yield Line(0, "", f"{many} The oldest is request {found.number}, {age}.", source="requests")


@section("itself", relationship.TITLE, order=95)
def about_itself(week: Week) -> Iterator[Line]:
    """Once a month, in its first digest: one table for the month before and the year; nothing where nothing happened."""
    request = week.request
    begun = week.since.astimezone(request.partnership.zone).date()
    if begun >= request.today.replace(day=1):
        return
    month, year = relationship.last_month(request), relationship.year(request)
    if relationship.is_empty(month[1]):
        return
    shown = to_json(Reply((relationship.table((month, year)),)))
    yield Line(
        0,
        "",
        f"In {month[0]}, counted for the whole partnership.",
        source="about",
        scope="public",
        shown=shown,
    )
