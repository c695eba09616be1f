"""A question as a table: rows in neutral order, with shares, rates, changes and gaps from published numbers alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from commands import Refusal, Request
from commands.answers import rates
from commands.answers.gap import gap_words
from commands.answers.grid import Cut, Grid, is_over_time, lay_out
from commands.answers.rated import denominator, per_words
from commands.answers.rates import Rate
from commands.answers.titles import capital, titled
from commands.answers.wording import cell
from commands.figures import grain, lower_first
from commands.question import Question
from commands.reply import Block, Heading, Note, Table
from commands.wanted import nobody_has_approved
from storage import sums
from storage.geography import many
from storage.monthly import own_periods
from storage.periods import Window
from storage.releases import Shelf, Withheld
from storage.sums import Found, Part, Sum


@dataclass(frozen=True, slots=True)
class Looked:
    """A grid with what was found in each of its cells."""

    grid: Grid
    found: tuple[tuple[Found, ...], ...]

    @property
    def sums(self) -> list[Sum]:
        return [each for row in self.found for each in row if isinstance(each, Sum)]


def look_up(request: Request, question: Question) -> Looked:
    """Every number of a table. Raises ``Refusal`` where no declared table holds any of them."""
    grid, shelf = lay_out(question), request.partnership.shelf
    found = tuple(tuple(cut.find(shelf) for cut in row.cuts) for row in grid.rows)
    if not any(isinstance(each, Sum | Part | Withheld) for row in found for each in row):
        raise nothing(question, grid)
    return Looked(grid, found)


def nothing(question: Question, grid: Grid) -> Refusal:
    """Why a table would be empty: nobody approved such a split, or nothing is published for this time."""
    title = lower_first(titled(question))
    for cut in grid.cuts:
        if sums.is_declared(cut.measure, cut.area.level, [name for name, _ in cut.categories]):
            return Refusal(f"There is no figure for {title} {question.window.words}.")
    return nobody_has_approved(question.measure, title)


def table_of(request: Request, question: Question) -> tuple[Block, ...]:
    """Heading, table and the notes that belong to it."""
    looked = look_up(request, question)
    extra = list(_extra_columns(request.partnership.shelf, question, looked))
    rows = tuple(
        (row.name, *map(cell, found), *(column.cells[at] for column in extra))
        for at, (row, found) in enumerate(zip(looked.grid.rows, looked.found, strict=True))
    )
    header = (looked.grid.head, *looked.grid.columns, *(column.name for column in extra))
    notes = [*_notes(question, looked), *(column.note for column in extra)]
    return (
        Heading(titled(question)),
        Table(_caption(question), header, rows),
        *(Note(note) for note in notes if note),
    )


def _caption(question: Question) -> str:
    """What stands over a table: its time, unless that is in the rows, and its rounding."""
    base = question.measure.protect.base
    if is_over_time(question):
        return f"{capital(question.measure.unit.many)}, rounded to {base}"
    return f"{capital(question.window.words)}, rounded to {base}"


def _notes(question: Question, looked: Looked) -> Iterator[str]:
    within = max((each.within for each in looked.sums), default=0)
    if question.by in question.release.areas.levels or not question.by:
        level = question.by or question.areas[0].level
        order = "order of the code list" if question.by else "order you asked for"
        yield (
            f"{capital(many(level))} are in the {order}, not by size. Two numbers that differ by "
            f"{2 * within} or less may be the same."
        )
    against = question.against
    if against and not is_over_time(question) and not _equally_long(question, against):
        yield "The two times are not equally long, so the numbers are not set against each other."
    if any(each.value == 0 for each in looked.sums):
        yield "“Fewer than” may also be none."
    if any(isinstance(each, Part) for row in looked.found for each in row):
        yield f"A number “in 3 of 4” leaves out {grain(question.measure)}s that cannot be shown: it is not the whole."


@dataclass(frozen=True, slots=True)
class Column:
    """A column worked out from the others; ``note`` says what it is."""

    name: str
    cells: tuple[str, ...]
    note: str = ""


def _extra_columns(shelf: Shelf, question: Question, looked: Looked) -> Iterator[Column]:
    width = len(looked.grid.columns)
    if question.paired and width == 2:
        yield Column("Gap", tuple(gap_words(*row) or "–" for row in looked.found))
    elif question.per:
        yield from _rate_columns(shelf, question, looked)
    elif question.against and width == 2:
        yield from _changes(question, looked)
    elif question.by in question.measure.dimensions and width == 1:
        yield from _shares(shelf, question, looked)


def _changes(question: Question, looked: Looked) -> Iterator[Column]:
    """A column for the change between two windows of the same length."""
    assert question.against is not None, "a change is from one time to another"
    if _equally_long(question, question.against):
        yield Column("Change", tuple(_changed(*row) for row in looked.found))


def _equally_long(question: Question, against: Window) -> bool:
    """Months are not where one has five weeks and the other four."""
    one, other = (own_periods(question.measure, each.periods) for each in (question.window, against))
    return len(one) == len(other)


def _changed(now: Found, then: Found) -> str:
    """The difference between two columns, none where rounding alone could make it."""
    if not isinstance(now, Sum) or not isinstance(then, Sum) or now.periods != then.periods:
        return "–"
    if abs(now.value - then.value) <= now.within + then.within:
        return "about the same"
    return f"{abs(now.value - then.value):,} {'more' if now.value > then.value else 'fewer'}"


def _shares(shelf: Shelf, question: Question, looked: Looked) -> Iterator[Column]:
    """Each category as a part of the published whole, where that is large enough to mean something."""
    whole = [_without(row.cuts[0], question.by).find(shelf) for row in looked.grid.rows]
    found = [rates.rate(row[0], total, 100) for row, total in zip(looked.found, whole, strict=True)]
    note = _share_note(found, whole[0])
    if note:
        yield Column("Share", tuple(map(rates.percent, found)), note)


def _without(cut: Cut, dimension: str) -> Cut:
    return replace(cut, categories=tuple(pair for pair in cut.categories if pair[0] != dimension))


def _share_note(found: Sequence[Rate | None], whole: Found) -> str:
    known = [each for each in found if each is not None]
    if not known or not isinstance(whole, Sum):
        return ""
    most = max(each.moves for each in known)
    return (
        f"Shares are of the published total, about {whole.value:,}. Rounding may move one by up to "
        f"{max(1, round(most))} percentage points."
    )


def _rate_columns(shelf: Shelf, question: Question, looked: Looked) -> Iterator[Column]:
    """A rate beside each column of numbers."""
    assert question.per is not None, "only a question for a rate has rates"
    for at, name in enumerate(looked.grid.columns):
        cuts = [row.cuts[at] for row in looked.grid.rows]
        below = [denominator(shelf, cut) for cut in cuts]
        found = [
            rates.rate(row[at], cut.find(shelf), question.per)
            for row, cut in zip(looked.found, below, strict=True)
        ]
        alone = len(looked.grid.columns) == 1
        words = per_words(below[0].measure, question.per)
        cells = tuple("no rate" if each is None else rates.say(each.value) for each in found)
        yield Column(capital(words) if alone else f"{name}, {words}", cells, _rate_note(found, below[0]))


def _rate_note(found: Sequence[Rate | None], below: Cut) -> str:
    known = [each.moves for each in found if each is not None]
    moves = f" Rounding may move one by up to {rates.say(max(known))}." if known else ""
    gaps = " There is no rate where rounding would decide it." if None in found else ""
    return f"Rates are worked out from the published numbers and {below.measure.title}.{moves}{gaps}"
