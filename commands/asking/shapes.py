"""Per how many, in which form, and what to say about words that ask for what Parley does not do."""

from __future__ import annotations

from collections.abc import Iterator

from commands import Refusal, Request
from commands.asking.asked import Asked
from commands.figures import lower_first
from commands.reply import Button
from commands.wanted import ask_holders
from storage.geography import Area, one
from storage.measures import Measure
from storage.releases import Release

Areas = tuple[Area, ...]


def per_of(request: Request, asked: Asked, release: Release) -> int | None:
    """The declared rate, if one was asked for and both of its parts are approved."""
    if not asked.rates:
        return None
    measure = release.measure
    wanted = next((rate.per for rate, _ in asked.rates if rate.per), None)
    if measure.rates is None:
        text = (
            f"Nobody has declared a rate for {lower_first(measure.title)}. Ask {measure.contact} about one."
        )
        raise Refusal(text, [_as_number(asked), ask_holders(asked.text)], field="per")
    per = measure.rates.per
    if wanted not in (None, per):
        rest = asked.without(*(spot for _, spot in asked.rates))
        offers = [Button(f"Per {per:,}", f"ask {rest} per={per}"), _as_number(asked)]
        raise Refusal(f"{measure.title} can be shown per {per:,}, not per {wanted:,}.", offers, field="per")
    if measure.rates.of not in request.partnership.shelf.releases:
        other = request.partnership.measure(measure.rates.of)
        what, contact = (
            (lower_first(other.title), other.contact) if other else (measure.rates.of, measure.contact)
        )
        text = f"A rate needs approved figures for {what}, and there are none. Ask {contact}."
        raise Refusal(text, [_as_number(asked)], field="per")
    return per


def map_of(asked: Asked, by: str, areas: Areas, release: Release) -> tuple[str, Areas]:
    """The split and the areas of a map: all areas of one level that lie within the largest area named."""
    levels = release.areas.levels
    if by and by not in levels:
        rest = asked.without(*(each.spot for each in asked.by))
        text = f"A map shows areas, so it cannot be split by {one(by)} as well."
        raise Refusal(text, [Button("Map of areas", f"ask {rest} as=map")], field="as")
    by = by or release.measure.areas.levels[0]
    larger = tuple(area for area in areas if levels.index(area.level) > levels.index(by))
    return by, larger or ((release.areas.top,) if release.areas.top else areas)


def remarks(asked: Asked, measure: Measure) -> Iterator[str]:
    """What to say where a question counts people and the figures do not, or wants areas ranked."""
    units = {measure.unit.one.lower(), measure.unit.many.lower()}
    for word, counts in dict.fromkeys(asked.counted):
        if counts != measure.counts and word not in units:
            yield f"These figures count {measure.unit.many}, not {word}."
    if asked.ranking:
        yield "Parley does not rank areas: they stand in their usual order."


def _as_number(asked: Asked) -> Button:
    return Button("Show it as a number", f"ask {asked.without(*(spot for _, spot in asked.rates))}")
