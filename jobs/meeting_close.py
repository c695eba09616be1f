"""A forgotten meeting closes itself when nobody has said anything for a while, and says so."""

from __future__ import annotations

from commands import Request
from commands.meetings import ending, starting, wording
from commands.reply import Button, Buttons, Reply, Send, Text, ToPerson
from jobs import Outcome, job
from storage.meetings import holding, lines
from storage.meetings.meeting import Meeting
from storage.occurrences import Occurrence


@job(starting.CLOSE)
def meeting_close(request: Request, occurrence: Occurrence) -> Outcome:
    """Close the meeting this occurrence is about, unless somebody has said something since."""
    found = holding.find(request.db, request.partnership.id, int(occurrence.subject.partition("/")[2]))
    if found is None or not found.is_open:
        return Outcome(nothing="The meeting was over already.")
    if found.closes_at > occurrence.due:
        starting.write_down_close(request, found.key, found.closes_at)
        return Outcome(nothing="It closes later now.")
    left_out = len(lines.proposed(request.db, found))
    followed = ending.finish(request, found, by_itself=True)
    if followed is None:
        return Outcome(nothing="The meeting was over already.")
    return Outcome((*followed, Send(ToPerson(found.chair), _told(request, found, left_out))), (found.key,))


def _told(request: Request, closed: Meeting, left_out: int) -> Reply:
    """For the chair, who may not have meant to leave it open."""
    after = request.partnership.settings.meetings.closes_after.words()
    text = (
        f"{wording.titled(closed)}, has closed by itself, because nobody had noted anything for {after}. "
        "You have the chair: look through its minutes, which are a draft now."
    )
    if left_out:
        text += (
            f" Left out: {wording.counted(left_out, 'line')} from notes that nobody had said yes or no to."
        )
    return Reply((Text(text), Buttons((Button("Minutes", f"minutes {closed.label}"),))), private=True)
