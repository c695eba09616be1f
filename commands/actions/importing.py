"""Take in an action log kept elsewhere: looked at first, then all of it or nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from commands import Request, command
from commands.actions import log, log_words, wording
from commands.actions.incoming import Incoming, actions, has_account, read
from commands.reply import Block, Button, Buttons, Field, Form, Note, Reply, Table, Text
from commands.words import LONGEST, QUOTES
from storage.actions import taking_in
from storage.actions.action import Action
from storage.actions.taking_in import Earlier
from storage.times import say_date

FILE, SHOWN, PROBLEMS = "Your log", 5, 20
TAKE = "action import take"
BY_FILE = "Whoever looks after Parley can read it in from a file: parley actions import FILE"
TOLD = "Nobody is told now. Owners with an account see theirs in their list on Monday."


@command(
    "action import",
    usage="action import",
    example="action import",
    roles=("lead",),
    writes=True,
    free=True,
    listed=False,
)
def import_(request: Request, words: str, *, log_: str = "") -> Reply:
    """Take in an action log kept elsewhere, pasted as a table."""
    pasted = log_ or words
    if not pasted.strip():
        return Reply((_form(),), private=True)
    found = read(request, FILE, pasted.encode("utf-8", "replace"))
    if found.problems:
        return _refused(found.problems)
    line = f"{TAKE}\n{_again(pasted.encode('utf-8', 'replace'), request.today)}"
    if found.new and len(line) > LONGEST:
        return _refused((f"This log is too long for a message. {BY_FILE}",))
    return Reply(preview(found, line), private=True)


def _form() -> Form:
    hint = f"Copy the rows from the spreadsheet with their headings: {log.HEADINGS}. {BY_FILE}"
    ask = Field("log", "The action log, as a table", "long", hint=hint)
    return Form("Take in an action log", "action import", (ask,), submit="Look at it")


@command(TAKE, usage=f"{TAKE} LOG", example=TAKE, roles=("lead",), writes=True, free=True, listed=False)
def take(request: Request, words: str) -> Reply:
    """Take in a log that was looked at."""
    found = read(request, FILE, words.encode("utf-8", "replace"))
    return _refused(found.problems) if found.problems else taken(request, found)


def taken(request: Request, found: Incoming) -> Reply:
    """Take it in, in the one transaction of the command."""
    if not found.new:
        return Reply((Text(nothing_new(found)), Buttons((wording.ALL,))), private=True)
    made = [
        taking_in.take_in(request.db, request.partnership.id, each, request.person.id, request.now)
        for each in found.new
    ]
    said = f"Taken in: {found.counts()}. {_numbers(made)} {TOLD}"
    return Reply((Text(said), Buttons((wording.ALL,))), private=True, noted=actions(len(made)))


def _numbers(made: Sequence[Action]) -> str:
    first, last = made[0].label, made[-1].label
    return f"Their numbers are {first} to {last}." if first != last else f"Its number is {first}."


def nothing_new(found: Incoming) -> str:
    return (
        f"Nothing new: {actions(found.known)} of this log {'is' if found.known == 1 else 'are'} here already."
    )


def preview(found: Incoming, line: str = "") -> tuple[Block, ...]:
    """What would be taken in, and the button for it; ``line`` is what it types, none on the command line."""
    if not found.new:
        return (Text(nothing_new(found)), Buttons((wording.ALL,)))
    known = (
        f" {actions(found.known)} {'is' if found.known == 1 else 'are'} here already and left out."
        if found.known
        else ""
    )
    strangers = _without_account(found.new)
    said = [f"New in this log: {found.counts()}.{known}"]
    if strangers:
        said.append(f"Without an account here, kept as names: {', '.join(strangers)}.")
    if found.unread:
        said.append(f"Columns left out: {', '.join(found.unread)}.")
    rows = tuple(_shown(each) for each in found.new[:SHOWN])
    caption = f"The first {SHOWN} of them" if len(found.new) > SHOWN else "All of them"
    table = Table(caption, ("What", "Who", "By", "State"), rows)
    press = (Buttons((Button(f"Take in {actions(len(found.new))}", line, "primary"),)),) if line else ()
    return (*map(Text, said), table, Note(TOLD), *press)


def _without_account(new: Iterable[Earlier]) -> list[str]:
    everybody = (owner for each in new for owner in (each.draft.owner, *each.draft.helpers))
    return sorted({owner.name for owner in everybody if not has_account(owner)}, key=str.casefold)


def _shown(each: Earlier) -> tuple[str, str, str, str]:
    names = ", ".join(owner.name for owner in (each.draft.owner, *each.draft.helpers))
    return (each.draft.what, names, say_date(each.draft.due) if each.draft.due else "no date", each.state)


def _refused(problems: Sequence[str]) -> Reply:
    more = [f"There are {len(problems) - PROBLEMS:,} more."] if len(problems) > PROBLEMS else []
    count = "1 thing has" if len(problems) == 1 else f"{len(problems):,} things have"
    title = f"Nothing was taken in. {count} to be put right in the log first:"
    button = Buttons((Button("Paste it again", "action import"),))
    return Reply((Text("\n".join([title, *problems[:PROBLEMS], *more])), button), private=True)


def _again(data: bytes, today: date) -> str:
    """The same log in one plain form, so that the button takes in exactly what was looked at."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(log_words.COLUMNS[1:])
    for row in log.read(FILE, data, today).rows:
        dates = [day.isoformat() if day else "" for day in (row.meeting_on, row.due)]
        cells = [dates[0], row.what, row.owners, row.state, dates[1], row.comments]
        writer.writerow(cell.translate(QUOTES) for cell in cells)
    return out.getvalue()
