"""The signature in a release: which key signed it, over the hashes of everything else that is in it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from storage.signing import PublicKey, SigningError, SigningKey, read_public


@dataclass(frozen=True, slots=True)
class Signature:
    """A public key and what it signed, both hexadecimal."""

    key: str
    signature: str

    @classmethod
    def of(cls, key: SigningKey, signed: bytes) -> Signature:
        return cls(key.public.text, key.sign(signed))

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.key)

    def fits(self, signed: bytes) -> bool:
        """Whether exactly this was signed with the key."""
        return self.public.made(self.signature, signed)

    def to_json(self) -> bytes:
        """The same bytes for the same signature."""
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode() + b"\n"

    @classmethod
    def from_json(cls, data: bytes) -> Signature:
        """Read a signature; raises ValueError where it is not written as `to_json` does."""
        try:
            found = cls(**json.loads(data))
            read_public(found.key)
            if re.fullmatch("[0-9a-f]{128}", found.signature) and found.to_json() == data:
                return found
        except (TypeError, SigningError, RecursionError):
            pass
        raise ValueError("the signature cannot be read")


def message(members: Mapping[str, bytes]) -> bytes:
    """What is signed: the name and the hash of every member, so that none can be changed, added or left out."""
    lines = [f"{name} {hashlib.sha256(data).hexdigest()}" for name, data in sorted(members.items())]
    return "\n".join(["Parley release", *lines, ""]).encode()
