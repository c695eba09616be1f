"""What a digest is made of. A section is one function in one file here: adding a section is adding a file."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from commands import Request
from storage.digests import Line


@dataclass(frozen=True, slots=True)
class Week:
    """What a section looks at: the week by its Monday, and the moment of the last digest, or that Monday."""

    request: Request
    monday: date
    since: datetime


Gather = Callable[[Week], Iterable[Line]]


@dataclass(frozen=True, slots=True)
class Section:
    """``key`` is what an editor types, ``order`` its place in the digest; ``gather`` finds its lines."""

    key: str
    title: str
    order: int
    gather: Gather


SECTIONS: dict[str, Section] = {}


def section(key: str, title: str, *, order: int) -> Callable[[Gather], Gather]:
    """Register a function ``(week) -> lines`` as a section; it leaves the numbers of its lines at 0."""

    def register(gather: Gather) -> Gather:
        SECTIONS[key] = Section(key, title, order, gather)
        return gather

    return register


def in_order() -> list[Section]:
    """Every section, as a digest shows them."""
    return sorted(SECTIONS.values(), key=lambda each: each.order)


def compiled(week: Week) -> tuple[Line, ...]:
    """The lines of all sections, numbered from 1."""
    return tuple(replace(line, number=number) for number, line in enumerate(_gathered(week), 1))


def _gathered(week: Week) -> Iterator[Line]:
    for each in in_order():
        yield from (
            replace(line, section=line.section or each.key, original=line.text) for line in each.gather(week)
        )


def discover() -> None:
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")


discover()
