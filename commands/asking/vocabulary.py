"""Every phrase a partnership's questions may be made of, ready to be looked up; built anew when its figures change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from commands.asking.fixed_words import fixed_words
from commands.asking.meanings import AreaName, Code, Filler, Meaning, MeasureName, Split, UnitWord
from commands.asking.tokens import spoken
from storage.catalogue import Catalogue
from storage.geography import Areas, many, one
from storage.measures import Measure, Term
from storage.partnerships import Partnership
from storage.releases import Release

ANY_AREA = "area"
EACH = (
    "by {}",
    "per {}",
    "each {}",
    "every {}",
    "{} by {}",
    "split by {}",
    "broken down by {}",
    "which {}",
    "what {}",
)
ALL = ("by {}", "all {}", "all the {}", "which {}", "what {}", "compare {}", "between {}")


@dataclass(frozen=True)
class Vocabulary:
    """``phrases`` are in the words of ``tokens``; ``shown`` are names as people should read them, for suggestions."""

    catalogue: Catalogue
    releases: Mapping[str, Release]
    phrases: Mapping[str, tuple[Meaning, ...]]
    shown: Mapping[str, str]
    longest: Mapping[str, int]
    terms: tuple[Term, ...]

    @cached_property
    def term_names(self) -> tuple[tuple[str, date], ...]:
        """What each school term is called, and the day it starts."""
        return tuple((spoken(term.label), term.start) for term in self.terms)

    @cached_property
    def levels(self) -> frozenset[str]:
        """Every level of area that may stand as a key."""
        return frozenset(
            level for areas in _area_lists(self.catalogue, self.releases) for level in areas.levels
        )

    @cached_property
    def dimensions(self) -> frozenset[str]:
        """Every dimension that may stand as a key."""
        return frozenset(
            name for measure in _measures(self.catalogue, self.releases) for name in measure.dimensions
        )


_KEPT: dict[str, Vocabulary] = {}


def vocabulary(partnership: Partnership) -> Vocabulary:
    """The vocabulary of a partnership as it stands now."""
    kept, releases = _KEPT.get(partnership.id), partnership.shelf.releases
    if kept is None or kept.catalogue is not partnership.catalogue or kept.releases is not releases:
        kept = _KEPT[partnership.id] = _build(partnership.catalogue, releases)
    return kept


def _build(catalogue: Catalogue, releases: Mapping[str, Release]) -> Vocabulary:
    found: dict[str, dict[Meaning, str]] = {}
    for name, meaning in _names(catalogue, releases):
        if phrase := spoken(name):
            found.setdefault(phrase, {}).setdefault(meaning, name)
    phrases = dict(fixed_words())
    for phrase, meanings in found.items():
        fixed = tuple(meaning for meaning in phrases.get(phrase, ()) if not isinstance(meaning, Filler))
        phrases[phrase] = tuple(dict.fromkeys((*meanings, *fixed)))
    shown = {phrase: next(iter(meanings.values())) for phrase, meanings in found.items()}
    return Vocabulary(catalogue, releases, phrases, shown, _longest(phrases), _terms(catalogue, releases))


def _names(catalogue: Catalogue, releases: Mapping[str, Release]) -> Iterator[tuple[str, Meaning]]:
    measures = _measures(catalogue, releases)
    for measure in measures:
        yield from _of_measure(measure)
    for areas in _area_lists(catalogue, releases):
        yield from _of_areas(areas)
    for text, ids in _units(measures).items():
        yield text, UnitWord(ids)


def _of_measure(measure: Measure) -> Iterator[tuple[str, Meaning]]:
    for name in (measure.title, measure.id, *measure.aliases):
        for form in _one_or_many(name):
            yield form, MeasureName(measure.id)
    if measure.pair:
        for name in (measure.pair.title, *measure.pair.aliases):
            yield name, MeasureName(measure.id, measure.pair.of)
    for dimension, split in measure.dimensions.items():
        word = one(dimension)
        yield from _splits(dimension, word, many(word))
        yield word, Split(dimension, loose=True)
        for code in split.codes:
            yield code, Code(dimension, code)


def _one_or_many(name: str) -> Iterator[str]:
    """A name, and the same with its last word as one or as many."""
    yield name
    if name[-1:].isalpha():
        yield name[:-1] if name.endswith("s") and not name.endswith("ss") else f"{name}s"


def _of_areas(areas: Areas) -> Iterator[tuple[str, Meaning]]:
    top = spoken(areas.top.name) if areas.top else None
    names = {spoken(area.name): area.name for area in areas.areas}
    for phrase in areas.spoken:
        yield names.get(phrase, phrase), AreaName(whole=_is_whole(areas, phrase, top))
    for code in (*(area.code for area in areas.areas), *(change.old_code for change in areas.changes)):
        yield code, AreaName()
    for level in (*areas.levels, ANY_AREA):
        yield from _splits(level, one(level), many(level))
        yield one(level), Filler()


def _is_whole(areas: Areas, phrase: str, top: str | None) -> bool:
    """Whether a phrase means all of it without naming it, such as "total" or "the whole borough"."""
    return top is not None and top not in phrase and areas.exact(phrase) == areas.top


def _splits(by: str, word: str, words: str) -> Iterator[tuple[str, Meaning]]:
    for form in EACH:
        yield form.format(word, word), Split(by)
    for form in ALL:
        yield form.format(words), Split(by)
    yield words, Split(by, loose=True)


def _units(measures: Iterable[Measure]) -> dict[str, tuple[str, ...]]:
    """The words for what is counted, and the measures that count it."""
    found: dict[str, dict[str, None]] = {}
    for measure in measures:
        for word in (measure.unit.one, measure.unit.many):
            found.setdefault(word, {})[measure.id] = None
    return {word: tuple(ids) for word, ids in found.items()}


def _longest(phrases: Iterable[str]) -> dict[str, int]:
    """For each first word, how many words the longest phrase with it has."""
    found: dict[str, int] = {}
    for phrase in phrases:
        words = phrase.split()
        found[words[0]] = max(found.get(words[0], 0), len(words))
    return found


def _terms(catalogue: Catalogue, releases: Mapping[str, Release]) -> tuple[Term, ...]:
    """The school terms of the first measure that has any."""
    return next((each.time.terms for each in _measures(catalogue, releases) if each.time.terms), ())


def _measures(catalogue: Catalogue, releases: Mapping[str, Release]) -> list[Measure]:
    """The measures of the catalogue, and the definitions of what has been approved."""
    return [*catalogue.measures.values(), *(release.measure for release in releases.values())]


def _area_lists(catalogue: Catalogue, releases: Mapping[str, Release]) -> list[Areas]:
    return [*catalogue.code_lists.values(), *(release.areas for release in releases.values())]
