"""A reply to a question: the number or table first, then what it means, where it is from, and what to press."""

from __future__ import annotations

from collections.abc import Iterator

from commands import Request, figures
from commands.answers import explained
from commands.answers.beside import side_by_side
from commands.answers.charts import chart_of
from commands.answers.files import file_of
from commands.answers.gap import gap_sentence
from commands.answers.grid import lay_out, whole
from commands.answers.rated import check_denominator, others_of, rate_sentence
from commands.answers.settled import OVER_TIME, settled
from commands.answers.steps import next_steps
from commands.answers.tables import look_up, nothing, table_of
from commands.answers.titles import titled
from commands.answers.wording import changes, line_one
from commands.doubts import caveats
from commands.question import Question, line
from commands.reply import Block, Chart, Heading, Note, Reply, Text
from commands.series import recent
from commands.stories import beside
from storage import monthly, vintages
from storage.releases import NoData
from storage.sums import Sum, is_declared


def answer_to(request: Request, question: Question, can_share: bool = True) -> Reply:
    """The whole answer. Raises ``Refusal`` where no approved table holds one."""
    if question.per:
        check_denominator(request, question)
    shown = settled(question, monthly.published(request.partnership.shelf, question.measure))
    blocks: tuple[Block, ...] = (
        *_numbers(request, shown),
        *(Note(sentence) for sentence in shown.said),
        *_small_print(request, shown),
        next_steps(request, shown, can_share),
    )
    cites = {
        release.id: None for release in (question.release, *others_of(request.partnership.shelf, question))
    }
    return Reply(blocks, quiet=True, cites=tuple(cites), asked=line(question).removeprefix("ask "))


def _numbers(request: Request, question: Question) -> Iterator[Block]:
    match question.form:
        case "csv":
            look_up(request, question)
            yield Heading(titled(question))
            yield file_of(request, question)
        case "chart" | "map":
            look_up(request, question)
            chart = chart_of(request, question)
            yield chart
            yield from _under(request, question, chart)
        case _:
            yield from _in_words(request, question)


def _under(request: Request, question: Question, chart: Chart) -> Iterator[Block]:
    """The numbers of a chart: of a line over many periods the last few, of anything else all of them."""
    if chart.shape == "map" and (about := request.partnership.catalogue.about_map(question.measure)):
        yield Note(about)
    if chart.shape in ("bar", "map") or question.by == "month":
        yield from (block for block in table_of(request, question) if not isinstance(block, Heading))
        return
    yield recent(question.measure, chart)


def _in_words(request: Request, question: Question) -> Iterator[Block]:
    shelf = request.partnership.shelf
    if question.by or question.form == "table" or len(question.areas) > 1:
        if not question.by and (words := side_by_side(shelf, question)):
            yield Text(words)
        yield from table_of(request, question)
        return
    if question.paired:
        yield Text(gap_sentence(shelf, question))
    elif question.per:
        yield Text(rate_sentence(shelf, question))
    else:
        yield from _one_number(request, question)


def _one_number(request: Request, question: Question) -> Iterator[Block]:
    cut, shelf = whole(question), request.partnership.shelf
    found = cut.find(shelf)
    kinds = [name for name, _ in cut.categories]
    if isinstance(found, NoData) and not is_declared(cut.measure, cut.area.level, kinds):
        raise nothing(question, lay_out(question))
    yield Text(line_one(cut, question.window, found))
    if words := changes(shelf, cut, question.against):
        yield Text(words)


def _small_print(request: Request, question: Question) -> Iterator[Note]:
    cut, today = whole(question), request.today
    added, within = _added(request, question)
    yield from figures.small_print(request.partnership, question.release, cut.periods, today, added, within)
    for other in others_of(request.partnership.shelf, question):
        yield Note(figures.brief(other))
        if warning := vintages.warning(question.release, other, question.areas):
            yield Note(warning)
    yield from explained.notes(request, cut, question.areas)
    yield from beside.notes(request, cut, question.areas)
    yield from caveats.notes(request, cut.measure)


def _added(request: Request, question: Question) -> tuple[int, int | None]:
    """How many periods the numbers of an answer are sums of, at most, and how far rounding may move such a one."""
    if question.form in ("chart", "csv") and question.by in OVER_TIME:
        return 1, None
    found = [(cut, cut.find(request.partnership.shelf)) for cut in lay_out(question).cuts]
    known = [(len(cut.periods), each.within) for cut, each in found if isinstance(each, Sum)]
    return max(known, default=(1, None), key=lambda pair: pair[1] or 0)
