"""Monday's chart: the pinned figures as a sentence, a table, a picture and a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commands import Request, figures, series
from commands.answers import explained
from commands.answers.grid import Cut
from commands.answers.move_words import short
from commands.answers.moves import look
from commands.doubts import caveats
from commands.question import Question, line
from commands.reply import Block, Button, Buttons, Heading, Note, Reply, Send, Text, ToPlace
from commands.stories import beside
from jobs import Outcome, job, missing_figures
from jobs.missing_figures import Missing
from storage import expected, people, sums
from storage.geography import many
from storage.occurrences import Occurrence
from storage.people import Place
from storage.periods import Calendar
from storage.releases import Answer, Release

NAMED = 3  # moves in the line of a weekly message
LATE = "This chart is late: its figures came in after the usual time."
NOTHING_NEW = "There are no new figures since the last chart, and none are expected yet."


@job(expected.CHART)
def weekly_chart(request: Request, occurrence: Occurrence) -> Outcome:
    """Post each pinned measure that has new figures; say in one message which have none and who is on it."""
    settings = request.partnership.settings.schedule.weekly_chart
    late = occurrence.subject.removeprefix(f"{expected.LATE}/")
    pinned = [each for each in (settings.measures if settings else ()) if late in ("", each)]
    found = [(identity, _found(request, identity)) for identity in pinned if _places(request, identity)]
    charts = [
        Send(ToPlace(place.id), _labelled(reply) if late else reply, "weekly")
        for identity, reply in found
        if isinstance(reply, Reply)
        for place in _places(request, identity)
    ]
    told = [] if late else _told(request, [each for _, each in found if isinstance(each, Missing)])
    return Outcome((*charts, *told), nothing="" if charts or told else NOTHING_NEW)


def _places(request: Request, identity: str) -> list[Place]:
    """The places in which a measure may be shown; one that is closed just now learns later what it missed."""
    measure = request.partnership.measure(identity)
    return [
        place
        for place in people.places(request.db, request.partnership.id)
        if place.runs and (measure is None or request.partnership.may_show(measure, place))
    ]


def _found(request: Request, identity: str) -> Reply | Missing | None:
    """The chart of a measure, or what is missing; nothing where nothing is to be expected this week."""
    shelf = request.partnership.shelf
    release = shelf.releases.get(identity)
    if release is None:
        return _unless_told(request, missing_figures.never_came(request, identity))
    newest, withdrawn = shelf.periods(identity)[-1], shelf.withdrawn.get(identity)
    if reason := figures.stopped(release.measure, newest, request.today):
        return _unless_told(request, missing_figures.stopped(request, release, reason))
    which = f"{newest}/{withdrawn.id}" if withdrawn else newest  # what was withdrawn is shown anew
    if expected.show(request.db, request.partnership.id, identity, which, request.now):
        return chart_of(request, release)
    time = release.measure.time
    if time.grain != "week" and not expected.overdue(time, newest, request.today):
        return None
    return _unless_told(request, missing_figures.no_newer(request, release))


def _unless_told(request: Request, missing: Missing) -> Missing | None:
    """What is missing is said every week of weekly figures, of others once."""
    measure, here = request.partnership.measure(missing.identity), request.partnership.id
    is_first = expected.tell(request.db, here, missing.identity, missing.what, request.now)
    weekly = measure is None or measure.time.grain == "week"
    return missing if is_first or weekly else None


def _told(request: Request, missing: Sequence[Missing]) -> list[Send]:
    """One message for each place about all that is missing there, and a chart later in the week when it comes."""
    told: dict[int, list[Missing]] = {}
    for each in missing:
        expected.wait_for(request.db, request.partnership.id, each.identity, request.today, request.now)
        for place in _places(request, each.identity):
            told.setdefault(place.id, []).append(each)
    return [Send(ToPlace(place), missing_figures.message(found), "weekly") for place, found in told.items()]


def _labelled(reply: Reply) -> Reply:
    return replace(reply, blocks=(*reply.blocks, Note(LATE)))


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
        *beside.notes(request, newest, [area]),
        *caveats.notes(request, measure),
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
            Button("Tell a story", f"story measure={measure.id}"),
        )
    )
