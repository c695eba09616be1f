"""The shapes of words about time, as regular expressions over small letters and single spaces."""

from __future__ import annotations

import re

from storage.spans import Before, Newest, Span, Unit, YearBefore
from storage.spans.dates import A_DAY, A_MONTH, A_NUMBER, A_YEAR, whole
from storage.times import MONTHS

NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
COUNTS = {word: number for number, word in enumerate(NUMBERS, 1)} | {
    "a": 1,
    "an": 1,
    "couple of": 2,
    "few": 4,
}
STARTS = {"financial": "04-01", "tax": "04-01", "calendar": "01-01", "school": "09-01", "academic": "09-01"}
UNITS: dict[str, tuple[int, Unit]] = {
    "day": (1, "day"),
    "week": (1, "week"),
    "fortnight": (2, "week"),
    "month": (1, "month"),
    "quarter": (3, "month"),
    "term": (1, "term"),
    "year": (1, "year"),
}

A_KIND = rf"(?:(?P<kind>{'|'.join(STARTS)}) )?year"
A_UNIT = rf"(?P<unit>{'|'.join(UNITS)})s?"
A_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(COUNTS)})"
A_BACK = r"(?P<back>this|current|last|previous)"
LAST_YEAR = r"(?:last year|(?:the )?previous year|(?:the )?year before|a year (?:ago|before|earlier))"

IN_WEEK = re.compile(
    r"(?:the )?(?:w/c|wc|w/e|week(?: of| commencing| beginning| starting| ending| from| including)?) (?:on )?"
)
IN_MONTH = re.compile(r"(?:the )?month (?:of )?")
MONTH_NUMBER = whole(A_NUMBER)
TERMS = (
    whole(rf"(?:the )?(?P<season>autumn|spring|summer) term(?:(?: of| in)? {A_YEAR})?"),
    whole(rf"(?P<season>autumn|spring|summer) {A_YEAR}"),
    whole(rf"{A_YEAR} (?P<season>autumn|spring|summer) term"),
    whole(r"term (?P<season>autumn|spring|summer)"),
    whole(rf"{A_BACK} term"),
)
YEAR_ON = whole(rf"year {A_YEAR}-(?P<starts>\d\d-\d\d)")
YEAR_PAIR = whole(rf"(?:{A_KIND} )?{A_YEAR}[-/](?P<next>(?:20|21)?\d\d)")
YEAR_TO_YEAR = whole(rf"(?:{A_KIND} )?{A_YEAR} to (?P<next>(?:20|21)\d\d)")
YEAR_ALONE = whole(rf"(?:{A_KIND} )?{A_YEAR}")
YEAR_BACK = whole(rf"{A_BACK} {A_KIND}")
YEAR_SO_FAR = whole(rf"(?:the )?{A_KIND} to date")
RECENT = whole(rf"{A_BACK} (?P<unit>week|month)")
NEAR = whole(r"today|yesterday")
AGO = whole(rf"{A_COUNT} {A_UNIT} ago")
QUARTER = whole(rf"{A_BACK} quarter")
SEVERAL = whole(
    rf"(?:the )?(?:last|past|latest|newest|previous|most recent|recent) (?:a )?{A_COUNT}(?: (?:{A_UNIT}|periods?))?"
)
ROLLING = whole(rf"(?:the (?:last|past)|past) {A_UNIT}|(?:the )?last (?P<fortnight>fortnight)")
RELATIVE: tuple[tuple[re.Pattern[str], Span], ...] = (
    (
        whole(
            rf"(?:the )?(?:same|this) (?:time|day|weeks?|months?|terms?|period|stretch|quarter) (?:in |of )?{LAST_YEAR}"
            r"|(?:an?|one|1) year (?:ago|before|earlier)|(?:the )?year before(?: that)?"
        ),
        YearBefore(),
    ),
    (
        whole(r"(?:the )?(?:weeks?|months?|terms?|quarter|periods?|ones?) before(?: that)?|before that"),
        Before(),
    ),
    (
        whole(
            r"(?:the )?(?:newest|latest|most recent|current)(?: figures?| numbers?| data| ones?| weeks?| months?| terms?)?"
            r"|now|right now|currently|at the moment"
        ),
        Newest(),
    ),
)
COMPARED: tuple[tuple[re.Pattern[str], Span], ...] = (
    (whole(LAST_YEAR), YearBefore()),
    (whole(r"(?:the )?previous (?:weeks?|month|term|quarter|period|one)"), Before()),
)
SAME_MONTH = whole(
    rf"(?:from |between )?(?P<from>\d\d?)(?:st|nd|rd|th)? (?:to|and|until) {A_DAY}(?: of)? {A_MONTH}(?: {A_YEAR})?"
)
FROM = re.compile(r"(?:from|between|since) (?:the )?")
TO = re.compile(r" (?:to|until|till|through|up to|(?P<and>and)) (?:the )?")
SINCE = re.compile(r"(?:ever )?(?:since|from|starting|beginning) (?:the )?")
UNTIL = re.compile(r"(?:until|till|up to) (?:the )?")
ONWARDS = whole(r" (?:onwards?|on|until now|to now|to date)")
FIRST_WORDS = """
    a an the this last past previous current latest newest most recent now right currently at same from between since
    ever starting beginning until till up today yesterday w/c w/e wc week weeks month months term terms quarter period
    periods one ones before autumn spring summer year sept mon tue tues wed weds wednes thu thur thurs fri sat sun
    monday tuesday wednesday thursday friday saturday sunday
"""
BEGINNINGS = frozenset(FIRST_WORDS.split()).union(
    COUNTS, STARTS, (month.lower() for month in MONTHS), (month[:3].lower() for month in MONTHS)
)
