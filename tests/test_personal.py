"""Personal details in what people write: found by kind, and never by the numbers that questions are full of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberMatcher

from commands import personal

NUMBERS = st.from_regex(r"(ring )?([+](44|43|49|61)|0) ?[1-9][0-9]{0,3}[ -]?[0-9]{1,7}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("ring 07700 900123", ["a phone number"]),
        ("ring +44 (0)20 7946 0018 please", ["a phone number"]),
        ("ring +49 30 2270", ["a phone number"]),
        ("943 476 5919 came again", ["an NHS number"]),
        ("write to ann@example.org", ["an email address"]),
        ("QQ 12 34 56 C is hers", []),
        ("AB 12 34 56 C is hers", ["a National Insurance number"]),
        ("lives at 12 High Street, NW1 8QS", ["a home address"]),
        ("born 4 May 1950", ["a date of birth"]),
        ("ask foodbank-referrals ward=Highgate since=2026-01-05 to=2026-11-16", []),
        ("943 476 5918 parcels", []),
        ("12345 parcels", []),
        ("", []),
    ],
)
def test_each_kind_is_found_and_named(text, kinds):
    assert personal.kinds(text) == kinds


@pytest.mark.parametrize("name", ["action", "meeting decision", "weeknote", "poll"])
def test_the_help_of_what_takes_free_words_says_that_names_cannot_be_detected(quick, name):
    assert "Names of people who get help cannot be detected" in quick.says("lead", f"help {name}")
    assert "cannot be detected" not in quick.says("lead", "help catalogue")


@given(NUMBERS)
def test_every_phone_number_that_the_library_sees_is_found(text):
    if PhoneNumberMatcher(text, "GB").has_next():
        assert {"a phone number", "an NHS number"} & set(personal.kinds(text))
