"""A rate as an answer: the published number, the published number it is of, and what rounding leaves open."""

from __future__ import annotations

from dataclasses import replace

from commands import Refusal, Request, figures
from commands.answers import rates
from commands.answers.grid import Cut, whole
from commands.answers.wording import line_one
from commands.figures import bare, in_period, thing
from commands.question import Question
from storage.measures import Measure
from storage.releases import Release, Shelf
from storage.sums import Sum


def denominator(shelf: Shelf, cut: Cut) -> Cut:
    """What a rate is of: the declared measure, for the same area, as newly published as the rate's own time."""
    assert cut.measure.rates is not None, "a rate is asked for only where it is declared"
    release = shelf.releases[cut.measure.rates.of]
    published = shelf.periods(release.measure.id)
    until = [period for period in published if period <= cut.periods[-1]]
    return replace(cut, release=release, periods=((until or published)[-1],), categories=())


def per_words(measure: Measure, per: int) -> str:
    """ "for each 1,000 households" """
    return f"for each {per:,} {measure.unit.many}"


def rate_sentence(shelf: Shelf, question: Question) -> str:
    """A rate with both of its parts, or why there is none."""
    assert question.per is not None, "only a question for a rate has one"
    cut = whole(question)
    below = denominator(shelf, cut)
    top, bottom = cut.find(shelf), below.find(shelf)
    found = rates.rate(top, bottom, question.per)
    if not isinstance(top, Sum) or not isinstance(bottom, Sum) or found is None:
        return f"{line_one(cut, question.window, top)} {_none(below, bottom)}"
    what = thing(cut.measure, cut.kinds)
    return (
        f"{cut.area.name} had about {rates.say(found.value)} {what} {per_words(below.measure, question.per)} "
        f"{question.window.words}: {bare(top)} {what}, and {bare(bottom)} {below.measure.unit.many} "
        f"{in_period(below.measure, below.periods[0])}. Rounding leaves it between {rates.say(found.low)} "
        f"and {rates.say(found.high)}."
    )


def _none(below: Cut, bottom: object) -> str:
    if not isinstance(bottom, Sum):
        return f"There is no rate, because there is no figure for {thing(below.measure)} there."
    return "There is no rate, because the numbers are so small that rounding would decide it."


def check_denominator(request: Request, question: Question) -> None:
    """Refuse a rate whose other half may not be shown here or any more."""
    other = denominator(request.partnership.shelf, whole(question))
    if not request.partnership.may_show(other.measure, request.place):
        raise Refusal(
            f"{other.measure.title} may not be shown here, so Parley cannot work out a rate. "
            f"Ask {other.measure.contact}, who looks after these figures."
        )
    newest = request.partnership.shelf.periods(other.measure.id)[-1]
    if reason := figures.stopped(other.measure, newest, request.today):
        raise Refusal(reason)


def others_of(shelf: Shelf, question: Question) -> tuple[Release, ...]:
    """The releases of other measures that an answer draws on: the other half of a pair, what a rate is of."""
    paired = (question.paired,) if question.paired else ()
    rated = (denominator(shelf, whole(question)).release,) if question.per else ()
    return (*paired, *rated)
