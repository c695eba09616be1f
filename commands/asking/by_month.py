"""Detail that only the months of a weekly measure show: which questions need it, and how they are then read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from commands import Refusal, Request
from commands.asking.asked import Asked
from commands.figures import lower_first, say_code
from commands.reply import Button
from storage import monthly, sums
from storage.belonging import weeks_of
from storage.geography import Area
from storage.measures import Measure
from storage.monthly import WEEKLY
from storage.period_words import count, extent
from storage.periods import BY_SUNDAY, Window
from storage.releases import Release

Chosen = tuple[tuple[str, str], ...]
SAID = f"This detail is published by month, not by week. {BY_SUNDAY}"


@dataclass(frozen=True, slots=True)
class Figures:
    """Which figures a question is about: a release, the other half of its pair, how it is split, and all that in words."""

    release: Release
    paired: Release | None
    by: str
    what: str


def figures_of(
    request: Request,
    asked: Asked,
    halves: tuple[Release, Release | None],
    areas: Sequence[Area],
    by: str,
    picked: Chosen,
) -> Figures:
    """The figures by their own periods, or a weekly measure by month where its weeks do not show what is asked for.

    Raises ``Refusal`` for such detail by week, and where no month is whole yet.
    """
    release, paired = halves
    if not any(_is_needed(half.measure, areas, by, picked) for half in halves if half):
        return Figures(release, paired, by, lower_first(release.measure.title))
    what = _what(release.measure, by, picked)
    by = _split_of(request, asked, release.measure, by, what)
    return Figures(monthly.by_month(release), monthly.by_month(paired) if paired else None, by, what)


def _is_needed(measure: Measure, areas: Sequence[Area], by: str, picked: Chosen) -> bool:
    """Whether the months of a measure show what is asked for and its weeks do not."""
    names = [name for name, _ in picked] + [by] * (by in measure.dimensions)
    levels = {by} if by in measure.areas.levels else {area.level for area in areas}
    return any(sums.is_only_by_month(measure, level, names) for level in levels)


def _what(measure: Measure, by: str, picked: Chosen) -> str:
    """What is asked for, in a sentence: "food bank referrals (debt)"."""
    kinds = f" ({', '.join(say_code(code) for _, code in picked)})" if picked else ""
    return f"{lower_first(measure.title)}{kinds}{f' by {say_code(by)}' if by in measure.dimensions else ''}"


def _split_of(request: Request, asked: Asked, measure: Measure, by: str, what: str) -> str:
    """The split of a question about months."""
    if by == "time" and any(each.name == "week" for each in asked.by):
        rest = asked.without(*(each.spot for each in asked.by))
        text = f"Parley has {what} by month only, not by week."
        raise Refusal(text, [Button("By month", f"ask {rest} by=month")], field="by")
    if not request.partnership.shelf.months(measure.id):
        text = (
            f"Parley has {what} by month only, once all weeks of the month are published. No month is whole yet. "
            f"Ask {measure.contact} when it will be."
        )
        raise Refusal(text, [Button(measure.title, f"ask {measure.id}")])
    return "time" if by == "month" else by


def with_its_weeks(window: Window) -> Window:
    """A window of months that says which weeks they are."""
    weeks = tuple(week for month in window.periods for week in weeks_of(month))
    more = f"{count('week', weeks)}, {extent(WEEKLY, weeks)}"
    words = window.words
    said = f"{words[:-1]}; {more})" if words.endswith(")") else f"{words} ({more})"
    return replace(window, words=said)
