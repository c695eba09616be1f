"""Following up: "and Gospel Oak?", "by reason?" and "as chart" change the person's last question in this place."""

from __future__ import annotations

from datetime import timedelta

from commands import Refusal, Request
from commands.asking import keys
from commands.asking.asked import Asked
from commands.asking.keys import Segment
from commands.asking.read import read
from commands.asking.vocabulary import ANY_AREA, Vocabulary
from commands.reply import Button
from storage import audit
from storage.geography.areas import EVERYWHERE
from storage.spans import Before, YearBefore

FOR = timedelta(minutes=30)
READ_AS = "Read as a follow-up to your last question here."
NOTHING = "You have not asked anything here in the last 30 minutes that this could follow up. Name the figure as well."


def last_line(request: Request) -> str:
    """The canonical line of what this person last asked here and was answered, or "" where that is too long ago."""
    if not request.person.key:
        return ""
    since = request.now - FOR
    return audit.last_question(request.db, request.partnership.id, request.person.key, request.here, since)


def follow_up(asked: Asked, before: str, known: Vocabulary, request: Request) -> Asked:
    """What was asked before, with what was said now in place of its counterparts, as one line that stands by itself."""
    parts = list(keys.segments(before, known))
    kept = [
        (segment.key or "measure", before[segment.first : segment.last].strip())
        for segment in parts
        if _stays(asked, segment, before, known)
    ]
    if asked.beside and not any(_splits_areas(segment, before, known) for segment in parts):
        kept.append((ANY_AREA, EVERYWHERE[0]))
    carried = " ".join(f"{key}={value}" for key, value in kept if value)
    return read(f"{asked.text[asked.lead :].strip()} {carried}", known, request.today)


def follows_up(asked: Asked) -> bool:
    """Whether a line that names no measure says anything that could change a question."""
    said = (asked.places, asked.by, asked.times, asked.categories, asked.rates, asked.form)
    return any(said)


def refuse_nothing_before(request: Request, asked: Asked) -> Refusal:
    """A follow-up to nothing: the first few figures, each with what was said."""
    measures = list(request.partnership.catalogue.measures.values())[:3]
    offers = [Button(measure.title, f"ask {measure.id} {asked.text}") for measure in measures]
    return Refusal(NOTHING, [*offers, Button("All figures", "catalogue")])


def _splits_areas(segment: Segment, before: str, known: Vocabulary) -> bool:
    """Whether a part of the question before names areas, or shows all of a level."""
    value = before[segment.first : segment.last].strip()
    return (
        segment.key in known.levels
        or segment.key == ANY_AREA
        or (segment.key == "by" and value in known.levels)
    )


def _stays(asked: Asked, segment: Segment, before: str, known: Vocabulary) -> bool:
    """Whether a part of the question before is left as it was."""
    key, value = segment.key, before[segment.first : segment.last].strip()
    another = bool(asked.names or asked.units)
    dimensions = {dimension for each in asked.categories for dimension, _ in each.codes}
    splits = {by.name for by in asked.by}
    if key in known.levels or key == ANY_AREA:
        return asked.beside if asked.places else not splits & {key, ANY_AREA}
    if key in keys.TIMES:
        return all(when.against or isinstance(when.span, Before | YearBefore) for when in asked.times)
    match key:
        case "" | "with" | "per":
            return not another and not (key == "per" and asked.rates)
        case "vs":
            return not asked.times
        case "by":
            area = value in known.levels and bool(asked.places)
            return not (splits or area or value in dimensions or (another and value in known.dimensions))
        case "as":
            other = value == "map" and (asked.places or splits - known.levels - {ANY_AREA})
            return not (asked.form or other)
        case _:
            return not (another or key in dimensions or key in splits)
