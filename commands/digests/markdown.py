"""An edition as Markdown: the record of what was published, and a file for those who keep a site of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commands.digests.edition import SMALL_PRINT, Edition, Said, seen
from commands.reply import Chart, Table

MARKS = re.compile(r"([\\`*_\[\]<>#|~&])")
AT_THE_START = re.compile(r"^(\d*)([-+.)=:])")


def markdown(whole: Edition) -> str:
    """Headings, lists and tables; nothing people wrote turns into markup."""
    lines = [f"# {escaped(whole.name)}: {escaped(whole.title)}"]
    lines += [escaped(each) for each in whole.withdrawn]
    for part in whole.parts:
        lines.append(f"## {escaped(part.title)}")
        lines += [_item(said) for said in part.said]
    lines += [escaped(each) for each in whole.gone]
    return "\n\n".join([*lines, escaped(SMALL_PRINT)]) + "\n"


def _item(said: Said) -> str:
    by = f" ({escaped(said.by)})" if said.by else ""
    mark = f" {escaped(f'[{said.mark}]')}" if said.mark else ""
    paragraphs = [" ".join(each.split()) for each in re.split(r"\n\s*\n", seen(said.words)) if each.strip()]
    first, *rest = [escaped(each) for each in paragraphs] or [""]
    item = "\n\n".join([f"- {first}", *(f"  {each}" for each in rest)]) + by + mark
    return "\n\n".join([item, *(_shown(block) for block in said.shown)])


def _shown(block: Chart | Table) -> str:
    table = block.table() if isinstance(block, Chart) else block
    said = [f"  {escaped(block.summary)}"] if isinstance(block, Chart) else []
    return "\n\n".join(
        [*said, f"  **{escaped(table.caption)}**", "\n".join(f"  {row}" for row in rows(table))]
    )


def rows(table: Table) -> Iterator[str]:
    rule = tuple("---" for _ in table.header)
    for row in (
        tuple(map(escaped, table.header)),
        rule,
        *(tuple(map(escaped, each)) for each in table.rows),
    ):
        yield f"| {' | '.join(cell or ' ' for cell in row)} |"


def escaped(text: str) -> str:
    """People's words as they are, on one line."""
    return AT_THE_START.sub(r"\1\\\2", MARKS.sub(r"\\\1", " ".join(seen(text).split())))
