"""A question about figures, understood: which measure, where, when, how split, and how to show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from commands import Refusal, Request, personal
from commands.asking import by_month, follow, measures, places, shapes, splits, times
from commands.asking.asked import Asked
from commands.asking.keys import TIMES
from commands.asking.meanings import Form, MeasureName
from commands.asking.names import names_a_measure
from commands.asking.read import read
from commands.asking.strays import refuse_strays
from commands.asking.vocabulary import ANY_AREA, Vocabulary, vocabulary
from storage.geography import Area
from storage.measures import Measure
from storage.monthly import own_periods
from storage.periods import Window
from storage.releases import Release

LONGEST = 2000
TOO_LONG = f"This question is too long. Write it in {LONGEST:,} characters or less."


@dataclass(frozen=True, slots=True)
class Question:
    """One question, with nothing left to guess.

    ``areas`` is never empty; several are a comparison. ``by`` is "" or an area level, a dimension, "time" for
    one row each period of the measure, or "month" for one row each month of a weekly measure; a map always has
    an area level. ``categories`` pairs a dimension with the chosen code. ``against`` is the window to compare
    with, where one was asked for. ``per`` is the "per 1000" of the measure's declared rates, whose other
    measure has an approved release. ``paired`` is the release of the other half of a declared pair (entitled
    and taking), where the gap between the two was asked for: same areas, same windows. ``said`` are sentences
    about choices the person should know of, to be shown with the answer; they are no part of what is asked.
    """

    release: Release
    areas: tuple[Area, ...]
    window: Window
    by: str = ""
    categories: tuple[tuple[str, str], ...] = ()
    against: Window | None = None
    per: int | None = None
    form: Form = "text"
    paired: Release | None = None
    said: tuple[str, ...] = field(default=(), compare=False)

    @property
    def measure(self) -> Measure:
        return self.release.measure


def understand(request: Request, words: str, keys: Mapping[str, str]) -> Question:
    """What somebody who typed these words and keys wants to know, or who follows up on their last question here.

    ``words`` is all that stands after the command's name and may itself hold ``key=value`` and ``key:value``;
    ``keys`` are the answers of a form. Every ``Refusal`` an asker can meet before a number is looked up is
    raised in here, with its buttons: one named resident, no or an unknown measure, not approved, withdrawn,
    not in this place, stale, unreviewed, unknown area, unreadable or unpublished period, unknown category,
    rates or a map that are not declared. What is left for the answer: withheld, no data inside the published
    stretch, and a split that no declared table holds.
    """
    typed = " ".join([words, *(f"{key}={value}" for key, value in keys.items() if value.strip())])
    typed = " ".join(typed.split())
    personal.refuse_named_person(request, typed)
    if len(typed) > LONGEST:
        raise Refusal(TOO_LONG)
    known = vocabulary(request.partnership)
    asked, said = _with_the_question_before(request, read(typed, known, request.today), known)
    found = measures.named(request, asked)
    if len(found) > 1:
        raise measures.refuse_many(request, asked, found)
    if not found:
        raise measures.refuse_none(request, asked)
    return _question(request, asked, found[0], known, said)


def _with_the_question_before(
    request: Request, asked: Asked, known: Vocabulary
) -> tuple[Asked, tuple[str, ...]]:
    """A line that begins as a follow-up, or changes a question and names no figure, is read with the question before."""
    named = asked.names or asked.units
    if not asked.lead and (named or not follow.follows_up(asked)):
        return asked, ()
    before = follow.last_line(request)
    if before:
        return follow.follow_up(asked, before, known, request), () if asked.lead else (follow.READ_AS,)
    if asked.lead and not named:
        raise follow.refuse_nothing_before(request, asked)
    return asked, ()


def _question(
    request: Request, asked: Asked, name: MeasureName, known: Vocabulary, said: tuple[str, ...]
) -> Question:
    release = measures.release_of(request, name.id)
    paired = measures.release_of(request, name.other) if name.other else None
    refuse_strays(asked, release, known)
    areas, of_areas = places.areas_of(asked, release)
    picked = splits.chosen(asked, measures.categories(request, asked, name), release.measure)
    form, by = asked.form or "text", splits.by_of(asked, release, areas, picked)
    if form == "map":
        by, areas = shapes.map_of(asked, by, areas, release)
    figures = by_month.figures_of(request, asked, (release, paired), areas, by, picked)
    calendar = times.calendar_of(request, figures.release, known)
    window, against, of_time = times.windows_of(asked, calendar, areas, figures.what)
    per = shapes.per_of(request, asked, release)
    heard = (*said, *asked.said, *of_time, *of_areas, *shapes.remarks(asked, release.measure))
    return Question(
        figures.release,
        areas,
        window,
        figures.by,
        picked,
        against,
        per,
        form,
        figures.paired,
        tuple(dict.fromkeys(heard)),
    )


def in_own_periods(request: Request, question: Question) -> Question:
    """A question about months of weekly figures as one about their weeks, for what is kept and judged by week."""
    release = request.partnership.shelf.releases[question.measure.id]
    periods = own_periods(question.measure, question.window.periods)
    return replace(question, release=release, window=replace(question.window, periods=periods))


def reads_as_question(request: Request, words: str) -> bool:
    """Whether a line that is no command is a question: it names a figure, or changes the question before."""
    known = vocabulary(request.partnership)
    if len(words) > LONGEST or names_a_measure(words, known):
        return len(words) <= LONGEST
    try:
        asked = read(" ".join(words.split()), known, request.today)
    except Refusal:
        return False
    if asked.strays or not follow.follows_up(asked):
        return False
    return bool(asked.lead or follow.last_line(request))


def line(question: Question, **changes: str) -> str:
    """The command line of a question with some of it changed: ``line(question, ward="", by="ward")``.

    "" takes a key out, a new period takes the place of the old one whatever its key was, any area key takes the
    place of every area; write ``as_`` for ``as`` and ``from_`` for ``from``. Understanding the line again gives
    the same question. A question that named no period (``question.window.key == ""``) stays one about the newest.
    """
    changed = {key.rstrip("_"): value for key, value in changes.items()}
    areas = {
        key: value for key, value in changed.items() if key in (*question.release.areas.levels, ANY_AREA)
    }
    time = {key: value for key, value in changed.items() if key in TIMES}
    parts = {
        "with": question.paired.measure.id if question.paired else "",
        **(areas or _areas(question)),
        "by": question.by,
        **dict(question.categories),
        **(time or _period(question.window)),
        "vs": question.against.key.replace("=", " ") if question.against else "",
        "per": str(question.per or ""),
        "as": "" if question.form == "text" else question.form,
    }
    pairs = [f"{key}={value}" for key, value in {**parts, **changed}.items() if value]
    return " ".join([f"ask {question.measure.id}", *pairs])


def _areas(question: Question) -> dict[str, str]:
    areas, where = question.areas, question.release.areas
    if areas == (where.top,):
        return {}
    levels = {area.level for area in areas}
    key = levels.pop() if len(levels) == 1 else ANY_AREA
    return {key: ", ".join(where.line(area) for area in areas)}


def _period(window: Window) -> dict[str, str]:
    if window.key.startswith("from="):
        first, _, last = window.key.removeprefix("from=").partition(" to=")
        return {"from": first, "to": last}
    key, _, value = window.key.partition("=")
    return {key: value} if value else {}
