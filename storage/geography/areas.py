"""The areas of one code list: finding one from what somebody typed, and what to say about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from storage.geography import changes as earlier_areas
from storage.geography.changes import Change, Earlier, Former
from storage.geography.names import NameIndex, normalise

SUGGESTIONS = 3
EVERYWHERE = ("all", "everywhere", "all areas", "whole area", "overall", "total")


@dataclass(frozen=True, order=True)
class Area:
    """One place with a code, such as a ward; the parent is a code, or empty at the top.

    ``aliases`` are other names for it; ``also_in`` names places outside the code list that have an area of this
    name as well. Both are about words, so two areas that differ only in them are equal.
    """

    code: str
    name: str
    level: str
    parent: str = ""
    aliases: tuple[str, ...] = field(default=(), compare=False)
    also_in: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Areas:
    """One code list of one vintage, in the order of its file, and what became of earlier areas."""

    areas: tuple[Area, ...]
    changes: tuple[Change, ...] = field(default=(), compare=False)

    def find(self, text: str) -> Area | tuple[Area, ...] | Former:
        """The area meant, an earlier one that was meant, or areas to offer: a name is never chosen silently."""
        exact = self.exact(text)
        return self._nearest(normalise(text)) if exact is None else exact

    def exact(self, text: str) -> Area | tuple[Area, ...] | Former | None:
        """What has exactly this code or, but for spelling that means nothing, this name; several may share it."""
        code, name = text.strip().upper(), normalise(text)
        if area := self._by_code_in_capitals.get(code):
            return area
        if old := self._earlier.get(code):
            return self._former(old, by_code=True)
        named = self._by_name.get(name, ())
        if named:
            return named[0] if len(named) == 1 else named
        if name in self._earlier_by_name:
            return self._former(self._earlier_by_name[name])
        if self.top and name in self._whole_words:
            return self.top
        return self._by_name_and_parent.get(name)

    @cached_property
    def spoken(self) -> frozenset[str]:
        """Every normalised phrase that ``exact`` knows, codes apart: for finding names inside a sentence."""
        return self._whole_words.union(self._by_name, self._earlier_by_name, self._by_name_and_parent)

    def get(self, code: str) -> Area | None:
        """The area with exactly this code."""
        return self._by_code.get(code)

    def at(self, level: str) -> tuple[Area, ...]:
        """Every area of one level, in the order of the code list."""
        return tuple(area for area in self.areas if area.level == level)

    def lift(self, area: Area, level: str) -> Area | None:
        """The area of the given level that holds this one; None where there is none."""
        return next((each for each in self._upwards(area) if each.level == level), None)

    @cached_property
    def top(self) -> Area | None:
        """The one area without a parent; None where there are several."""
        tops = [area for area in self.areas if not area.parent]
        return tops[0] if len(tops) == 1 else None

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """The levels in use, smallest areas first."""
        depth: dict[str, int] = {}
        for area in self.areas:
            depth[area.level] = max(depth.get(area.level, 0), len([*self._upwards(area)]))
        return tuple(sorted(depth, key=lambda level: -depth[level]))

    def which(self, text: str, found: tuple[Area, ...] | Former) -> str:
        """The sentence above a menu of what was found; above no menu where nothing was."""
        if isinstance(found, Former):
            question = {0: "", 1: " Do you mean that one?"}.get(
                len(found.successors), " Which one do you mean?"
            )
            return found.sentence + question
        if found and found == self._by_name.get(normalise(text)):
            return f"There are several areas called {found[0].name}. Which one do you mean?"
        unknown = f"There is no {one(self.levels[0])} called “{text.strip()[:60]}”."
        return f"{unknown} Did you mean {'one of these' if len(found) > 1 else 'this'}?" if found else unknown

    def note(self, area: Area) -> str:
        """What somebody should know who used this area's name: empty for most."""
        moved = self.moved(area)
        sentences = [moved.sentence] if moved else []
        if area.also_in:
            where = earlier_areas.join([*area.also_in])
            sentences.append(
                f"There is also a {one(area.level)} called {area.name} in {where}; this is another one."
            )
        return " ".join(sentences)

    def moved(self, area: Area) -> Former | None:
        """The latest earlier area of the same name, where its ground was not the same."""
        names = {normalise(name) for name in (area.name, *area.aliases)}
        old = [
            each for each in self._earlier.values() if normalise(each.name) in names and not each.same_ground
        ]
        if not old:
            return None
        into = self._today(old[-1])
        taken = earlier_areas.taken_from(area, old[-1], self._earlier)
        sentence = earlier_areas.say_moved(old[-1], area, into, taken, one(area.level))
        return Former(old[-1].name, old[-1].vintage, sentence, into)

    def label(self, area: Area) -> str:
        """The name to show in a menu, told apart from other areas of the same name."""
        same = self._by_name.get(normalise(area.name), ())
        if len(same) < 2:
            return area.name
        for more in (self._parent_name, lambda each: one(each.level)):
            if len({more(each) for each in same}) == len(same):
                return f"{area.name} ({more(area)})"
        return f"{area.name} ({area.code})"

    def line(self, area: Area) -> str:
        """What a command line says for this area, so that it finds it again and nothing else."""
        return area.name if self.exact(area.name) == area else area.code

    def learn(self, other: Areas) -> Areas:
        """These areas with the aliases of another code list, and with its changes where they lead to these."""
        known = {area.code: area for area in other.areas}
        areas = tuple(
            replace(area, aliases=known[area.code].aliases, also_in=known[area.code].also_in)
            if known.get(area.code) == area
            else area
            for area in self.areas
        )
        fits = not [*earlier_areas.disagreements(other.changes, self._by_code.__contains__)]
        return Areas(areas, other.changes if fits else ())

    def _parent_name(self, area: Area) -> str:
        parent = self.get(area.parent)
        return parent.name if parent else ""

    def _upwards(self, area: Area) -> Iterator[Area]:
        """The area, its parent, and so on; a circle ends where it began."""
        seen: set[str] = set()
        found: Area | None = area
        while found and found.code not in seen:
            yield found
            seen.add(found.code)
            found = self.get(found.parent)

    def _nearest(self, name: str) -> tuple[Area, ...] | Former:
        near = self._index.near(name)
        if near and near[0] not in self._by_name:
            return self._former(self._earlier_by_name[near[0]])
        found = dict.fromkeys(area for known in near for area in self._by_name.get(known, ()))
        return tuple(found)[:SUGGESTIONS]

    def _former(self, old: Earlier, by_code: bool = False) -> Former:
        into = self._today(old)
        level = one(into[0].level if into else self.levels[0])
        return Former(old.name, old.vintage, earlier_areas.say_former(old, into, level, by_code), into)

    def _today(self, old: Earlier) -> tuple[Area, ...]:
        return earlier_areas.today(old, self._earlier, self.get)

    @cached_property
    def _by_code(self) -> dict[str, Area]:
        return {area.code: area for area in self.areas}

    @cached_property
    def _by_code_in_capitals(self) -> dict[str, Area]:
        return {area.code.upper(): area for area in self.areas}

    @cached_property
    def _by_name(self) -> dict[str, tuple[Area, ...]]:
        names: dict[str, dict[str, Area]] = {}
        for area in self.areas:
            for name in (area.name, *area.aliases):
                names.setdefault(normalise(name), {})[area.code] = area
        return {name: tuple(areas.values()) for name, areas in names.items()}

    @cached_property
    def _by_name_and_parent(self) -> dict[str, Area | tuple[Area, ...]]:
        """Names with their parent's before or behind, as in "Brent - Kilburn" and "Kilburn, Brent"."""
        found: dict[str, dict[str, Area]] = {}
        for name, areas in self._by_name.items():
            for area in areas:
                if parent := normalise(self._parent_name(area)):
                    for both in (f"{name} {parent}", f"{parent} {name}"):
                        found.setdefault(both, {})[area.code] = area
        each = {both: tuple(areas.values()) for both, areas in found.items()}
        return {both: areas[0] if len(areas) == 1 else areas for both, areas in each.items()}

    @cached_property
    def _earlier(self) -> dict[str, Earlier]:
        return earlier_areas.group(self.changes)

    @cached_property
    def _earlier_by_name(self) -> dict[str, Earlier]:
        return {normalise(old.name): old for old in self._earlier.values()}

    @cached_property
    def _index(self) -> NameIndex:
        return NameIndex([*self._by_name, *self._earlier_by_name])

    @cached_property
    def _whole_words(self) -> frozenset[str]:
        """How people say that they mean all of it, in the words of this code list."""
        if not self.top:
            return frozenset()
        name, level = self.top.name, one(self.top.level)
        levels = [f"all {many(each)}" for each in self.levels]
        forms = [level, f"whole {level}", f"all {name}", f"all of {name}", f"whole of {name}"]
        forms += [f"{name} {level}", f"{level} of {name}", f"{name} council"]
        return frozenset(map(normalise, (*EVERYWHERE, *levels, *forms)))


def one(level: str) -> str:
    """The word for one area of a level, which is written with hyphens: "unitary authority"."""
    return level.replace("-", " ").replace("_", " ")


def many(level: str) -> str:
    """The word for several: "wards", "localities", "parishes"."""
    word = one(level)
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"
