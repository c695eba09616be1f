"""The proof that comes with a release: how it was protected, what was checked, no true value."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True)
class Certificate:
    """What a steward approves: its hashes name one declaration, code list and protected table.

    Every year to date is within `year_within` of its truth, None where rounding is not carried; what only months show
    is less than `month_bases` bases from it, None where they show nothing of their own.
    """

    measure: str
    version: int
    built_by: str
    method: str
    base: int
    policy: int
    solver: str
    solver_version: str
    cells: int
    periods: int
    year_within: int | None
    month_bases: int | None
    checks: tuple[str, ...]
    declaration_sha256: str
    areas_sha256: str
    table_sha256: str

    @property
    def sha256(self) -> str:
        """The hash that names the whole release; an approval is bound to it."""
        return digest(to_json(self))


def digest(data: bytes) -> str:
    """SHA-256 as text."""
    return hashlib.sha256(data).hexdigest()


def to_json(certificate: Certificate) -> bytes:
    """The certificate as JSON, the same bytes for the same certificate."""
    return json.dumps(asdict(certificate), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def from_json(data: bytes) -> Certificate:
    """Read a certificate; raises ValueError where a field is missing, unknown or of the wrong kind."""
    raw = json.loads(data)
    if not isinstance(raw, dict) or set(raw) != {field.name for field in fields(Certificate)}:
        raise ValueError("the fields of the certificate are not the expected ones")
    certificate = Certificate(**raw | {"checks": tuple(raw["checks"])})
    if to_json(certificate) != data:
        raise ValueError("the certificate is not written the way it is hashed")
    return certificate
