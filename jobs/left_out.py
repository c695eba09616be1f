"""What a lead reads about scheduled posts that were left out: one message, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from commands.reply import Heading, Reply, Text, say
from commands.schedule_words import NAMES, capital, name_of
from storage.occurrences import Occurrence
from storage.times import say_date, say_moment

LeftOut = tuple[Occurrence, str]  # and the reason, a sentence


def notice(left: Sequence[LeftOut], zone: ZoneInfo, today: date) -> Reply:
    """Which posts were left out and why; those of one job with one reason stand together."""
    if len(left) == 1:
        [(only, reason)] = left
        return say(f"The {_name(only)} of {say_moment(only.due, zone, today)} was left out. {reason}")
    ordered = sorted(left, key=lambda each: (each[0].job, each[1], each[0].due))
    groups = [list(found) for _, found in groupby(ordered, key=lambda each: (each[0].job, each[1]))]
    texts = (Text(_together(group, zone, today)) for group in groups)
    return Reply((Heading(f"{len(left)} scheduled posts were left out"), *texts), private=True)


def _together(group: Sequence[LeftOut], zone: ZoneInfo, today: date) -> str:
    (first, reason), (last, _) = group[0], group[-1]
    name = capital(_name(first))
    if len(group) == 1:
        return f"{name} of {say_moment(first.due, zone, today)}. {reason}"
    begin, end = (say_date(each.due.astimezone(zone).date()) for each in (first, last))
    days = f"on {begin}" if begin == end else f"from {begin} to {end}"
    return f"{name}, {len(group)} times {days}. {reason}"


def _name(occurrence: Occurrence) -> str:
    if "/" in occurrence.job:
        return name_of(occurrence.job)
    return NAMES.get(occurrence.job, occurrence.job.replace("_", " "))
