"""The ledger: the truth behind what has been published, sealed for the computer on which releases are built.

Published numbers and what was carried are together the truth, so this never goes to the server or into a release. It is
compressed JSON under AES-256-GCM. Its key is derived from the protection key (HKDF-SHA256), and its nonce from the key
and the contents, so that the same contents are the same bytes and no nonce ever serves for two contents. Bytes in and
bytes out: where the file is kept is the caller's affair.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.counts import Missing, Number
from storage.protection.cube import Atom, Cell

MARK = b"parley ledger 1\n"  # what such a file begins with
NONCE, LARGEST = 12, 500_000_000  # bytes of a nonce, and of a ledger unpacked


class LedgerError(Exception):
    """A ledger that cannot be used; the text says what to do."""


@dataclass(frozen=True)
class Ledger:
    """What has been published of one measure, by period, and the counts from which it was made.

    `months` are the cells that only months show. `frame` is what may not change while a ledger is in use: the base,
    the areas and the codes.
    """

    measure: str
    frame: str
    counts: Mapping[str, tuple[Atom, ...]] = field(default_factory=dict)
    cells: Mapping[str, tuple[Cell, ...]] = field(default_factory=dict)
    months: Mapping[str, tuple[Cell, ...]] = field(default_factory=dict)


def seal(ledger: Ledger, key: bytes) -> bytes:
    """The ledger as a file that says nothing without the protection key; the same bytes for the same contents."""
    text = json.dumps(_plain(ledger), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    packed = zlib.compress(text.encode(), 9)
    nonce = hmac.digest(_derived(key, b"nonce"), packed, hashlib.sha256)[:NONCE]
    return MARK + nonce + AESGCM(_derived(key, b"seal")).encrypt(nonce, packed, MARK)


def unseal(data: bytes, key: bytes) -> Ledger:
    """Read a ledger. Raises LedgerError where it is another file, was changed, or was made with another key."""
    if not data.startswith(MARK):
        raise LedgerError(
            "This file is not a ledger that can be read here. Name the one beside the last release."
        )
    nonce, sealed = data[len(MARK) :][:NONCE], data[len(MARK) + NONCE :]
    try:
        packed = AESGCM(_derived(key, b"seal")).decrypt(nonce, sealed, MARK)
    except (InvalidTag, ValueError):
        raise LedgerError(
            "This ledger was made with another protection key, or was damaged. "
            "Use the key and the ledger of the last release."
        ) from None
    return _ledger(json.loads(zlib.decompressobj().decompress(packed, LARGEST)))


def _derived(key: bytes, what: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=MARK + what).derive(key)


def _plain(ledger: Ledger) -> dict[str, Any]:
    counts = {
        period: [[area, list(codes), n] for area, codes, n in sorted(atoms, key=lambda atom: atom[:2])]
        for period, atoms in ledger.counts.items()
    }
    cells, months = (
        {
            period: [[each.breakdown, each.area, list(each.categories), each.value] for each in found]
            for period, found in periods.items()
        }
        for periods in (ledger.cells, ledger.months)
    )
    return {
        "measure": ledger.measure,
        "frame": ledger.frame,
        "counts": counts,
        "cells": cells,
        "months": months,
    }


def _ledger(raw: dict[str, Any]) -> Ledger:
    cells, months = (
        {
            period: tuple(
                Cell(name, area, period, tuple(codes), _number(value)) for name, area, codes, value in found
            )
            for period, found in raw[part].items()
        }
        for part in ("cells", "months")
    )
    counts = {
        period: tuple((area, tuple(codes), _number(n)) for area, codes, n in atoms)
        for period, atoms in raw["counts"].items()
    }
    return Ledger(raw["measure"], raw["frame"], counts, cells, months)


def _number(raw: int | str) -> Number:
    return Missing(raw) if isinstance(raw, str) else raw
