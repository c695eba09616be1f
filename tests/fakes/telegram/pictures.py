"""Reads size from the head of a PNG or JPEG, as little as a photo server needs."""

import struct

from .errors import malformed

BIGGEST = 10 * 1024 * 1024
_NO_SIZE = frozenset({0xD8, 0x01, *range(0xD0, 0xD8)})
_NOT_FRAMES = frozenset({0xC4, 0xC8, 0xCC})


def dimensions(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a photo which the service would take; otherwise Refused."""
    if len(data) > BIGGEST:
        raise malformed(
            f"file of size {len(data)} bytes is too big for a photo; the maximum size is {BIGGEST} bytes"
        )
    size = _png(data) or _jpeg(data)
    if size is None or 0 in size:
        raise malformed("IMAGE_PROCESS_FAILED")
    if sum(size) > 10000 or max(size) > 20 * min(size):
        raise malformed("PHOTO_INVALID_DIMENSIONS")
    return size


def _png(data: bytes) -> tuple[int, int] | None:
    whole = data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and b"IEND" in data[-12:]
    if not whole:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg(data: bytes) -> tuple[int, int] | None:
    """Walks the segments up to the first frame header (SOF), which holds the size."""
    if not data.startswith(b"\xff\xd8") or b"\xff\xd9" not in data[-64:]:
        return None
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        if 0xC0 <= kind <= 0xCF and kind not in _NOT_FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 if kind in _NO_SIZE else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
