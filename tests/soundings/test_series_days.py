"""On which days a series is open: never on a bank holiday, never in a pause, and the same however the clock looks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import config
from bot.cli import check_series
from storage.bank_holidays import is_bank_holiday
from storage.due_times import calendar, times
from storage.open_days import closing, last_day
from storage.partnership import Pause
from storage.schedule_settings import SoundingJob
from storage.settings_values import Span, parse_span
from tests.soundings.series import DEMAND

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
RULES = ("every second Wednesday 10:00", "Friday 16:00", "Thursday 9am", "last Friday 12:00")
SPANS = ("1 working day", "2 working days", "5 working days", "30 hours", "8 days", "1 week")
NATIONS = ("England", "Wales", "Scotland", "Northern Ireland")


@pytest.fixture(scope="module")
def settings(built):
    return config.load(built[0] / "config.yaml", {}).partnerships[0].model_copy(update={"pauses": ()})


def series(rule, span, holidays="slide"):
    return SoundingJob.model_validate({**DEMAND, "at": rule, "closes_after": span, "bank_holidays": holidays})


def days_open(settings, wanted, local):
    last = last_day(settings, wanted, local)
    return [local.date() + timedelta(days=each) for each in range((last - local.date()).days + 1)]


@given(
    st.sampled_from(RULES),
    st.sampled_from(SPANS),
    st.sampled_from(NATIONS),
    st.sampled_from(["slide", "skip"]),
)
def test_no_run_is_ever_open_on_a_bank_holiday(settings, rule, span, nation, holidays):
    here, wanted = settings.model_copy(update={"nation": nation}), series(rule, span, holidays)
    found = times(here, wanted, BEGIN, BEGIN + timedelta(days=400))
    assert found
    for each in found:
        assert not any(is_bank_holiday(day, nation) for day in days_open(here, wanted, each.local))


@given(st.sampled_from(RULES), st.sampled_from(SPANS), st.integers(1, 399))
def test_the_clock_finds_the_same_runs_however_often_it_looks(settings, rule, span, day):
    wanted, until = series(rule, span), BEGIN + timedelta(days=400)
    middle = BEGIN + timedelta(days=day)
    whole = times(settings, wanted, BEGIN, until)
    assert whole == times(settings, wanted, BEGIN, middle) + times(settings, wanted, middle, until)


@given(st.sampled_from(RULES), st.sampled_from(SPANS), st.integers(0, 300), st.integers(0, 20))
def test_no_run_is_ever_open_in_a_pause(settings, rule, span, begins, length):
    first = BEGIN.date() + timedelta(days=begins)
    last = first + timedelta(days=length)
    pause = Pause.model_validate({"from": first, "to": last, "reason": "Quiet"})
    here, wanted = settings.model_copy(update={"pauses": (pause,)}), series(rule, span)
    for each in calendar(here, wanted, BEGIN, BEGIN + timedelta(days=360), {}):
        meets = any(pause.covers(day) for day in days_open(here, wanted, each.due.local))
        assert meets == (each.left_out == "paused, Quiet") or each.left_out.startswith("it would be open")


def test_a_pause_of_what_is_published_holds_no_sounding(settings):
    pause = Pause.model_validate(
        {"from": "2026-11-01", "to": "2026-12-01", "reason": "Election", "holds": "public"}
    )
    here = settings.model_copy(update={"pauses": (pause,)})
    found = calendar(here, series(*("Friday 16:00", "2 working days")), BEGIN, BEGIN + timedelta(days=20), {})
    assert [each.left_out for each in found] == ["", "", ""]


@pytest.mark.parametrize(
    ("span", "closes"),
    [
        ("2 working days", datetime(2026, 11, 24, 17)),
        ("30 hours", datetime(2026, 11, 21, 16)),
        ("3 days", datetime(2026, 11, 23, 17)),
        ("1 week", datetime(2026, 11, 27, 17)),
        ("1 month", datetime(2026, 12, 20, 17)),
    ],
)
def test_when_a_run_that_opens_on_a_friday_at_10am_closes(settings, span, closes):
    opened = datetime(2026, 11, 20, 10)
    assert closing(settings, parse_span(span), opened) == closes


def test_what_is_only_posted_has_one_day(settings):
    chart = settings.schedule.weekly_chart
    assert last_day(settings, chart, datetime(2026, 11, 20, 10)) == date(2026, 11, 20)


def test_a_series_without_a_span_of_its_own_has_that_of_all_soundings(settings):
    polls = settings.polls.model_copy(update={"closes_after": Span(1, "weeks")})
    here = settings.model_copy(update={"polls": polls})
    assert last_day(here, series("Friday 16:00", None), datetime(2026, 11, 20, 10)) == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, []),
        ({"audience": "council"}, ["Demand asks 2 organisations, and results need 5 answers"]),
        ({"audience": "council", "mode": "named"}, []),
        ({"audience": "council", "voice": "person"}, []),
    ],
)
def test_a_series_that_can_never_show_a_result_is_noted(settings, changed, said):
    found = [each.text for each in check_series.too_few_asked("p", configured(settings, **changed))]
    assert [words[: len(begins)] for words, begins in zip(found, said, strict=True)] == said


def test_a_template_that_is_not_there_is_a_problem(settings):
    right = configured(settings, template="stock", question=None, options=[])
    wrong = configured(settings, template="stok", question=None, options=[])
    assert list(check_series.unknown_templates("p", right)) == []
    (problem,) = check_series.unknown_templates("p", wrong)
    assert problem.path == "p.schedule.soundings[0].template"
    assert '"stok" is not a ready sounding' in problem.text


def configured(settings, **changed):
    series = SoundingJob.model_validate({**DEMAND, **changed})
    schedule = settings.schedule.model_copy(update={"soundings": (series,)})
    return settings.model_copy(update={"schedule": schedule})
