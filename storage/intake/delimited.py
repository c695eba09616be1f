"""A CSV as rows of texts: line ends and quotation marks settled, nothing read into it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from storage.intake.letters import letters
from storage.intake.problems import refused
from storage.progress import Progress

STEP = 20_000  # rows between two signs of progress


def rows(file: str, data: bytes, progress: Progress) -> list[list[str]]:
    """The cells of every line; raises SourceError."""
    text = letters(file, data)
    try:
        return list(_told(csv.reader(io.StringIO(text, newline=""), strict=True), text, progress))
    except csv.Error:
        raise refused(
            file, "A quotation mark is opened and not closed. Save the file as CSV again."
        ) from None


def _told(found: Iterator[list[str]], text: str, progress: Progress) -> Iterator[list[str]]:
    of = len(re.findall(r"\r\n|\r|\n", text)) + 1
    for number, cells in enumerate(found):
        if not number % STEP:
            progress(number, of)
        yield [cell.strip() for cell in cells]
