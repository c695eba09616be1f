"""Beginning a meeting: one at a time, in every place at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from commands import Refusal, Request, command, personal
from commands.meetings import board, cannot_come
from commands.meetings.wording import START, titled
from commands.minutes import arising
from commands.reply import Button, Buttons, Reply, Send, Text, ToEveryPlace, ToPlace
from commands.schedule_words import settings_now
from storage import occurrences, people
from storage.meetings import attendance, holding, next_meeting
from storage.meetings.attendance import Attendee
from storage.meetings.meeting import Meeting
from storage.open_days import closing
from storage.people import Person
from storage.schedule_settings import MeetingJob
from storage.times import at_utc

LONGEST = 100
CLOSE = "meeting_close"  # the job that closes a forgotten meeting
MODES = {"chat": "chat", "room": "room", "in person": "room", "": "chat"}
IN_ROOM = (
    "One of you writes for everybody: send your notes with meeting notes, as many lines as you like, and Parley asks "
    "about each decision and action that it finds in them."
)


@command("meeting", usage="meeting start TITLE", example="meeting start Weekly call")
def meeting(request: Request, words: str) -> Reply:
    """Hold a meeting: start it, note what is said, end it."""
    if words.strip():
        raise Refusal(
            "Write meeting start and its title, or look at everything a meeting can do.",
            [START, Button("Help", "help meeting")],
        )
    found = holding.seen_open(request.db, request.partnership.id)
    if found is not None:
        return Reply(board.show(request, found).blocks, quiet=True)
    buttons = (START, Button("Agenda", "meeting agenda"), Button("Earlier meetings", "meeting list"))
    return Reply((Text("No meeting is going on."), Buttons(buttons)), private=True)


@command(
    "meeting start",
    usage="meeting start TITLE",
    example="meeting start Weekly call",
    writes=True,
)
def start(request: Request, words: str, *, mode: str = "") -> Reply:
    """Start a meeting; mode=room is for one in person."""
    going_on = holding.open_one(request.db, request.partnership.id)
    if going_on is not None:
        raise _another(going_on)
    series = _series(request, words)
    title = series.title if series else _checked(words) or "Meeting"
    chair = _chair(request, series)
    made = holding.start(
        request.db,
        request.partnership.id,
        title,
        series.title if series else None,
        _mode(mode),
        chair.id,
        request.person.id,
        request.now,
        closes_at(request),
    )
    if made is None:
        raise Refusal("Somebody began a meeting at the same moment.", [Button("Show it", "meeting")])
    come(request, made, request.person)
    cannot_come.note(request, made)
    write_down_close(request, made.key, made.closes_at)
    return Reply((_begun(made, chair),), private=True, also=_posts(request, made, series))


def _another(going_on: Meeting) -> Refusal:
    buttons = [Button("Show it", "meeting"), Button("End it", f"meeting end {going_on.label}")]
    return Refusal(f"{titled(going_on)}, is going on. End it first: there is one meeting at a time.", buttons)


def _series(request: Request, words: str) -> MeetingJob | None:
    """The series that a title names; without a title the only one there is, and of several one is chosen."""
    settings = settings_now(request)
    if words.strip():
        return next_meeting.series_named(settings, words)
    known = settings.schedule.meetings
    if len(known) < 2:
        return next(iter(known), None)
    offer = [Button(each.title, f"meeting start {each.title}") for each in known]
    raise Refusal("Which meeting?", [*offer, Button("Another one", "meeting start Meeting")])


def _checked(words: str) -> str:
    title = " ".join(words.split())
    if len(title) > LONGEST:
        raise Refusal(f"Write a title of {LONGEST} characters or less.")
    return personal.check(title)


def _mode(words: str) -> str:
    mode = MODES.get(words.strip().casefold())
    if mode is None:
        raise Refusal("Write mode=room for a meeting in person, or leave mode out.")
    return mode


def _chair(request: Request, series: MeetingJob | None) -> Person:
    """The chair of the configuration, else whoever begins it."""
    named = series.chair if series else None
    return people.configured(request.db, request.partnership.id).get(named or "") or request.person


def come(request: Request, going_on: Meeting, person: Person) -> bool:
    """Somebody is here; ``False`` if that was known."""
    return attendance.note(
        request.db, going_on, Attendee(person.name, person.id, person.organisation, came=True)
    )


def closes_at(request: Request) -> datetime:
    """When a meeting closes itself unless somebody says something."""
    settings, zone = request.partnership.settings, request.partnership.zone
    local = request.now.astimezone(zone).replace(tzinfo=None)
    return at_utc(closing(settings, settings.meetings.closes_after, local), zone)


def write_down_close(request: Request, key: str, moment: datetime) -> None:
    """Owe the look at a meeting that may be forgotten by then, at the full minute after."""
    zone = request.partnership.zone
    up = moment + timedelta(seconds=59, microseconds=999_999)
    local = up.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
    if at_utc(local, zone) < moment:  # the hour that the clocks show twice
        local += timedelta(hours=1)
    occurrences.write_down(request.db, request.partnership.id, CLOSE, local, at_utc(local, zone), key)


def _begun(made: Meeting, chair: Person) -> Text:
    has_it = "You have the chair." if chair.id == made.started_by else f"{chair.name} has the chair."
    said = f"{titled(made)}, has begun. {has_it} Its message is in every place and is kept up to date."
    return Text(f"{said}\n{IN_ROOM}" if made.mode == "room" else said)


def _posts(request: Request, made: Meeting, series: MeetingJob | None) -> tuple[Send, ...]:
    """The living message, in each place of its series or in all, and before it what the meeting begins with."""
    before = arising.matters_arising(request, made)
    shown = (*((Reply(before),) if before else ()), board.show(request, made))
    wanted = request.partnership.settings.addresses(series.places) if series else frozenset()
    here = [each for each in people.places(request.db, request.partnership.id) if each.address in wanted]
    to = tuple(ToPlace(each.id) for each in here) or (ToEveryPlace(),)
    return tuple(Send(place, reply) for place in to for reply in shown)
