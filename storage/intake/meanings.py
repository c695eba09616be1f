"""What a text in a file means: an area, a period, a category, a count, or nothing known here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from storage.counts import Missing, Number
from storage.geography import Area, Areas, normalise
from storage.intake.people import detail_kind
from storage.layouts import Markers
from storage.measures import Time

COUNT = re.compile(
    r"([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(?:\.00?)?"
)  # a pandas column of counts writes 12.0
NUMBER = re.compile(r"[-−+£]?[0-9][0-9.,\s]*%?")
SHARE = re.compile(r"[-−]?[0-9][0-9,]*\.[0-9]+%?|[-−]?[0-9]+\s*%")
FORMULA_ERROR = re.compile(r"#[A-Z0-9/]+[!?]")
NEGATIVE = re.compile(r"[-−]\s*[0-9].*")
USUAL = re.compile(r"[a-z]{1,2}|low|\[[a-z]{1,4}\]|[*~.:#–—-]{1,3}|n/a|#n/a|nan|null|nil", re.IGNORECASE)
LONGEST = 80  # letters of a text that is repeated in a sentence
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y")
MONTHS = ("%Y-%m", "%B %Y", "%b %Y", "%m/%Y")


@dataclass(frozen=True)
class Unknown:
    """A text that means nothing here, and the sentence that says so."""

    sentence: str


def shown(text: str) -> str:
    """The text if a sentence may repeat it; empty where it may be a count or a detail of a person."""
    safe = text and len(text) <= LONGEST and not NUMBER.fullmatch(text) and not detail_kind(text)
    return text if safe else ""


def area_of(text: str, areas: Areas, level: str) -> str | Unknown:
    """The code of an area of this level, by its code or its name."""
    said = shown(text)
    found = areas.find(text) if said else ()
    if isinstance(found, Area) and found.level == level:
        return found.code
    if not text or isinstance(found, Area):
        return Unknown(
            f"Every row needs a {level} here. Leave out rows for totals and larger areas, for example with “where”."
        )
    if not said:
        return Unknown(f"This is not a {level}.")
    if not isinstance(found, tuple):
        return Unknown(found.sentence)
    near = " or ".join(f"“{area.name}”" for area in found if area.level == level)
    return Unknown(f"“{said}” is not a known {level}." + (f" Did you mean {near}?" if near else ""))


def category_of(text: str, codes: Mapping[str, str]) -> str | Unknown:
    """The code of a category; `codes` are by their normalised spelling."""
    if (code := codes.get(normalise(text))) is not None:
        return code
    known = ", ".join(codes.values())
    if not (said := shown(text)):
        return Unknown(f"Enter one of: {known}.")
    return Unknown(f"“{said}” is not a known category. The categories are: {known}.")


def period_of(text: str, time: Time, form: str | None = None) -> date | Unknown:
    """The first day of a period, written in the declared form or as people usually write it."""
    if time.grain == "term":
        return _term(text, time)
    usual = DAYS if time.grain == "week" else (*MONTHS, *DAYS)
    day = _day(text, (form, "%Y-%m-%d") if form else usual)
    if day is None:
        such = f"{date(2026, 3, 16):{form}}" if form else "2026-03-16 or 16/03/2026"
        return Unknown(f"Enter the first day of the {time.grain}, such as {such}.")
    if sentence := next(_wrong(day, time), None):
        return Unknown(sentence)
    return day


def _term(text: str, time: Time) -> date | Unknown:
    labels = {normalise(term.label): term.start for term in time.terms}
    labels |= {term.id: term.start for term in time.terms}
    found = labels.get(normalise(text)) or labels.get(text)
    return found or Unknown("This is not one of the declared terms.")


def _day(text: str, forms: tuple[str, ...]) -> date | None:
    text = re.sub(r"\bsept\b", "Sep", text, flags=re.IGNORECASE)
    for form in forms:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a calendar day has no zone
        except ValueError:
            continue
    return None


def _wrong(day: date, time: Time) -> Iterator[str]:
    if time.grain == "week" and day.weekday():
        yield f"Weeks start on a Monday; {day:%Y-%m-%d} is a {day:%A}."
    if time.grain == "month" and day.day != 1:
        yield f"Months start on the first; {day:%Y-%m-%d} does not."
    if time.from_ and day < time.from_:
        yield f"This is before {time.from_:%Y-%m-%d}, from which these figures are declared."


def number_of(text: str, markers: Markers) -> Number | Unknown:
    """A count, or why there is none as the layout declares its markers; a marker is never 0."""
    if text in markers.withheld:
        return Missing.WITHHELD
    if text in markers.no_data:
        return Missing.NO_DATA
    if found := COUNT.fullmatch(text):
        return int(found[1].replace(",", ""))
    return Unknown(_not_a_count(text))


def _not_a_count(text: str) -> str:
    if not text:
        return "Enter a count: 0 where there were none. If empty means no data here, say so under “missing”."
    if NEGATIVE.fullmatch(text):
        return "A count cannot be negative."
    if FORMULA_ERROR.fullmatch(text):
        return f"A formula went wrong in this cell ({text}). Mend it."
    if USUAL.fullmatch(text):
        return f"“{text}” is no count. Say under “missing” in the measure file whether it is withheld or no data."
    return "A count must be a whole number, 0 or more, with no other marks."
