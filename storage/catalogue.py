"""Measure files: everything that may ever be asked, checked as a whole before a number is loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from storage import pairs
from storage.boundaries import Boundaries, load_boundaries
from storage.geography import Areas, load_areas, normalise
from storage.geography.names import NameIndex
from storage.measure_files import CatalogueError, Problem, line_of, load_measure, measure_files, parse_measure
from storage.measures import Breakdown, Geography, Measure
from storage.outlines import Ring
from storage.protection import others
from storage.yaml_text import Key

__all__ = [
    "Breakdown",
    "Catalogue",
    "CatalogueError",
    "Measure",
    "Problem",
    "load_catalogue",
    "load_measure",
    "parse_measure",
]

SUGGESTIONS = 3


@dataclass(frozen=True)
class Catalogue:
    """Every measure of a partnership by its id, and the areas they are counted in."""

    measures: Mapping[str, Measure]
    code_lists: Mapping[str, Areas]
    boundaries: Mapping[str, Boundaries] = field(default_factory=dict)

    def find(self, text: str) -> Measure | tuple[Measure, ...]:
        """The measure with this id, alias or title, or up to three suggestions to offer."""
        name = normalise(text)
        if measure := self._by_name.get(name):
            return measure
        found = dict.fromkeys(self._by_name[known].id for known in self._index.near(name))
        return tuple(self.measures[id_] for id_ in found)[:SUGGESTIONS]

    def areas_of(self, measure: Measure) -> Areas:
        """The code list this measure is counted in."""
        return self.code_lists[measure.areas.file]

    def outlines_of(self, measure: Measure) -> Mapping[str, tuple[Ring, ...]]:
        """The flat rings of each area by its code, for a map; empty where this measure has no boundary file."""
        return self._boundaries(measure).rings

    def about_map(self, measure: Measure) -> str:
        """What the boundary file says about itself, such as that it is schematic; to be said beside a map."""
        return self._boundaries(measure).about

    def _boundaries(self, measure: Measure) -> Boundaries:
        return self.boundaries.get(measure.areas.boundaries or "", Boundaries({}))

    @cached_property
    def areas(self) -> Areas:
        """Every area of every code list, each code once."""
        found = {area.code: area for areas in self.code_lists.values() for area in areas.areas}
        return Areas(tuple(found.values()))

    @cached_property
    def _by_name(self) -> dict[str, Measure]:
        return {name: measure for measure in self.measures.values() for name in _names(measure)}

    @cached_property
    def _index(self) -> NameIndex:
        return NameIndex(self._by_name)


def load_catalogue(folder: Path) -> Catalogue:
    """Read every measure file of a folder; raises CatalogueError with every problem of all of them."""
    paths = measure_files(folder)
    if not paths:
        sentence = "There are no measure files in this folder. Add a .yaml file for each measure."
        raise CatalogueError((Problem(str(folder), "", sentence),))
    measures: list[tuple[str, Measure]] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            measures.append((path.name, load_measure(path)))
        except CatalogueError as error:
            problems += error.problems
    problems += _clashes(folder, measures)
    problems += pairs.problems(folder, measures)
    problems += others.problems(folder, measures)
    if problems:
        raise CatalogueError(tuple(problems))
    named = {measure.id: measure for _, measure in measures}
    lists, shapes = _geography([measure.areas for measure in named.values()], folder)
    return Catalogue(MappingProxyType(named), MappingProxyType(lists), MappingProxyType(shapes))


def _geography(declared: list[Geography], folder: Path) -> tuple[dict[str, Areas], dict[str, Boundaries]]:
    """Every code list and every boundary file, each by its name; what no measure spoils has been checked."""
    lists: dict[str, Areas] = {}
    for each in sorted(
        declared, key=lambda one: one.changes or ""
    ):  # changes count wherever they are declared
        lists[each.file] = load_areas(folder / each.file, folder / each.changes if each.changes else None)
    shapes = {
        each.boundaries: load_boundaries(folder / each.boundaries, lists[each.file])
        for each in declared
        if each.boundaries
    }
    return lists, shapes


def _names(measure: Measure) -> set[str]:
    return {normalise(name) for _, name in _named(measure)}


def _clashes(folder: Path, measures: list[tuple[str, Measure]]) -> Iterator[Problem]:
    """Every name that two measures share, on its line."""
    ids: set[str] = set()
    owners: dict[str, tuple[str, str]] = {}
    for file, measure in measures:
        if measure.id in ids:
            sentence = f"Another file already declares “{measure.id}”. Choose another id."
            yield Problem(file, "id", sentence, line_of(folder / file, ("id",)))
            continue
        ids.add(measure.id)
        for key, name in _named(measure):
            owner, where = owners.setdefault(normalise(name), (measure.id, file))
            if owner != measure.id:
                sentence = f"“{name}” already means {owner} (in {where})."
                yield Problem(file, str(key[0]), sentence, line_of(folder / file, key))


def _named(measure: Measure) -> Iterator[tuple[Key, str]]:
    yield ("id",), measure.id
    yield ("title",), measure.title
    yield from ((("aliases", at), alias) for at, alias in enumerate(measure.aliases))
