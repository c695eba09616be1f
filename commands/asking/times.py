"""The window a question is about, and the one it is compared with."""

from __future__ import annotations

from collections.abc import Sequence

from commands import Refusal, Request
from commands.asking import by_month
from commands.asking.asked import Asked, When
from commands.asking.vocabulary import Vocabulary
from commands.figures import lower_first
from commands.reply import Button
from storage import monthly
from storage.geography import Area
from storage.periods import Calendar, Unpublished, Window
from storage.releases import Release
from storage.spans import Before, Last, Newest, YearBefore
from storage.spans.dates import Unreadable
from storage.stretches import WrongGrain

ANOTHER = (Before, YearBefore)


def calendar_of(request: Request, release: Release, known: Vocabulary) -> Calendar:
    """What words about time mean for a release today."""
    measure = release.measure
    published = monthly.published(request.partnership.shelf, measure)
    return Calendar(measure, published, measure.time.terms or known.terms, request.today)


def windows_of(
    asked: Asked, calendar: Calendar, areas: Sequence[Area], what: str
) -> tuple[Window, Window | None, tuple[str, ...]]:
    """The window, the one to compare with where one was asked for, and what to say about both.

    ``what`` is asked for, as it reads in a sentence: "food bank referrals".
    """
    what = f"{what} in {_and([area.name for area in areas])}"
    main = [when for when in asked.times if not when.against and when.span != Newest()]
    said: list[str] = []
    window = calendar.newest
    for when in (*_one([each for each in main if not isinstance(each.span, ANOTHER)]), *_shifts(main)):
        window, more = _window(asked, calendar, what, when, window)
        said += more
    against: Window | None = None
    for when in _one([each for each in asked.times if each.against]):
        against, more = _window(asked, calendar, what, when, window)
        said += more
    if against and against.periods == window.periods:
        against = calendar.earlier(window)
    if against and not against.key:
        against, _ = calendar.window(Last(1))
    if monthly.is_by_month(calendar.measure):
        said.insert(0, by_month.SAID)
        window, against = by_month.with_its_weeks(window), against and by_month.with_its_weeks(against)
    return window, against, tuple(dict.fromkeys(said))


def _shifts(times: Sequence[When]) -> list[When]:
    return [when for when in times if isinstance(when.span, ANOTHER)]


def _one(times: Sequence[When]) -> tuple[When, ...]:
    if len({when.span for when in times}) > 1:
        raise Refusal(
            "Parley can show one time, and compare it with one other. Write vs= before the other one."
        )
    return tuple(times[:1])


def _window(
    asked: Asked, calendar: Calendar, what: str, when: When, base: Window
) -> tuple[Window, tuple[str, ...]]:
    try:
        return calendar.window(when.span, base)
    except Unreadable as problem:
        raise Refusal(str(problem), field=when.spots[0].key) from None
    except WrongGrain as problem:
        raise _wrong_grain(asked, calendar, what, when, problem) from None
    except Unpublished as problem:
        raise _unpublished(asked, calendar, what, when, problem) from None


def _wrong_grain(asked: Asked, calendar: Calendar, what: str, when: When, problem: WrongGrain) -> Refusal:
    """A week of monthly figures: the month it lies in, where that is published, else the newest.

    Months that are made of weeks have a week in one of them, the later that it touches.
    """
    whole = monthly.is_by_month(calendar.measure)
    touched = problem.periods[-1:] if whole else problem.periods
    there = [period for period in touched if period in calendar.published]
    window = calendar.at(there[-1]) if there else calendar.newest
    title, grain = lower_first(calendar.measure.title), calendar.measure.time.grain
    has = f"{what} by month only" if whole else f"{title} by {grain}"
    text = f"Parley has {has}, not by {problem.unit}. Would {window.name} do?"
    offer = _without(asked, when) if when.against else _instead(asked, when, window)
    return Refusal(text, [offer], field=when.spots[0].key)


def _unpublished(asked: Asked, calendar: Calendar, what: str, when: When, problem: Unpublished) -> Refusal:
    which, yet = ("newest", " yet") if problem.late else ("first", "")
    text = f"There is no figure for {what} {problem.words}{yet}."
    if calendar.measure.time.grain == "once":
        text += f" It was counted once, {calendar.newest.words}."
    else:
        text += f" The {which} figures are for {problem.instead.name}."
    if problem.late and monthly.is_by_month(calendar.measure):
        text += " This detail comes by month, once all weeks of the month are published."
    offer = _without(asked, when) if when.against else _instead(asked, when, problem.instead)
    return Refusal(text, [offer], field=when.spots[0].key)


def _instead(asked: Asked, when: When, window: Window) -> Button:
    rest = asked.without(*when.spots)
    return Button(window.name[:1].upper() + window.name[1:], " ".join(f"ask {rest} {window.key}".split()))


def _without(asked: Asked, when: When) -> Button:
    return Button("Without the comparison", f"ask {asked.without(*when.spots)}")


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
