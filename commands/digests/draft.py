"""The draft as its editor sees it: every line with its number, how far it goes, and what is to be checked."""

from __future__ import annotations

from collections.abc import Iterator

from commands import Request
from commands.digests.checks import Approved, details, numbers
from commands.digests.edition import said_as_text, said_of
from commands.digests.lines import late_notes
from commands.digests.sections import in_order
from commands.digests.sections.soundings import undone
from commands.reply import Block, Button, Buttons, Chart, Heading, Note, Reply, Table, Text
from storage import people
from storage.digests import Digest, Line
from storage.times import say_day

GOES = {"channel": "\n[Stays in this partnership.]", "partners": "\n[May go to partners too.]", "public": ""}
HOW = (
    "In chat: “digest drop 4” leaves line 4 out, “digest line 4 NEW WORDS” changes it, “digest add thanks WORDS” "
    "adds one, “digest move 4 2” puts line 4 before line 2. Lines without a mark may be published."
)


def shown(request: Request, digest: Digest, *told: str) -> Reply:
    """The whole draft with its buttons; ``told`` are sentences that come first."""
    blocks: list[Block] = [
        *map(Text, told),
        Heading(f"Draft of the weeknotes for the week of {say_day(digest.week)}"),
    ]
    blocks.append(Text(_whose(request, digest)))
    approved = Approved(request, digest)
    for section in in_order():
        lines = [line for line in digest.lines if line.section == section.key and not line.left_out]
        if lines:
            blocks.append(Heading(section.title))
            blocks += [block for line in lines for block in _line(line, approved)]
    blocks += _left_out(digest)
    blocks += [*_late(request, digest), *undone(request), Note(HOW), buttons(digest)]
    return Reply(tuple(blocks), private=True)


def _whose(request: Request, digest: Digest) -> str:
    if digest.editor is None:
        return "Nobody edits it yet. Nothing is posted before somebody approves it."
    if digest.editor == request.person.id:
        return "It is yours to edit this week. Nothing is posted before somebody approves it."
    return f"{people.person(request.db, digest.editor).name} edits it this week. Nothing is posted before it is approved."


def _line(line: Line, approved: Approved) -> Iterator[Block]:
    drawn = said_of(line, named=True)
    said = said_as_text(drawn)
    titles = "".join(f"\n{block.title}" for block in drawn.shown if isinstance(block, Chart))
    yield Text(f"{line.number}. {said.text}{titles}{GOES[line.scope]}", said.source, said.link)
    yield from (block for block in drawn.shown if isinstance(block, Table))
    checks = [f"Check: {number} is in no approved figures." for number in numbers(line, approved)]
    if kinds := details(line):
        checks.append(
            f"This seems to contain {' and '.join(kinds)}. Change line {line.number} or leave it out."
        )
    if checks:
        yield Text("\n".join(checks))


def _left_out(digest: Digest) -> list[Block]:
    out = [line for line in digest.lines if line.left_out]
    if not out:
        return []
    words = [f"{line.number}. {line.text[:60]}{'…' if len(line.text) > 60 else ''}" for line in out]
    back = tuple(
        Button(f"Put line {line.number} back", f"digest keep {digest.week} {line.number}") for line in out[:5]
    )
    return [Text("\n".join(["Left out:", *words])), Buttons(back)]


def _late(request: Request, digest: Digest) -> list[Block]:
    late = len(late_notes(request, digest))
    if not late:
        return []
    what = "1 note has" if late == 1 else f"{late} notes have"
    return [
        Text(f"{what} come since this draft was put together."),
        Buttons((Button("Add them" if late > 1 else "Add it", f"digest add late {digest.week}"),)),
    ]


def buttons(digest: Digest) -> Buttons:
    """What an editor can do, the version they look at in what approves it."""
    week = digest.week.isoformat()
    return Buttons(
        (
            Button("Approve and post", f"digest approve {week} {digest.version}", "primary"),
            Button("Edit all", f"digest edit {week}"),
            Button("Change a line", f"digest line {week}"),
            Button("Leave a line out", f"digest drop {week}"),
            Button("Add a line", f"digest add {week}"),
            Button("I cannot this week", f"digest pass {week}"),
            Button("As it will look", f"digest preview {week}"),
        )
    )


def offered(digest: Digest, *told: str) -> Reply:
    """A short answer to a change, with the way back to the draft."""
    week = digest.week.isoformat()
    again = Button("Show the draft", f"digest {week}")
    approve = Button("Approve and post", f"digest approve {week} {digest.version}", "primary")
    shown = (again,) if digest.approved else (again, approve)
    return Reply((*map(Text, told), Buttons(shown)), private=True)
