"""A sounding in one message: questions in quotes or up to their question mark, and after each its answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commands import Refusal
from commands.polling.shapes import shaped
from commands.words import QUOTES
from storage.soundings.sounding import Question

EXAMPLE = '/poll "Is stock running low?" Yes | No'
QUOTED = re.compile(r'\s*"([^"]+)"\s*(.*)', re.DOTALL)
MARKED = re.compile(r"\s*([^|\n\"]+?\?)(?=\s|$)\s*(.*)", re.DOTALL)
AFTER_A_COLON = re.compile(r'\s*([^|\n":]+):\s*(\S[^\n]*\|.*)', re.DOTALL)
FIRST_LINE = re.compile(r'\s*([^|\n"]+)\n\s*([^\n]*\|.*|[^\n]+\n.*)', re.DOTALL)
QUOTED_LAST = re.compile(r'([^"]+[|\n][^"]+)"([^"]+)"\s*', re.DOTALL)
MARKED_LAST = re.compile(r"((?:[^\n|?]+\n){2,})\s*([^\n|]+\?)\s*", re.DOTALL)
BULLET = re.compile(r"^\s*(?:[-*•–—]\s*|\(?(?:\d{1,2}|[a-hA-H])[.)]\s+)(?=\S)")
QUESTION_LINE = re.compile(
    r"""\s*(?:"[^"]+\?"            # in quotes, with a question mark
        |"[^"]+"\s*(?:[^|\s,"]|,\s*[^\s"])  # in quotes, and its answers after it
        |[^-*•|"\s][^|"]*\?\s*(?:$|.*\||\S+.{0,40}$))""",
    re.VERBOSE,
)


def questions(text: str) -> tuple[Question, ...]:
    """The questions of a message, as they were typed; whether they can be asked is checked elsewhere."""
    text = text.translate(QUOTES)
    return tuple(_question(part) for part in _parts(text) if part.strip())


def _parts(text: str) -> Iterator[str]:
    """A message cut before each line that asks something, but for the first."""
    if _last(text):
        yield text
        return
    part: list[str] = []
    for line in text.split("\n"):
        if "".join(part).strip() and QUESTION_LINE.match(line):
            yield "\n".join(part)
            part = []
        part.append(line)
    yield "\n".join(part)


def _question(text: str) -> Question:
    words, answers = _asked(text)
    how = shaped(answers)
    return Question(tidy(words), how.shape, options(how.rest), how.unit)


def _asked(text: str) -> tuple[str, str]:
    """The question and what stands after it, or before it where the question comes last."""
    if last := _last(text):
        return last[2], last[1]
    for way in (QUOTED, MARKED, AFTER_A_COLON, FIRST_LINE):
        if found := way.fullmatch(text):
            return found[1], found[2]
    raise Refusal(
        f"Write the question in quotes and the answers after it, with a | between them. For example: {EXAMPLE}",
        field="question",
    )


def _last(text: str) -> re.Match[str] | None:
    """Where the question comes after its answers; tried only where the end looks like one, for trying takes long."""
    end = text.rstrip()[-1:]
    if end == '"' and text.count('"') == 2:
        return QUOTED_LAST.fullmatch(text)
    return MARKED_LAST.fullmatch(text) if end == "?" else None


def options(text: str) -> tuple[str, ...]:
    """Answers with a | between them, each on a line, each in quotes, or with commas where there is nothing else."""
    return tuple(each for part in _apart(text.translate(QUOTES).strip()) if (each := tidy(part)))


def _apart(text: str) -> list[str]:
    if re.fullmatch(r'(?:"[^"\n]+"[\s,]*){2,}', text):
        return re.findall(r'"([^"]+)"', text)
    if "|" in text:
        return re.split(r"[|\n]", text)
    lines = text.split("\n")
    if len(lines) > 1:
        return [BULLET.sub("", line) for line in lines]
    return re.split(r",| / ", text)


def tidy(text: str) -> str:
    """Words as they can stand in quotes and in a line: straight quotes, none of them double, single spaces."""
    plain = " ".join(text.translate(QUOTES).split())
    if len(plain) > 1 and plain[0] == plain[-1] == '"':
        plain = plain[1:-1].strip()
    return plain.replace('"', "'")


def written(question: Question) -> str:
    """A question as a line that reads as it does here; only what was checked can be written."""
    listed = " | ".join(question.options)
    match question.shape:
        case "choice":
            answers = listed if shaped(listed).rest == listed else f"choice: {listed}"
        case "several":
            answers = f"several: {listed}"
        case "number":
            answers = f"number of {question.unit}" if question.unit else "number"
        case shape:
            answers = shape
    return f'"{question.words}" {answers}'
