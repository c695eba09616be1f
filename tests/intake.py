"""Loading a file in a test: a measure of the demonstration in another layout, and what came of its bytes."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path

import pytest

from storage.catalogue import load_catalogue
from storage.demo.generate import catalogue_folder
from storage.geography import parse_areas
from storage.measures import Measure
from storage.sources import SourceError, read

CATALOGUE = load_catalogue(catalogue_folder())
AREAS = CATALOGUE.areas
REFERRALS = CATALOGUE.measures["foodbank-referrals"]
HEADER = "ward,week_commencing,reason,referrals"
GOOD = f"{HEADER}\nBelsize,2025-09-29,debt,3\nKing's Cross,2025-09-29,crisis,12\n"
MONDAY = date(2025, 9, 29)
LONG = {"kind": "long", "area": "ward", "period": "week", "count": "n"}


def changed(name="foodbank-referrals", **changes):
    raw = CATALOGUE.measures[name].model_dump(by_alias=True)
    return Measure.model_validate(raw | changes)


def long(**layout):
    """Weekly counts of wards, without a dimension."""
    return changed(layout=LONG | layout, dimensions={}, publish=["ward×week"])


def wide(**layout):
    columns = (
        {} if {"periods", "period_columns"} & set(layout) else {"columns": {"debt": "Debt", "other": "Other"}}
    )
    return changed(
        layout={"kind": "wide", "area": "ward", "period": "week"} | columns | layout,
        dimensions={"reason": {"codes": ["debt", "other"]}},
        publish=["ward×week"],
    )


def monthly(**layout):
    """Monthly counts of wards with a column for each month."""
    return changed(
        layout={"kind": "wide", "area": "ward"} | layout,
        dimensions={},
        time={"grain": "month"},
        publish=["ward×month"],
    )


def counted_once(layout, codes=None, areas="ward", day="2021-03-21", **changes):
    """Figures of one day, by area and perhaps one dimension called kind."""
    return changed(
        layout=layout,
        dimensions={"kind": {"codes": codes}} if codes else {},
        areas={"vintage": "v", "file": "areas.csv", "levels": [areas]},
        time={"grain": "once", "period": day},
        publish=[f"{areas}×kind×once" if codes else f"{areas}×once"],
        **changes,
    )


def load(data, measure=REFERRALS, areas=AREAS, name="log.csv"):
    """What is read from these bytes, or this text in UTF-8."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return read(measure, path, areas)


def refused(data, measure=REFERRALS, areas=AREAS, name="log.csv"):
    """Every problem of these bytes."""
    with pytest.raises(SourceError) as caught:
        load(data, measure, areas, name)
    return caught.value.problems


def filled(extract):
    """The counts that are not 0."""
    return [count for count in extract.counts if count.n]


def by_area(extract):
    """The numbers by code of area and period."""
    return {(count.area, count.period): count.n for count in extract.counts}


def code_list(level, pairs):
    """A code list of one level."""
    rows = [f'{code},"{name}",{level},' for code, name in dict(pairs).items()]
    return parse_areas("\n".join(["code,name,level,parent", *rows]))


def real(*parts):
    """A file of real data, wherever the folder is; the test is skipped where it is not."""
    root = Path(__file__).parents[1]
    path = Path(os.environ.get("PARLEY_REAL_DATA") or root / ".." / "shared" / "data", *parts)
    if not path.exists():
        pytest.skip("the folder of real data is not here (set PARLEY_REAL_DATA)")
    return path
