"""The whole action log as files to keep: CSV for a spreadsheet, which can be read in again, and JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from commands import Request, command
from commands.actions import wording
from commands.actions.log_words import COLUMNS
from commands.as_csv import plain_csv
from commands.reply import Buttons, File, Reply, Text
from storage.actions import finding, taking_in
from storage.actions.action import Action
from storage.meetings import holding

BETWEEN = " | "  # comments of one action


@command("action export", usage="action export", example="action export", listed=False)
def export(request: Request, words: str) -> Reply:
    """Get all actions, open and closed, as CSV and as JSON."""
    found = finding.every(request.db, request.partnership.id)
    if not found:
        return Reply(
            (Text("There are no actions yet, so there is nothing to export."), Buttons((wording.ALL,))),
            private=True,
        )
    said = taking_in.comments(request.db, found)
    count = "1 action" if len(found) == 1 else f"{len(found):,} actions"
    text = Text(f"{count}, open and closed, as files. Whoever gets them reads the names of owners.")
    return Reply((text, _csv(request, found, said), _json(request, found, said)), private=True)


def _csv(request: Request, found: Sequence[Action], said: dict[int, list[str]]) -> File:
    rows = [
        (
            each.label,
            noted_on(request, each).isoformat(),
            each.what,
            "; ".join(_names(each)),
            each.state,
            each.due.isoformat() if each.due else "",
            BETWEEN.join(filter(None, (each.why, *said.get(each.id, ())))),
        )
        for each in found
    ]
    return File("actions.csv", plain_csv(COLUMNS, rows), "All actions in a table for a spreadsheet.")


def noted_on(request: Request, action: Action) -> date:
    """The day of the meeting it was agreed in, else the day it was noted."""
    zone = request.partnership.zone
    moment = holding.by_id(request.db, action.meeting).started_at if action.meeting else action.made_at
    return moment.astimezone(zone).date()


def _names(action: Action) -> list[str]:
    """Its owner and who helps; what stands between names in the file cannot stand in one."""
    return [owner.name.replace(";", ",") for owner in (action.owner, *action.helpers)]


def _json(request: Request, found: Sequence[Action], said: dict[int, list[str]]) -> File:
    whole = {"actions": [_entry(request, each, said.get(each.id, [])) for each in found]}
    text = json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
    return File("actions.json", text, "All actions as JSON, for programs.")


def _entry(request: Request, action: Action, said: list[str]) -> dict[str, Any]:
    return {
        "number": action.label,
        "meeting_date": noted_on(request, action).isoformat(),
        "action": action.what,
        "owner": action.owner.name,
        "helpers": [each.name for each in action.helpers],
        "status": action.state,
        "due": action.due.isoformat() if action.due else None,
        "why": action.why,
        "comments": said,
        "link": action.link,
    }
