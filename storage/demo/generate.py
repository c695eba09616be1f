"""The demonstration figures, made from a seed: the same seed always tells the same two winters and after."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import cos, tau
from pathlib import Path
from random import Random

from storage.catalogue import load_catalogue
from storage.demo.calendar import CHRISTMAS, HALF_TERM, START, VAN, WEEK, Event, events, weeks
from storage.geography import Area, load_areas

SEED = 2020
REASONS = {"debt": 18, "benefits": 27, "low-income": 31, "crisis": 15, "other": 9}
TOPICS = {
    "food-and-shopping": 30,
    "prescriptions": 8,
    "hot-meals": 9,
    "befriending": 12,
    "money-and-debt": 22,
    "transport": 6,
    "medical": 9,
    "volunteering-offers": 4,
}
PROVIDERS = {
    "food-bank": 38,
    "pantry": 24,
    "community-fridge": 16,
    "community-meals": 14,
    "social-supermarket": 8,
}
# How much of the borough's need falls in each ward: made up, in the order of the code list.
NEED = (2, 4, 6, 5, 4, 1, 8, 1, 7, 3, 5, 4, 6, 9, 6, 3, 8, 10, 4, 4)
PUPILS = (160, 210, 190, 120, 230, 60, 420, 80, 390, 240, 180, 260, 330, 450, 280, 210, 400, 520, 150, 240)
REFERRALS, CALLS, PARCELS = 105, 150, 820  # in a usual week
# What a week is multiplied by while an event lasts: referrals, calls, parcels.
EFFECTS = {HALF_TERM: (0.8, 1.1, 0.95), CHRISTMAS: (0.4, 0.5, 0.45), VAN: (0.75, 1.0, 0.6)}
REBOUND = (1.4, 1.2)  # the first and the second week after the Christmas closure
YEARLY_GROWTH = 0.07


def catalogue_folder() -> Path:
    """Where the demonstration's measure files and code list are."""
    return Path(__file__).parent / "catalogue"


def write_catalogue(folder: Path, until: date) -> Path:
    """Copy the catalogue, with every review date one year after `until`, so that the demo does not expire."""
    folder.mkdir(parents=True, exist_ok=True)
    review = (until + timedelta(days=365)).isoformat()
    for path in sorted(catalogue_folder().glob("*.yaml")):
        text = re.sub(r"(?m)^review_by: .*$", f"review_by: {review}", path.read_text(encoding="utf-8"))
        (folder / path.name).write_text(text, encoding="utf-8")
    shutil.copyfile(catalogue_folder() / "wards.csv", folder / "wards.csv")
    return folder


def write_sources(folder: Path, until: date, seed: int = SEED) -> list[Path]:
    """Write one CSV for each measure, named after it: all full weeks and counted terms before `until`."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _write(folder, "foodbank-referrals", _referrals(until, seed)),
        _write(folder, "fsm-entitled", _pupils(until, seed, taking=False)),
        _write(folder, "fsm-taking", _pupils(until, seed, taking=True)),
        _write(folder, "helpline-calls", _calls(until, seed)),
        _write(folder, "food-parcels", _parcels(until, seed)),
    ]


Row = tuple[object, ...]


def _referrals(until: date, seed: int) -> Iterable[Row]:
    yield "ward", "week_commencing", "reason", "referrals"
    for week, drawn in _weekly("referrals", until, seed, REFERRALS, REASONS):
        for (ward, reason), number in drawn.items():
            yield ward.name, week, reason, number


def _calls(until: date, seed: int) -> Iterable[Row]:
    yield "ward_code", "week_commencing", "category", "calls"
    for week, drawn in _weekly("calls", until, seed, CALLS, TOPICS):
        for (ward, topic), number in drawn.items():
            yield ward.code, week, topic, number


def _parcels(until: date, seed: int) -> Iterable[Row]:
    yield "borough", "week_commencing", "provider_kind", "parcels"
    for week, drawn in _weekly("parcels", until, seed, PARCELS, PROVIDERS):
        kinds = Counter[str]()
        for (_, kind), number in drawn.items():
            kinds[kind] += number
        for kind in PROVIDERS:
            yield "Camden", week, kind, kinds[kind]


def _weekly(
    name: str, until: date, seed: int, usual: int, kinds: Mapping[str, int]
) -> Iterable[tuple[date, Mapping[tuple[Area, str], int]]]:
    """Each week's events, every one dealt to a ward and a kind; a week never depends on `until`."""
    wards, happened = _wards(), events(until + WEEK)
    for week in weeks(until):
        chance = Random(f"{seed}/{name}/{week}")  # noqa: S311  # figures for show, not secrets
        total = round(usual * _level(name, week, happened) * chance.gauss(1, 0.06))
        places = chance.choices(wards, NEED, k=total)
        sorts = chance.choices(list(kinds), list(kinds.values()), k=total)
        drawn = Counter(zip(places, sorts, strict=True))
        yield week, {(ward, kind): drawn[ward, kind] for ward in wards for kind in kinds if drawn[ward, kind]}


def _level(name: str, week: date, happened: Sequence[Event]) -> float:
    """How busy a week is beside a usual one: season, growth, and what happened."""
    winter = cos(tau * (week.timetuple().tm_yday - 15) / 365)
    level = 1 + 0.22 * winter - (0.1 if week.month in (7, 8, 9) else 0)
    level *= 1 + YEARLY_GROWTH * (week - START).days / 365
    at = ("referrals", "calls", "parcels").index(name)
    for event in happened:
        if event.touches(week):
            level *= EFFECTS[event.words][at]
        weeks_since = ((week - event.end).days - 1) // 7
        if event.words == CHRISTMAS and 0 <= weeks_since < len(REBOUND):
            level *= REBOUND[weeks_since]
    return level


def _pupils(until: date, seed: int, *, taking: bool) -> Iterable[Row]:
    yield "school_ward", "term", "pupils_taking" if taking else "pupils_entitled"
    time = load_catalogue(catalogue_folder()).measures["fsm-entitled"].time
    counted = [term for term in time.terms if term.start + timedelta(days=time.lag_days) <= until]
    for number, term in enumerate(counted):
        for ward, usual in zip(_wards(), PUPILS, strict=True):
            chance = Random(f"{seed}/pupils/{term.id}/{ward.code}")  # noqa: S311  # figures for show, not secrets
            entitled = round(usual * (1 + 0.01 * number) * chance.gauss(1, 0.02))
            share = min(0.95, chance.gauss(0.84 if ward.code[-1] in "02468" else 0.76, 0.02))
            yield ward.name, term.label, round(entitled * share) if taking else entitled


def _wards() -> tuple[Area, ...]:
    return load_areas(catalogue_folder() / "wards.csv").at("ward")


def _write(folder: Path, name: str, rows: Iterable[Row]) -> Path:
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return path
