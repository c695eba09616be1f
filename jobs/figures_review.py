"""What a steward should not forget: figures to be reviewed, figures that grow old, standing approvals that end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from commands import Request, figures
from commands.deciding import deciders
from commands.reply import Button, Buttons, Heading, Reply, Send, Text, ToPerson
from jobs import Outcome, job
from storage import noise, occurrences, people, standing_approvals
from storage.occurrences import Occurrence
from storage.people import Person
from storage.releases import Release
from storage.times import say_day

NAME = "figures_review"
REVIEW, STANDING = (28, 7, 0), (7,)  # days before; 0 is the day after, when answers stop
MOST = 10  # reminders in one message; the rest come the next day


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing to say once. ``key`` names it for good; with ``over`` nobody gets the figures any more."""

    key: str
    release: Release
    text: str
    button: Button
    over: bool = False


@job(NAME)
def figures_review(request: Request, occurrence: Occurrence) -> Outcome:
    """Remind each steward in one private message of what has not been said before.

    Who has had enough this week, is away or wants no reminders is passed over, and where nobody is left it is said on
    another day; that figures have stopped is always said at once.
    """
    bundles: dict[int, list[Reminder]] = defaultdict(list)
    for reminder in _reminders(request):
        person = _first_reachable(request, reminder)
        if person is None or len(bundles[person.id]) >= MOST:
            continue
        if occurrences.once(request.db, request.partnership.id, NAME, reminder.key, request.now):
            bundles[person.id].append(reminder)
    sends = tuple(_send(person, found) for person, found in bundles.items() if found)
    return Outcome(sends, nothing="" if sends else "There is nothing to remind of.")


def _send(person: int, found: list[Reminder]) -> Send:
    is_urgent = any(each.over for each in found)
    return Send(ToPerson(person), _message(found), "" if is_urgent else "nudge")


def _message(found: list[Reminder]) -> Reply:
    buttons = dict.fromkeys(each.button for each in found)
    texts = (Text(each.text) for each in found)
    return Reply((Heading("Figures to look after"), *texts, Buttons(tuple(buttons))), private=True)


def _first_reachable(request: Request, reminder: Reminder) -> Person | None:
    """The steward, else the deputy, else a lead."""
    settings, db = request.partnership.settings, request.db
    leads = people.with_role(db, settings.id, "lead")
    for person in (*deciders(db, reminder.release), *leads):
        if reminder.over and people.address_of(db, person.id) is not None:
            return person
        going = None if reminder.over else noise.to_person(db, settings, person.id, "nudge", request.now)
        if going is not None and not going.dropped:
            return person
    return None


def _reminders(request: Request) -> Iterator[Reminder]:
    for release in request.partnership.shelf.releases.values():
        yield from _of_review(request, release)
        yield from _of_age(request, release)
        yield from _of_standing(request, release)


def _of_review(request: Request, release: Release) -> Iterator[Reminder]:
    measure = release.measure
    stage = _stage((measure.review_by - request.today).days, REVIEW)
    if stage is None:
        return
    on, title = say_day(measure.review_by), measure.title
    text = (
        f"{title} must be reviewed by {on}. After that day nobody gets these figures. To go on, set a new review_by in "
        "the measure file, and have a release built with it loaded and approved."
        if stage
        else f"{title} had to be reviewed by {on} and has not been, so nobody gets these figures now."
    )
    declared = request.partnership.catalogue.measures.get(measure.id)
    if declared is not None and declared.review_by > measure.review_by:
        text += f" The measure file says {say_day(declared.review_by)} already: that holds from the next release on."
    yield Reminder(
        f"review/{measure.id}/{measure.review_by}/{stage}", release, text, _look(release), stage == 0
    )


def _stage(left: int, stages: tuple[int, ...]) -> int | None:
    """The nearest of the days on which something is said that has come; 0 comes when none are left."""
    if left < 0:
        return 0 if 0 in stages else None
    come = [stage for stage in stages if stage and left <= stage]
    return min(come, default=None)


def _of_age(request: Request, release: Release) -> Iterator[Reminder]:
    """Figures that warn of their age, and that will stop, or have."""
    measure = release.measure
    newest = request.partnership.shelf.periods(measure.id)[-1]
    last = figures.stops_after(measure, newest)
    if last is None or not figures.ageing(measure, newest, request.today):
        return
    over = request.today > last
    text = (
        f"The newest figures of {measure.title} are {figures.age(measure, newest, request.today)} days old. "
        + (
            "Nobody gets them any more until newer ones are approved."
            if over
            else f"Without newer ones, nobody gets them after {say_day(last)}."
        )
    )
    text += f" {measure.contact} looks after them."
    yield Reminder(f"age/{measure.id}/{newest}/{int(over)}", release, text, _look(release), over)


def _of_standing(request: Request, release: Release) -> Iterator[Reminder]:
    standing = standing_approvals.of(request.db, request.partnership.id, release.measure.id)
    if standing is None or _stage(_left(standing.until, request.today), STANDING) is None:
        return
    text = (
        f"The standing approval of {release.measure.title} by {standing.given_by} ends on {say_day(standing.until)}. "
        "After that, new periods wait for a person. You can give a new one from the preview."
    )
    yield Reminder(f"standing/{standing.id}", release, text, _look(release))


def _left(until: date, today: date) -> int:
    return (until - today).days


def _look(release: Release) -> Button:
    return Button(f"Look at {release.id}", f"data show {release.id}")
