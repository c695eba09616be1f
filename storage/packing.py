"""The zip of a release: exactly the members a release has, none larger than it can be, nothing written to disk."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

DECLARATION, AREAS, TABLE, CERTIFICATE = "declaration.yaml", "areas.csv", "table.csv", "certificate.json"
VERDICT, SIGNATURE = "verdict.json", "signature.json"
ALWAYS = (DECLARATION, AREAS, TABLE, CERTIFICATE)
MEMBERS = (*ALWAYS, VERDICT, SIGNATURE)
MILLION = 1_000_000
LARGEST = {  # bytes, unpacked; the whole file is no larger than all of them
    DECLARATION: MILLION,
    AREAS: 10 * MILLION,
    TABLE: 100 * MILLION,
    CERTIFICATE: MILLION,
    VERDICT: 10 * MILLION,
    SIGNATURE: 10_000,
}
END = struct.Struct(
    "<4s4H2LH"
)  # the last bytes of a zip: a mark, disks, members, length and start of their list
MOMENT = (1980, 1, 1, 0, 0, 0)  # the zip's own dates, the same in every build
TOO_LARGE = "This file unpacks to more than a release can hold."


class BundleError(Exception):
    """A release that cannot be built or trusted; the text says why."""


def pack(contents: Mapping[str, bytes], path: Path) -> None:
    """Write the members as a zip: the same bytes for the same contents."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in (each for each in MEMBERS if each in contents):
            member = zipfile.ZipInfo(name, MOMENT)
            member.external_attr = 0o644 << 16
            archive.writestr(member, contents[name], zipfile.ZIP_DEFLATED)


def unpack(path: Path) -> dict[str, bytes]:
    """The members of a release by name; nothing of them is trusted yet. Raises BundleError."""
    try:
        if path.stat().st_size > sum(LARGEST.values()):
            raise BundleError(TOO_LARGE)
        with zipfile.ZipFile(path) as archive:
            _check_end(path, len(archive.infolist()))
            _check(archive.infolist())
            return {member.filename: _unpacked(archive, member) for member in archive.infolist()}
    except OSError:
        raise BundleError(f"{path.name} cannot be opened. Check the file name.") from None
    except (zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, ValueError, EOFError):
        raise BundleError(
            f"{path.name} is not a release, or was damaged on the way. Send it again."
        ) from None


def _check_end(path: Path, members: int) -> None:
    """The list of members stands where the end of the zip says, is as long as it says, and nothing else is there."""
    with path.open("rb") as file:
        file.seek(-END.size, os.SEEK_END)
        mark, disk, first, here, total, length, start, comment = END.unpack(file.read())
    whole = start + length + END.size == path.stat().st_size
    if not (mark == b"PK\5\6" and whole and here == total == members) or disk or first or comment:
        raise zipfile.BadZipFile


def _check(members: Sequence[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(names) != len(set(names)) or not set(ALWAYS) <= set(names) <= set(MEMBERS):
        raise BundleError(
            f"A release holds exactly {', '.join(ALWAYS)}, and {VERDICT} and {SIGNATURE} beside them; this file does not."
        )
    if any(member.compress_type not in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED) for member in members):
        raise BundleError("This file is not packed the way a release is.")
    if any(member.file_size > LARGEST[member.filename] for member in members):
        raise BundleError(TOO_LARGE)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """No more than the zip says, however much is packed into it."""
    with archive.open(member) as packed:
        return packed.read(member.file_size + 1)
