"""How often Parley says that something moved when nothing did, and how soon it sees what did.

``python -m tests.patterns_trial`` prints both, in about two minutes. The counts come from the demonstration's
generator, through the same controlled rounding that protects a real release; only published values are judged.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

from storage import sources
from storage.catalogue import load_catalogue
from storage.cells import Cells, Table
from storage.counts import Count, Extract
from storage.demo.calendar import CHRISTMAS, WEEK, events
from storage.demo.generate import catalogue_folder, write_sources
from storage.geography import Areas
from storage.measures import Measure
from storage.patterns import Judged, judge
from storage.protection.history import build_all

WEEKLY = ("foodbank-referrals", "helpline-calls", "food-parcels")
UNTIL = date(2031, 1, 6)
REBOUND = 2 * WEEK  # after Christmas, weeks that are not quiet though no event touches them

Counts = dict[date, Counter[tuple[str, tuple[str, ...]]]]  # by week: area code and categories


@dataclass(frozen=True)
class Step:
    """From one week on, one ward or category has so many times as much as it would have had."""

    measure: str
    name: str
    factor: float
    start: date


@dataclass(frozen=True)
class Trial:
    """The demonstration's catalogue with the counts of one seed."""

    measures: dict[str, Measure]
    areas: Areas
    counts: dict[str, Counts]
    seed: int

    def table(self, measure: str, step: Step | None = None, until: date = UNTIL) -> Table:
        """What is published of one measure, with or without a step in it."""
        counts = tuple(
            Count(code, week, kinds, n)
            for week, counted in self.counts[measure].items()
            if week < until
            for code, kinds, n in self._atoms(counted, week, step)
        )
        key = f"{self.seed}".encode() * 16
        made = build_all(self.measures[measure], self.areas, Extract(measure, counts, ""), key)
        return Cells(
            (each.breakdown, each.area, each.period, each.categories, each.value) for each in made.cells
        )

    def _atoms(
        self, counted: Counter[tuple[str, tuple[str, ...]]], week: date, step: Step | None
    ) -> list[tuple[str, tuple[str, ...], int]]:
        rng = Random(f"{self.seed}/{week}")
        return [
            (code, kinds, _times(rng, n, step.factor) if step and self._is_in(step, week, code, kinds) else n)
            for (code, kinds), n in counted.items()
        ]

    def _is_in(self, step: Step, week: date, code: str, kinds: tuple[str, ...]) -> bool:
        area = self.areas.get(code)
        return week >= step.start and (step.name in kinds or (area is not None and area.name == step.name))

    def rougher(self, measure: str, times: float) -> Trial:
        """One measure drawn afresh, with so many times the variance in each area that pure counts have."""
        rng, counted = Random(self.seed), self.counts[measure]
        whole = sum(counts.total() for counts in counted.values())
        shares = {
            key: n / whole for key, n in sum(counted.values(), Counter[tuple[str, tuple[str, ...]]]()).items()
        }
        rough: Counts = {}
        for week, counts in counted.items():
            level = counts.total()
            means = _by_area({key: level * share for key, share in shares.items()})
            luck = {
                code: rng.gammavariate(mean / (times - 1), (times - 1) / mean) for code, mean in means.items()
            }
            rough[week] = Counter({key: _poisson(rng, level * shares[key] * luck[key[0]]) for key in shares})
        return replace(self, counts={**self.counts, measure: rough})

    def moves(self, measure: str, table: Table, week: date) -> list[tuple[str, int]]:
        """The names of what moved in a week, each with how many weeks it was seen over."""
        judged = judge(self.measures[measure], self.areas, table, week.isoformat())
        assert isinstance(judged, Judged), "the trial judges no week without a history"
        return [
            (self._name(move.slot.area, move.slot.categories), len(move.periods)) for move in judged.moves
        ]

    def _name(self, code: str, kinds: tuple[str, ...]) -> str:
        area = self.areas.get(code)
        return " ".join(kinds) or (area.name if area else code)


def trial(seed: int, until: date = UNTIL) -> Trial:
    """The counts of one seed, read from the files that the demonstration writes."""
    catalogue = load_catalogue(catalogue_folder())
    measures = {name: catalogue.measures[name] for name in WEEKLY}
    areas = catalogue.areas_of(measures[WEEKLY[0]])
    with tempfile.TemporaryDirectory() as folder:
        write_sources(Path(folder), until, seed)
        counts = {name: _read(Path(folder) / f"{name}.csv", measures[name], areas) for name in WEEKLY}
    return Trial(measures, areas, counts, seed)


def _read(path: Path, measure: Measure, areas: Areas) -> Counts:
    found: Counts = defaultdict(Counter)
    for count in sources.read(measure, path, areas).counts:
        assert isinstance(count.n, int), "the demonstration has a count for everything"
        found[count.period][count.area, count.category] = count.n
    return found


def _by_area(cells: Mapping[tuple[str, tuple[str, ...]], float]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for (code, _), mean in cells.items():
        found[code] += mean
    return found


def _poisson(rng: Random, mean: float) -> int:
    """A count with this mean: how many waits of length one on average fit into it."""
    passed, found = rng.expovariate(1), 0
    while passed < mean:
        passed, found = passed + rng.expovariate(1), found + 1
    return found


def _times(rng: Random, n: int, factor: float) -> int:
    """A count multiplied, rounded up or down by chance so that the mean is kept."""
    whole = n * factor
    return int(whole) + (rng.random() < whole % 1)


def is_quiet(week: date) -> bool:
    """Whether nothing was put into this week: no event, and no rebound after Christmas."""
    happened = events(week + WEEK)
    after = [event for event in happened if event.words == CHRISTMAS and week <= event.end + REBOUND]
    return not any(event.touches(week) for event in (*happened, *after))


def quiet_weeks(known: Trial, measure: str, first: int = 26) -> Iterator[tuple[int, date]]:
    """The quiet weeks that have at least half a year before them, each with how many it has."""
    for number, week in enumerate(sorted(known.counts[measure])):
        if number >= first and is_quiet(week):
            yield number, week


def false_alarms(known: Trial, measure: str) -> tuple[Counter[bool], Counter[bool]]:
    """Quiet weeks judged, and those among them in which anything was named; by whether a year was known."""
    looked, named = Counter[bool](), Counter[bool]()
    table = known.table(measure, until=max(known.counts[measure]) + WEEK)
    for number, week in quiet_weeks(known, measure):
        looked[number >= 70] += 1
        named[number >= 70] += bool(known.moves(measure, table, week))
    return looked, named


def weeks_to_find(known: Trial, step: Step, patience: int = 8) -> int | None:
    """In which week after a step its ward or category is first named; ``None`` if it is not within patience."""
    until = step.start + patience * WEEK
    table = known.table(step.measure, step, until)
    for waited in range(patience):
        week = step.start + waited * WEEK
        if any(name == step.name for name, _ in known.moves(step.measure, table, week)):
            return waited + 1
    return None


YEAR_KNOWN, FIRST_YEAR = date(2026, 10, 5), date(2025, 6, 2)
STEPS = (
    ("foodbank-referrals", "Kilburn", 1.5),
    ("foodbank-referrals", "Kilburn", 2),
    ("foodbank-referrals", "Kilburn", 2.5),
    ("foodbank-referrals", "Highgate", 2),
    ("foodbank-referrals", "Highgate", 4),
    ("foodbank-referrals", "debt", 1.5),
    ("foodbank-referrals", "debt", 2),
    ("helpline-calls", "medical", 2),
    ("food-parcels", "pantry", 1.25),
    ("food-parcels", "pantry", 1.5),
    ("food-parcels", "pantry", 0.5),
)


def main(seeds: Sequence[int]) -> None:
    trials = [trial(seed) for seed in seeds]
    print("Quiet weeks in which anything was named:")
    for measure in WEEKLY:
        _say_alarms(measure, measure, trials)
    for times in (2, 4):
        rough = [known.rougher(WEEKLY[0], times) for known in trials]
        _say_alarms(f"{WEEKLY[0]}, {times} times as uneven in each area,", WEEKLY[0], rough)
    for start in (YEAR_KNOWN, FIRST_YEAR):
        print(f"Steps from the week of {start} found within 1, 2, 4 and 8 weeks, of {len(trials)}:")
        for measure, name, factor in STEPS:
            waits = [weeks_to_find(known, Step(measure, name, factor, start)) for known in trials]
            found = [sum(wait is not None and wait <= within for wait in waits) for within in (1, 2, 4, 8)]
            print(f"  {measure}, {name}, times {factor}: {', '.join(map(str, found))}")


def _say_alarms(words: str, measure: str, trials: Sequence[Trial]) -> None:
    looked, named = Counter[bool](), Counter[bool]()
    for known in trials:
        weeks, alarms = false_alarms(known, measure)
        looked, named = looked + weeks, named + alarms
    for year_known, when in ((False, "in the first year"), (True, "once a year is known")):
        share = named[year_known] / looked[year_known]
        print(f"  {words} {when}: {named[year_known]} of {looked[year_known]} ({share:.1%})")


if __name__ == "__main__":
    main(range(1, 1 + int(sys.argv[1]) if len(sys.argv) > 1 else 13))
