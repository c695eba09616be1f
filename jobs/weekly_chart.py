"""Monday's chart: the pinned figures as a sentence, a table, a picture and a question."""

from __future__ import annotations

from commands import Request, figures, series
from commands.answers import explained
from commands.answers.grid import Cut
from commands.answers.move_words import short
from commands.answers.moves import look
from commands.question import Question, line
from commands.reply import Block, Button, Buttons, Heading, Reply, Send, Text, ToPlace
from jobs import Outcome, job
from storage import people, sums
from storage.geography import many
from storage.occurrences import Occurrence
from storage.periods import Calendar
from storage.releases import Answer, Release

NAMED = 3  # moves in the line of a weekly message


@job("weekly_chart")
def weekly_chart(request: Request, occurrence: Occurrence) -> Outcome:
    """Post each pinned measure, or say what is missing and who is on it."""
    settings = request.partnership.settings.schedule.weekly_chart
    pinned = settings.measures if settings else ()
    return Outcome(tuple(send for measure in pinned for send in _sends(request, measure)))


def _sends(request: Request, identity: str) -> list[Send]:
    """One message for each place the figure may be shown in."""
    release = request.partnership.shelf.releases.get(identity)
    measure = request.partnership.measure(identity)
    places = [
        place
        for place in people.places(request.db, request.partnership.id)
        if place.closed is None and (measure is None or request.partnership.may_show(measure, place))
    ]
    reply = _chart(request, release, identity)
    return [Send(ToPlace(place.id), reply) for place in places]


def _chart(request: Request, release: Release | None, identity: str) -> Reply:
    if release is None:
        return _missing(request, identity, "There are no approved figures to show.")
    newest = request.partnership.shelf.periods(identity)[-1]
    if reason := figures.stopped(release.measure, newest, request.today):
        return _missing(request, identity, reason)
    return chart_of(request, release)


def chart_of(request: Request, release: Release) -> Reply:
    """The weekly message about one release, for its largest area."""
    measure, shelf = release.measure, request.partnership.shelf
    area = release.areas.top or release.areas.at(measure.areas.levels[-1])[0]
    newest = Cut(release, area, shelf.periods(measure.id)[-1:])
    found = shelf.find(measure.id, newest.breakdown, area.code, newest.periods[0])
    shown = Cut(release, area, shelf.periods(measure.id)[-series.SHOWN :])
    marks = explained.marks(request, shown, [area])
    chart = series.over_time(request.partnership, release, area, shown.breakdown, marks=marks)
    blocks: list[Block] = [
        Heading(f"{measure.title} this {figures.grain(measure)}"),
        Text(figures.sentence(measure, area, newest.periods[0], found)),
        *_compared(request, newest, found),
        *_moved(request, release),
        Text("What would explain this?"),
        chart,
        series.recent(measure, chart),
        *figures.where_from(request.partnership, release, newest.periods[0], request.today),
        _buttons(request, newest),
    ]
    return Reply(tuple(blocks), cites=(release.id,))


def _compared(request: Request, newest: Cut, found: Answer) -> list[Text]:
    """The change against the period before it, where both are published."""
    before = (*sums.before(newest.measure, newest.periods), "")[0]
    then = request.partnership.shelf.find(newest.measure.id, newest.breakdown, newest.area.code, before)
    change = figures.change(newest.measure, found, then)
    return [Text(change)] if change else []


def _moved(request: Request, release: Release) -> list[Text]:
    """One line about areas and categories that moved, in the order of the code lists, if any did."""
    moves = look(request, release, request.partnership.shelf.periods(release.measure.id)[-1:]).moves
    if not moves:
        return []
    told = "; ".join(short(release, move) for move in moves[:NAMED])
    more = f"; and {len(moves) - NAMED} more" if len(moves) > NAMED else ""
    return [Text(f"Moved beyond rounding and the usual range: {told}{more}.")]


def _buttons(request: Request, newest: Cut) -> Buttons:
    """What to do about the newest figure first, then where to look."""
    measure, published = newest.measure, request.partnership.shelf.periods(newest.measure.id)
    window = Calendar(measure, published, measure.time.terms, request.today).at(newest.periods[0])
    asked = line(Question(newest.release, (newest.area,), window)).removeprefix("ask ")
    smaller = measure.areas.levels[0]
    return Buttons(
        (
            Button("I can explain this", f"explain {asked}"),
            Button("Looks wrong here", f"wrong {asked}"),
            *(
                [Button(f"All {many(smaller)}", f"ask {measure.id} by={smaller}")]
                if smaller != newest.area.level
                else []
            ),
            Button("What changed", f"changed {measure.id}"),
            Button("Write a note", "weeknote"),
        )
    )


def _missing(request: Request, identity: str, reason: str) -> Reply:
    measure = request.partnership.catalogue.measures.get(identity)
    title, contact = (
        (measure.title, measure.contact) if measure else (identity, request.partnership.contact("lead"))
    )
    return Reply(
        (
            Heading(f"{title}: no chart this week"),
            Text(f"{reason} {contact} looks after them."),
        )
    )
