"""What changed as blocks: moves with their buttons, what stood still, what is explained, and how that is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from commands import Request
from commands.answers import explained
from commands.answers.move_words import chart_line, explain_line, method, name, sentence, short
from commands.answers.moves import Looked, cut_of
from commands.figures import grain, lower_first, small_print
from commands.reply import Block, Button, Buttons, Note, Text
from storage.patterns import Move
from storage.period_words import count, say_periods
from storage.releases import Release

HANDFUL = 5
RECENT = 4  # periods before a move, of which it is shown what people said


def moved(request: Request, looked: Sequence[Looked], most: int, everything: str) -> Iterator[Block]:
    """The first few moves with their buttons, the question, and where the figures come from.

    ``everything`` is the command line that shows all of them, where there is one.
    """
    found = sum(len(each.moves) for each in looked)
    shown = list(_first(looked, most))
    for each in shown:
        for move in each.moves:
            asking = " What would explain this?" if found == 1 else ""
            yield Text(sentence(each.release, move) + asking)
            yield from _said_before(request, each.release, move)
            yield _buttons(request, each.release, move, alone=found == 1)
    if found > 1:
        more = f"And {found - most} more. " if found > most else ""
        yield Text(f"{more}What would explain these?")
    if found > most and everything:
        yield Buttons((Button("Show all", everything),))
    for each in shown:
        yield from _where_from(request, each)


def _first(looked: Sequence[Looked], most: int) -> Iterator[Looked]:
    """The releases with moves, cut to so many moves in all."""
    for each in looked:
        kept = replace(each, moves=each.moves[:most])
        most -= len(kept.moves)
        if kept.moves:
            yield kept


def _said_before(request: Request, release: Release, move: Move) -> tuple[Note, ...]:
    """What people said about the few periods before."""
    published = request.partnership.shelf.periods(release.measure.id)
    recent = tuple(period for period in published if period < move.periods[0])[-RECENT:]
    cut = cut_of(release, move.slot, recent)
    return explained.notes(request, cut, [cut.area])


def _buttons(request: Request, release: Release, move: Move, alone: bool) -> Buttons:
    chart, explain = chart_line(request, release, move), explain_line(request, release, move)
    if alone:
        return Buttons((Button("Chart", chart), Button("I can explain this", explain)))
    called = name(release, move)
    return Buttons((Button(f"Chart: {called}", chart), Button(f"I can explain: {called}", explain)))


def _where_from(request: Request, looked: Looked) -> tuple[Note, ...]:
    periods = sorted({move.periods[-1] for move in looked.moves})
    added = max(len(move.periods) for move in looked.moves)
    return small_print(request.partnership, looked.release, periods, request.today, added)


def stood_still(looked: Sequence[Looked]) -> Iterator[Block]:
    """Measures in which nothing moved, by the time they were looked at."""
    still: dict[str, list[str]] = {}
    for each in looked:
        if each.looked_at and not each.moves:
            when = say_periods(each.release.measure.time, each.periods)
            still.setdefault(when, []).append(lower_first(each.release.measure.title))
    for when, titles in still.items():
        yield Text(f"Nothing moved beyond rounding and the usual range for {_joined(titles)} {when}.")


def _joined(titles: Sequence[str]) -> str:
    *first, last = titles
    return f"{', '.join(first)} or {last}" if first else last


def already_explained(looked: Sequence[Looked]) -> Iterator[Block]:
    """What moved and needs no question any more."""
    for each in looked:
        if each.explained:
            named = "; ".join(short(each.release, move) for move in each.explained[:HANDFUL])
            more = len(each.explained) - HANDFUL
            also = f"; and {more} more" if more > 0 else ""
            title = lower_first(each.release.measure.title)
            yield Text(f"Already explained, {title}: {named}{also}.")


def left_out(looked: Sequence[Looked], refused: Sequence[str]) -> Iterator[Block]:
    """Measures that could not be looked at, each with why; ``refused`` are titles of those that ask refuses."""
    out = [*(why for each in looked if (why := _why_not(each))), *refused]
    hint = " Ask for one by name to see why." if refused else ""
    if not any(each.looked_at for each in looked):
        yield Text(f"Parley cannot tell yet what changed: {'; '.join(out)}.{hint}")
    elif out:
        yield Note(f"Left out: {'; '.join(out)}.{hint}")


def _why_not(looked: Looked) -> str:
    measure, too_short = looked.release.measure, looked.short
    if too_short is not None:
        each = f"{grain(measure)}s"
        has = f"{too_short.has + 1} {each} so far, and {too_short.needs + 1} are needed to know what is usual"
        return f"{measure.title} ({has if too_short.needs else 'counted once'})"
    if not looked.looked_at and looked.gaps:
        return f"{measure.title} (figures are withheld or missing)"
    return "" if looked.looked_at else f"{measure.title} (no figures there)"


def how_it_is_known(looked: Sequence[Looked]) -> Iterator[Block]:
    """The method in plain words, and what was looked at under whose approval."""
    judged = [each for each in looked if each.looked_at]
    for way in dict.fromkeys(method(each.release) for each in judged):
        yield Note(way)
    if judged:
        yield Note("\n".join(map(_what_was_looked_at, judged)))


def _what_was_looked_at(looked: Looked) -> str:
    release, measure, many = looked.release, looked.release.measure, len(looked.looked_at)
    what = "1 area or category" if many == 1 else f"{many} areas and categories"
    gaps = (
        f" {len(looked.gaps)} more could not be compared: figures are withheld or missing."
        if looked.gaps
        else ""
    )
    return (
        f"{measure.title}: {what} looked at in {count(measure.time.grain, looked.periods)}.{gaps} Approved by "
        f"{release.decided_by}, release {release.number}. Ask {measure.contact} about them."
    )
