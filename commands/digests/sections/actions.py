"""Actions noted or done; they name people, so they are for the channel."""

from __future__ import annotations

from collections.abc import Iterator

from commands.actions import wording
from commands.digests.sections import Week, section
from storage.actions import finding
from storage.actions.action import Action
from storage.digests import Line


@section("actions", "Actions", order=70)
def moved(week: Week) -> Iterator[Line]:
    """What was noted or done since the last digest, the first due first."""
    for each in finding.made_or_done_since(week.request.db, week.request.partnership.id, week.since):
        words = f"{each.label}: {each.what}. {each.everybody}, {_state(week, each)}."
        yield Line(0, "", words, about=f"action/{each.number}", source=each.label)


def _state(week: Week, each: Action) -> str:
    return f"open, {wording.due_words(each, week.request.today)}" if each.is_open else each.state
