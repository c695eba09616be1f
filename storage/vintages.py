"""Figures of different times side by side: a warning where an area of the same name is not the same ground."""

from __future__ import annotations

from collections.abc import Sequence

from storage.geography import Area, many
from storage.geography import one as one_of
from storage.releases import Release


def differ(one: Release, other: Release, areas: Sequence[Area]) -> bool:
    """Whether any of these areas, by its code, is missing from one of two releases of different vintages.

    A code belongs to one piece of ground: an area in both lists under one code may be compared.
    """
    if one.measure.areas.vintage == other.measure.areas.vintage:
        return False
    return not all(one.areas.get(area.code) and other.areas.get(area.code) for area in areas)


def warning(one: Release, other: Release, areas: Sequence[Area]) -> str:
    """What to say beside a comparison across vintages; empty where it holds."""
    if not differ(one, other, areas):
        return ""
    level, first, second = areas[0].level, one.measure.areas.vintage, other.measure.areas.vintage
    sentence = (
        f"These figures are for {many(level)} of two different times ({first} and {second}). The same name may mean "
        f"other ground, so they cannot be compared {one_of(level)} by {one_of(level)}."
    )
    top = one.areas.top
    same_top = top and other.areas.get(top.code)
    return f"{sentence} All of {top.name} can be compared." if top and same_top else sentence
