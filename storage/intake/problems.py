"""What is wrong with a file: every problem at once, where it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SHOWN = 50  # problems in the text of the error; all of them are in its `problems`


@dataclass(frozen=True)
class Problem:
    """One thing to mend in a file. Row 1 is its first line; row 0 or no column means the whole of it."""

    file: str
    row: int
    column: str
    sentence: str
    sheet: str = ""

    def __str__(self) -> str:
        sheet, column = self.sheet and f"sheet “{self.sheet}”", self.column and f"column “{self.column}”"
        where = [self.file, sheet, f"row {self.row}" if self.row else "", column]
        return f"{', '.join(part for part in where if part)}: {self.sentence}"


class SourceError(Exception):
    """A file that was not loaded, with every problem at once; no count is repeated in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"There are {len(self.problems) - SHOWN:,} more problems.")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type[SourceError], tuple[tuple[Problem, ...]]]:
        """How it comes back from another process."""
        return SourceError, (self.problems,)


def refused(file: str, sentence: str, sheet: str = "") -> SourceError:
    """The one problem that a file as a whole has."""
    return SourceError([Problem(file, 0, "", sentence, sheet)])
