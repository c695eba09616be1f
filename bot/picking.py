"""Options of a form's field, as people type them: by number, by label or by value."""

from __future__ import annotations

import re

from commands.reply import Field

SEVERAL = "Write the numbers of all that apply, such as 1 3."


def pick(field: Field, typed: str) -> str:
    """The value of the option meant, or of several each on a line; empty where one of them is none."""
    if field.shape != "several":
        return _one(field, typed)
    parts = (
        re.split(r"[\s,]+", typed.strip()) if re.fullmatch(r"[\d\s,]+", typed) else re.split(r"[,\n]", typed)
    )
    meant = [_one(field, part) for part in parts if part.strip()]
    return "\n".join(meant) if meant and all(meant) else ""


def _one(field: Field, typed: str) -> str:
    wanted = typed.strip()
    if wanted.isdecimal():
        number = int(wanted)
        return field.options[number - 1].value if 0 < number <= len(field.options) else ""
    named = (
        each.value
        for each in field.options
        if wanted.casefold() in (each.value.casefold(), each.label.casefold())
    )
    return next(named, "")
