"""What the minutes of a meeting say, as data: from this each way of writing them is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from commands import Request
from commands.minutes import wording
from commands.registers.labels import label
from storage import people
from storage.actions import finding, past
from storage.actions.action import Action
from storage.meetings import agenda, attendance, lines
from storage.meetings.attendance import Attendee
from storage.meetings.meeting import Line, Meeting
from storage.times import say_date


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. ``number`` is how people name it to correct it; ``kind`` such as "Decision D3", empty for plain words.

    ``mark`` is what is to be known about it, such as that it was corrected; ``link`` leads to where it was said.
    """

    number: int
    kind: str
    words: str
    mark: str = ""
    link: str = ""

    @property
    def said(self) -> str:
        return f"{self.kind}: {self.words}" if self.kind else self.words


@dataclass(frozen=True, slots=True)
class Topic:
    """What was talked about and what was said; ``title`` is ``None`` for what came before the first topic."""

    title: Entry | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """People of one organisation; guests have none."""

    organisation: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """An action as it stood when the meeting ended; ``state`` in words."""

    number: str
    what: str
    who: str
    due: date | None
    state: str

    @property
    def by(self) -> str:
        return say_date(self.due) if self.due else "no date"

    @property
    def sentence(self) -> str:
        when = f"by {say_date(self.due)}" if self.due else "with no date yet"
        return f"{self.who} to {self.what}, {when}"


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of one meeting. ``state`` says in sentences whether they are a draft, and what happens next.

    ``arising`` are actions of earlier meetings that were open when this one began, oldest first; ``closed`` those that
    it heard were closed; ``left_over`` what was on the agenda and was not reached.
    """

    number: str
    partnership: str
    title: str
    day: date
    when: str
    chair: str
    state: str
    version: int
    present: tuple[Group, ...]
    apologies: tuple[Group, ...]
    arising: tuple[Agreed, ...]
    closed: tuple[Agreed, ...]
    topics: tuple[Topic, ...]
    decisions: tuple[Entry, ...]
    actions: tuple[Agreed, ...]
    left_over: tuple[str, ...]

    @property
    def heading(self) -> str:
        return f"Minutes {self.number}: {self.title}"


def minutes(request: Request, meeting: Meeting) -> Minutes:
    """The minutes as they stand now."""
    kept = lines.kept(request.db, meeting)
    here = attendance.of_meeting(request.db, meeting)
    then = _then(request, meeting)
    entries = {each.id: _entry(request, each, then.get(each.action or 0)) for each in kept}
    return Minutes(
        meeting.label,
        request.partnership.name,
        meeting.title,
        meeting.started_at.astimezone(request.partnership.zone).date(),
        wording.when(request, meeting),
        people.person(request.db, meeting.chair).name,
        wording.state(request, meeting),
        meeting.version,
        tuple(_groups(request, (each for each in here if each.came))),
        tuple(_groups(request, (each for each in here if not each.came))),
        tuple(_agreed(each) for each in _arising(request, meeting, then)),
        tuple(_agreed(each) for each in then.values() if each.reported_in == meeting.id),
        tuple(_topics(kept, entries)),
        tuple(entries[each.id] for each in kept if each.kind == "decision"),
        tuple(_agreed(each) for each in then.values() if each.meeting == meeting.id),
        () if meeting.is_open else tuple(each.words for each in agenda.left_by(request.db, meeting)),
    )


def _then(request: Request, meeting: Meeting) -> dict[int, Action]:
    """Every action by its id, as it stood when the meeting ended; what was made of its lines since then, as it is."""
    every = finding.every(request.db, request.partnership.id)
    then = past.as_at(request.db, every, meeting.ended_at or request.now)
    own = {each.id: each for each in every if each.meeting == meeting.id}
    return own | {each.id: each for each in then}


def _arising(request: Request, meeting: Meeting, then: dict[int, Action]) -> list[Action]:
    """The actions of earlier meetings that were open when this one began, the oldest first."""
    earlier = [
        each for each in then.values() if each.meeting != meeting.id and each.made_at < meeting.started_at
    ]
    began = past.as_at(request.db, earlier, meeting.started_at)
    found = [then[each.id] for each in began if each.is_open]
    return sorted(found, key=lambda each: (each.made_at, each.number))


def _entry(request: Request, line: Line, action: Action | None) -> Entry:
    kind = "" if line.kind in ("topic", "info") else f"{label(request, line.kind).one} {line.label}".strip()
    words = line.words
    if action is not None:
        kind, words = f"{kind} {action.label}", _agreed(action).sentence
    return Entry(line.position, kind, words, wording.mark(request, line), line.link or "")


def _topics(kept: Sequence[Line], entries: dict[int, Entry]) -> Iterator[Topic]:
    """The lines under the topic they were said under, those before the first topic first."""
    topics = [line for line in kept if line.kind == "topic"]
    known = {line.id for line in topics}
    said = [line for line in kept if line.kind != "topic"]
    if before := tuple(entries[line.id] for line in said if line.topic not in known):
        yield Topic(None, before)
    for topic in topics:
        yield Topic(entries[topic.id], tuple(entries[line.id] for line in said if line.topic == topic.id))


def _groups(request: Request, who: Iterable[Attendee]) -> Iterator[Group]:
    """People by organisation in the order of the alphabet, guests without one last."""
    named: dict[str, list[str]] = {}
    for each in who:
        organisation = request.partnership.organisation_name(each.organisation) or each.organisation or ""
        named.setdefault(organisation, []).append(each.name)
    for organisation in sorted(named, key=lambda name: (not name, name.casefold())):
        yield Group(organisation, tuple(sorted(named[organisation], key=str.casefold)))


def _agreed(action: Action) -> Agreed:
    state = f"{action.state}: {action.why}" if action.why else action.state
    return Agreed(action.label, action.what, action.everybody, action.due, state)
