"""Bank holidays and working days of each nation."""

from datetime import date, timedelta
from typing import get_args

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.bank_holidays import Nation, add_working_days, is_bank_holiday

MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (date(2026, 12, 25), {"England", "Wales", "Scotland", "Northern Ireland"}),
        (date(2026, 1, 2), {"Scotland"}),
        (date(2026, 3, 17), {"Northern Ireland"}),
        (date(2026, 7, 13), {"Northern Ireland"}),
        (date(2026, 4, 6), {"England", "Wales", "Northern Ireland"}),
        (date(2026, 11, 30), {"Scotland"}),
        (MONDAY, set()),
    ],
)
def test_bank_holidays_are_those_of_the_nation(day, closed):
    nations = ("England", "Wales", "Scotland", "Northern Ireland")
    assert {nation for nation in nations if is_bank_holiday(day, nation)} == closed


@pytest.mark.parametrize("nation", get_args(Nation))
def test_bank_holidays_are_those_the_library_knows(nation):
    known = holidays.country_holidays("GB", subdiv=nation, years=range(2015, 2041))
    days = (date(2015, 1, 1) + timedelta(days=number) for number in range(26 * 365))
    assert all(is_bank_holiday(day, nation) == (day in known) for day in days)


@pytest.mark.parametrize(
    ("start", "n", "nation", "end"),
    [
        (date(2026, 11, 20), 1, "England", date(2026, 11, 23)),
        (date(2026, 12, 24), 1, "England", date(2026, 12, 29)),
        (date(2026, 12, 31), 1, "England", date(2027, 1, 4)),
        (date(2026, 12, 31), 1, "Scotland", date(2027, 1, 5)),
        (date(2026, 11, 21), 2, "England", date(2026, 11, 24)),
        (MONDAY, 0, "England", MONDAY),
        (MONDAY, -1, "England", date(2026, 11, 13)),
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(start, n, nation, end):
    assert add_working_days(start, n, nation) == end


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 30), st.integers(1, 30))
def test_working_days_add_up(start, one, other):
    assert add_working_days(add_working_days(start, one, "Wales"), other, "Wales") == add_working_days(
        start, one + other, "Wales"
    )
