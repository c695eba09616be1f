"""What one could write here: the examples of the commands, with a measure and an area of this partnership."""

from __future__ import annotations

from commands import Command
from storage.geography import Area
from storage.measures import Measure
from storage.partnerships import Partnership

MEASURE, TITLE, AREA = "foodbank-referrals", "food bank referrals", "Highgate"  # what the examples are about


def example(partnership: Partnership, known: Command) -> str:
    """The example of a command; other figures and areas take the place of those that are not to be had here."""
    measures = partnership.catalogue.measures
    if MEASURE in measures or not measures:
        return known.example
    measure = max(measures.values(), key=lambda each: len(_areas(partnership, each)))
    words = known.example.replace(MEASURE, measure.id).replace(TITLE, measure.title.lower())
    return words.replace(AREA, _areas(partnership, measure)[0].name)


def _areas(partnership: Partnership, measure: Measure) -> tuple[Area, ...]:
    return partnership.catalogue.areas_of(measure).at(measure.areas.levels[0])
