"""Counts by ward, week and reason for tests of whole histories: as many wards, localities and reasons as wanted."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from storage.catalogue import load_catalogue
from storage.counts import Count, Extract
from storage.demo.generate import catalogue_folder
from storage.geography import parse_areas
from storage.measures import Measure

KEY = b"a key of the test, 32 bytes long"
START = date(2025, 3, 31)  # the week that holds the first of April, when a year begins
WEEK = timedelta(weeks=1)
RAW = load_catalogue(catalogue_folder()).measures["foodbank-referrals"].model_dump(by_alias=True, mode="json")


def areas(wards=4, localities=2):
    """A borough of localities of wards, W0 and so on."""
    rows = ["code,name,level,parent", "B,Borough,borough,"]
    rows += [f"L{n},Locality {n},locality,B" for n in range(localities)]
    rows += [f"W{n},Ward {n},ward,L{n * localities // wards}" for n in range(wards)]
    return parse_areas("\n".join(rows) + "\n")


def declared(*publish, reasons=2, base=5, policy=None, counts="events", **more):
    """A measure with these breakdowns of wards, localities and the borough, by reasons r0 and so on."""
    levels = ["ward", "locality", "borough"]
    return Measure.model_validate(
        RAW
        | {
            "publish": list(publish),
            "counts": counts,
            "dimensions": {"reason": {"codes": [f"r{n}" for n in range(reasons)]}},
            "areas": RAW["areas"] | {"levels": levels},
            "protect": {
                "method": "controlled-rounding",
                "base": base,
                "policy": policy or {5: 3, 10: 8}[base],
            },
        }
        | more
    )


def week(number):
    """The Monday of a week, counted from the start."""
    return (START + number * WEEK).isoformat()


def counted(measure, code_list, numbers):
    """An extract of numbers by week (ISO date), each for all wards and reasons in order."""
    places = [
        (ward.code, (reason,))
        for ward in code_list.at("ward")
        for reason in measure.dimensions["reason"].codes
    ]
    counts = tuple(
        Count(ward, date.fromisoformat(period), reason, n)
        for period, row in numbers.items()
        for (ward, reason), n in zip(places, row, strict=True)
    )
    return Extract(measure.id, counts, "0" * 64)


def random_weeks(measure, code_list, weeks, mean, seed):
    """Numbers for so many weeks, mostly small and sometimes large."""
    random, size = Random(seed), len(code_list.at("ward")) * len(measure.dimensions["reason"].codes)
    return {
        week(number): [min(60, int(random.expovariate(1 / mean))) for _ in range(size)]
        for number in range(weeks)
    }


def true_values(extract, code_list):
    """The true number of every area, period and categories."""
    found = defaultdict(int)
    for count in extract.counts:
        ward = code_list.get(count.area)
        for level in ("ward", "locality", "borough"):
            for categories in ((), count.category):
                found[code_list.lift(ward, level).code, count.period.isoformat(), categories] += count.n
    return found


def shown(cells):
    """The published values, by breakdown, area, period and categories."""
    return {(cell.breakdown, cell.area, cell.period, cell.categories): cell.value for cell in cells}


def drifts(extract, code_list, cells):
    """The truth minus what is published of every cell of every week."""
    truth = true_values(extract, code_list)
    return {
        (cell.breakdown, cell.area, cell.categories, cell.period): truth[
            cell.area, cell.period, cell.categories
        ]
        - cell.value
        for cell in cells
        if cell.breakdown.endswith("×week")
    }
