"""The gap between the two halves of a pair, such as entitled and taking."""

from __future__ import annotations

from commands.answers.grid import whole
from commands.answers.titles import pair_names
from commands.answers.wording import line_one
from commands.figures import bare, thing
from commands.question import Question
from storage.releases import Shelf
from storage.sums import Found, Sum


def gap_words(one: Found, other: Found) -> str:
    """How far the first is above the second; "" where either is not whole."""
    if not isinstance(one, Sum) or not isinstance(other, Sum):
        return ""
    most = one.within + other.within
    between = one.value - other.value
    if abs(between) <= most:
        return "within rounding"
    return f"about {between:,}" if between > 0 else f"about {-between:,} the other way"


def gap_sentence(shelf: Shelf, question: Question) -> str:
    """Both numbers and the gap; where one is missing, what is known of each."""
    assert question.paired is not None, "only a pair has a gap"
    cut, window = whole(question), question.window
    other = cut.of(question.paired)
    here, there = cut.find(shelf), other.find(shelf)
    if not isinstance(here, Sum) or not isinstance(there, Sum):
        return f"{line_one(cut, window, here)} {line_one(other, window, there)}"
    first, second = pair_names(question)
    unit = thing(cut.measure) if first == cut.measure.title else question.measure.unit.many
    return (
        f"{cut.area.name} had {bare(here)} {unit} counted as {first} and {bare(there)} as {second} "
        f"{window.words}. The gap is {gap_words(here, there)}: rounding may move it by up to "
        f"{here.within + there.within}."
    )
