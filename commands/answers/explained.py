"""What people said explains a figure: a mark on its charts and a line in the small print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from commands import Request
from commands.answers.grid import Cut
from commands.figures import in_period, short_period
from commands.reply import Mark, Note
from storage import monthly
from storage.belonging import month_of_week
from storage.explanations import Explanation
from storage.geography import Area, Areas

NOBODY = "Somebody in this partnership"
NOTES = 3  # explanations under one answer


def marks(request: Request, cut: Cut, areas: Sequence[Area]) -> tuple[Mark, ...]:
    """The events on a line over time, one mark for each period that somebody has explained.

    By month, what explains a week is a mark on the month it belongs to.
    """
    told: dict[str, list[str]] = {}
    for each in _about(request, cut, areas):
        area = cut.release.areas.get(each.area)
        where = f"{area.name}: " if area and len(areas) > 1 else ""
        period = month_of_week(each.period) if monthly.is_by_month(cut.measure) else each.period
        told.setdefault(period, []).append(where + each.text)
    return tuple(
        Mark(short_period(cut.measure, period), "; ".join(dict.fromkeys(texts)))
        for period, texts in told.items()
    )


def notes(request: Request, cut: Cut, areas: Sequence[Area]) -> tuple[Note, ...]:
    """Who said what about the periods of an answer, by organisation, never by name."""
    found = list(_about(request, cut, areas))[-NOTES:]
    return tuple(
        Note(f"{_who(request, each)} says about {_time(request, cut, each)}: “{each.text}”") for each in found
    )


def _time(request: Request, cut: Cut, each: Explanation) -> str:
    measure = request.partnership.shelf.releases[cut.measure.id].measure
    return re.sub("^(?:in|on) ", "", in_period(measure, each.period))


def _who(request: Request, each: Explanation) -> str:
    return request.partnership.organisation_name(each.organisation) or NOBODY


def _about(request: Request, cut: Cut, areas: Sequence[Area]) -> Iterator[Explanation]:
    """Explanations of these periods for these areas and for what they lie in."""
    known, codes = cut.release.areas, {code for area in areas for code in _lineage(cut.release.areas, area)}
    periods = monthly.own_periods(cut.measure, cut.periods)
    for each in request.partnership.explained.get(cut.measure.id, ()):
        if each.period in periods and each.area in codes and known.get(each.area):
            yield each


def _lineage(areas: Areas, area: Area) -> Iterator[str]:
    """The code of an area and of every larger one it lies in."""
    for level in areas.levels:
        if (larger := areas.lift(area, level)) is not None:
            yield larger.code
