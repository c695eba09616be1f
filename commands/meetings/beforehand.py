"""What a place reads before a meeting: when it is, what is on the agenda, what is open, and what is to be confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from commands import Request, live
from commands.actions import wording
from commands.reply import Block, Button, Buttons, Heading, Note, Reply, Text
from commands.schedule_words import settings_now
from storage import away, people
from storage.actions import finding
from storage.actions.action import Action
from storage.meetings import agenda, holding, next_meeting
from storage.meetings.agenda import Item
from storage.meetings.next_meeting import Coming
from storage.people import Person
from storage.schedule_settings import MeetingJob
from storage.times import at_utc, say_date, say_time

MOST = 15  # actions, and points of the agenda: more would not fit into one message on a phone


def named_chair(request: Request, series: MeetingJob) -> Person | None:
    """Who chairs a series, as the configuration has it."""
    return people.configured(request.db, request.partnership.id).get(series.chair or "")


def looks_after(request: Request, coming: Coming | None) -> Person | None:
    """Who sees before a meeting what is still open: its chair, or the first lead where none is named."""
    chair = named_chair(request, coming.series) if coming else None
    leads = people.with_role(request.db, request.partnership.id, "lead")
    return chair or next(iter(leads), None)


@live(next_meeting.AGENDA, answered_by="meeting agenda add")
def again(request: Request, rest: str) -> Reply:
    """The message as it reads now; a meeting that was moved or called off since says so."""
    title, _, day = rest.rpartition("/")
    settings = settings_now(request)
    series = next_meeting.series_named(settings, title)
    local = datetime.combine(date.fromisoformat(day), series.at.time if series else time())
    when = at_utc(local, settings.timezone)
    if series is None or (when > request.now and not _takes_place(request, series, local)):
        return Reply(
            (Heading(f"{title} of {say_date(local.date())}"), Text("This meeting does not take place then."))
        )
    return words(request, Coming(series, local, when))


def _takes_place(request: Request, series: MeetingJob, local: datetime) -> bool:
    settings = settings_now(request)
    return any(each.local == local for each in next_meeting.coming(request.db, settings, series, request.now))


def touched(request: Request) -> tuple[str, ...]:
    """The living messages before the next meeting of each series, where what they say has changed."""
    settings = settings_now(request)
    nearest = (
        next_meeting.next_one(request.db, settings, request.now, each.title)
        for each in settings.schedule.meetings
    )
    return tuple(each.key for each in nearest if each)


def words(request: Request, coming: Coming) -> Reply:
    """The one message about a meeting that is about to begin."""
    title = coming.series.title
    blocks: list[Block] = [
        Heading(f"{title}, {say_time(coming.local.time())} on {say_date(coming.local.date())}"),
        Text(_about(request, coming)),
        *_apologies(request, coming),
        Text(_agenda(agenda.waiting(request.db, request.partnership.id, title))),
        *_actions(request),
        *_closed(request),
        *_minutes(request, title),
    ]
    buttons = (
        Button("Start the meeting", f"meeting start {title}", "primary"),
        Button("Add to the agenda", "meeting agenda add"),
        Button("Apologies", "meeting apologies"),
        Button("Put it in my calendar", f"meeting calendar {title}"),
    )
    return Reply((*blocks, Buttons(buttons)), live=coming.key)


def _about(request: Request, coming: Coming) -> str:
    chair = named_chair(request, coming.series)
    chairs = f"{chair.name} chairs." if chair else "Whoever starts it has the chair."
    end = coming.local + coming.series.length
    return f"{chairs} It lasts until {say_time(end.time())}."


def _apologies(request: Request, coming: Coming) -> Iterator[Text]:
    found = away.cannot_meet(request.db, request.partnership.id, coming.local.date())
    if found:
        yield Text(f"Apologies: {', '.join(people.person(request.db, each).name for each in found)}.")


def _agenda(items: Sequence[Item]) -> str:
    if not items:
        return "Nothing is on the agenda yet."
    lines = [f"{number}. {each.words}{_rolled(each)}" for number, each in enumerate(items[:MOST], 1)]
    more = [f"And {len(items) - MOST} more."] if len(items) > MOST else []
    return "\n".join(["On the agenda:", *lines, *more])


def _rolled(item: Item) -> str:
    """A point that meetings have not reached says so."""
    if not item.rolled_over:
        return ""
    return (
        " (left over from the last meeting)"
        if item.rolled_over == 1
        else f" (left over {item.rolled_over} times)"
    )


def _actions(request: Request) -> Iterator[Block]:
    """What is open, the oldest first."""
    found = sorted(finding.open_ones(request.db, request.partnership.id), key=lambda each: each.number)
    if not found:
        yield Note("No actions are open.")
        return
    yield wording.table("Open actions, the oldest first", found[:MOST], request.today)
    if len(found) > MOST:
        yield Note(f"The first {MOST} of {len(found)}: write action list for all.")


def _closed(request: Request) -> Iterator[Text]:
    """What no meeting has heard of yet."""
    found = finding.closed_unreported(request.db, request.partnership.id)
    if found:
        lines = "\n".join(
            f"{each.label} {_ended(each)}: {each.what} ({each.owner.name})" for each in found[-MOST:]
        )
        yield Text(f"Closed since the last meeting:\n{lines}")


def _ended(action: Action) -> str:
    return "is done" if action.state == "done" else "is not needed"


def _minutes(request: Request, title: str) -> Iterator[Block]:
    """Minutes that nobody has confirmed yet, of this series or of meetings that do not come round."""
    ended = holding.ended(request.db, request.partnership.id)
    drafts = [each for each in ended if each.state == "draft" and each.series in (title, None)]
    if drafts:
        said = ", ".join(f"{each.label} ({each.title})" for each in reversed(drafts))
        yield Text(f"Minutes to be confirmed: {said}.")
        yield Buttons(tuple(Button(f"Minutes {each.label}", f"minutes {each.label}") for each in drafts[:3]))
