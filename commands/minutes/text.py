"""Minutes as plain text: no markup, no tables, ready to be forwarded on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commands.digests.edition import seen
from commands.minutes.blocks import people_in_words, untitled
from commands.minutes.minutes import Agreed, Minutes


def plain(whole: Minutes) -> str:
    """Every paragraph on one line, because phones break lines themselves."""
    return "\n\n".join(seen(each) for each in _paragraphs(whole)) + "\n"


def _paragraphs(whole: Minutes) -> Iterator[str]:
    yield f"{whole.partnership}\n{whole.heading}\n{whole.when}"
    yield f"Chair: {whole.chair}"
    yield f"There: {people_in_words(whole.present)}"
    yield f"Apologies: {people_in_words(whole.apologies)}"
    yield whole.state
    yield from _actions("Matters arising", whole.arising)
    yield from _actions("Reported as closed", whole.closed)
    for topic in whole.topics:
        yield topic.title.words if topic.title else untitled(whole)
        yield from (f"- {each.said}" for each in topic.entries)
    if whole.decisions:
        yield "Decisions"
        yield from (" ".join(filter(None, (f"- {each.said}", each.mark))) for each in whole.decisions)
    yield from _actions("New actions", whole.actions)
    if whole.left_over:
        yield "Not reached, and on the next agenda"
        yield from (f"- {each}" for each in whole.left_over)


def _actions(title: str, actions: Sequence[Agreed]) -> Iterator[str]:
    if actions:
        yield title
        yield from (f"- {each.number}: {each.sentence} ({each.state})" for each in actions)
