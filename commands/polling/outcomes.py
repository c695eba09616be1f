"""The result of a sounding in words, as a table and as a chart; and why there may be none."""

from __future__ import annotations

from collections.abc import Iterator

from commands import Request
from commands.polling import runs
from commands.reply import Block, Chart, Note, Point, Series, Table, Text
from storage import people
from storage.soundings import held_words, named, results
from storage.soundings.results import Count, Held, Result
from storage.soundings.sounding import ALWAYS, Sounding

WHY = {
    "open": "Results show after it closes.",
    "too few": "Too few replies to share the results.",
    "one stands out": "One number stands out, so the results cannot be shared without showing whose it is.",
    "too like another": "This asked nearly the same organisations the same as sounding {like} a few days before, so the "
    "results of both together would show what single ones answered. They are not shared.",
}


def blocks(request: Request, shown: Sounding) -> tuple[Block, ...]:
    """What a closed sounding came to, question by question."""
    return tuple(
        block for result in results.results(request.db, shown) for block in _one(request, shown, result)
    )


def so_far(request: Request, shown: Sounding) -> tuple[Block, ...]:
    """A named sounding hides nothing while it is open."""
    return blocks(request, shown) if shown.answered else ()


def tables(request: Request, shown: Sounding) -> Iterator[Table]:
    """The counts of each question that has a result to show."""
    for result in results.results(request.db, shown):
        if isinstance(result, Result) and _worth(result.counts):
            yield _table(shown, result)


def in_sentences(request: Request, shown: Sounding) -> Iterator[str]:
    """Each result in a sentence, or why there is none."""
    for result in results.results(request.db, shown):
        if isinstance(result, Held):
            yield WHY[result.reason].format(like=result.like)
        else:
            yield sentence(shown, result)


def _one(request: Request, shown: Sounding, result: Result | Held) -> Iterator[Block]:
    question = result.question
    many = len(shown.questions)
    yield Text(f"Question {question.position} of {many}: {question.words}" if many > 1 else question.words)
    if isinstance(result, Held):
        yield Text(WHY[result.reason].format(like=result.like))
        return
    yield Text(sentence(shown, result))
    if _worth(result.counts):
        yield _table(shown, result)
    yield from runs.beside_last(request, shown, result)
    if question.shape in ("choice", "several", "scale"):
        yield _chart(shown, result)
    if question.shape == "text":
        yield from map(Text, held_words.shown(request.db, shown, question.position))
        if not shown.is_open and held_words.held(request.db, shown, [question.position]):
            yield Note("They are shown in the message of this sounding once a moderator has read them.")
    if not shown.is_sealed:
        yield from _who(request, shown, result)


def sentence(shown: Sounding, result: Result) -> str:
    """The result in a sentence."""
    question = result.question
    if question.shape == "number":
        return _number(result)
    if question.shape == "text":
        others = sum(each.votes for each in result.counts)
        return f"{result.answered - others} answered in their own words."
    most = max((each.votes for each in result.counts), default=0)
    if not most:
        return "Nobody answered."
    top = [each.answer for each in result.counts if each.votes == most]
    each = "each by" if len(top) > 1 else "by"
    said = f"Most often answered: {' and '.join(top)}, {each} {most} of {result.answered}."
    if result.average is not None:
        said += f" The average is {result.average:.1f} of 5."
    return said


def _number(result: Result) -> str:
    if result.total is None:
        return "Nobody gave a number."
    unit = f" {result.question.unit}" if result.question.unit else ""
    return f"{result.total:,}{unit} in all, {result.average:,.0f} on average."


def _table(shown: Sounding, result: Result) -> Table:
    many = "Organisations" if shown.voice == "organisation" else "People"
    if result.parts:
        sides = [side.upper() if side == "vcs" else side.capitalize() for side, _ in result.parts]
        by_side = [{each.answer: each.votes for each in counts} for _, counts in result.parts]
        rows = tuple(
            (each.answer, str(each.votes), *(str(side.get(each.answer, 0)) for side in by_side))
            for each in result.counts
        )
        return Table("Answers", ("Answer", many, *sides), rows)
    rows = tuple((each.answer, str(each.votes)) for each in _worth(result.counts))
    return Table(f"Answers by {shown.voice}", ("Answer", many), rows)


def _worth(counts: tuple[Count, ...]) -> tuple[Count, ...]:
    """Without the answers that are always there where nobody gave them."""
    return tuple(each for each in counts if each.votes or each.answer not in ALWAYS)


def _chart(shown: Sounding, result: Result) -> Chart:
    points = tuple(Point(each.answer, each.votes) for each in _worth(result.counts))
    unit = "organisations" if shown.voice == "organisation" else "people"
    return Chart(
        result.question.words,
        f"{result.question.words} {sentence(shown, result)}",
        (Series("Answers", points),),
        unit,
        "bar",
    )


def _who(request: Request, shown: Sounding, result: Result) -> Iterator[Block]:
    rows = tuple(
        (voice_name(request, shown, ballot), ", ".join(ballot.answers))
        for ballot in named.ballots(request.db, shown, result.question)
    )
    if rows:
        yield Table("Who answered what", ("Who", "Answer"), rows)


def voice_name(request: Request, shown: Sounding, ballot: named.Ballot) -> str:
    """For whom a named answer was given, as people know them."""
    if shown.voice == "organisation":
        return request.partnership.organisation_name(ballot.voice)
    return people.person(request.db, ballot.person).name
