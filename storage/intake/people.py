"""What looks like one row per person, so that a file of people is refused before anything in it is used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
INSURANCE = re.compile(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]", re.IGNORECASE)
PHONE = re.compile(r"(?:\+44|0) ?\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}")
DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[ T].*)?|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d\d)")
TITLED = re.compile(r"(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? [A-Z].*")
NAMED = re.compile(r"[A-Z][a-z'’-]+(?: [A-Z][\w'’.-]*){1,3}|[A-Z][\w'’-]+, [A-Z][a-z'’-]+")
COUNTS_SOMETHING = re.compile(
    r"\bcounts?\b|\b(number|no|total|share|proportion|percentage|average|mean)\.? of\b"
)
OF_A_PLACE = re.compile(
    r"\b(ward|borough|area|district|parish|region|country|county|authority|l[as]d?|[lm]soa|locality|place|street|school"
    r"|academy|provider|organisation|service|site|centre|venue|team|office|food ?bank)s?\b"
)
IN_LETTERS = ("names of people", "addresses", "e-mail addresses")
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


def detail_kind(text: str) -> str | None:
    """Which personal detail a single cell holds by itself; None where it holds none."""
    for kind, found in (
        ("e-mail addresses", EMAIL.search(text)),
        ("National Insurance numbers", INSURANCE.fullmatch(text)),
        ("postcodes", POSTCODE.search(text)),
        ("names of people", TITLED.fullmatch(text)),
        ("telephone numbers", PHONE.fullmatch(text)),
        ("NHS numbers", len(text) >= 10 and _is_valid("nhs", text)),
        ("pupil numbers", len(text) == 13 and _is_valid("upn", text)),
    ):
        if found:
            return kind
    return None


def _is_valid(kind: str, text: str) -> bool:
    from stdnum.gb import nhs, upn  # only where there are so many letters: answering questions comes without

    return bool((nhs if kind == "nhs" else upn).is_valid(text))


def column_kind(column: str, values: Iterable[str], places: Iterable[str]) -> str | None:
    """Which personal detail an undeclared column holds, by its name and its cells; `places` are names of areas."""
    filled, known = [value for value in values if value], set(places)
    said = _words(column)
    kind = None if COUNTS_SOMETHING.search(said) else _promised(said)
    if kind and not (filled and kind in IN_LETTERS and _are_no_letters(kind, filled, known)):
        return kind
    place = OF_A_PLACE.search(said)
    if found := next((each for each in _details(filled) if not (place and each == "names of people")), None):
        return found
    if filled and all(DAY.fullmatch(value) for value in filled):
        return "dates of birth, or other dates of a person"
    if place:
        return None
    names = [value for value in set(filled) if NAMED.fullmatch(value) and value not in known]
    return "names of people" if len(names) >= max(3, 0.8 * len(filled)) else None


def _words(column: str) -> str:
    return column.casefold().replace("_", " ")


def _promised(said: str) -> str | None:
    """Which personal detail a column's name promises; None where it promises none."""
    return next((kind for kind, pattern in HEADERS.items() if pattern.search(said)), None)


def _are_no_letters(kind: str, filled: list[str], places: set[str]) -> bool:
    """Whether most cells are numbers or places; the name of a person has no digit either."""
    people = kind == "names of people"
    fitting = [
        value
        for value in filled
        if value not in places
        and any(map(str.isalpha, value))
        and not (people and any(map(str.isdigit, value)))
    ]
    return len(fitting) < len(filled) / 2


def _details(values: list[str]) -> Iterator[str]:
    for value in dict.fromkeys(values):
        if kind := detail_kind(value):
            yield kind
