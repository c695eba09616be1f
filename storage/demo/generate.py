"""The demonstration figures, made from a seed: the same seed always tells the same two winters and after."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import product
from math import cos, tau
from pathlib import Path
from random import Random

from storage.catalogue import Catalogue, Measure, load_catalogue
from storage.demo.calendar import CHRISTMAS, HALF_TERM, START, VAN, WEEK, Event, events, weeks
from storage.demo.figures import CATALOGUE, Effects, Figures, Weekly, figures_of, folder_of
from storage.geography import Area, Areas

REBOUND = (1.4, 1.2)  # the first and the second week after the Christmas closure
YEARLY_GROWTH = 0.07
Row = tuple[object, ...]
Drawn = Counter[tuple[Area, str]]


def catalogue_folder(name: str = "") -> Path:
    """Where a demonstration's measure files, code list and boundaries are; without a name, of the usual one."""
    return folder_of(name) / CATALOGUE


def write_catalogue(folder: Path, until: date, name: str = "") -> Path:
    """Copy the catalogue, with every review date one year after `until`, so that the demo does not expire."""
    folder.mkdir(parents=True, exist_ok=True)
    review = (until + timedelta(days=365)).isoformat()
    for path in sorted(catalogue_folder(name).iterdir()):
        if path.suffix != ".yaml":
            shutil.copyfile(path, folder / path.name)
            continue
        text = re.sub(r"(?m)^review_by: .*$", f"review_by: {review}", path.read_text(encoding="utf-8"))
        (folder / path.name).write_text(text, encoding="utf-8")
    return folder


def write_sources(folder: Path, until: date, seed: int | None = None, name: str = "") -> list[Path]:
    """Write one CSV for each measure, named after it: all full weeks and counted terms before `until`."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Maker(load_catalogue(catalogue_folder(name)), figures_of(name), until, seed)
    return [_write(folder, measure, made.rows(measure)) for measure in made.measures]


class Maker:
    """Makes the rows of every measure of one demonstration partnership."""

    def __init__(self, catalogue: Catalogue, figures: Figures, until: date, seed: int | None = None) -> None:
        self._catalogue, self._figures, self._until = catalogue, figures, until
        self._seed = figures.seed if seed is None else seed
        self.measures = [*figures.weekly, *figures.termly]

    def rows(self, identity: str) -> Iterable[Row]:
        """The header and the rows of one measure, in the columns that its measure file declares."""
        measure = self._catalogue.measures[identity]
        areas = self._catalogue.areas_of(measure)
        if identity in self._figures.weekly:
            return self._weekly(measure, areas, self._figures.weekly[identity])
        return self._termly(measure, areas, taking=self._figures.termly[identity] == "taking")

    def _weekly(self, measure: Measure, areas: Areas, wanted: Weekly) -> Iterable[Row]:
        """Each week's events, every one dealt to a ward and a kind; a week never depends on `until`."""
        yield _header(measure)
        happened, level = events(self._until + WEEK), measure.areas.levels[0]
        for week in weeks(self._until):
            drawn = self._week(_wards(areas), wanted, week, happened)
            lifted = _lifted(drawn, areas, level)
            for area, kind in product(areas.at(level), wanted.kinds):
                if number := lifted[area, kind]:
                    yield area.code if wanted.areas == "code" else area.name, week, kind, number

    def _week(self, wards: Sequence[Area], wanted: Weekly, week: date, happened: Sequence[Event]) -> Drawn:
        chance = Random(f"{self._seed}/{wanted.series}/{week}")  # noqa: S311  # figures for show, not secrets
        total = round(wanted.usual * _level(wanted.effects, week, happened) * chance.gauss(1, 0.06))
        places = chance.choices(wards, self._figures.need, k=total)
        sorts = chance.choices(list(wanted.kinds), list(wanted.kinds.values()), k=total)
        return Counter(zip(places, sorts, strict=True))

    def _termly(self, measure: Measure, areas: Areas, *, taking: bool) -> Iterable[Row]:
        yield _header(measure)
        lag = timedelta(days=measure.time.lag_days)
        counted = [term for term in measure.time.terms if term.start + lag <= self._until]
        for number, term in enumerate(counted):
            for ward, usual in zip(_wards(areas), self._figures.pupils, strict=True):
                chance = Random(f"{self._seed}/pupils/{term.id}/{ward.code}")  # noqa: S311  # for show, not secrets
                entitled = round(usual * (1 + 0.01 * number) * chance.gauss(1, 0.02))
                share = min(0.95, chance.gauss(0.84 if ward.code[-1] in "02468" else 0.76, 0.02))
                yield ward.name, term.label, round(entitled * share) if taking else entitled


def _level(effects: Effects, week: date, happened: Sequence[Event]) -> float:
    """How busy a week is beside a usual one: season, growth, and what happened."""
    winter = cos(tau * (week.timetuple().tm_yday - 15) / 365)
    level = 1 + 0.22 * winter - (0.1 if week.month in (7, 8, 9) else 0)
    level *= 1 + YEARLY_GROWTH * (week - START).days / 365
    factors = {HALF_TERM: effects.half_term, CHRISTMAS: effects.christmas, VAN: effects.van}
    for event in happened:
        if event.touches(week):
            level *= factors[event.words]
        weeks_since = ((week - event.end).days - 1) // 7
        if event.words == CHRISTMAS and 0 <= weeks_since < len(REBOUND):
            level *= REBOUND[weeks_since]
    return level


def _header(measure: Measure) -> Row:
    """The columns of a long file, as the measure's layout names them."""
    columns = measure.layout.model_dump()
    return tuple(columns[name] for name in ("area", "period", *measure.dimension_names, "count"))


def _wards(areas: Areas) -> tuple[Area, ...]:
    return areas.at(areas.levels[0])


def _lifted(drawn: Drawn, areas: Areas, level: str) -> Drawn:
    """The same events counted in the areas of a level."""
    lifted: Drawn = Counter()
    for (ward, kind), number in drawn.items():
        lifted[areas.lift(ward, level) or ward, kind] += number
    return lifted


def _write(folder: Path, name: str, rows: Iterable[Row]) -> Path:
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return path
