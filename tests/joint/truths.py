"""Small tables whose every truth can be tried."""

from __future__ import annotations

import numpy
from hypothesis import strategies as st

from tests.released import declared, place, says

WARD_WEEK = declared(["ward×week"])
SPLIT = declared(["ward×reason×week"], {"reason": ["debt", "other"]})
counts = st.integers(0, 7)


def shown(table, **wanted):
    """The published values of a release, by area and categories."""
    return {(cell.area, cell.categories): cell.value for cell in table.cells if cell.period == wanted["week"]}


def near(tables, values, base=5):
    """Which tables of two wards by two reasons a published one leaves open."""
    fits = numpy.ones(len(tables), bool)
    for (area, codes), value in values.items():
        parts = SUMS[place(area, **dict(zip(["reason"], codes, strict=False)))]
        low, high = says(value, base)
        total = tables[:, parts].sum(axis=1)
        fits &= (low <= total) & (total <= high)
    return fits


AREA = {"W1": [0], "W2": [1], "B": [0, 1]}
SUMS = {
    place(area): [2 * ward + reason for ward in wards for reason in (0, 1)] for area, wards in AREA.items()
} | {
    place(area, reason=code): [2 * ward + reason for ward in wards]
    for area, wards in AREA.items()
    for reason, code in enumerate(("debt", "other"))
}
