"""What should be posted when, worked out by hand from the rules in words: nothing of Parley's is used here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

DAY = timedelta(days=1)
HOLIDAYS = {
    date(*each)
    for each in [
        *[
            (2026, 12, 26),
            (2027, 12, 25),
            (2027, 12, 26),
            (2028, 1, 1),
        ],  # at a weekend, with another day instead
        *[(2026, 12, 25), (2026, 12, 28), (2027, 1, 1), (2027, 3, 26), (2027, 3, 29), (2027, 5, 3)],
        *[(2027, 5, 31), (2027, 8, 30), (2027, 12, 27), (2027, 12, 28), (2028, 1, 3), (2028, 4, 14)],
        *[(2028, 4, 17), (2028, 5, 1), (2028, 5, 29), (2028, 8, 28), (2028, 12, 25), (2028, 12, 26)],
    ]
}  # in England
PAUSES = {
    "Christmas": (date(2026, 12, 24), date(2027, 1, 1)),
    "the council elections": (date(2027, 4, 26), date(2027, 5, 6)),
    "Christmas again": (date(2027, 12, 24), date(2028, 1, 3)),
    "moving house": (date(2028, 3, 22), date(2028, 3, 28)),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the configuration, and its meaning: on which weekdays, when, and for how long it still helps."""

    job: str
    words: str
    weekdays: frozenset[int]
    clock: time
    helps: timedelta
    holidays: str = "slide"
    more: str = ""

    def line(self) -> str:
        hours = self.helps // timedelta(hours=1)
        block = f"{{at: {self.words}, catch_up: {hours} hours, bank_holidays: {self.holidays}{self.more}}}"
        return f"meetings: [{block}]" if self.job == CALL else f"{self.job}: {block}"


HOURS = timedelta(hours=1)
CALL = "meeting/Weekly call"  # begins at 10am; its agenda comes 2 hours before
RULES = (
    Rule("weekly_chart", "Monday 09:30", frozenset({0}), time(9, 30), 12 * HOURS, more=", measures: [foodbank-referrals]"),
    Rule("weeknote_prompt", "Friday 11:00", frozenset({4}), time(11), 48 * HOURS),
    Rule("weeknote_digest", "Friday 15:30", frozenset({4}), time(15, 30), 200 * HOURS, "skip", ", editors: [Demo Lead]"),
    Rule("action_bundle", "Monday 09:00", frozenset({0}), time(9), 24 * HOURS, "post"),
    Rule("action_reminders", "every working day 09:00", frozenset(range(5)), time(9), 9 * HOURS),
    Rule(CALL, "Wednesday 10:00", frozenset({2}), time(8), 2 * HOURS, more=", title: Weekly call, agenda_before: 2 hours"),
    Rule("figures_review", "every day 01:30", frozenset(range(7)), time(1, 30), 36 * HOURS),
    Rule("request_clock", "every working day 09:00", frozenset(range(5)), time(9), 12 * HOURS),
)  # fmt: skip
PUBLIC = ("weekly_chart", "weeknote_prompt", CALL)  # what everybody sees each time


@dataclass(frozen=True, slots=True)
class Due:
    """One time at which something should come: on the clock of the wall, and as an instant."""

    rule: Rule
    local: datetime
    instant: datetime


def summer(year: int) -> tuple[datetime, datetime]:
    """Between which instants the clocks of London are an hour ahead: the last Sundays of March and October, 1am UTC."""
    ends = (datetime(year, month, 31, 1, tzinfo=UTC) for month in (3, 10))
    first, last = (each - DAY * ((each.weekday() + 1) % 7) for each in ends)
    return first, last


def instant(local: datetime) -> tuple[datetime, datetime]:
    """When London's clocks show a time, and what they then show: an hour that is left out comes an hour later."""
    first, last = summer(local.year)
    as_winter = local.replace(tzinfo=UTC)
    if first <= as_winter < first + HOURS:
        return as_winter, local + HOURS
    is_summer = first < as_winter < last + HOURS  # of the hour that comes twice, the first one
    return as_winter - HOURS * is_summer, local


def working(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def schedule(first: datetime, last: datetime) -> list[Due]:
    """Everything that is due after one instant and up to another, oldest first."""
    found = {
        (each.rule.job, each.instant): each for each in _each(first.date() - 10 * DAY, last.date() + DAY)
    }
    return sorted(
        (each for each in found.values() if first < each.instant <= last), key=lambda each: each.instant
    )


def _each(first: date, last: date) -> Iterator[Due]:
    for number in range((last - first).days + 1):
        for rule in RULES:
            day = _moved(rule, first + DAY * number)
            if day is not None:
                moment, shown = instant(datetime.combine(day, rule.clock))
                yield Due(rule, shown, moment)


def _moved(rule: Rule, day: date) -> date | None:
    """The day on which what belongs to a day comes, or none."""
    if day.weekday() not in rule.weekdays or (day in HOLIDAYS and rule.holidays == "skip"):
        return None
    while rule.holidays == "slide" and day in HOLIDAYS:
        day += DAY
        while not working(day):
            day += DAY
    return day


def outcome(due: Due, every: Sequence[Due], ticks: Sequence[datetime]) -> str:
    """What has to become of it, given when Parley looked: nothing yet, done, or a word of the reason it was left out."""
    looked = next((tick for tick in ticks if tick >= due.instant), None)
    if looked is None:
        return "nothing yet"
    if reason := _why_not(due, looked):
        return reason
    later = (each for each in every if each.rule is due.rule and due.instant < each.instant <= looked)
    return "later one" if any(not _why_not(each, looked) for each in later) else "done"


def _why_not(due: Due, looked: datetime) -> str:
    if any(first <= due.local.date() <= last for first, last in PAUSES.values()):
        return "paused"
    return "not running" if looked - due.instant > due.rule.helps else ""
