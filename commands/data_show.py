"""For stewards: the private preview of one release, with the buttons to decide about it."""

from __future__ import annotations

from collections.abc import Iterator

from commands import Request, command, preview
from commands.deciding import SEERS, STEWARDS, deciding, found
from commands.figures import lower_first
from commands.reply import Button, Buttons, Heading, Note, Reply, Text
from storage import releases, review
from storage.releases import Release
from storage.review import Review
from storage.times import say_day, say_moment


@command("data show", usage="data show NUMBER", example="data show 3", roles=SEERS)
def show(request: Request, words: str) -> Reply:
    """Preview one release before deciding."""
    release = found(request, words)
    seen = review.of(request.db, release)
    figures = releases.table_of(request.db, release)
    measure = release.measure
    return Reply(
        (
            Heading(f"Release {release.id}: {measure.title}"),
            Text(f"{measure.what} Does not count: {lower_first(measure.not_)}"),
            *_stands(request, release, seen),
            *preview.changes(request, release, seen),
            preview.newest(release, figures),
            *preview.drawn(request, release, figures),
            preview.scope(release, figures),
            *preview.small_and_wide(release, figures, seen.verdict),
            *preview.risks(release, seen.verdict),
            Note(
                f"Loaded by {release.loaded_by} on {say_day(release.loaded_at.date())}. {' or '.join(deciding(measure))} "
                f"decides. To be reviewed by {say_day(measure.review_by)}. In answers it is called release "
                f"{release.number}. What you see has the hash {seen.seal[:12]}."
            ),
            Buttons(tuple(_buttons(request, release, seen))),
        ),
        private=True,
    )


def _stands(request: Request, release: Release, seen: Review) -> list[Text]:
    """What has become of it, or becomes of it if nobody does anything."""
    if seen.out_at is not None and release.state == "pending":
        when = say_moment(seen.out_at, request.partnership.zone, request.today)
        return [Text(f"It goes out by itself at {when} unless somebody stops it.")]
    if release.state == "pending":
        return [Text("It is shown to nobody until it is approved.")]
    on = f" on {say_day(release.decided_at.date())}" if release.decided_at else ""
    why = f" Reason: {release.reason}" if release.reason else ""
    return [Text(f"This release is {release.state}, by {release.decided_by}{on}.{why}")]


def _buttons(request: Request, release: Release, seen: Review) -> Iterator[Button]:
    """What this person may do about it; looking and stopping is for more people than deciding."""
    number, seal = release.id, seen.seal[:12]
    if release.state == "pending" and seen.out_at:
        yield Button("Stop", f"data stop {number}", "danger")
    decides = request.person.name in deciding(release.measure) and request.person.roles & set(STEWARDS)
    if decides and release.state == "pending":
        yield Button("Approve", f"data approve {number} {seal}", "primary")
        yield Button("Decline", f"data decline {number}", "danger")
        yield Button("Ask the loader", f"data question {number}")
    if decides and release.state in ("pending", "approved"):
        yield Button("Let new periods out", f"data standing give {number} {seal}")
    if decides and release.state in ("approved", "replaced"):
        yield Button("Withdraw", f"data withdraw {number}", "danger")
    yield Button("History", f"data history {release.measure.id}")
