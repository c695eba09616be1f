"""Bytes to letters: UTF-8 or Windows; a file in the old letters of the Mac is told apart and refused."""

from __future__ import annotations

from itertools import pairwise

from storage.intake.problems import refused

SAVE_AGAIN = "Open it in the program it came from and save it as CSV UTF-8."
CHARTS_AND_SUCH = {
    b"%PDF": "a PDF",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
    b"<table": "a web page",
    b"<?xml": "an XML file",
    b"{\\rtf": "a document",
    b"\x89PNG": "a picture",
    b"\xff\xd8": "a picture",
}


def letters(file: str, data: bytes) -> str:
    """The text in the bytes of a CSV; raises SourceError where it would be read wrongly or not at all."""
    start = data.lstrip()[:16]
    for mark, kind in CHARTS_AND_SUCH.items():
        if start.lower().startswith(mark.lower()):
            raise refused(
                file, f"This is {kind}, whatever its name says. Save the figures as CSV UTF-8 or XLSX."
            )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        raise refused(file, f"This is not a plain text file, or it is UTF-16 (“Unicode text”). {SAVE_AGAIN}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if mac_roman(data):
        raise refused(
            file,
            "This file has the letters of an old Mac (Mac Roman), in which names would be read wrongly. "
            "Save it as CSV UTF-8.",
        )
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        raise refused(file, f"The letters in this file cannot be read. {SAVE_AGAIN}") from None


def mac_roman(data: bytes) -> bool:
    """Whether bytes that are not UTF-8 make better words in Mac Roman than in Windows letters.

    Inside a word, after a small letter, stands another small letter or an apostrophe and hardly anything
    else. Where that decides nothing, line ends of the old Mac do.
    """
    mac, windows = (_likely(data.decode(letters, "replace")) for letters in ("mac_roman", "cp1252"))
    old_line_ends = b"\r" in data and b"\n" not in data
    return mac > windows or (old_line_ends and not windows)


def _likely(text: str) -> int:
    """How many letters beyond ASCII stand where such a letter may stand."""
    pairs = pairwise(text)
    inside = sum(
        before.isascii() and before.islower() and (after.islower() or after == "’")
        for before, after in pairs
        if not after.isascii()
    )
    return inside + text.count("\xa0")
