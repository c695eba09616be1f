"""The demonstration partnership: synthetic, said to be, the same for the same seed, and with a year in it."""

import csv
import time
from collections import Counter
from datetime import date, timedelta

import pytest

from storage.bundle import build
from storage.catalogue import load_catalogue
from storage.demo.calendar import START, VAN, WEEK, events, weeks
from storage.demo.figures import figures_of, folder_of, names
from storage.demo.generate import catalogue_folder, write_catalogue, write_sources
from storage.sources import read

UNTIL = date(2026, 9, 30)
KEY = b"a key of the demonstration only"
IDS = {"foodbank-referrals", "fsm-entitled", "fsm-taking", "helpline-calls", "food-parcels"}


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(catalogue_folder())


@pytest.fixture(scope="module")
def extracts(catalogue, tmp_path_factory):
    paths = write_sources(tmp_path_factory.mktemp("sources"), UNTIL, seed=1)
    return {path.stem: read(catalogue.measures[path.stem], path, catalogue.areas) for path in paths}


def by_week(extract):
    totals = Counter()
    for count in extract.counts:
        totals[count.period] += count.n
    return totals


def mean(totals, wanted):
    found = [n for week, n in totals.items() if wanted(week)]
    return sum(found) / len(found)


EACH = pytest.mark.parametrize("name", names())


def test_the_first_demonstration_has_its_five_measures(catalogue):
    assert set(catalogue.measures) == IDS


@EACH
def test_every_measure_says_that_it_is_synthetic(name):
    measures = load_catalogue(catalogue_folder(name)).measures.values()
    assert all(measure.what.startswith("Synthetic demonstration figures.") for measure in measures)


@EACH
def test_every_person_named_is_made_up_and_the_contact_does_not_approve(name):
    for measure in load_catalogue(catalogue_folder(name)).measures.values():
        people = (measure.contact, measure.steward, measure.deputy)
        assert all(each.startswith("Demo ") for each in people)
        assert measure.contact not in people[1:]


@EACH
def test_what_is_made_up_fits_the_code_list_and_the_measures(name):
    figures, catalogue = figures_of(name), load_catalogue(catalogue_folder(name))
    assert {*figures.weekly, *figures.termly} == set(catalogue.measures)
    assert figures.waits in figures.weekly
    for identity, weekly in figures.weekly.items():
        [dimension] = catalogue.measures[identity].dimensions.values()
        assert set(weekly.kinds) == set(dimension.codes)
    wards = {len(catalogue.areas_of(measure).at("ward")) for measure in catalogue.measures.values()}
    assert wards == {len(figures.need)} == {len(figures.pupils)}
    config = (folder_of(name) / "config.yaml").read_text(encoding="utf-8")
    assert all(f"name: {persona.name}," in config for persona in figures.personas)


def test_the_code_lists_have_the_wards_of_2022_and_2023(catalogue):
    assert [ward.code for ward in catalogue.areas.at("ward")] == [f"E050136{n}" for n in range(52, 72)]
    other = load_catalogue(catalogue_folder(names()[1]))
    assert [ward.code for ward in other.areas.at("ward")] == [f"E05014{n}" for n in range(394, 425)]


@EACH
@pytest.mark.parametrize("file", ["wards.csv", "ward-changes.csv"])
def test_facts_from_elsewhere_say_whose_they_are(name, file):
    assert "Open Government Licence" in (catalogue_folder(name) / file).read_text(encoding="utf-8")


def test_the_traps_of_free_school_meals_are_said(catalogue):
    for id_ in ("fsm-entitled", "fsm-taking"):
        assert "home" in catalogue.measures[id_].not_
    assert "claimed" in catalogue.measures["fsm-entitled"].not_
    assert "Callers" in catalogue.measures["helpline-calls"].not_


def test_the_copied_catalogue_does_not_expire_for_a_year(tmp_path):
    copied = load_catalogue(write_catalogue(tmp_path / "catalogue", date(2031, 5, 6)))
    assert {measure.review_by for measure in copied.measures.values()} == {date(2032, 5, 5)}


def test_the_same_seed_gives_the_same_files_and_another_seed_others(tmp_path):
    first, same, other = (
        [path.read_bytes() for path in write_sources(tmp_path / name, date(2025, 3, 1), seed)]
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert first == same
    assert all(one != another for one, another in zip(first, other, strict=True))


def test_a_week_stays_as_it_was_when_later_weeks_are_added(tmp_path):
    for earlier, later in zip(
        write_sources(tmp_path / "a", date(2025, 3, 1), 1),
        write_sources(tmp_path / "b", UNTIL, 1),
        strict=True,
    ):
        assert later.read_text(encoding="utf-8").startswith(earlier.read_text(encoding="utf-8"))


def test_only_full_weeks_before_the_day_are_written():
    monday = date(2025, 3, 3)
    assert max(weeks(monday)) == monday - WEEK
    assert max(weeks(monday + timedelta(days=6))) == monday - WEEK
    assert max(weeks(monday + WEEK)) == monday
    assert min(weeks(UNTIL)) == START


def test_winter_is_high_and_late_summer_low(extracts):
    for id_ in ("foodbank-referrals", "helpline-calls", "food-parcels"):
        totals = by_week(extracts[id_])
        assert mean(totals, lambda week: week.month in (1, 2)) > 1.3 * mean(
            totals, lambda w: w.month in (8, 9)
        )


def test_christmas_is_a_closure_and_then_a_rebound(extracts):
    totals = by_week(extracts["foodbank-referrals"])
    assert totals[date(2025, 12, 29)] < 0.7 * totals[date(2025, 12, 15)]
    assert totals[date(2026, 1, 5)] > 1.2 * totals[date(2025, 12, 15)]


def test_the_van_off_the_road_shows_in_parcels(extracts):
    van = next(event for event in events(UNTIL) if event.words == VAN)
    totals = by_week(extracts["food-parcels"])
    assert (van.end - van.start).days == 13
    assert mean(totals, van.touches) < 0.8 * totals[van.end + timedelta(days=1)]


def test_half_terms_and_christmas_are_events_and_none_is_in_the_future():
    found = events(UNTIL)
    assert [event.start for event in found if event.words == "Half term"] == [
        date(2024, 10, 28),
        date(2025, 2, 17),
        date(2025, 5, 26),
        date(2025, 10, 27),
        date(2026, 2, 16),
        date(2026, 5, 25),
    ]
    assert all(event.start < UNTIL and event.start <= event.end for event in found)
    assert list(found) == sorted(found)


def test_small_wards_have_small_counts(extracts):
    wards = Counter()
    for count in extracts["foodbank-referrals"].counts:
        wards[count.area, count.period] += count.n
    small = sum(0 < n < 5 for n in wards.values()) / len(wards)
    assert 0.2 < small < 0.7


def test_nobody_takes_a_meal_without_being_entitled(extracts):
    entitled, taking = (
        {(count.area, count.period): count.n for count in extracts[id_].counts}
        for id_ in ("fsm-entitled", "fsm-taking")
    )
    assert set(entitled) == set(taking)
    assert all(0 < taking[key] < entitled[key] for key in entitled)


def test_the_files_are_plain_csv_with_the_declared_columns(tmp_path):
    path = write_sources(tmp_path, date(2024, 11, 1), seed=1)[0]
    with path.open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == ["ward", "week_commencing", "reason", "referrals"]


@EACH
def test_the_whole_demonstration_is_built_in_a_few_seconds(name, tmp_path):
    started, catalogue = time.perf_counter(), load_catalogue(catalogue_folder(name))
    for path in write_sources(tmp_path, UNTIL, seed=1, name=name):
        measure = catalogue.measures[path.stem]
        build(measure, read(measure, path, catalogue.areas), catalogue.areas, KEY, "Demo Analyst")
    assert time.perf_counter() - started < 30
