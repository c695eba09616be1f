"""From what people type to a command: forgiving of quotes, slashes, capitals and stray colons."""

from __future__ import annotations

import re

from rapidfuzz import fuzz, process

from commands import REGISTRY, Call, Command, Refusal
from commands.actions import that
from commands.meetings.spoken import as_command

QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "\u00a0": " "})
ADDRESS = re.compile(r"^\s*(?:/?parley\b|@parley\b|parley,)[:,]?\s*", re.IGNORECASE)
ACTED = re.compile(
    r"^(?:(?P<one>a\d{1,6})\s+(?:is\s+)?(?P<did>done|blocked|accept|decline|later|drop|reopen|move|give|comment|undo|show)\b[:,]?"
    r"|(?P<doing>done|blocked|reopen)\s+(?P<other>a\d{1,6})\b)",
    re.IGNORECASE,
)  # "A42 done" and "done A42" are the command "action done A42"
SOUNDING = re.compile(  # "poll 12 higher", "Sounding 12: higher" and "vote #12 higher" answer, sealed as it may be
    r"^(?:poll|sounding|vote)s?[\s:]*(?:no\.?\s*|number\s+|#\s*)?(\d{1,6}(?:\.\d)?)(?:[\s:,;=-]+(?=\S)|$)",
    re.IGNORECASE,
)
LONGEST = 10_000


def plain(line: str) -> str:
    """A line as the commands read it: straight quotes, no leading slash, no "parley"."""
    line = line.translate(QUOTES).replace("\r\n", "\n").strip()
    line = ADDRESS.sub("", line)
    line = re.sub(r"^/(\w+)(@\w+)?", r"\1", line).strip()
    if SOUNDING.match(line):
        return SOUNDING.sub(
            lambda found: f"poll {'vote ' * (found.end() < len(line))}{found[1]} ", line
        ).strip()
    if (meant := that.read(line)) is not None:
        return that.line(meant)
    return as_command(ACTED.sub(_acted, line))


def _acted(found: re.Match[str]) -> str:
    said = found.groupdict()
    return f"action {(said['did'] or said['doing']).lower()} {said['one'] or said['other']}"


def understand(line: str) -> Call | None:
    """The command a line means, or ``None`` when no command has that name.

    The longest name wins: ``action done 42`` is the command ``action done``, not ``action``.
    Raises ``Refusal`` for a line that is too long or has a key that the command does not know.
    """
    if len(line) > LONGEST:
        raise Refusal(f"This message is too long. Write it in {LONGEST:,} characters or less.")
    line = plain(line) or "help"
    found = named(line)
    if found is None:
        return None
    rest = re.sub(rf"^(\S+\s*){{{len(found.name.split())}}}", "", line)
    words, keys = split(found, rest.strip())
    return Call(found, words, keys)


def named(line: str) -> Command | None:
    """The command whose name a plain line begins with; the longest name wins."""
    heads = [head.rstrip("?!") for head in re.split(r"\s+", line.lower(), maxsplit=3)]
    for length in (3, 2, 1):
        found = REGISTRY.get(" ".join(heads[:length]))
        if found is not None:
            return found
    return None


def split(known: Command, rest: str) -> tuple[str, dict[str, str]]:
    """Words and ``key=value`` pairs; a value runs to the next key, so it needs no quotes."""
    if known.open_keys:
        return rest, {}
    if not known.keys:
        return _checked(known, rest), {}
    pattern = re.compile(rf"(?:^|\s)({'|'.join(known.keys)})\s*[=:]\s*", re.IGNORECASE)
    pieces = pattern.split(rest)
    keys = {name.lower(): _unquoted(value) for name, value in zip(pieces[1::2], pieces[2::2], strict=True)}
    for value in keys.values():
        _checked(known, value)
    return _checked(known, pieces[0].strip()), keys


def _unquoted(value: str) -> str:
    value = value.strip().strip(",").strip()
    return value[1:-1].strip() if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _checked(known: Command, words: str) -> str:
    stray = None if known.free else re.search(r"(?:^|\s)(\w+)=", words)
    if stray is None:
        return words
    can = ", ".join(f"{key}=" for key in known.keys) or "no keys"
    raise Refusal(f"“{known.name}” does not know {stray[1]}=. It understands {can}. Example: {known.example}")


def nearest(line: str, names: list[str]) -> list[str]:
    """Up to three command names near to what was typed."""
    typed = plain(line).lower()[:60]
    found = process.extract(typed, names, scorer=fuzz.WRatio, limit=3, score_cutoff=45)
    return [name for name, _score, _index in found]
