"""How far sums are off when rounding is carried, how often a correction is held, and what an attacker learns.

``python -m tests.carry_trial`` prints all of it, in about two minutes; ``python -m tests.carry_trial errors`` (or
``corrections``, ``attack``, ``keys``) one part. The counts are made up: twenty wards in four localities in a borough, by
six reasons, many of them small.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import product
from random import Random

import numpy as np

from storage.belonging import month_of
from storage.geography import Areas
from storage.measures import Measure
from storage.protection.carry import Past, Rounding, errors, rule
from storage.protection.cube import Cell, Cube
from storage.protection.history import Protected, build_all
from storage.protection.joint.attack import attack
from storage.protection.periods import Periods
from storage.protection.published import Carry, Published
from tests.weeks import KEY, areas, counted, declared, drifts, random_weeks, true_values, week

LARGE, MEDIUM = areas(20, 4), areas(8, 2)
BASES = (5, 10)
MEANS = (0.7, 3, 8)  # of one reason in one ward in one week
TRIED = 11  # counts from 0 on, with every key
RECORDS = 400  # single late records tried
TABLES = {"whole": ("ward×reason×week",), "as in the demonstration": ("ward×week", "borough×reason×week")}


def measure_of(publish: tuple[str, ...], base: int, reasons: int = 6) -> Measure:
    return declared(*publish, reasons=reasons, base=base)


def made(measure: Measure, code_list: Areas, weeks: int, mean: float, seed: int) -> tuple[Protected, dict]:
    numbers = random_weeks(measure, code_list, weeks, mean, seed)
    return build_all(measure, code_list, counted(measure, code_list, numbers), KEY), numbers


def errors_of_a_year() -> None:
    """Seconds, and how far sums of published weeks are from the truth: mean and largest."""
    print("A year of 52 weeks: the published year to date at its end, and months, against the truth")
    for (name, publish), base, mean in product(TABLES.items(), BASES, MEANS):
        measure = measure_of(publish, base)
        numbers = random_weeks(measure, LARGE, 52, mean, seed=1)
        extract = counted(measure, LARGE, numbers)
        begun = time.perf_counter()
        protected = build_all(measure, LARGE, extract, KEY)
        seconds = time.perf_counter() - begun
        off = drifts(extract, LARGE, protected.cells)
        years, months = defaultdict(int), defaultdict(int)
        for (breakdown, area, codes, period), each in off.items():
            years[breakdown, area, codes] += each
            months[breakdown, area, codes, month_of(period, measure.time)] += each
        print(
            f"  {name}, base {base}, mean {mean}: {seconds:.2f} s, every year to date within {protected.kept}"
        )
        for breakdown in sorted({each for each, *_ in years}):
            ends = [abs(each) for (found, *_), each in years.items() if found == breakdown]
            of_months = [abs(each) for (found, *_), each in months.items() if found == breakdown]
            print(f"    {breakdown}: year {_mean_and_most(ends)}, month {_mean_and_most(of_months)}")


def _mean_and_most(found: list[int]) -> str:
    return f"{sum(found) / len(found):.1f} / {max(found)}"


def corrections_that_are_held() -> None:
    """Of single late records and of larger corrections, how many no table takes in, and how many are too few."""
    print(f"Corrections of one ward, reason and week, {RECORDS} of each")
    for (name, publish), base, more in product(TABLES.items(), BASES, (1, 4, 9, 12)):
        measure = measure_of(publish, base)
        numbers = random_weeks(measure, LARGE, 52, 3, seed=1)
        periods = _periods(measure, numbers)
        random, refused = Random(1), 0
        for _ in range(RECORDS):
            period, at = random.choice(sorted(numbers)), random.randrange(120)
            row = [*numbers[period]]
            row[at] += more
            truth = periods.cube.truth(_atoms(measure, {period: row}))
            refused += periods.round(period, truth, periods.same(period, truth), {}) is None
        few = "; all are held, being as few as the policy" if more <= measure.protect.policy else ""
        print(f"  {name}, base {base}, {more} more: no table for {refused / RECORDS:.1%}{few}")


def _atoms(measure: Measure, numbers: dict) -> list:
    return [(each.area, each.category, each.n) for each in counted(measure, LARGE, numbers).counts]


def _periods(measure: Measure, numbers: dict) -> Periods:
    periods = Periods(Cube(measure, LARGE), KEY)
    for period, row in numbers.items():
        truth = periods.cube.truth(_atoms(measure, {period: row}))
        periods.put(period, truth, periods.round(period, truth, {}, {}) or ())
    return periods


def attacks() -> None:
    """What an attacker pins down who knows code, base, policy and the rule of the carry, but not the key."""
    print("Small numbers (not more than the policy) after attacking a whole history at once")
    for base, weeks, (publish, reasons) in product(
        BASES,
        (13, 26),
        ((("ward×week",), 1), (("ward×week", "borough×reason×week"), 3), (("ward×reason×week",), 2)),
    ):
        measure = measure_of(publish, base, reasons)
        protected, numbers = made(measure, MEDIUM, weeks, 2, seed=2)
        truth = true_values(counted(measure, MEDIUM, numbers), MEDIUM)
        cube = Cube(measure, MEDIUM)
        for words, carry in _rules(measure, cube, protected, truth):
            begun = time.perf_counter()
            table = Published.of(cube, protected.cells, 1, carry=carry)
            print(
                f"  base {base}, {weeks} weeks, {' and '.join(publish)}, {words}: {_pinned(table, truth)}",
                end="",
            )
            print(f", {time.perf_counter() - begun:.0f} s", flush=True)


def _rules(measure: Measure, cube: Cube, protected: Protected, truth: dict) -> Iterator[tuple[str, Carry]]:
    """The rule as it is, and one that somebody could only guess: the largest errors that really came up."""
    told = rule(measure, {cell.period for cell in protected.cells}, protected.kept or 0)
    assert told
    yield f"told {told.to_date}", told
    pages = defaultdict(dict)
    for cell in protected.cells:
        pages[cell.period][cell.breakdown, cell.area, cell.categories] = cell
    off = {
        period: errors(
            [truth[slot.area, period, slot.categories] for slot in cube.slots],
            [cells[slot.breakdown.name, slot.area, slot.categories].value for slot in cube.slots],
        )
        for period, cells in pages.items()
    }
    so_far = np.cumsum([np.zeros(len(cube.slots)), *(off[period] for period in sorted(off))], axis=0)
    spread = int((so_far.max(axis=0) - so_far.min(axis=0)).max())
    worst = Past(off, measure.time).worst
    yield f"guessed {worst} and {spread} for any stretch", Carry(told.years, within=spread, to_date=worst)


def _pinned(table: Published, truth: dict) -> str:
    small = exact = narrowed = wrong = 0
    for each in attack([table]).found:
        true = truth[each.place.area, each.place.period, tuple(code for _, code in each.place.categories)]
        wrong += not each.interval.low <= true <= each.interval.high
        if true <= table.policy:
            small += 1
            exact += each.interval.width == 0
            narrowed += each.interval.high <= table.policy
    return f"{small} small, {exact} recovered, {narrowed} narrowed to the policy, {wrong} wrongly bounded"


def guessed_keys() -> None:
    """What re-running this code with every key one can think of rules out."""
    print("Re-running the code with guessed keys: true numbers left over for each published table")
    _one_number()
    _two_wards()


def _one_number(keys: int = 300) -> None:
    """One number over two weeks: every pair of counts, under each key."""
    alone, measure = areas(1, 1), declared("borough×week", reasons=1)
    cube = Cube(measure, alone)
    left, small = defaultdict(set), Counter()
    for number, first in product(range(keys), range(TRIED)):
        key = number.to_bytes(16)
        one = Rounding.of(cube, week(0), [first], Past({}, cube.time).drift(week(0), 1), key).within({}, {})
        assert one
        past = Past({week(0): errors([first], one)}, cube.time)
        for second in range(TRIED):
            two = Rounding.of(cube, week(1), [second], past.drift(week(1), 1), key).within({}, {})
            assert two
            left[one[0], two[0]].add((first, second))
            small[two[0], second] += 1
    for (one, two), pairs in sorted(left.items()):
        if max(one, two) > TRIED - 5:
            continue
        seen = [(min(each), max(each)) for each in zip(*pairs, strict=True)]
        print(f"  {one}, {two}: first week {_range(one, seen[0])}, second week {_range(two, seen[1])}")
    zeros = {n: small[0, n] / sum(small[0, m] for m in range(5)) for n in range(5)}
    shares = ", ".join(f"{n}: {share:.0%}" for n, share in zeros.items())
    print(f"  of the 0s of the second week, all counts being as likely, so many were {shares}")


def _range(value: int, seen: tuple[int, int]) -> str:
    allowed = (max(0, value - 4), value + 4)
    return f"{seen[0]} to {seen[1]}{'' if seen == allowed else f' (the rule leaves {allowed})'}"


def _two_wards(keys: int = 400) -> None:
    """Two wards and their borough in the first week of a year: each number against what the table alone tells."""
    measure, two = declared("ward×week", reasons=1), areas(2, 1)
    cube = Cube(measure, two)
    at = {slot.area: place for place, slot in enumerate(cube.slots)}
    begun = Past({}, cube.time).drift(week(0), len(cube.slots))
    seen = defaultdict(set)
    for number, one, other in product(range(keys), range(TRIED), range(TRIED)):
        cells = [0] * len(cube.slots)
        cells[at["B"]] = cells[at["L0"]] = one + other
        cells[at["W0"]], cells[at["W1"]] = one, other
        key = number.to_bytes(16)
        table = Rounding.of(cube, week(0), cells, begun, key).within({}, {})
        assert table
        seen[table[at["B"]], table[at["W0"]], table[at["W1"]]].add((one, other))
    tried = narrower = 0
    for (total, *values), pairs in sorted(seen.items()):
        if max(values) > TRIED - 5:
            continue
        cells = _shown(cube, {"B": total, "L0": total, "W0": values[0], "W1": values[1]})
        bounds = {each.place.area: each.interval for each in attack([Published.of(cube, cells, 1)]).found}
        for ward, found in zip(("W0", "W1"), zip(*pairs, strict=True), strict=True):
            tried += 1
            narrower += (min(found), max(found)) != (bounds[ward].low, bounds[ward].high)
    print(f"  two wards, {keys} keys: of {tried} numbers {narrower} are narrower than their table tells")


def _shown(cube: Cube, values: dict[str, int]) -> tuple[Cell, ...]:
    return cube.cells(week(0), [values[slot.area] for slot in cube.slots])


PARTS = {
    "errors": errors_of_a_year,
    "corrections": corrections_that_are_held,
    "attack": attacks,
    "keys": guessed_keys,
}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
