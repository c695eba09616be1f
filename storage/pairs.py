"""Checks of measures that are declared as a pair, such as entitled and taking: only like can be laid beside like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from storage.geography import normalise
from storage.measure_files import Problem, line_of
from storage.measures import Measure


def problems(folder: Path, measures: Sequence[tuple[str, Measure]]) -> Iterator[Problem]:
    """A sentence, with its line, for each pair that cannot be: ``measures`` are file names and what is in them."""
    known = {measure.id: measure for _, measure in measures}
    names = {
        normalise(name): measure.id
        for measure in known.values()
        for name in (measure.id, measure.title, *measure.aliases)
    }
    for file, measure in measures:
        for key, sentence in _problems(measure, known, names):
            yield Problem(file, f"pair.{key}", sentence, line_of(folder / file, ("pair", key)))


def _problems(
    measure: Measure, known: Mapping[str, Measure], names: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Key and sentence."""
    pair = measure.pair
    if pair is None:
        return
    other = known.get(pair.of)
    if other is None or other.id == measure.id:
        yield "of", f"There is no other measure “{pair.of}” in this folder. Name the one to pair this with."
    elif (other.time.grain, other.areas.file) != (measure.time.grain, measure.areas.file):
        yield "of", f"{other.title} is counted by other times or areas, so there is no gap between the two."
    for key, name in (("title", pair.title), *(("aliases", alias) for alias in pair.aliases)):
        if owner := names.get(normalise(name)):
            yield key, f"“{name}” already means {owner} alone. Choose another name for the two together."
