"""When a result may be shown, as small tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.soundings.results import DOMINANCE, stands_out

NUMBERS = st.lists(st.integers(0, 10_000), min_size=5, max_size=20)


@pytest.mark.parametrize(
    ("numbers", "stands"),
    [
        ([100, 90, 110, 80, 95], False),
        ([5000, 20, 10, 5, 0], True),
        ([10, 10, 10, 10], True),  # fewer than the minimum
        ([0, 0, 0, 0, 0], False),
        ([100, 100, 0, 0, 0], True),  # each of two knows the other
        ([100, 50, 15, 0, 0], False),
    ],
)
def test_one_number_stands_out(numbers, stands):
    assert stands_out(numbers, 5) is stands


@given(NUMBERS)
def test_where_none_stands_out_the_second_largest_cannot_tell_the_largest_to_within_p_percent(numbers):
    largest, second, *rest = sorted(numbers, reverse=True)
    guess = sum(numbers) - second  # what the second largest can work out from the total
    if not stands_out(numbers, 5):
        assert (guess - largest) * 100 >= DOMINANCE * largest
    assert sum(rest) == guess - largest


@given(NUMBERS)
def test_the_order_of_coming_does_not_matter(numbers):
    assert stands_out(numbers, 5) == stands_out(numbers[::-1], 5)
