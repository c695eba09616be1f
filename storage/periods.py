"""Windows of time: what people ask for in words, as the published periods of a measure that belong to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dateutil.relativedelta import relativedelta

from storage import sums
from storage.measures import Measure, Term, Time
from storage.period_words import say_named, say_periods, term_label
from storage.spans import Before, Last, Month, Named, Newest, Range, Span, Year, YearBefore
from storage.spans import Term as TermSpan
from storage.spans.dates import Unreadable
from storage.stretches import DAY, Stretch, Stretches, WrongGrain, is_finer, unit_of
from storage.times import say_day

BY_SUNDAY = "A week counts in the month of its Sunday."


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time and the periods of one measure in it.

    ``first`` is its first day and ``until`` the day after its last. ``periods`` are the starts (ISO dates) of
    every period of the measure's grain that belongs to it, oldest first, cut to what has been published (from
    the first to the newest published period; a gap in between stays in): a week belongs to the month of its
    Sunday. Never empty. ``words`` reads after a number: "in the week of Monday 9 November 2026", "in October
    2026 (4 weeks, Monday 28 September to Sunday 25 October 2026)", "in November 2026 so far (2 weeks, …)".
    ``key`` is how a command line names it, such as "month=2026-10"; "" where no period was named and this is
    the newest published one, so that a chart may show the last half year instead.
    """

    first: date
    until: date
    periods: tuple[str, ...]
    words: str
    key: str = ""

    @property
    def name(self) -> str:
        """The words without the "in" or "on" before them: "the week of Monday 9 November 2026"."""
        return self.words.removeprefix("in ").removeprefix("on ")


class Unpublished(Exception):
    """A stretch of which nothing is published. ``words`` say when; ``instead`` is the first or the newest there is."""

    def __init__(self, words: str, instead: Window, late: bool) -> None:
        super().__init__(words)
        self.words = words
        self.instead = instead
        self.late = late


@dataclass(frozen=True)
class Calendar:
    """The published periods of one measure (never none), and what words about time mean for it on one day.

    ``terms`` are the school terms people may speak of: the measure's own, or those of another measure.
    """

    measure: Measure
    published: tuple[str, ...]
    terms: tuple[Term, ...]
    today: date

    @property
    def newest(self) -> Window:
        """What is meant where nobody names a time."""
        return self._window(self.published[-1:], key="")

    def at(self, period: str) -> Window:
        """The window of one published period."""
        return self._window((period,))

    def window(self, span: Span, base: Window | None = None) -> tuple[Window, tuple[str, ...]]:
        """What a span means, and sentences about it that the person should know.

        ``base`` is the window that "the month before" and "same week last year" speak of. Raises ``Unreadable``,
        ``WrongGrain`` or ``Unpublished``.
        """
        match span:
            case Newest():
                return self.newest, ()
            case Before():
                return self._found(self.earlier(base or self.newest), "before that")
            case YearBefore():
                return self._found(self.year_before(base or self.newest), "a year before that")
            case Last():
                return self._last(span)
            case Range():
                return self._range(span)
            case _:
                self._stretches.refuse_finer(span)
                return self._cut(self._stretches.of(span))

    def earlier(self, window: Window) -> Window | None:
        """The stretch straight before: the month before a whole month, else as many periods; ``None`` without figures."""
        named = self._whole(window)
        match named:
            case Month():
                last = date(named.year, named.month, 1) - DAY
                return self._again(Month(last.year, last.month))
            case Year(year=int(year), starts=starts):
                return self._again(Year(year - 1, starts))
            case TermSpan(start=date() as start):
                earlier = [term.start for term in self.terms if term.start < start]
                return self._again(TermSpan(earlier[-1])) if earlier else None
            case _:
                return self._shifted(sums.before(self.measure, window.periods))

    def year_before(self, window: Window) -> Window | None:
        """The same month, or the same periods, a year before; ``None`` where there are no figures for all of them."""
        named = self._whole(window)
        if isinstance(named, Month):
            return self._again(Month(named.year - 1, named.month))
        return self._shifted(sums.year_before(self.measure, window.periods))

    @property
    def _time(self) -> Time:
        return self.measure.time

    @cached_property
    def _stretches(self) -> Stretches:
        return Stretches(self._time, self.terms, self.today)

    @property
    def _first(self) -> Window:
        return self._window(self.published[:1])

    @cached_property
    def _all(self) -> tuple[str, ...]:
        """Every period from the first published to the newest."""
        first, newest = (date.fromisoformat(self.published[at]) for at in (0, -1))
        return self._stretches.periods(Stretch(first, newest))

    def _last(self, span: Last) -> tuple[Window, tuple[str, ...]]:
        """The newest so many periods, or what has been published in so many months or years up to the newest."""
        if span.unit in (None, self._time.grain) or self._time.grain == "once":
            return self._window(self._all[-span.count :]), self._cut_off(span.count > len(self._all), False)
        if is_finer(span.unit, self._time.grain):
            raise WrongGrain(span.unit, self.published[-1:])
        if span.unit == "term":
            return self._range(Range(TermSpan(back=span.count - 1), None))
        span_of = relativedelta(months=span.count * (12 if span.unit == "year" else 1))
        after = (self._stretches.until(self.published[-1]) - span_of).isoformat()
        known = tuple(period for period in self._all if period >= after)
        return self._window(known), self._cut_off(after < self._all[0], False)

    def _range(self, span: Range) -> tuple[Window, tuple[str, ...]]:
        edges = date.fromisoformat(self.published[0]), self._stretches.until(self.published[-1]) - DAY
        window, said = self._cut(self._stretches.between(span, *edges))
        grain = self._time.grain
        if any(part and is_finer(unit_of(part), grain) for part in (span.first, span.last)):
            said = (f"These figures are counted by {grain}, so whole {grain}s are shown.", *said)
        return window, said

    def _cut(self, stretch: Stretch) -> tuple[Window, tuple[str, ...]]:
        """A stretch as far as it is published; raises ``Unpublished`` where nothing of it is."""
        wanted = self._stretches.periods(stretch)
        known = tuple(period for period in wanted if self.published[0] <= period <= self.published[-1])
        if not known:
            early = stretch.last < date.fromisoformat(self.published[0])
            raise Unpublished(self._words(stretch, wanted), self._first if early else self.newest, not early)
        early, late = known[0] != wanted[0], known[-1] != wanted[-1]
        if not stretch.name:
            return self._window(known), self._cut_off(early, late)
        words = say_named(self._time, known, stretch.name, late=late, early=early)
        by_sunday = self._time.grain == "week" and stretch.key.startswith("month=")
        return self._window(known, stretch.key, words), (BY_SUNDAY,) if by_sunday else ()

    def _words(self, stretch: Stretch, wanted: tuple[str, ...]) -> str:
        if stretch.name:
            return f"in {stretch.name}"
        if wanted:
            return say_periods(self._time, wanted)
        if stretch.first <= stretch.last:
            return f"from {say_day(stretch.first)} to {say_day(stretch.last)}"
        if stretch.last < date.fromisoformat(self.published[0]):
            return f"until {say_day(stretch.last)}"
        return f"since {say_day(stretch.first)}"

    def _cut_off(self, early: bool, late: bool) -> tuple[str, ...]:
        first = (f"The first figures are for {self._first.name}.",) if early else ()
        return (*first, *((f"The newest figures are for {self.newest.name}.",) if late else ()))

    def _window(self, periods: tuple[str, ...], key: str | None = None, words: str = "") -> Window:
        first, until = date.fromisoformat(periods[0]), self._stretches.until(periods[-1])
        known = self._key(periods) if key is None else key
        return Window(first, until, periods, words or say_periods(self._time, periods), known)

    def _key(self, periods: tuple[str, ...]) -> str:
        """How a command line names consecutive periods that have no name of their own."""
        grain = self._time.grain
        if grain == "once":
            return ""
        names = [_line(self._time, period) for period in (periods[0], periods[-1])]
        if len(periods) == 1:
            return f"{grain}={names[0]}"
        if grain == "week":
            names[1] = (self._stretches.until(periods[-1]) - DAY).isoformat()
        return f"from={names[0]} to={names[1]}"

    def _whole(self, window: Window) -> Named | None:
        """The month, term or year that a window is all of; ``None`` where it is cut or has no name."""
        name, _, value = window.key.partition("=")
        named = self._named(name, value)
        if named is None or self._stretches.periods(self._stretches.of(named)) != window.periods:
            return None
        return named

    def _named(self, name: str, value: str) -> Named | None:
        match name:
            case "month":
                return Month(*map(int, value.split("-")))
            case "term":
                return next((TermSpan(term.start) for term in self.terms if term.label == value), None)
            case "year":
                return Year(int(value[:4]), value[5:])
            case _:
                return None

    def _again(self, named: Named) -> Window | None:
        """A stretch of the same kind, if there are figures for all of it."""
        try:
            window, _ = self._cut(self._stretches.of(named))
        except (Unpublished, Unreadable):
            return None
        return window if self._whole(window) else None

    def _shifted(self, periods: tuple[str, ...]) -> Window | None:
        inside = periods and self.published[0] <= periods[0] and periods[-1] <= self.published[-1]
        return self._window(periods) if inside else None

    def _found(self, window: Window | None, words: str) -> tuple[Window, tuple[str, ...]]:
        if window is None:
            raise Unpublished(words, self._first, late=False)
        return window, ()


def _line(time: Time, period: str) -> str:
    match time.grain:
        case "month":
            return period[:7]
        case "term":
            return term_label(time, period)
        case _:
            return period
