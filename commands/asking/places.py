"""Which areas a question is about: found by name, never chosen where a name could mean several."""

from __future__ import annotations

from commands import Refusal
from commands.asking.asked import Asked, Place
from commands.reply import Button
from storage.geography import Area, Areas, Former, many
from storage.releases import Release

SHOWN = 3
OWNED = ("'s", "’s", "‘s", "`s", "´s")


def areas_of(asked: Asked, release: Release) -> tuple[tuple[Area, ...], tuple[str, ...]]:
    """The areas a line names, each once, and what to say about them; the whole where it names none."""
    named = [place for place in asked.places if not place.whole]
    found = dict.fromkeys(_area(asked, release, place) for place in named)
    if not found:
        found = dict.fromkeys(_default(asked, release))
    notes = [note for area in found if (note := release.areas.note(area))] if named else []
    return tuple(found), tuple(notes)


def _default(asked: Asked, release: Release) -> tuple[Area, ...]:
    """All of it. Where no one area holds it all, a split shows the largest ones, and otherwise the person chooses."""
    if release.areas.top:
        return (release.areas.top,)
    level = release.measure.areas.levels[-1]
    largest = release.areas.at(level)
    if asked.by:
        return largest
    offers = [_offer(asked, release.areas, area, None) for area in largest[:SHOWN]]
    raise Refusal("Which area would you like?", [*offers, _all(asked, level)])


def _area(asked: Asked, release: Release, place: Place) -> Area:
    areas, words = release.areas, place.words
    found = areas.exact(words)
    if found is None and words.endswith(OWNED):
        found = areas.exact(words[:-2])
    if isinstance(found, tuple):
        at_level = [area for area in found if area.level == place.level]
        found = at_level[0] if len(at_level) == 1 else found
    if isinstance(found, Area):
        return found
    raise _which(asked, release, place, areas.find(words) if found is None else found)


def _which(asked: Asked, release: Release, place: Place, found: Area | tuple[Area, ...] | Former) -> Refusal:
    """A menu of the areas that may be meant, and of all of them."""
    areas, level = release.areas, release.measure.areas.levels[0]
    if isinstance(found, Area):
        found = (found,)
    near = found.successors if isinstance(found, Former) else found
    sentence = areas.which(place.words, found)
    if not near:
        sentence += f" Check the spelling, or ask for all {many(level)}."
    offers = [_offer(asked, areas, area, place) for area in near[:SHOWN]]
    return Refusal(sentence, [*offers, _all(asked, level)], field=place.spot.key)


def _offer(asked: Asked, areas: Areas, area: Area, place: Place | None) -> Button:
    key = f"{area.level}={areas.line(area)}"
    line = asked.instead(place.spot, key) if place else f"{asked.text} {key}"
    return Button(areas.label(area), f"ask {line}")


def _all(asked: Asked, level: str) -> Button:
    rest = asked.without(*(place.spot for place in asked.places), *(by.spot for by in asked.by))
    return Button(f"All {many(level)}", f"ask {rest} by={level}")
