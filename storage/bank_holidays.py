"""Bank holidays and working days of each nation of the United Kingdom."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

Nation = Literal["England", "Wales", "Scotland", "Northern Ireland"]


def is_bank_holiday(day: date, nation: Nation) -> bool:
    """Whether public offices of the nation are closed for a bank holiday."""
    return day in _bank_holidays(nation, day.year)


def add_working_days(start: date, n: int, nation: Nation) -> date:
    """The nth working day after `start`, or before it where n is negative."""
    step, day = timedelta(1 if n > 0 else -1), start
    for _ in range(abs(n)):
        day += step
        while day.weekday() > 4 or is_bank_holiday(day, nation):
            day += step
    return day


@lru_cache(maxsize=256)
def _bank_holidays(nation: Nation, year: int) -> frozenset[date]:
    return frozenset(_calendar()(subdiv=nation, years=year))


@cache
def _calendar() -> Any:
    """The library's class for the United Kingdom, by its file: asked by name, it loads those of every country.

    They take 16 MiB, and this one with what it needs 8: so it is loaded only when somebody has to know.
    """
    import holidays

    file = Path(holidays.__file__).with_name("countries") / "united_kingdom.py"
    module = ModuleType(file.stem)
    SourceFileLoader(file.stem, str(file)).exec_module(module)
    return module.UnitedKingdom
