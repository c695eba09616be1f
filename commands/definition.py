"""What a figure counts and what it does not: its whole definition, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from commands import Refusal, Request, command
from commands.figures import in_period, lower_first, next_update, say_code
from commands.reply import Button, Buttons, Fields, Heading, Reply
from storage.geography import many, one
from storage.measures import Breakdown, Measure
from storage.times import say_day

COUNTED = {
    "persons": "people, each counted once in a period",
    "households": "households, each counted once in a period",
    "events": "events: one person may be behind several of them",
    "organisations": "organisations",
}


@command("definition", usage="definition MEASURE", example="definition foodbank-referrals")
def definition(request: Request, words: str) -> Reply:
    """Say what a figure counts, what it does not, and who looks after it."""
    measure = measure_called(request, words, "definition")
    return Reply(
        (
            Heading(measure.title),
            Fields(tuple(_fields(request, measure))),
            Buttons(
                (
                    Button("How is this kept safe?", f"safety {measure.id}"),
                    Button("Ask for it", f"ask {measure.id}"),
                )
            ),
        ),
        private=True,
    )


def measure_called(request: Request, words: str, command: str) -> Measure:
    """The measure somebody names, as its approved release declares it; a menu where that is not certain."""
    found = request.partnership.catalogue.find(words) if words else ()
    if not isinstance(found, Measure):
        near = [Button(measure.title, f"{command} {measure.id}") for measure in found[:3]]
        raise Refusal(
            "Which figure would you like to know more about?", [*near, Button("All figures", "catalogue")]
        )
    return request.partnership.measure(found.id) or found


def _fields(request: Request, measure: Measure) -> Iterator[tuple[str, str]]:
    yield "Counts", measure.what
    yield "Does not count", measure.not_
    yield "Unit", f"{measure.unit.many} ({COUNTED[measure.counts]})"
    for name, dimension in measure.dimensions.items():
        yield say_code(name).capitalize(), ", ".join(map(say_code, dimension.codes))
    yield "Areas", f"{', '.join(many(level) for level in measure.areas.levels)} ({measure.areas.vintage})"
    yield "Can be asked by", "; ".join(split_by(each) for each in measure.publish)
    yield "Protection", protection(measure)
    if measure.rates:
        of = request.partnership.measure(measure.rates.of)
        yield "Rates", f"for each {measure.rates.per:,} of {of.title if of else measure.rates.of}"
    yield from _source(request, measure)
    yield from dates(request, measure)


def split_by(each: Breakdown) -> str:
    """A breakdown in words: "borough, reason and week"."""
    return " and ".join([", ".join([one(each.area_level), *map(say_code, each.dimensions)]), each.time])


def protection(measure: Measure) -> str:
    """How numbers are changed before anybody sees them."""
    base = measure.protect.base
    by_month = measure.time.grain == "week" and any(each.time == "month" for each in measure.publish)
    further = (
        " What is published by month alone may be further off; its answers say how far." if by_month else ""
    )
    return (
        f"Every number is rounded up or down to a multiple of {base} so that all sums still hold. A true number is "
        f"at most {base - 1} away from the one shown, and “fewer than {base}” may be none.{further}"
    )


def _source(request: Request, measure: Measure) -> Iterator[tuple[str, str]]:
    yield "Source", measure.source.name
    yield "Licence", measure.source.licence
    if measure.source.agreement:
        yield "Agreement", measure.source.agreement
    yield "Held by", request.partnership.organisation_name(measure.holder) or measure.holder
    yield "Talk to", measure.contact
    yield "Approved by", " or ".join(filter(None, (measure.steward, measure.deputy)))
    if measure.other_releases:
        yield "Also published elsewhere", "; ".join(each.name for each in measure.other_releases)


def dates(request: Request, measure: Measure) -> Iterator[tuple[str, str]]:
    """How new a figure is, when the next is due and until when it may be shown."""
    periods = request.partnership.shelf.periods(measure.id)
    newest = in_period(measure, periods[-1]) if periods else "none approved yet"
    yield "Newest figures", newest
    due = next_update(measure, periods[-1]) if periods else None
    yield "Next update", _due(due, request.today) if due else "no date known"
    yield "Review by", say_day(measure.review_by)


def _due(day: date, today: date) -> str:
    return f"{'was due ' if day < today else ''}from {say_day(day)}"


def in_one_line(request: Request, measure: Measure) -> str:
    """A measure in the list of what can be asked."""
    told = [f"{name}: {lower_first(value)}" for name, value in dates(request, measure)]
    return f"/ask {measure.id}. {'. '.join(told)}. Ask {measure.contact}."
