"""Two areas side by side in one sentence, neither of them first for being larger."""

from __future__ import annotations

from dataclasses import replace

from commands.answers.grid import whole
from commands.figures import about_in, bare, thing
from commands.question import Question
from storage.releases import Shelf
from storage.sums import Sum


def side_by_side(shelf: Shelf, question: Question) -> str:
    """Both numbers and their difference; "" where there are not two whole numbers to set beside each other."""
    if len(question.areas) != 2 or question.against or question.paired or question.per:
        return ""
    one, other = (replace(whole(question), area=area) for area in question.areas)
    first, second = one.find(shelf), other.find(shelf)
    if not isinstance(first, Sum) or not isinstance(second, Sum):
        return ""
    what = thing(one.measure, one.kinds)
    told = bare(first) if first.value == 0 else about_in(first.value, first.rounded_to, what)
    named = f" {what}" if first.value == 0 else ""
    return (
        f"{one.area.name} had {told}{named} and {other.area.name} had {bare(second)} {question.window.words}. "
        f"{_difference(one.area.name, first, other.area.name, second)}"
    )


def _difference(one: str, first: Sum, other: str, second: Sum) -> str:
    if abs(first.value - second.value) <= first.within + second.within:
        return "The difference is within rounding."
    more, fewer = (one, other) if first.value > second.value else (other, one)
    if 0 in (first.value, second.value):
        return f"That is more in {more} than in {fewer}."
    return f"That is about {abs(first.value - second.value):,} more in {more} than in {fewer}."
