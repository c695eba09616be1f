"""True counts on their way from an officer's file to protection; they never leave the machine that builds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Missing(StrEnum):
    """Why a place for a count holds none. Never 0, and never left out of a sum."""

    WITHHELD = "withheld"
    NO_DATA = "no data"


Number = int | Missing


def total(parts: Iterable[Number]) -> Number:
    """The sum, or that there is none: a withheld part withholds it, a part without data leaves it without."""
    found, gaps = 0, set[Missing]()
    for part in parts:
        if isinstance(part, Missing):
            gaps.add(part)
        else:
            found += part
    if gaps:
        return Missing.WITHHELD if Missing.WITHHELD in gaps else Missing.NO_DATA
    return found


@dataclass(frozen=True)
class Count:
    """One true count, or why there is none."""

    area: str
    period: date
    category: tuple[str, ...]
    n: Number


@dataclass(frozen=True)
class Extract:
    """The counts of one file, complete for every period that occurs in it.

    `notes` are sentences for whoever builds a release; like every problem they repeat no count.
    """

    measure_id: str
    counts: tuple[Count, ...]
    sha256: str
    notes: tuple[str, ...] = ()
