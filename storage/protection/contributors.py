"""What somebody who knows how many of the cases in one place are their own could learn of everybody else's.

Rounding cannot stop that, so it never holds a release; it is tried where somebody asks. Neither what was supposed to be
their own nor a number that was found is ever kept or said: only whether the policy holds for the others, and how widely.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from storage.geography import Area, Areas, normalise
from storage.intake.meanings import Unknown, period_of, shown
from storage.measures import Measure
from storage.protection.joint.attack import attack
from storage.protection.published import Other, Own, Place, Published

HOW = 'Write it as "AREA, PERIOD = NUMBER", or with codes, as "AREA, PERIOD, CODE = NUMBER".'


class OwnError(Exception):
    """What was supposed cannot be tried; the sentence repeats no number."""


@dataclass(frozen=True)
class Learnt:
    """Where it would follow that no more others are there than the policy names, and how far the others stay open.

    `width` is from the smallest to the largest number of others that are possible in the place supposed, at least.
    """

    small: tuple[Place, ...]
    width: float


def learnt(tables: Sequence[Published], own: Own, others: Sequence[Other] = ()) -> Learnt:
    """Attack the last release in the list as somebody who knows their own cases. Raises AttackError."""
    found = attack(tables, others, touching=len(tables) - 1, own=own).found
    policy = max(table.policy for table in tables if table.source == own.source)
    widths = [each.interval.width for each in found if each.place == own.place]
    small = {each.place for each in found if each.interval.high <= policy}
    return Learnt(tuple(sorted(small)), min(widths))


def place_in(text: str) -> str:
    """The part of a supposition that may be said back: everything but the number."""
    return text.rpartition("=")[0].strip()


def own_of(text: str, table: Published, measure: Measure) -> Own:
    """What a line of text supposes. Raises OwnError."""
    where, equals, number = (part.strip() for part in text.rpartition("="))
    area, *rest = (part.strip() for part in where.split(","))
    count = re.fullmatch(r"[0-9]{1,9}|[0-9]{1,3}(,[0-9]{3}){1,2}", number)
    if not equals or not rest or not count or not int(number.replace(",", "")):
        raise OwnError(f"{HOW} The number is 1 or more.")
    grain, period = _period(rest[0], table, measure)
    code, pairs = _area(area, table.areas, table.levels), _pairs(rest[1:], table)
    return Own(table.source, Place(period, grain, code, pairs), int(number.replace(",", "")))


def _area(text: str, areas: Areas, levels: Sequence[str]) -> str:
    found = areas.find(text) if shown(text) else ()
    if isinstance(found, Area) and found.level in levels:
        return found.code
    near = [area.name for area in found if area.level in levels] if isinstance(found, tuple) else []
    meant = f" Did you mean {' or '.join(near)}?" if near else " Write its code, or its name in full."
    raise OwnError(f"The area is not one of this release.{meant}")


def _period(text: str, table: Published, measure: Measure) -> tuple[str, str]:
    """Grain and first day; of a weekly measure a month too, where it has detail by month."""
    months = measure.time.model_copy(update={"grain": "month"})
    for time in (measure.time, months):
        day = period_of(text, time)
        if not isinstance(day, Unknown) and (time.grain, day.isoformat()) in table.pages:
            return time.grain, day.isoformat()
    wrong = period_of(text, measure.time)
    if isinstance(wrong, Unknown):
        raise OwnError(wrong.sentence)
    raise OwnError("Nothing in this release is for that period.")


def _pairs(codes: Sequence[str], table: Published) -> tuple[tuple[str, str], ...]:
    """Each code with the dimension it belongs to, each dimension once."""
    found: dict[str, str] = {}
    for text in codes:
        fits = [
            (name, code)
            for name, known in table.dimensions
            for code in known
            if normalise(code) == normalise(text) and name not in found
        ]
        if not fits:
            known = ", ".join(code for _, codes in table.dimensions for code in codes) or "none"
            raise OwnError(f"After the period come codes of this measure, each dimension once: {known}.")
        found.update(fits[:1])
    return tuple(sorted(found.items()))
