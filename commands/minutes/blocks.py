"""Minutes as a message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commands.actions.wording import with_state
from commands.minutes.minutes import Agreed, Entry, Group, Minutes
from commands.minutes.wording import LINKED
from commands.reply import Block, Fields, Heading, Note, Table, Text

MOST = 20  # matters arising in a message; files have them all
COLUMNS = ("Action", "What", "Who", "By")


def blocks(whole: Minutes) -> tuple[Block, ...]:
    """All that the minutes say, each line with its number and the way to where it was said."""
    return (*top(whole), *_before(whole), *_said(whole), *_came_of_it(whole))


def short(whole: Minutes) -> tuple[Block, ...]:
    """The same without what was said besides decisions and actions."""
    return (*top(whole), *_decisions(whole), *_came_of_it(whole))


def top(whole: Minutes) -> Iterator[Block]:
    """Which meeting it was, who was there, and how its minutes stand."""
    yield Heading(whole.heading)
    rows = (("When", whole.when), ("Chair", whole.chair), ("There", people_in_words(whole.present)))
    yield Fields((*rows, ("Apologies", people_in_words(whole.apologies))))
    yield Text(whole.state)


def people_in_words(groups: Sequence[Group]) -> str:
    """Names by organisation: "Demo Council: Demo Lead, Demo Analyst; guests: Jo"."""
    return "; ".join(map(_group, groups)) or "none noted"


def _group(group: Group) -> str:
    """Its people; an organisation that was named alone stands alone."""
    names = [each for each in group.names if each != group.organisation]
    return f"{group.organisation or 'guests'}: {', '.join(names)}" if names else group.organisation


def table(caption: str, actions: Sequence[Agreed]) -> Table:
    rows = tuple((each.number, each.what, each.who, with_state(each.by, each.state)) for each in actions)
    return Table(caption, COLUMNS, rows)


def _before(whole: Minutes) -> Iterator[Block]:
    if whole.arising:
        yield table("Matters arising: actions of earlier meetings", whole.arising[:MOST])
    if len(whole.arising) > MOST:
        yield Note(f"The oldest {MOST} of {len(whole.arising)}. All of them: minutes {whole.number} as=text")
    if whole.closed:
        yield table("Actions reported as closed", whole.closed)


def _said(whole: Minutes) -> Iterator[Block]:
    for topic in whole.topics:
        yield Heading(f"{topic.title.number}. {topic.title.words}" if topic.title else untitled(whole))
        yield from (text(each, numbered=True) for each in topic.entries)
    if not whole.topics:
        yield Text("Nothing was noted.")


def untitled(whole: Minutes) -> str:
    """The heading over lines without a topic."""
    return "Before the first topic" if len(whole.topics) > 1 else "What was noted"


def _decisions(whole: Minutes) -> Iterator[Block]:
    if whole.decisions:
        yield Heading("Decisions")
        yield from map(text, whole.decisions)


def _came_of_it(whole: Minutes) -> Iterator[Block]:
    """Its actions, and what it did not reach; its decisions stand where they were said."""
    if whole.actions:
        yield table("New actions", whole.actions)
    if whole.left_over:
        yield Note(f"Not reached, and on the next agenda: {'; '.join(whole.left_over)}.")


def text(entry: Entry, numbered: bool = False) -> Text:
    """One line; with its number where it can be named by it."""
    said = f"{entry.number}. {entry.said}" if numbered else entry.said
    marked = f"{said} [{entry.mark}]" if entry.mark else said
    return Text(marked, LINKED if entry.link else "", entry.link)
