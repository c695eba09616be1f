"""Which figures a question is about, and whether they may be shown here and now."""

from __future__ import annotations

from collections.abc import Iterable

from commands import Refusal, Request, figures
from commands.asking.asked import Asked, Category, Named
from commands.asking.meanings import MeasureName
from commands.reply import Button
from commands.wanted import ask_holders
from storage.measures import Measure
from storage.releases import Release

SHOWN = 3
QUOTED = 60  # letters of what was typed that are said back


def named(request: Request, asked: Asked) -> list[MeasureName]:
    """The measures a line names; a phrase that is also a category of another one named is left to that."""
    found = dict.fromkeys(name for each in asked.names if not each.codes for name in each.names)
    sure = list(found)
    for each in asked.names:
        if each.codes and not any(_fits(request, name, each) for name in sure):
            found |= dict.fromkeys(each.names)
    return _as_pair(request, list(found)) or _by_unit(asked)


def categories(request: Request, asked: Asked, chosen: MeasureName) -> tuple[Category, ...]:
    """The categories a line names, with the phrases that might have been a measure's name as well."""
    more = [each for each in asked.names if each.codes and chosen not in each.names]
    as_well = [Category(each.spot, asked.words(each.spot), each.codes) for each in more]
    return (*asked.categories, *as_well)


def _fits(request: Request, name: MeasureName, phrase: Named) -> bool:
    measure = request.partnership.measure(name.id)
    dimensions = measure.dimensions if measure else {}
    return any(
        dimension in dimensions and code in dimensions[dimension].codes for dimension, code in phrase.codes
    )


def _by_unit(asked: Asked) -> list[MeasureName]:
    """Where only the word for what is counted was said: the measures that count it."""
    if not asked.units:
        return []
    first, *rest = (set(ids) for ids in asked.units)
    return [MeasureName(identity) for identity in asked.units[0] if identity in first.intersection(*rest)]


def _as_pair(request: Request, names: list[MeasureName]) -> list[MeasureName]:
    """Two measures that are declared as a pair, or a pair and one half of it, are one."""
    ids = {identity for name in names for identity in (name.id, name.other) if identity}
    for identity in ids:
        measure = request.partnership.catalogue.measures.get(identity)
        if len(names) > 1 and measure and measure.pair and ids == {identity, measure.pair.of}:
            return [MeasureName(identity, measure.pair.of)]
    return names


def refuse_many(request: Request, asked: Asked, names: Iterable[MeasureName]) -> Refusal:
    """A menu of the measures a line might be about, each with the rest of the line."""
    rest = asked.without(*(each.spot for each in asked.names))
    offers = [Button(_title(request, name), f"ask {_line(name)} {rest}".strip()) for name in names]
    return Refusal(
        "Parley answers about one figure at a time. Which one would you like?",
        [*offers[:SHOWN], Button("All figures", "catalogue")],
    )


def refuse_none(request: Request, asked: Asked) -> Refusal:
    """What to say where no measure was named: those that are near to the words nobody knows, or the first few."""
    every = request.partnership.catalogue.measures.values()
    if not asked.strays:
        offers = [Button(measure.title, f"ask {measure.id} {asked.text}".strip()) for measure in every]
        return Refusal("Which figure would you like?", [*offers[:SHOWN], Button("All figures", "catalogue")])
    typed = " ".join(asked.words(spot) for spot in asked.strays)[:QUOTED]
    found = request.partnership.catalogue.find(typed)
    near = (found,) if isinstance(found, Measure) else found
    if near:
        rest = asked.without(*asked.strays)
        offers = [Button(measure.title, f"ask {measure.id} {rest}".strip()) for measure in near]
        question = f"Parley does not know “{typed}”. Did you mean one of these?"
        return Refusal(question, [*offers[:SHOWN], Button("All figures", "catalogue")])
    return Refusal(
        f"Parley has no approved figure called “{typed}”. Look at what there is, or ask "
        f"{request.partnership.contact('steward')} about what you need.",
        [Button("What can I ask?", "catalogue"), ask_holders(asked.text)],
    )


def release_of(request: Request, identity: str) -> Release:
    """The approved figures of a measure, if they may be shown in this place and are not too old."""
    release = request.partnership.shelf.releases.get(identity)
    if release is None:
        raise _no_release(request, identity)
    measure = release.measure
    if not request.partnership.may_show(measure, request.place):
        where = "a private chat" if request.place is None else "this channel"
        raise Refusal(
            f"{measure.title} may only be shown in some places, and {where} is not one of them. "
            f"Ask {measure.contact}, who looks after these figures."
        )
    published = request.partnership.shelf.periods(identity)
    if not published:
        raise Refusal(
            f"There are no figures for {figures.lower_first(measure.title)} yet. Ask {measure.contact}."
        )
    if reason := figures.stopped(measure, published[-1], request.today):
        raise Refusal(reason)
    return release


def _no_release(request: Request, identity: str) -> Refusal:
    measure = request.partnership.catalogue.measures[identity]
    last = request.partnership.shelf.withdrawn.get(identity)
    if last is not None:
        return Refusal(f"{figures.withdrawn(last)} Ask {measure.contact} when there will be new ones.")
    return Refusal(
        f"Nobody has approved figures for {figures.lower_first(measure.title)} yet, so Parley cannot show any. "
        f"Ask {measure.contact}, who looks after them.",
        [ask_holders(measure.title)],
    )


def _title(request: Request, name: MeasureName) -> str:
    measure = request.partnership.measure(name.id)
    if measure is None:
        return name.id
    return measure.pair.title if name.other and measure.pair else measure.title


def _line(name: MeasureName) -> str:
    return f"{name.id} with={name.other}" if name.other else name.id
