"""The next meetings as a calendar file."""

from __future__ import annotations

from datetime import timedelta

from commands import Refusal, Request, command
from commands.calendars.ics import Event, calendar_file
from commands.meetings import beforehand
from commands.reply import Button, Note, Reply, Text
from commands.schedule_words import settings_now
from storage.meetings import next_meeting
from storage.meetings.next_meeting import Coming
from storage.schedule_settings import MeetingJob

AHEAD = timedelta(days=183)
NONE_PLANNED = "No meeting comes round here. Whoever looks after Parley can add one to the configuration (schedule.meetings)."


@command("meeting calendar", usage="meeting calendar TITLE", example="meeting calendar Weekly call")
def calendar(request: Request, words: str) -> Reply:
    """Get the meetings of the next half year as a file for your calendar."""
    series = _meant(request, words)
    every = next_meeting.every(request.db, settings_now(request), request.now, request.now + AHEAD)
    found = [each for each in every if series is None or each.series.title == series.title]
    if not found:
        raise Refusal(
            "No meeting takes place in the next half year.", [Button("Show the schedule", "schedule")]
        )
    title = series.title if series else "Meetings"
    count = f"{len(found)} meeting{'s' if len(found) > 1 else ''}"
    file = calendar_file(title, [_event(request, each) for each in found], request.now, f"{title}: {count}.")
    return Reply(
        (
            Text(f"{count} in the next half year. Open the file to add it to your calendar."),
            file,
            Note(_again()),
        ),
        private=True,
    )


def _meant(request: Request, words: str) -> MeetingJob | None:
    """The series that was named; ``None`` for all of them."""
    meetings = request.partnership.settings.schedule.meetings
    if not meetings:
        raise Refusal(NONE_PLANNED)
    found = next_meeting.series_named(request.partnership.settings, words)
    if words.strip() and found is None:
        offer = [Button(each.title, f"meeting calendar {each.title}") for each in meetings[:5]]
        raise Refusal("There is no such meeting. Choose one, or leave its name out for all.", offer)
    return found


def _event(request: Request, coming: Coming) -> Event:
    chair = beforehand.named_chair(request, coming.series)
    return Event(
        f"{request.partnership.id}/meeting/{coming.series.title}/{coming.local.date()}",
        coming.series.title,
        coming.at,
        coming.series.length,
        f"{request.partnership.settings.name}. {f'{chair.name} chairs.' if chair else ''}".strip(),
    )


def _again() -> str:
    return "Bank holidays are moved or left out already. When a meeting is moved or called off, take the file again."
