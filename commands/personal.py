"""Personal details: found before anything is stored, and refused with a way out.

The libraries that know telephone and NHS numbers are loaded by the first text that could hold one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from commands import Refusal, Request
from commands.reply import Button

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
PHONE = re.compile(
    r"(?<![\d-])(?:\+44\s?(?:\(0\))?|0)\d(?:[\s-]?\d){8,9}(?![\d-])"
)  # also numbers not in use
INSURANCE = re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b", re.IGNORECASE)
ADDRESS = re.compile(
    r"\b\d+[a-z]?\s+[\w' ]+?,?\s+[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE
)  # a house number somewhere before a full postcode
BIRTH = re.compile(
    r"\b(?:born|dob|d\.o\.b\.?|date of birth)\b\D{0,12}\d{1,2}\W\w{1,9}\W\d{2,4}", re.IGNORECASE
)
SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY")  # not about a person, and no less to be kept out
FEWEST_DIGITS = 6  # of a telephone number, its country code included, anywhere in the world
TEN_DIGITS = re.compile(r"\b\d{3}[\s-]?\d{3}[\s-]?\d{4}\b")
NAMED = re.compile(
    r"\b(?:is|was|are|does|has|do you have)\b.{0,60}?\b(?:on|in|get|getting|receiving|known to|using)\b.{0,40}?"
    r"\b(?:list|lists|records|register|database|referred|support|system|books)\b"
    r"|\b(?:mr|mrs|ms|miss|mx|dr)\.?\s+[a-z]+",
    re.IGNORECASE,
)
TITLED = re.compile(r"\b(?:mr|mrs|ms|miss|mx|dr)\.?\s+[a-z]+", re.IGNORECASE)
PEOPLE = re.compile(
    r"\b(?:people|families|households|clients|customers|members|residents|tenants|children|pupils|anyone|anybody)\b",
    re.IGNORECASE,
)
LISTED = re.compile(
    r"\b(?:lists?|records|registers?|databases?|books|systems?|caseloads?|known)\b", re.IGNORECASE
)
OURS = re.compile(r"\b(?:we|us|our|ours)\b", re.IGNORECASE)
YOURS = re.compile(r"\b(?:you|your|yours|they|them|their|theirs|council|council's)\b", re.IGNORECASE)
COMPARED = re.compile(
    r"\b(?:overlap\w*|match\w*|compar\w*|cross[ -]?(?:check|reference)\w*)\b.{0,60}?\b(?:lists|records|registers|databases)\b"
    r"|\b(?:lists|records|registers|databases)\b.{0,40}?\b(?:overlap|match|in common)\b"
    r"|\bsupport(?:ing)? the same (?:people|families|households)\b",
    re.IGNORECASE,
)


def kinds(text: str) -> list[str]:
    """The kinds of personal detail a text seems to hold; names cannot be found this way."""
    return list(_found(text))


def _found(text: str) -> Iterator[str]:
    if EMAIL.search(text):
        yield "an email address"
    if any(_is_of_the_nhs(number) for number in TEN_DIGITS.findall(text)):
        yield "an NHS number"
    elif PHONE.search(text) or _holds_phone_number(text):
        yield "a phone number"
    if INSURANCE.search(text):
        yield "a National Insurance number"
    if ADDRESS.search(text):
        yield "a home address"
    if BIRTH.search(text):
        yield "a date of birth"
    if SECRET.search(text):
        yield "a secret key"


def _is_of_the_nhs(number: str) -> bool:
    from stdnum.gb import nhs

    return bool(nhs.is_valid(number))


def _holds_phone_number(text: str) -> bool:
    if sum(map(str.isdecimal, text)) < FEWEST_DIGITS:
        return False
    from phonenumbers import PhoneNumberMatcher

    return PhoneNumberMatcher(text, "GB").has_next()


def check(text: str, field: str = "words") -> str:
    """The text itself, or a refusal that names the kind of detail to leave out. Nothing is stored."""
    if kinds(text):
        raise Refusal(sentence(text), field=field)
    return text


def sentence(text: str) -> str:
    """Which kinds of detail to leave out, without repeating them."""
    return (
        f"This seems to contain {' and '.join(kinds(text))}, so Parley has not kept it. "
        "Leave that out and send it again."
    )


def refuse_named_person(request: Request, text: str) -> None:
    """A question about one resident gets a person to talk to, never an answer; one about two lists a conversation."""
    if asks_about_overlap(text):
        raise Refusal(
            "Parley never compares lists of people, not even to count how many are on both. But it is a good question: "
            "there is a first step that needs nobody's details, and a conversation after it.",
            [Button("Where to begin", "overlap")],
        )
    refuse_one_person(request, text)


def refuse_one_person(request: Request, text: str) -> None:
    """The same where people of two lists may be spoken of, and nobody in particular."""
    if not kinds(text) and (asks_about_overlap(text) or not NAMED.search(text)):
        return
    raise Refusal(
        "Parley cannot say anything about one person, and nothing you wrote has been kept. "
        f"It only holds counts. If you are worried about somebody, talk to "
        f"{request.partnership.contact('steward')}, not in this channel."
    )


def asks_about_overlap(text: str) -> bool:
    """Whether it asks who is on the lists of two sides: "are the people we support on your list?"."""
    if TITLED.search(text) or kinds(text):
        return False
    if COMPARED.search(text):
        return True
    return all(each.search(text) for each in (PEOPLE, LISTED, OURS, YOURS))
