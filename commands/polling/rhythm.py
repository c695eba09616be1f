"""The rhythm of a sounding that is to come round: when each run opens, and how long it is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from commands import Refusal, Request
from storage.due_times import Planned
from storage.open_days import closing
from storage.partnership import PartnershipSettings
from storage.schedule_settings import SoundingJob
from storage.settings_values import Span, parse_span
from storage.soundings.likeness import NEAR
from storage.times import END_OF_DAY, Daily, Rule, next_due, parse_moment, parse_weekly

USUAL_TIME = "10am"
SO_SOON = (
    "These come so soon after one another that two results together could show what single organisations "
    "answered. Then the later one is not shared. Every second week is safer."
)


def read(text: str, field: str = "every") -> Rule:
    """ "second Wednesday", "every Monday 2pm" or "first Monday of the month"; without a time in the morning."""
    begins, says_from, first = text.strip().partition(" from ")
    try:
        rule = parse_weekly(text)
    except ValueError as problem:
        try:
            rule = parse_weekly(f"{begins} {USUAL_TIME}{says_from}{first}")
        except ValueError:
            raise Refusal(str(problem), field=field) from None
    if isinstance(rule, Daily):
        raise Refusal(
            "Nobody can answer the same every day. Write a day of the week, such as every second Wednesday 10am.",
            field=field,
        )
    return rule


def open_for(request: Request, rule: Rule, closes: str) -> Span | None:
    """How long each run is open: said so, or as far as from the first opening to the time said."""
    if not closes.strip():
        return None
    try:
        return parse_span(closes)
    except ValueError:
        opens = next_due(rule, request.partnership.zone, request.now, 1)[0].local
    try:
        return _between(opens, parse_moment(closes, opens))
    except ValueError:
        text = "Say how long it is open, such as 2 working days, or when it closes, such as Fri 5pm."
        raise Refusal(text, field="closes") from None


def _between(opens: datetime, closes: datetime) -> Span:
    days = (closes.date() - opens.date()).days
    if days and closes.time() == END_OF_DAY:
        return Span(days, "days")
    return Span(max(1, round((closes - opens) / timedelta(hours=1))), "hours")


def gaps(settings: PartnershipSettings, series: SoundingJob, found: Sequence[Planned]) -> list[timedelta]:
    """How long it is from the close of each run to the opening of the next one.

    Raises ``Refusal`` where two would be open at once, or none ever.
    """
    span = series.closes_after or settings.polls.closes_after
    opens = [each.due.local for each in found if not each.left_out]
    closes = [closing(settings, span, each) for each in opens]
    if not opens:
        raise Refusal(
            "On every date of the next year it would be open on a bank holiday or in a pause. "
            "Let it be open for a shorter time, such as 2 working days.",
            field="closes",
        )
    between = [after - end for end, (_, after) in zip(closes, pairwise(opens), strict=False)]
    if any(gap <= timedelta() for gap in between):
        raise Refusal(
            "Each one must close before the next one opens. Let it be open for a shorter time, such as 2 working days.",
            field="closes",
        )
    return between


def is_so_soon(between: Sequence[timedelta]) -> bool:
    """Whether runs come so near to one another that a sealed result may have to be held back."""
    return any(gap <= NEAR for gap in between)
