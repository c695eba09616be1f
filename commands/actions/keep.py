"""The answer to "still needed?" where it is."""

from __future__ import annotations

from commands import Request, command
from commands.actions import wording
from commands.reply import Button, Buttons, Reply, Text
from storage.actions import changing


@command("action keep", usage="action keep A42", example="action keep A42", writes=True, listed=False)
def keep(request: Request, words: str) -> Reply:
    """Say that an action is still needed, though nothing has happened for a while."""
    found, _ = wording.meant(request, words, "keep")
    if not found.is_open:
        return Reply(
            (Text(f"Action {found.label} is {found.state}."), _open_again(found.label)), private=True
        )
    changing.keep(request.db, found, request.person.id, request.now)
    weeks = request.partnership.settings.actions.stale_after.words()
    said = f"Thank you. {found.label} stays on the list. If nothing happens with it, Parley asks again in {weeks}."
    return Reply((Text(said), Buttons((Button("Another date", f"action move {found.label}"),))), private=True)


def _open_again(label: str) -> Buttons:
    return Buttons((Button("Open it again", f"action reopen {label}"),))
