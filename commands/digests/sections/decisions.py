"""What meetings decided; for the channel, where the people who decided it are."""

from __future__ import annotations

from collections.abc import Iterator

from commands.digests.sections import Week, section
from storage.digests import Line
from storage.meetings import registers
from storage.meetings.meeting import Line as Decision


@section("decisions", "Decisions", order=65)
def decided(week: Week) -> Iterator[Line]:
    """The decisions of the meetings that ended since the last digest."""
    db, here = week.request.db, week.request.partnership.id
    for each in registers.of_meetings_ended_since(db, here, "decision", week.since):
        yield Line(
            0, "", sentence(each), about=f"decision/{each.number}", source=each.label, link=each.link or ""
        )


def sentence(decision: Decision) -> str:
    """A decision and its reason, as the digest says them."""
    reason = f" Reason: {decision.reason.rstrip('.')}." if decision.reason else ""
    return f"{decision.words.rstrip('.')}.{reason}"
