"""An empty picture, put in the place of one that was taken back."""

from __future__ import annotations

import struct
import zlib

WIDTH, HEIGHT, GREY = 640, 160, 0xE6


def _chunk(kind: bytes, data: bytes) -> bytes:
    """One part of a PNG file: its length, its kind, its data and their check sum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png() -> bytes:
    """A grey picture as PNG, eight bits a pixel."""
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    lines = (b"\0" + bytes([GREY]) * WIDTH) * HEIGHT
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


BLANK = _png()
