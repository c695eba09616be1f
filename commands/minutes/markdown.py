"""Minutes as Markdown: nothing people wrote turns into markup, and every line links to where it was said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from commands.digests.markdown import escaped, rows
from commands.minutes.blocks import people_in_words, table, untitled
from commands.minutes.minutes import Agreed, Entry, Minutes
from commands.minutes.wording import LINKED

ADDRESS = re.compile(r"https?://[^\s<>()\\]+", re.IGNORECASE)


def markdown(whole: Minutes) -> str:
    """Headings, lists and tables."""
    return "\n\n".join(_paragraphs(whole)) + "\n"


def _paragraphs(whole: Minutes) -> Iterator[str]:
    yield f"# {escaped(whole.heading)}"
    facts = [("Partnership", whole.partnership), ("When", whole.when), ("Chair", whole.chair)]
    facts += [("There", people_in_words(whole.present)), ("Apologies", people_in_words(whole.apologies))]
    yield "\n".join(f"- {name}: {escaped(said)}" for name, said in facts)
    yield escaped(whole.state)
    yield from _table("Matters arising: actions of earlier meetings", whole.arising)
    yield from _table("Actions reported as closed", whole.closed)
    for topic in whole.topics:
        title = topic.title
        yield f"## {_item(title) if title else untitled(whole)}"
        yield from (f"- {_item(each)}" for each in topic.entries)
    if whole.decisions:
        yield "## Decisions"
        yield from (f"- {_item(each)}" for each in whole.decisions)
    yield from _table("New actions", whole.actions)
    if whole.left_over:
        yield "## Not reached, and on the next agenda"
        yield from (f"- {escaped(each)}" for each in whole.left_over)


def _item(entry: Entry) -> str:
    mark = f" {escaped(f'[{entry.mark}]')}" if entry.mark else ""
    link = f" ([{LINKED}](<{entry.link}>))" if ADDRESS.fullmatch(entry.link) else ""
    return f"{escaped(entry.said)}{mark}{link}"


def _table(caption: str, actions: Sequence[Agreed]) -> Iterator[str]:
    if actions:
        yield f"## {caption}"
        yield "\n".join(rows(table(caption, actions)))
