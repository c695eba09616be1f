"""Numbers in people's words that look like counts, so that an editor can check those that nobody has approved."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

UNITS = {
    **{
        name: value
        for value, name in enumerate(("three", "four", "five", "six", "seven", "eight", "nine"), 3)
    },
    **{name: value for value, name in enumerate(("ten", "eleven", "twelve", "thirteen", "fourteen"), 10)},
    **{
        name: value
        for value, name in enumerate(("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"), 15)
    },
}
TENS = {
    name: value * 10
    for value, name in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2
    )
}
LARGE = {"dozen": 12, "hundred": 100, "thousand": 1000}
SINGLE = "one|two|" + "|".join(UNITS)
SMALLEST = 3  # "two new volunteers" is a story, not a statistic

WORD = rf"(?:(?:a|{SINGLE})\s+)?(?:dozen|hundred|thousand)|(?:{'|'.join(TENS)})(?:[\s-](?:{SINGLE}))?|{'|'.join(UNITS)}"
NUMBER = re.compile(
    rf"(?<![\w.,/:£$€#@+-])(?:(\d{{1,3}}(?:,\d{{3}})+|\d+)|({WORD}))(?![\w/%°]|[.,:]\d|-\w)", re.IGNORECASE
)

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DAY = r"(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?"
MEASURED = (
    r"(?:minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|months?|years?|terms?|o'?clock|[ap]\.?m\b\.?|percent|per\s+cent|"
    r"kilos?|kgs?|grams?|lit(?:re|er)s?|met(?:re|er)s?|miles?|km|degrees?|pounds?|quid|pence|working\s+days?|"
    r"year[\s-]olds?|times|of\s+the\s+clock)"
)
# What stands right before or after a number that counts nothing.
BEFORE = re.compile(
    rf"(?:\b(?:{MONTH}|{DAY}|wards?|weeks?|years?|terms?|ages?|aged|under|over\s+the\s+age\s+of|note|sounding|release|action|no\.?|number|"
    r"weeks?\s+\d+\s+(?:and|to)|room|route|bus|unit|flat|floor|phase|stage|part|page|version|covid)|[£$€#])\s*$",
    re.IGNORECASE,
)
AFTER = re.compile(
    rf"\s*(?:-|–|to\b)?\s*(?:{MEASURED}|{MONTH})\b|\s*(?:-|–|to)\s*\d[\d:.]*\s*(?:[ap]\.?m\b|{MONTH}|{MEASURED})|\s*(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
CLOCK_BEFORE = re.compile(r"\b(?:at|by|until|till|since|between|before|after|from|open)\s*$", re.IGNORECASE)
HOURS = 24
TIME_BEFORE = re.compile(r"\d[\d:.]*\s*(?:[ap]m)?\s*(?:-|–|to)\s*$", re.IGNORECASE)
YEARS = range(1900, 2100)


def unknown(text: str, known: Container[int]) -> list[str]:
    """The numbers of a text, as written, that look like counts and are not among the known ones; each once."""
    return list(
        dict.fromkeys(said for said, value in counts(text) if value >= SMALLEST and value not in known)
    )


def counts(text: str) -> Iterator[tuple[str, int]]:
    """Every number that looks like a count: as written, and what it is."""
    for found in NUMBER.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        if BEFORE.search(before) or AFTER.match(after) or TIME_BEFORE.search(before):
            continue
        value = int(found[1].replace(",", "")) if found[1] else _in_words(found[2])
        if not _is_year(found[1], value) and not (value <= HOURS and CLOCK_BEFORE.search(before)):
            yield found[0], value


def _is_year(digits: str | None, value: int) -> bool:
    return digits is not None and value in YEARS and "," not in digits


def _in_words(said: str) -> int:
    """The value of "twenty-three", "a dozen" or "three hundred"."""
    parts = re.split(r"[\s-]+", said.casefold())
    small = UNITS | TENS | {"a": 1, "one": 1, "two": 2}
    if parts[-1] in LARGE:
        return LARGE[parts[-1]] * (small[parts[0]] if len(parts) > 1 else 1)
    return sum(small[part] for part in parts)
