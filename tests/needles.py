"""True counts that can be recognised wherever they are, in every form in which a computer may hold a number."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

PIECE = 1 << 20
WIDEST = 16  # bytes; the longest of the forms below


def forms(number: int, in_memory: bool = False) -> Iterator[bytes]:
    """A number of eight digits as text, as a whole number and as a floating one; in memory also as Python holds it.

    Four bytes alone would be found in a gigabyte by chance, so they are only looked for in files.
    """
    yield from (str(number).encode(), f"{number:,}".encode())
    yield from (struct.pack("<q", number), struct.pack("<d", number))
    if in_memory:
        yield from (struct.pack("<qI", 1, number), struct.pack("<qI", 8, number))  # before 3.12, and since
    else:
        yield struct.pack(">I", number)


def found(hay: bytes, numbers: Iterable[int]) -> set[int]:
    """Which of the numbers are in these bytes."""
    return {number for number in numbers if any(form in hay for form in forms(number))}


def in_file(path: Path, numbers: Iterable[int]) -> set[int]:
    """Which are in a file; what is packed in it is unpacked."""
    data = path.read_bytes()
    here = found(data, numbers)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                here |= found(archive.read(name), numbers)
    if data.startswith(b"\x89PNG"):
        here |= found(unpacked(data), numbers)
    return here


def unpacked(png: bytes) -> bytes:
    """What a PNG says besides its pixels, and its pixels."""
    said, pixels, at = b"", b"", 8
    while at < len(png):
        (length,), kind = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        part = png[at + 8 : at + 8 + length]
        said, pixels = (said, pixels + part) if kind == b"IDAT" else (said + kind + part, pixels)
        at += 12 + length
    return said + zlib.decompress(pixels)


def in_memory(process: int, numbers: Iterable[int]) -> set[int]:
    """Which are in the memory of a process; it must be ours, and Linux must show it."""
    wanted = {form: number for number in numbers for form in forms(number, in_memory=True)}
    here: set[int] = set()
    for piece in _pieces(process):
        here |= {number for form, number in wanted.items() if form in piece}
    return here


def _pieces(process: int) -> Iterator[bytes]:
    """What can be read and written, in pieces that overlap."""
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for start, end in _writable(process):
            for at in range(start, end, PIECE):
                try:
                    memory.seek(at)
                    yield memory.read(min(PIECE, end - at) + WIDEST)
                except (OSError, ValueError, OverflowError):  # given back meanwhile
                    continue


def _writable(process: int) -> Iterator[tuple[int, int]]:
    for line in Path(f"/proc/{process}/maps").read_text().splitlines():
        where, rights, *_ = line.split()
        if rights.startswith("rw"):
            start, end = (int(each, 16) for each in where.split("-"))
            yield start, end
