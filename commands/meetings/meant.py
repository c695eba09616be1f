"""Which meeting and which line somebody means: "M3 7", "7", "D3" or nothing, for the last one."""

from __future__ import annotations

import re

from commands import Refusal, Request
from commands.meetings import wording
from commands.reply import Button
from storage.actions import finding
from storage.meetings import holding, lines
from storage.meetings.meeting import Line, Meeting

NUMBERED = re.compile(r"m(\d{1,6})\b[:,]?\s*", re.IGNORECASE | re.ASCII)
LINE = re.compile(r"([adrqt]?)(\d{1,6})\b[:,]?\s*", re.IGNORECASE | re.ASCII)


def meeting_meant(request: Request, words: str) -> tuple[Meeting, str]:
    """The meeting that words begin with, else the one going on; and the words after its number."""
    number = NUMBERED.match(words.strip())
    if number is None:
        return wording.going_on(request), words.strip()
    found = holding.find(request.db, request.partnership.id, int(number[1]))
    if found is None:
        raise Refusal(
            f"There is no meeting M{int(number[1])}. It may have been called off.",
            [Button("All meetings", "meeting list")],
        )
    return found, words.strip()[number.end() :].strip()


def line_meant(request: Request, words: str) -> tuple[Meeting, Line | None, str]:
    """The meeting, the line that is kept there under a number or a label, if one is named, and what follows."""
    meeting, rest = meeting_meant(request, words)
    named = LINE.match(rest)
    if named is None:
        return meeting, None, rest
    found = next((each for each in lines.kept(request.db, meeting) if _is(request, each, named)), None)
    if found is None:
        raise Refusal(
            f"There is no line {named[0].strip()} in {meeting.label}, or it was taken out.",
            [Button("Show the meeting", f"meeting show {meeting.label}")],
        )
    return meeting, found, rest[named.end() :].strip()


def _is(request: Request, line: Line, named: re.Match[str]) -> bool:
    if not named[1]:
        return line.position == int(named[2])
    if named[1].casefold() == "a":
        action = finding.by_id(request.db, line.action) if line.action else None
        return action is not None and action.number == int(named[2])
    return line.label.casefold() == f"{named[1]}{named[2]}".casefold()
