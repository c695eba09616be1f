"""For stewards and leads: every release, what became of it, by whom, when and why."""

from __future__ import annotations

from commands import Request, command
from commands.deciding import SEERS
from commands.definition import measure_called
from commands.folded import folded
from commands.reply import Button, Buttons, Heading, Reply, say
from storage import release_history
from storage.release_history import Past
from storage.times import say_day

STATES = {
    "pending": "waits",
    "approved": "approved",
    "declined": "declined",
    "withdrawn": "withdrawn",
    "replaced": "replaced later; approved",
}


@command("data history", usage="data history MEASURE", example="data history", roles=SEERS)
def history(request: Request, words: str) -> Reply:
    """Show every release: its state, who loaded it, who decided, when and why."""
    measure = measure_called(request, words, "data history") if words else None
    found = release_history.of(request.db, request.partnership.id, measure.id if measure else "")
    if not found:
        return say("Nothing has been loaded yet.")
    title = f"Releases of {measure.title}" if measure else "Releases"
    header = ("Release", "Figure", "Loaded by", "What became of it")
    rows = [_row(request, each) for each in found]
    buttons = (Button("All that can be asked", "data everything"), Button("What waits", "data"))
    return Reply(
        (
            Heading("What became of every release"),
            *folded(title, header, rows, request.partnership.name, request.today),
            Buttons(buttons),
        ),
        private=True,
    )


def _row(request: Request, each: Past) -> tuple[str, ...]:
    known = request.partnership.measure(each.measure)
    loaded = f"{each.loaded_by}, {say_day(each.loaded_at.date())}"
    return (str(each.id), known.title if known else each.measure, loaded, _became(each))


def _became(each: Past) -> str:
    by = f" by {each.decided_by}, {say_day(each.decided_at.date())}" if each.decided_at else ""
    why = f": {each.reason}" if each.reason else ""
    return f"{STATES[each.state]}{by}{why}"
