"""How a question is split, and which categories it is about."""

from __future__ import annotations

from collections.abc import Sequence

from commands import Refusal, either
from commands.asking.asked import Asked, By, Category
from commands.asking.vocabulary import ANY_AREA
from commands.figures import lower_first, say_code
from commands.reply import Button
from commands.wanted import ask_holders
from storage.geography import Area, many, one
from storage.measures import Measure
from storage.releases import Release

SHOWN = 3
OVER_TIME = ("time", "week", "month", "term", "year")
Chosen = tuple[tuple[str, str], ...]


def chosen(asked: Asked, found: Sequence[Category], measure: Measure) -> Chosen:
    """The category of each dimension that a line names, in the order of the declaration."""
    picked: dict[str, dict[str, Category]] = {}
    for each in found:
        dimension, code = _declared(asked, each, measure)
        picked.setdefault(dimension, {})[code] = each
    for dimension, codes in picked.items():
        if len(codes) > 1:
            raise _one_category(asked, measure, dimension, codes)
    return tuple((name, next(iter(picked[name]))) for name in measure.dimension_names if name in picked)


def _declared(asked: Asked, each: Category, measure: Measure) -> tuple[str, str]:
    for dimension, code in each.codes:
        if dimension in measure.dimensions and code in measure.dimensions[dimension].codes:
            return dimension, code
    title, dimension = measure.title, each.dimension
    if dimension in measure.dimensions:
        codes = measure.dimensions[dimension].codes
        text = f"“{each.words[:60]}” is not a {one(dimension)} of {lower_first(title)}. Choose one of these."
        raise Refusal(text, _offers(asked, measure, dimension, codes, each), field=each.spot.key)
    split = f" It can be split by {either([*map(one, measure.dimensions)])}." if measure.dimensions else ""
    what = one(dimension) if dimension else f"“{each.words[:60]}”"
    raise Refusal(
        f"{title} cannot be split by {what}.{split}",
        [Button(title, f"ask {measure.id}"), ask_holders(f"{lower_first(title)} by {what.strip('“”')}")],
        field=each.spot.key,
    )


def _one_category(asked: Asked, measure: Measure, dimension: str, codes: dict[str, Category]) -> Refusal:
    text = f"Choose one {one(dimension)} at a time, or see all {many(one(dimension))}."
    return Refusal(text, _offers(asked, measure, dimension, tuple(codes), *codes.values()))


def _offers(
    asked: Asked, measure: Measure, dimension: str, codes: Sequence[str], *instead_of: Category
) -> list[Button]:
    rest = asked.without(*(each.spot for each in instead_of))
    offers = [Button(say_code(code).capitalize(), f"ask {rest} {dimension}={code}") for code in codes[:SHOWN]]
    return [*offers, Button(f"All {many(one(dimension))}", f"ask {rest} by={dimension}")]


def by_of(asked: Asked, release: Release, areas: Sequence[Area], picked: Chosen) -> str:
    """The one split that is meant, "" for none; raises ``Refusal`` for two, or for one that is not there."""
    said = [by for by in asked.by if not by.loose] or list(asked.by)
    found = dict.fromkeys(_split(release, by) for by in said)
    if "month" in found:
        found.pop("time", None)  # "monthly trend" is one split
    wanted = [by for by in found if not _is_named(asked, release, areas, picked, by)]
    if len(wanted) > 1:
        rest = asked.without(*(by.spot for by in asked.by))
        offers = [Button(f"By {one(by)}", f"ask {rest} by={by}") for by in wanted[:SHOWN]]
        raise Refusal("Parley can split a figure in one way at a time. Which one?", offers, field="by")
    if asked.ranking and not wanted and not asked.places:
        return release.measure.areas.levels[0]  # "the highest ward": all of them, in their usual order
    return wanted[0] if wanted else ""


def _is_named(asked: Asked, release: Release, areas: Sequence[Area], picked: Chosen, by: str) -> bool:
    """Whether a split would only repeat what was named: "in Highgate by ward", "debt by reason"."""
    if any(dimension == by for dimension, _ in picked):
        return True
    levels = release.areas.levels
    if by not in levels or all(place.whole for place in asked.places):
        return False
    return any(levels.index(area.level) <= levels.index(by) for area in areas)


def _split(release: Release, by: By) -> str:
    measure, name = release.measure, by.name
    if not by.known:
        raise _no_split(release, name)
    if name == ANY_AREA:
        return measure.areas.levels[0]
    if name in release.areas.levels or name in measure.dimensions:
        return name
    if name not in OVER_TIME:
        raise _no_split(release, one(name))
    if name in ("time", measure.time.grain) and measure.time.grain != "once":
        return "time"
    if name == "month" and measure.time.grain == "week":
        return name
    raise _no_split(release, name)


def _no_split(release: Release, name: str) -> Refusal:
    measure = release.measure
    over_time = {"week": ["week", "month"], "once": []}.get(measure.time.grain, [measure.time.grain])
    ways = [*measure.areas.levels, *measure.dimensions, *over_time]
    offers = [Button(f"By {one(way)}", f"ask {measure.id} by={way}") for way in ways[:SHOWN]]
    text = f"{measure.title} can be split by {either([*map(one, ways)])}, not by “{name[:30]}”."
    wanted = ask_holders(f"{lower_first(measure.title)} by {name[:30]}")
    return Refusal(text, [*offers, wanted], field="by")
