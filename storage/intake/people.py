"""What looks like one row per person, so that a file of people is refused before anything in it is used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from stdnum.gb import nhs, upn

POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
INSURANCE = re.compile(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]", re.IGNORECASE)
PHONE = re.compile(r"(?:\+44|0) ?\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}")
DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[ T].*)?|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d\d)")
TITLED = re.compile(r"(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? [A-Z].*")
NAMED = re.compile(r"[A-Z][a-z'’-]+(?: [A-Z][\w'’.-]*){1,3}|[A-Z][\w'’-]+, [A-Z][a-z'’-]+")
HEADERS = {
    "names of people": re.compile(
        r"^name$|surname|forename|(first|last|full|given|family|middle|maiden|christian)[ _-]*name|initials"
        r"|(client|person|resident|customer|applicant|claimant)s?[ _-]*name"
        r"|(parent|child|pupil|patient|referrer)s?[ _-]*name"
    ),
    "dates of birth": re.compile(r"\bdob\b|birth|\bd\.o\.b"),
    "postcodes": re.compile(r"post[ _-]*code"),
    "addresses": re.compile(r"\baddress|street|house[ _-]*(no|number)"),
    "e-mail addresses": re.compile(r"e-?mail"),
    "telephone numbers": re.compile(r"\b(tele)?phone|\bmobile|\btel\b"),
    "NHS numbers": re.compile(r"\bnhs\b"),
    "National Insurance numbers": re.compile(r"\bnino\b|national[ _-]*insurance|\bni[ _-]*(no|number)"),
    "numbers that stand for a person": re.compile(
        r"\bupn\b|\buprn\b|(client|person|resident|customer|case|pupil|patient)[ _-]*(id|ref|no|number)\b"
    ),
}


def header_kind(column: str) -> str | None:
    """Which personal detail a column's name promises; None where it promises none."""
    words = column.casefold().replace("_", " ")
    return next((kind for kind, pattern in HEADERS.items() if pattern.search(words)), None)


def detail_kind(text: str) -> str | None:
    """Which personal detail a single cell holds by itself; None where it holds none."""
    for kind, found in (
        ("e-mail addresses", EMAIL.search(text)),
        ("National Insurance numbers", INSURANCE.fullmatch(text)),
        ("postcodes", POSTCODE.search(text)),
        ("names of people", TITLED.fullmatch(text)),
        ("telephone numbers", PHONE.fullmatch(text)),
        ("NHS numbers", len(text) >= 10 and nhs.is_valid(text)),
        ("pupil numbers", len(text) == 13 and upn.is_valid(text)),
    ):
        if found:
            return kind
    return None


def column_kind(values: Iterable[str], places: Iterable[str]) -> str | None:
    """Which personal detail an undeclared column holds as a whole; `places` are names of areas."""
    filled = [value for value in values if value]
    if not filled:
        return None
    if found := next(_details(filled), None):
        return found
    if all(DAY.fullmatch(value) for value in filled):
        return "dates of birth, or other dates of a person"
    different, known = set(filled), set(places)
    names = [value for value in different if NAMED.fullmatch(value) and value not in known]
    return "names of people" if len(names) >= max(3, 0.8 * len(filled)) else None


def _details(values: list[str]) -> Iterator[str]:
    for value in dict.fromkeys(values):
        if kind := detail_kind(value):
            yield kind
