"""What people say in a meeting, as the command line it means: "decision: …", "#risk …", "here", "next item"."""

from __future__ import annotations

import re

NAMED = {
    "topic": "topic",
    "decision": "decision",
    "decided": "decision",
    "agreed": "decision",
    "action": "action",
    "info": "info",
    "note": "info",
    "risk": "risk",
    "question": "question",
    "tension": "tension",
}  # the word before a colon or behind a hash, and the kind of line it begins
KIND = re.compile(rf"(?:#({'|'.join(NAMED)})\b[:,]?|({'|'.join(NAMED)})\s*:)\s*", re.IGNORECASE)
BULLETS = " \t-*•"
SAID = (
    (r"(?:i am |i'm |we are |we're )?here[.!]?$", "here"),
    (r"(?:here|present|attending|attendees)\s*:\s*", "here "),
    (r"apologies\b(?: (?:are )?from\b)?:?\s*", "apologies "),
    (r"#?undo(?: (?:that|it))?$", "undo"),
    (r"#?undo (?=[a-z]?\d+$)", "undo "),
    (r"next (?:item|point)(?: please)?[.!]?$", "next"),
    (r"#?start ?(?:the |a )?meeting\b:?", "start"),
    (r"#?end ?(?:the )?meeting[.!]?$", "end"),
)
PHRASES = tuple((re.compile(pattern, re.IGNORECASE), name) for pattern, name in SAID)


def as_command(line: str) -> str:
    """The command line that a plain line means where it is talk of a meeting; else the line itself."""
    if KIND.match(line.lstrip(BULLETS)) and begins_several(line):
        return f"meeting notes {line}"
    if begun := KIND.match(line):
        return f"meeting {NAMED[(begun[1] or begun[2]).lower()]} {line[begun.end() :]}".rstrip()
    for pattern, name in PHRASES:
        if found := pattern.match(line):
            return f"meeting {name}{line[found.end() :]}".rstrip()
    return line


def kind_of(line: str) -> tuple[str, str]:
    """The kind that a line names at its head, and the rest; without one it is an info."""
    begun = KIND.match(line)
    if begun is None:
        return "info", line.strip()
    return NAMED[(begun[1] or begun[2]).lower()], line[begun.end() :].strip()


def begins_several(text: str) -> bool:
    """Whether several lines of a text name a kind each, so that it is notes rather than one line."""
    return sum(KIND.match(each.lstrip(BULLETS)) is not None for each in text.splitlines()) > 1
