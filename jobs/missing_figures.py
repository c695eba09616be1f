"""What a place is told instead of a chart: which figures have not come, when they were expected, and who is on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commands import Request, figures
from commands.reply import Block, Button, Buttons, Heading, Reply, Text
from storage import expected, releases
from storage.lag import published_from
from storage.measures import Measure
from storage.period_words import count
from storage.releases import Release
from storage.times import say_day


@dataclass(frozen=True, slots=True)
class Missing:
    """Figures that were to be on a chart; ``what`` names the gap for good, so that it can be told once."""

    identity: str
    what: str
    text: str
    button: Button | None = None


def message(found: Sequence[Missing]) -> Reply:
    """One message about everything that is missing."""
    texts: list[Block] = [Text(each.text) for each in found]
    buttons = tuple(each.button for each in found if each.button is not None)
    return Reply((Heading("No new figures this week"), *texts, *([Buttons(buttons)] if buttons else [])))


def never_came(request: Request, identity: str) -> Missing:
    """No figures of a measure are approved at present."""
    declared = request.partnership.catalogue.measures.get(identity)
    withdrawn = request.partnership.shelf.withdrawn.get(identity)
    title = declared.title if declared else identity
    why = figures.withdrawn(withdrawn) if withdrawn else f"{title}: there are no approved figures to show."
    contact = declared.contact if declared else request.partnership.contact("lead")
    return Missing(identity, "approved", f"{why} {_who(request, identity, '', contact)}")


def stopped(request: Request, release: Release, reason: str) -> Missing:
    """The newest figures may not be shown any more."""
    measure = release.measure
    newest = request.partnership.shelf.periods(measure.id)[-1]
    return Missing(
        measure.id, f"{newest}/stopped", f"{reason} {_waiting(request, measure.id, newest)}".strip()
    )


def no_newer(request: Request, release: Release) -> Missing:
    """The newest figures have been on a chart before."""
    measure = release.measure
    newest = request.partnership.shelf.periods(measure.id)[-1]
    late = expected.overdue(measure.time, newest, request.today)
    text = f"{measure.title}: the newest figures are for {_period(measure, newest)}. {_awaited(measure, newest, late)}"
    button = Button(f"Last {figures.lower_first(measure.title)}", f"ask {measure.id}")
    return Missing(
        measure.id,
        (late or (newest,))[-1],
        f"{text}{_who(request, measure.id, newest, measure.contact)}",
        button,
    )


def _period(measure: Measure, period: str) -> str:
    return figures.in_period(measure, period).removeprefix("in ").removeprefix("on ")


def _awaited(measure: Measure, newest: str, late: tuple[str, ...]) -> str:
    """What should be there by now and since when, or when the next figures are expected."""
    if not late:
        due = figures.next_update(measure, newest)
        return f"The next are expected from {say_day(due)}. " if due else ""
    first = say_day(published_from(measure.time, date.fromisoformat(late[0])))
    if len(late) == 1:
        return f"Figures for {_period(measure, late[0])} were expected by {first}. "
    return f"Figures for {count(measure.time.grain, late)} since were expected, the first by {first}. "


def _who(request: Request, identity: str, newest: str, contact: str) -> str:
    return _waiting(request, identity, newest) or f"{contact} looks after them."


def _waiting(request: Request, identity: str, newest: str) -> str:
    """With whom newer figures are that only wait to be checked; empty where none do."""
    for release in releases.pending(request.db, request.partnership.id):
        periods = releases.table_of(request.db, release).periods if release.measure.id == identity else ()
        if periods and periods[-1] > newest:
            return f"Newer ones have come in and are with {release.measure.steward} to be checked."
    return ""
