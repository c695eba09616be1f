"""Single values of the configuration file, as people write them."""

import re
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from storage.times import Rule, parse_time, parse_weekly

Unit = Literal["hours", "days", "working days", "weeks", "months", "years"]


@dataclass(frozen=True)
class Span:
    """A length of time as people write it; working days depend on the nation, so it is not a timedelta."""

    amount: int
    unit: Unit

    def words(self) -> str:
        return f"{self.amount} {self.unit if self.amount != 1 else self.unit.removesuffix('s')}"


def parse_span(text: object) -> Span:
    """Read "2 working days" or "400 days"."""
    if isinstance(text, Span):
        return text
    words = " ".join(str(text).casefold().split())
    found = re.fullmatch(r"([1-9][0-9]{0,3}) (hour|day|working day|week|month|year)s?", words)
    if not found:
        raise ValueError('Write a number and a unit, such as "2 working days", "400 days" or "2 years".')
    return Span(int(found[1]), next(unit for unit in get_args(Unit) if unit == f"{found[2]}s"))


def parse_quiet(value: object) -> tuple[time, time] | None:
    """Read "18:00-08:00"; none means no quiet hours."""
    if value is None or isinstance(value, tuple):
        return value
    first, dash, last = re.sub(r" to |–", "-", str(value)).partition("-")
    if not dash or first.strip() == last.strip():
        raise ValueError('Write two different times with a dash between them, such as "18:00-08:00".')
    return parse_time(first), parse_time(last)


def parse_zone(value: object) -> ZoneInfo:
    """Find a time zone by its name."""
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(str(value))
    except (KeyError, ValueError, OSError):
        raise ValueError(f'There is no time zone "{value}": write one such as Europe/London.') from None


def parse_day(value: object) -> date:
    """Read a day written as 2026-12-24."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError('Write a real date as year-month-day, such as "2026-12-24".') from None


def beside_file(value: object, info: ValidationInfo) -> object:
    """Read a relative path from the configuration file's folder, wherever Parley was started."""
    folder = (info.context or {}).get("folder")
    return folder / value if folder and isinstance(value, str) else value


Duration = Annotated[Span, BeforeValidator(parse_span)]
Recurring = Annotated[Rule, BeforeValidator(lambda at: at if isinstance(at, Rule) else parse_weekly(str(at)))]
Quiet = Annotated[tuple[time, time] | None, BeforeValidator(parse_quiet)]
Zone = Annotated[ZoneInfo, BeforeValidator(parse_zone)]
Day = Annotated[date, BeforeValidator(parse_day)]
LocalPath = Annotated[Path, BeforeValidator(beside_file)]
Names = tuple[str, ...]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Text = Annotated[str, Field(min_length=1)]
SeriesName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9' -]{0,29}$")]


class Strict(BaseModel):
    """Every block of the file: nothing unknown, nothing changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)
