"""Secret keys in files: written once, for their owner alone, and never replaced."""

from __future__ import annotations

import os
from pathlib import Path

OTHERS = 0o077  # the rights of everybody but the owner


def new_file(path: Path, secret: bytes) -> None:
    """Write a new file that only its owner can read; raises FileExistsError rather than replace one."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secret)


def is_open(path: Path) -> bool:
    """Whether others on this computer may read it."""
    return bool(path.stat().st_mode & OTHERS)
