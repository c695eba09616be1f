"""Small releases for the attack: a borough of two wards, any dimensions, rounded or exact, and all tables that fit."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import inf, prod

import numpy

from storage.catalogue import load_catalogue
from storage.demo.generate import catalogue_folder
from storage.geography import parse_areas
from storage.measures import Measure
from storage.protection.bounds.known import Interval, Known, around
from storage.protection.cube import Cell, Cube, Equation
from storage.protection.joint.attack import attack
from storage.protection.published import Place, Published
from storage.protection.rounding import build_period

KEY = b"a key of the test, 32 bytes long"
WEEKS = ("2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26")
WARDS = ("W1", "W2")
AREAS = parse_areas("code,name,level,parent\nB,Borough,borough,\nW1,North,ward,B\nW2,South,ward,B\n")
RAW = load_catalogue(catalogue_folder()).measures["foodbank-referrals"].model_dump(by_alias=True, mode="json")


def declared(publish, dimensions=None, base=5, policy=3, levels=("ward", "borough"), name="figures"):
    """A measure with these breakdowns; dimensions are name → codes."""
    columns = {each: each for each in dimensions or {}}
    grain = publish[0].rsplit("×", 1)[-1]
    times = {"week": RAW["time"], "month": {"grain": "month"}}
    return Measure.model_validate(
        RAW
        | {
            "id": name,
            "publish": list(publish),
            "dimensions": {each: {"codes": list(codes)} for each, codes in (dimensions or {}).items()},
            "layout": {"kind": "long", "area": "ward", "period": "week", "count": "n"} | columns,
            "areas": RAW["areas"] | {"levels": list(levels)},
            "protect": {"method": "controlled-rounding", "base": base, "policy": policy},
            "time": times[grain],
        }
    )


def atoms(cube):
    """Every kind of case of a cube, in order."""
    areas = [area.code for area in cube.areas.at(cube.measure.areas.levels[0])]
    codes = [cube.measure.dimensions[name].codes for name in cube.measure.dimension_names]
    return [(area, tuple(kind)) for area in areas for kind in product(*codes)]


def release(measure, counts, number=1, key=KEY, areas=AREAS, **more):
    """A release by controlled rounding of counts by week, in the order of the atoms."""
    cube = Cube(measure, areas)
    cells = [
        cell
        for week, numbers in counts.items()
        for cell in build_period(
            cube, week, [(*kind, n) for kind, n in zip(atoms(cube), numbers, strict=True)], key
        )
    ]
    return Published.of(cube, cells, number, **more)


def exact(dimensions, shown, areas=AREAS, levels=("ward", "borough"), week=WEEKS[0], **more):
    """A release that shows some numbers as they are: (area, {dimension: code}) → number."""
    level = {area.code: area.level for area in areas.areas}
    cells = []
    for (area, codes), value in shown.items():
        names = [name for name in dimensions if name in dict(codes)]
        cells.append(
            Cell(
                "×".join((level[area], *names, "week")),
                area,
                week,
                tuple(dict(codes)[name] for name in names),
                value,
            )
        )
    splits = tuple((name, tuple(codes)) for name, codes in dimensions.items())
    return Published("exact", 1, "exact", areas, levels, splits, tuple(cells), base=1, policy=3, **more)


def pinned(tables, others=(), **ways):
    """Every number and how far it is pinned down, as place → (low, high); each once."""
    found = attack(tables, others, exact=True, **ways).found
    assert all(each.exact for each in found)
    assert len({each.place for each in found}) == len(found)
    return {each.place: (each.interval.low, each.interval.high) for each in found}


def tried(sizes, sums, fits):
    """The same by trying every table: `sizes` are the most that each atom can be, `sums` name → atoms added up.

    `fits` says of all tables, an array with one for each row and an atom for each column, which are possible.
    """
    assert prod(size + 1 for size in sizes) < 3_000_000
    sides = [numpy.arange(size + 1) for size in sizes]
    tables = numpy.stack([each.ravel() for each in numpy.meshgrid(*sides, indexing="ij")], axis=1)
    tables = tables[fits(tables)]
    return {
        name: (int(tables[:, parts].sum(axis=1).min()), int(tables[:, parts].sum(axis=1).max()))
        for name, parts in sums.items()
    }


def place(area, week=WEEKS[0], **codes):
    return Place(week, "week", area, tuple(sorted(codes.items())))


def says(value, base):
    """What controlled rounding leaves open."""
    return (max(0, value - base + 1), value + base - 1)


def unlimited(found):
    return [each for each, (_, high) in found.items() if high == inf]


def revalued(table, values):
    """The same table with other published values, named by the category or else the area."""
    cells = (
        replace(cell, value=values[cell.categories[0] if cell.categories else cell.area])
        for cell in table.cells
    )
    return replace(table, cells=tuple(cells))


def of_rounded(values, equations, base):
    """What controlled rounding shows of numbers in any order."""
    return Known(tuple(around(value, base) for value in values), tuple(equations), likely=tuple(values))


def of_hidden(values, equations, low=0, high=inf):
    """What a table with hidden numbers (None) shows: every other one is exact; the mark says from `low` to `high`."""
    hidden = Interval(low, high)
    bounds = tuple(hidden if value is None else Interval(value, value) for value in values)
    return Known(bounds, tuple(equations))


def tree(branches, wide):
    """Areas within areas, by categories: the numbers as (path, category), None for all, and the sums among them."""
    paths = [path for deep in range(len(branches) + 1) for path in product(*map(range, branches[:deep]))]
    names = [(path, code) for path in paths for code in (None, *range(wide))]
    at = {name: n for n, name in enumerate(names)}
    inside = {path: [each for each in paths if each[:-1] == path and each] for path in paths}
    sums = [
        Equation(at[path, code], tuple(at[each, code] for each in inside[path]))
        for path, code in names
        if inside[path]
    ] + [Equation(at[path, None], tuple(at[path, code] for code in range(wide))) for path in paths]
    return names, sums


def tree_filled(names, draw):
    """Counts at the ends of the tree, added up."""
    deep = max(len(path) for path, _ in names)
    ends = {name: draw() for name in names if len(name[0]) == deep and name[1] is not None}
    return [
        sum(n for (path, code), n in ends.items() if path[: len(top)] == top and wanted in (None, code))
        for top, wanted in names
    ]
