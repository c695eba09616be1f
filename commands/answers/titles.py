"""What an answer is called: measure, kinds, areas and split."""

from __future__ import annotations

import re
from collections.abc import Sequence

from commands.figures import say_code, short_period
from commands.question import Question
from storage.geography import Area, one
from storage.measures import Measure
from storage.periods import Window


def titled(question: Question) -> str:
    """What a table or chart is about, without its time: "Food bank referrals in Riverton by reason"."""
    areas, chosen = question.release.areas, [code for _, code in question.categories]
    kinds = f" ({', '.join(map(say_code, chosen))})" if chosen else ""
    title = pair_title(question) if question.paired else question.measure.title
    is_whole = question.areas == (areas.top,) and question.by in areas.levels
    where = "" if is_whole else f" in {joined(question.areas)}"
    return f"{title}{kinds}{where}{_split(question)}"


def _split(question: Question) -> str:
    if not question.by:
        return ""
    if question.by == "time":
        grain = question.measure.time.grain
        return "" if grain == "once" else f" by {grain}"
    level = question.by in question.release.areas.levels
    return f" by {one(question.by) if level else say_code(question.by)}"


def joined(areas: Sequence[Area]) -> str:
    """Names in a sentence: "Gospel Oak, Highgate and Kilburn"; many are only counted."""
    if len(areas) > 4:
        return f"{len(areas)} areas"
    *first, last = [area.name for area in areas]
    return f"{', '.join(first)} and {last}" if first else last


def pair_names(question: Question) -> tuple[str, str]:
    """The two halves of a pair without what their titles share: "entitled" and "taking"."""
    assert question.paired is not None, "only a pair has two names"
    mine, theirs = question.measure.title, question.paired.measure.title
    (start, cut, one_half), (other, _, other_half) = mine.partition(": "), theirs.partition(": ")
    return (one_half, other_half) if cut and start == other and one_half and other_half else (mine, theirs)


def pair_title(question: Question) -> str:
    """What the two halves share, with both: "Free school meals, entitled and taking"."""
    one_half, other_half = pair_names(question)
    if one_half == question.measure.title:
        return f"{one_half} and {other_half}"
    return f"{question.measure.title.partition(': ')[0]}, {one_half} and {other_half}"


def capital(text: str) -> str:
    """The start of a sentence or a header; what follows keeps its capitals."""
    return text[:1].upper() + text[1:]


def when(window: Window) -> str:
    """A window as a part of a title: "week of Monday 2 November 2026", "October 2026"."""
    return re.sub(r"^(?:in the|in|on) ", "", window.words).partition(" (")[0]


def window_name(measure: Measure, window: Window) -> str:
    """A window as the head of a column."""
    first, last = short_period(measure, window.periods[0]), short_period(measure, window.periods[-1])
    return first if first == last else f"{first} to {last}"
