"""An edition as plain text: short paragraphs, no markup, ready to be forwarded on a phone or by e-mail."""

from __future__ import annotations

from collections.abc import Iterator

from commands import Refusal, Request, command
from commands.digests.edition import PARTNERS, Edition, Said, edition, seen
from commands.digests.lines import SCHEDULE
from commands.reply import Chart, File, Note, Reply, Table
from storage import digests


def plain(whole: Edition) -> str:
    """Every paragraph on one line, because phones and mail programs break lines themselves."""
    parts = [f"{seen(whole.name)}\n{whole.title}", *whole.withdrawn]
    for part in whole.parts:
        parts.append(part.title)
        parts += [paragraph for said in part.said for paragraph in _said(said)]
    parts += [*whole.gone, "Figures are rounded and approved."]
    return "\n\n".join(parts) + "\n"


def _said(said: Said) -> Iterator[str]:
    by = f" ({seen(said.by)})" if said.by else ""
    mark = f" {said.mark}" if said.mark else ""
    yield f"- {seen(said.words)}{by}{mark}"
    for block in said.shown:
        yield seen(f"{block.title}\n{block.summary}") if isinstance(block, Chart) else _rows(block)


def _rows(table: Table) -> str:
    rows = [f"{row[0]}: {', '.join(row[1:])}" for row in table.rows]
    return seen("\n".join([table.caption, *rows]))


@command("digest forward", example="digest forward", listed=False)
def forward(request: Request, words: str) -> Reply:
    """Get the last digest as plain text to forward to partners; it has only what may go to them."""
    found = digests.newest(request.db, request.partnership.id, approved=True)
    if found is None:
        raise Refusal("No digest has been posted here yet.", [SCHEDULE])
    whole = edition(request.partnership, found, PARTNERS)
    if not whole.parts:
        raise Refusal("Nothing in the last digest may leave this partnership.")
    name = f"weeknotes-{found.week.isoformat()}.txt"
    inside = "1 note is" if whole.inside == 1 else f"{whole.inside} notes are"
    left = (Note(f"{inside} not in it, because it stays in this partnership."),) if whole.inside else ()
    return Reply(
        (File(name, plain(whole), f"{whole.title}, as text to forward to partners."), *left), private=True
    )
