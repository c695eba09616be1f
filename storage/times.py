"""Wall-clock time in words: weekly times, dates people type and dates people read."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: tuple[str, ...] = ("January", "February", "March", "April", "May", "June")
MONTHS += ("July", "August", "September", "October", "November", "December")
END_OF_DAY = time(17)  # what "by Friday" means when no time is given
NTH = {"last": 0, "first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
EVEN_WEEK = date(2024, 1, 1)  # a Monday: fortnights without a first date count from this week
SAY_WEEKLY = (
    'Write a day and a time, such as "Monday 9:30am", "every second Wednesday 10am", "last Friday 4pm"'
)
SAY_TIME = 'Write the time as "9:30am", "5pm" or "17:00"'
SAY_DATE = 'Write a date such as "Fri", "31 March", "31/3/2027" or "in 2 weeks"'
SAY_MOMENT = 'Write a day and a time, such as "Fri 5pm", "tomorrow 17:00" or "in 2 hours"'

A_TIME = r"midday|noon|midnight|\d{1,2}(?:[:.]\d{2})?\s?[ap]\.?m\b\.?|\d{1,2}[:.]\d{2}"


@dataclass(frozen=True)
class Weekly:
    """Every week on one day, for the usual rhythm."""

    weekday: int
    time: time

    def words(self) -> str:
        return f"{DAYS[self.weekday]} {say_time(self.time)}"

    def falls_on(self, day: date) -> bool:
        return day.weekday() == self.weekday


@dataclass(frozen=True)
class Fortnightly:
    """Every second week on one day, counted from `starts` so that everyone means the same week."""

    weekday: int
    time: time
    starts: date | None = None

    def words(self) -> str:
        begins = f" from {say_day(self.starts)}" if self.starts else ""
        return f"every second {DAYS[self.weekday]} {say_time(self.time)}{begins}"

    def falls_on(self, day: date) -> bool:
        if day.weekday() != self.weekday or (self.starts and day < self.starts):
            return False
        first = self.starts or EVEN_WEEK
        monday = first - timedelta(first.weekday())
        return (day - monday).days // 7 % 2 == 0


@dataclass(frozen=True)
class OfMonth:
    """One such day of each month: the last, for boards and month-end rounds, or the first to the fourth."""

    weekday: int
    time: time
    nth: int = 0

    def words(self) -> str:
        of = " of the month" if self.nth else ""
        return f"{list(NTH)[self.nth]} {DAYS[self.weekday]}{of} {say_time(self.time)}"

    def falls_on(self, day: date) -> bool:
        place = (day.day + 6) // 7 if self.nth else int((day + timedelta(7)).month == day.month)
        return day.weekday() == self.weekday and place == self.nth


@dataclass(frozen=True)
class Daily:
    """Every day, or every one from Monday to Friday, for what looks whether there is anything to do."""

    time: time
    working: bool = False

    def words(self) -> str:
        return f"every {'working ' if self.working else ''}day {say_time(self.time)}"

    def falls_on(self, day: date) -> bool:
        return not self.working or day.weekday() < 5


Rule = Weekly | Fortnightly | OfMonth | Daily


@dataclass(frozen=True)
class LocalDue:
    """One due time: the wall-clock reading that names it and the instant it happens."""

    local: datetime
    utc: datetime


def parse_weekly(text: str) -> Rule:
    """Read a time that comes round, as a lead writes it."""
    words, monthly = re.subn(r"\bof (?:the|each|every) month\b", " ", _plain(text))
    words = " ".join(re.sub(r"\b(?:on|at)\b", " ", words).split())
    if daily := re.fullmatch(rf"every (working )?day ({A_TIME})", words):
        return Daily(parse_time(daily[2]), working=bool(daily[1]))
    which = "|".join(NTH) if monthly else "second|other|2nd|last"
    found = re.fullmatch(rf"(?:every |the )?(?:({which}) )?(\S+) ({A_TIME})(?: from (.+))?", words)
    weekday = _weekday(found[2]) if found else None
    if found is None or weekday is None:
        raise ValueError(f"{SAY_WEEKLY}.")
    at, often, start = parse_time(found[3]), found[1], found[4]
    if often and often != "last" and not monthly:
        return Fortnightly(weekday, at, _first(start, weekday) if start else None)
    if start:
        raise ValueError('Only "every second" takes a first date: leave out "from".')
    return OfMonth(weekday, at, NTH[often]) if often else Weekly(weekday, at)


def _first(text: str, weekday: int) -> date:
    day = _written_date(text, None)
    if day is None:
        raise ValueError('Write the first date with its year, such as "from 18 November 2026".')
    if day.weekday() != weekday:
        raise ValueError(f"{say_date(day)} is not a {DAYS[weekday]}: write the first date as one.")
    return day


def parse_time(text: str) -> time:
    """Read a time of day; a bare number is refused because 9 may be morning or evening."""
    words = _plain(text).replace(" ", "")
    if words in {"midday", "noon", "midnight"}:
        return time(0 if words == "midnight" else 12)
    found = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?(?:([ap])\.?m\.?)?", words)
    if not found or not (found[2] or found[3]):
        raise ValueError(f"{SAY_TIME}.")
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        raise ValueError(f'{SAY_TIME}: "{words}" is not on the clock.')
    return time(hour % 12 + (12 if half == "p" else 0) if half else hour, minute)


def at_utc(local: datetime, zone: ZoneInfo) -> datetime:
    """The instant of a wall-clock reading: a missing hour moves forward, a doubled one means the first."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def due_between(rule: Rule, zone: ZoneInfo, after: datetime, until: datetime) -> list[LocalDue]:
    """Each due time later than `after` and not later than `until` (both aware), oldest first."""
    first, last = (moment.astimezone(zone).date() for moment in (after - timedelta(1), until))
    wait, step = (0, 1) if isinstance(rule, Daily) else ((rule.weekday - first.weekday()) % 7, 7)
    days = (date.fromordinal(day) for day in range(first.toordinal() + wait, last.toordinal() + 1, step))
    instants = [at_utc(datetime.combine(day, rule.time), zone) for day in days if rule.falls_on(day)]
    due = [instant for instant in instants if after < instant <= until]
    return [LocalDue(instant.astimezone(zone).replace(tzinfo=None, fold=0), instant) for instant in due]


def next_at(clock: time, zone: ZoneInfo, after: datetime) -> datetime:
    """The next instant at which the clocks of a zone show a time of the day, in UTC."""
    day = after.astimezone(zone).date()
    near = (at_utc(datetime.combine(day + timedelta(ahead), clock), zone) for ahead in (0, 1))
    return next(instant for instant in near if instant > after)


def next_due(rule: Rule, zone: ZoneInfo, after: datetime, count: int = 3) -> list[LocalDue]:
    """The next few due times, for showing beside a schedule."""
    starts = rule.starts if isinstance(rule, Fortnightly) else None
    begin = max(after, at_utc(datetime.combine(starts - timedelta(1), time()), zone)) if starts else after
    return due_between(rule, zone, begin, begin + timedelta(32 * (count + 1)))[:count]


def say_day(day: date) -> str:
    """A date without its weekday: 16 November 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def say_date(day: date) -> str:
    """A date in full: Monday 16 November 2026."""
    return f"{DAYS[day.weekday()]} {say_day(day)}"


def say_time(clock: time) -> str:
    """A time of day as public services write it: 9:30am, 5pm, midday."""
    if clock.minute == 0 and clock.hour in (0, 12):
        return "midday" if clock.hour else "midnight"
    minutes = f":{clock.minute:02}" if clock.minute else ""
    return f"{clock.hour % 12 or 12}{minutes}{'am' if clock.hour < 12 else 'pm'}"


def say_moment(moment: datetime, zone: ZoneInfo, today: date) -> str:
    """An instant (aware) for a reader: 5pm today, Friday 20 November 2026."""
    local = moment.astimezone(zone)
    near = {0: "today, ", 1: "tomorrow, ", -1: "yesterday, "}.get((local.date() - today).days, "on ")
    return f"{say_time(local.time())} {near}{say_date(local.date())}"


def parse_due(text: str, today: date) -> date:
    """Read a due date in UK words; a date that has passed is refused."""
    words = re.sub(r"^(?:by|on)\s", "", _plain(text))
    day = _near(words, today) or _written_date(words, today)
    if day is None:
        raise ValueError(f"{SAY_DATE}.")
    if day < today:
        raise ValueError(f"{say_date(day)} is in the past: write a date from {say_day(today)} on.")
    return day


def written_date(text: str, after: date | None = None) -> date | None:
    """A date written with its numbers, also one that has passed; without a year the first one from ``after`` on.

    ``None`` for words that are no date; raises ``ValueError`` for a day that no calendar has.
    """
    return _written_date(_plain(text), after)


def _near(words: str, today: date) -> date | None:
    if words in {"today", "tomorrow"}:
        return today + timedelta(words == "tomorrow")
    if re.fullmatch(r"(?:the )?end of (?:the |this )?month", words):
        return today + relativedelta(day=31)
    if ahead := re.fullmatch(r"in ([0-9]{1,3}|a|one) (day|week|month)s?", words):
        number = int(ahead[1]) if ahead[1].isdigit() else 1
        months, days = (number, 0) if ahead[2] == "month" else (0, number * (7 if ahead[2] == "week" else 1))
        return today + relativedelta(months=months, days=days)
    found = re.fullmatch(r"(next |this )?(\S+)", words)
    weekday = _weekday(found[2]) if found else None
    if found is None or weekday is None:
        return None
    if found[1] is None:
        return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)
    return today + timedelta(weekday - today.weekday() + (7 if found[1] == "next " else 0))


def _written_date(words: str, today: date | None) -> date | None:
    """A date with its numbers written; without a year the next one is meant, where `today` is known."""
    parts = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|,", "", words).split()
    weekday = _weekday(parts[0]) if parts else None
    bare = " ".join(parts[1:] if weekday is not None else parts)
    if iso := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", bare):
        return _real(int(iso[1]), int(iso[2]), int(iso[3]), weekday)
    found = re.fullmatch(r"(\d{1,2})([/ -])(\d{1,2}|[a-z]{3,9})(?:\2(\d{4}|\d{2}))?", bare)
    month = _month(found[3]) if found else None
    if found is None or month is None:
        return None
    day, year = int(found[1]), int(found[4] or 0)
    if year:
        return _real(year + (2000 if year < 100 else 0), month, day, weekday)
    return (
        _real(today.year + ((month, day) < (today.month, today.day)), month, day, weekday) if today else None
    )


def _real(year: int, month: int, day: int, weekday: int | None) -> date:
    try:
        real = date(year, month, day)
    except ValueError:
        raise ValueError(f"{SAY_DATE}: {day}/{month}/{year} is not a real date.") from None
    if weekday not in (None, real.weekday()):
        raise ValueError(
            f"{say_date(real)} is not a {DAYS[weekday or 0]}: write a day and a date that agree."
        )
    return real


def parse_moment(text: str, now_local: datetime) -> datetime:
    """Read a closing time in UK words, in wall-clock time; a day alone means the end of that day."""
    moment = _moment(re.sub(r"^(?:by|on)\s", "", _plain(text)), now_local)
    if moment <= now_local:
        said = f"{say_time(moment.time())} on {say_date(moment.date())}"
        raise ValueError(f'{said} is in the past: write a later time, such as "tomorrow 5pm".')
    return moment


def _moment(words: str, now: datetime) -> datetime:
    if soon := re.fullmatch(r"in (\d{1,3}|an?|one) (hour|minute)s?", words):
        number = int(soon[1]) if soon[1].isdigit() else 1
        return now + (timedelta(hours=number) if soon[2] == "hour" else timedelta(minutes=number))
    clock = re.search(rf"(?<!\S)(?:at )?({A_TIME})(?!\S)", words)
    at = parse_time(clock[1]) if clock else END_OF_DAY
    rest = _plain(re.sub(r"\bon\b", " ", words.replace(clock[0], " ", 1) if clock else words))
    if clock and not rest:
        return datetime.combine(now.date() + timedelta(at <= now.time()), at)
    if clock and _weekday(rest) == now.weekday() and at > now.time():
        return datetime.combine(now.date(), at)
    try:
        return datetime.combine(parse_due(rest, now.date()), at)
    except ValueError as unread:
        raise ValueError(str(unread).replace(SAY_DATE, SAY_MOMENT)) from None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(" ,;!")


def _weekday(word: str) -> int | None:
    """Mon, Weds, Thurs, Friday, Mondays: three letters or more of a day."""
    stem = "wed" if word in {"weds", "weds."} else word.rstrip(".")
    return _named(stem.removesuffix("s") if stem.endswith("days") else stem, DAYS)


def _month(word: str) -> int | None:
    return int(word) if word.isdigit() else _named(word, ("", *MONTHS))


def _named(start: str, names: tuple[str, ...]) -> int | None:
    return next((i for i, n in enumerate(names) if len(start) > 2 and n.casefold().startswith(start)), None)
