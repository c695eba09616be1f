"""For stewards: what waits for a decision, and the ways on from there."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.deciding import SEERS, WAITING
from commands.reply import Button, Buttons, Heading, Reply, Table, Text
from storage import releases, review, standing_approvals
from storage.releases import Release
from storage.times import say_day, say_moment

MORE = (
    Button("What people want to know", "data wanted"),
    Button("Standing approvals", "data standing"),
    Button("All that can be asked", "data everything"),
    Button("History", "data history"),
)


@command("data", example="data", roles=SEERS)
def data(request: Request, words: str) -> Reply:
    """Show the releases that wait for a steward's decision."""
    if words:
        raise Refusal("Write /data to see what waits for a decision.", [WAITING])
    waiting = releases.pending(request.db, request.partnership.id)
    if not waiting:
        return Reply((Text("No release is waiting for a decision."), Buttons(MORE)), private=True)
    header: tuple[str, ...] = ("Release", "Figure", "Loaded by", "On")
    rows: list[tuple[str, ...]] = [
        (str(each.id), each.measure.title, each.loaded_by, say_day(each.loaded_at.date())) for each in waiting
    ]
    if standing_approvals.on_their_way(request.db, request.partnership.id):
        header += ("Goes out by itself",)
        rows = [(*row, _out(request, each)) for row, each in zip(rows, waiting, strict=True)]
    looks = (Button(f"Look at {each.id}", f"data show {each.id}") for each in waiting[:8])
    return Reply(
        (
            Heading("Waiting for a decision"),
            Table("Releases", header, tuple(rows)),
            Buttons((*looks, *MORE)),
        ),
        private=True,
    )


def _out(request: Request, release: Release) -> str:
    at = review.of(request.db, release).out_at
    return say_moment(at, request.partnership.zone, request.today) if at else "no"
