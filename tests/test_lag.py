"""Each period is published once, after its lag: what is too new is left out of a release, or refused in one."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from storage.lag import published_from
from storage.measures import Time
from tests.office import Office

WEEKS = ((40, 50), (41, 52), (43, 54))  # of 5, 12 and 19 October; the example waits 3 days
TERMS = [{"start": "2026-09-01", "label": "autumn term 2026", "end": "2026-12-18"}]


@pytest.fixture
def office(tmp_path):
    office = Office(tmp_path)
    office.hears("lead", f"data loader {office.line}")
    return office


def on(day):
    return time_machine.travel(f"2026-10-{day} 10:00+00:00", tick=False)


def test_a_week_that_is_too_new_is_left_out_and_comes_with_the_next_build(office):
    with on("28"):  # the week of 19 October ended on the 25th
        built = office.build(*WEEKS)
    assert built.exit_code == 0
    assert "periods: 2 (2026-10-05 to 2026-10-12)" in built.stdout
    assert (
        "The counts in the week of Monday 19 October 2026 may be published from 29 October 2026. They are left out until "
        "then." in built.stderr
    )
    with on("29"):
        built = office.build(*WEEKS)
    assert "periods: 3" in built.stdout
    assert "left out" not in built.stderr


def test_a_file_of_which_nothing_may_be_published_makes_no_release(office):
    with on("14"):
        built = office.build(*WEEKS)
    assert built.exit_code == 2
    assert built.stderr.startswith("Nothing in this file may be published yet.")
    assert "may be published from 15 October 2026." in built.stderr
    assert not office.at("release.zip").exists()


def test_a_server_does_not_take_a_week_that_is_too_new_whatever_day_the_analyst_has(office):
    with on("29"):
        assert office.build(*WEEKS).exit_code == 0
    before = office.stored()
    with on("28"):
        said = office.takes_in()
    assert said.exit_code == 2
    assert "Some of this release is too new, so nothing was loaded." in said.stderr
    assert (
        "The counts in the week of Monday 19 October 2026 may be published from 29 October 2026."
        in said.stderr
    )
    assert office.stored() == before
    with on("29"):
        assert office.takes_in().exit_code == 0


@pytest.mark.parametrize(
    ("time", "period", "day"),
    [
        ({"grain": "week", "starts": "monday", "lag_days": 3}, date(2026, 10, 5), date(2026, 10, 15)),
        ({"grain": "month", "lag_days": 10}, date(2026, 10, 1), date(2026, 11, 11)),
        ({"grain": "term", "terms": TERMS, "lag_days": 21}, date(2026, 9, 1), date(2026, 9, 22)),
        ({"grain": "once", "period": "2021-03-21"}, date(2021, 3, 21), date(2021, 3, 21)),
    ],
)
def test_the_lag_runs_from_the_end_of_a_period_and_in_a_term_from_its_start(time, period, day):
    assert published_from(Time.model_validate(time), period) == day
