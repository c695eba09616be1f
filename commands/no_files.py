"""Files sent to Parley: never opened, never kept, and refused with the way figures do come in."""

from __future__ import annotations

from collections import Counter

from commands import Request, command
from commands.reply import Button, Buttons, Reply, Text

FILE_SENT = "file sent"  # the line a surface says for somebody who sent a file
NAMED = 3


@command(FILE_SENT, example=FILE_SENT, listed=False)
def file_sent(request: Request, words: str) -> Reply:
    """Say kindly that Parley takes no files, how figures come in, and whom to ask."""
    return Reply(
        (
            Text("Parley takes no files in chat. It has not opened yours, and has kept nothing of it."),
            Text(
                "Figures are made ready on an analyst's own computer, with “parley data build”, so that no list of "
                f"people has to pass through a chat. To share figures, ask {_whom(request)}."
            ),
            Text(
                "Delete the file from this chat now, so that nobody else opens it: it may say something about one "
                "person. If you asked something with it, write that again without the file."
            ),
            Buttons((Button("What can I ask?", "catalogue"),)),
        ),
        quiet=True,
    )


def _whom(request: Request) -> str:
    """The people who look after figures, those with the most of them first."""
    contacts = Counter(measure.contact for measure in request.partnership.catalogue.measures.values())
    named = [name for name, _ in contacts.most_common(NAMED)] or [request.partnership.contact("lead")]
    *others, last = named
    return f"{', '.join(others)} or {last}" if others else last
