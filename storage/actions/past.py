"""Actions as they stood at an earlier moment: minutes say what was agreed, whatever has become of it since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.actions.action import Action, Owner
from storage.tables import ActionChangeRow


def as_at(db: Session, actions: Sequence[Action], moment: datetime) -> list[Action]:
    """Those that were noted by then: their owner, date, state and the meeting that heard of their end at that moment.

    They stay in their order; a change undone since counts as never made. What is to be done reads as it does now,
    because only its words are ever put right.
    """
    numbers = [each.id for each in actions]
    query = select(ActionChangeRow).where(ActionChangeRow.action.in_(numbers), ActionChangeRow.at > moment)
    before: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    later: set[int] = set()
    for row in db.scalars(query.where(~ActionChangeRow.undone).order_by(ActionChangeRow.id.desc())):
        before[row.action] |= row.before
        later |= {row.action} if row.kind == "made" else set()
    return [_with(each, before[each.id]) for each in actions if each.id not in later]


def _with(action: Action, before: dict[str, Any]) -> Action:
    due, done_at = before.get("due", action.due), before.get("done_at", action.done_at)
    return replace(
        action,
        owner=Owner(
            before.get("owner_name", action.owner.name),
            before.get("owner", action.owner.person),
            before.get("organisation", action.owner.organisation),
        ),
        due=date.fromisoformat(due) if isinstance(due, str) else due,
        at_meeting=before.get("at_meeting", action.at_meeting),
        state=before.get("state", action.state),
        answer=before.get("answer", action.answer),
        why=before.get("why", action.why),
        done_at=datetime.fromisoformat(done_at) if isinstance(done_at, str) else done_at,
        reported_in=before.get("reported_in", action.reported_in),
    )
