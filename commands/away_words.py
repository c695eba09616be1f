"""Days away, as people write them: "until Monday", "3 to 17 August", "next week", "for 2 weeks"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from commands import Refusal
from commands.reply import Button
from storage.away import Away
from storage.times import DAYS, MONTHS, parse_due, say_date, say_day

SAY = 'Write the days, such as "until Monday", "3 to 17 August", "next week" or "for 2 weeks".'
UNTIL = re.compile(r"(?:until|till|back(?: on)?)\s+(.+)")
DASH = re.compile(r"\s[-–]\s|(?<=[a-z0-9])–(?=[a-z0-9])|(?<=\d)-(?=\d{1,2}\s[a-z])")
RANGE = re.compile(r"(?:from\s+)?(.+?)\s(?:to|until|till|through)\s+(.+)")
SPAN = re.compile(r"for\s+(?:the\s+(?:next\s+)?)?(\d{1,3}|an?|one|two|three)\s+(day|week|month)s?")
YEAR, YEAR_AGO = re.compile(r"\b\d{4}\b"), timedelta(days=366)
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
LENGTHS = {"day": 1, "week": 7, "month": 30}


def read(words: str, today: date) -> Away:
    """The days somebody names, both included; "until Monday" means that they are back on Monday.

    Raises ``Refusal`` for what cannot be read, and with a choice for what can be read in two ways.
    """
    text = DASH.sub(" to ", " ".join(words.split()).rstrip(".!").casefold())
    if week := re.fullmatch(r"(this|next) week", text):
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * (week[1] == "next"))
        return Away(max(monday, today), monday + timedelta(days=6))
    if span := SPAN.fullmatch(text):
        number = NUMBERS.get(span[1]) or int(span[1])
        return Away(today, today + timedelta(days=max(number * LENGTHS[span[2]], 1) - 1))
    if until := UNTIL.fullmatch(text):
        return _until(until[1], today)
    if both := RANGE.fullmatch(text):
        return _between(both[1], both[2], today)
    day = _day(re.sub(r"^(?:on|from)\s+", "", text), today)
    if text.startswith("from "):
        raise Refusal(f"Until when? For example: away from {say_day(day)} to {say_day(day + timedelta(7))}")
    return Away(day, day)


def _until(text: str, today: date) -> Away:
    back = today + timedelta(days=7 - today.weekday()) if text == "next week" else _day(text, today)
    if back <= today:
        raise Refusal(f"You are back today, {say_date(today)}, then. {SAY}")
    return Away(today, back - timedelta(days=1))


def _between(first: str, last: str, today: date) -> Away:
    first = _with_month(first, last)
    end = _day(last, today)
    begin = _day(first, today if not YEAR.search(first) else today - YEAR_AGO)
    if begin < today:
        return Away(today, end)
    if begin <= end:
        return Away(begin, end)
    if _is_weekday(first):
        raise _which(Away(today, end), Away(begin, _day(last, begin)))
    return Away(today, end)  # they have begun: the first day is over


def _with_month(first: str, last: str) -> str:
    """ "3" of "3 to 17 August" is the 3rd of August."""
    if not re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", first):
        return first
    month = re.search(r"[a-z]{3,9}(?:\s\d{4})?$", last)
    if month is None or not any(name.casefold().startswith(month[0][:3]) for name in MONTHS):
        raise Refusal(f'Write the month as well, such as "{first} to 17 August".')
    return f"{first} {month[0]}"


def _is_weekday(text: str) -> bool:
    return any(day.casefold().startswith(text[:3]) for day in DAYS)


def _which(*choice: Away) -> Refusal:
    return Refusal("Which days do you mean?", [_button(days) for days in choice])


def _button(days: Away) -> Button:
    line = f"away from {say_day(days.first)} to {say_day(days.last)}"
    return Button(f"{say_date(days.first)} to {say_date(days.last)}", line)


def _day(text: str, today: date) -> date:
    if text == "now":
        return today
    try:
        return parse_due(text, today)
    except ValueError as problem:
        raise Refusal(str(problem) if "is" in str(problem).split() else SAY, field="last") from None
