"""Who built a release: a loader's signing key, the line that makes it known, and signatures. No file and no clock.

A signing key says who somebody is. The protection key is another thing: it is the secret of the rounding, it signs
nothing, and every release of a partnership is built with the same one.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

WORD = "loader-key"  # how the public line begins
LINE = re.compile(rf"{WORD}\s+((?:[0-9a-f]\s*){{64}})-\s*((?:[0-9a-f]\s*){{8}})", re.IGNORECASE)
PEM = re.compile(rb"-----BEGIN PRIVATE KEY-----.*?-----END PRIVATE KEY-----", re.DOTALL)
NAME = re.compile(r"^Name: (.+)$", re.MULTILINE)
NAMED = 80  # characters of a name
GROUPS, DIGITS = 6, 4  # of a fingerprint: 24 digits, as long a search as 80 bits
ABOUT = """\
This is a signing key of Parley: whoever has it is taken for the person named here.
Keep it on your own computer, and never send it to anybody. If it is lost or stolen, tell the lead at once.
Name: {name}
{secret}"""


class SigningError(Exception):
    """A key or a signature that cannot be used; the text says what to do."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What everybody may know of a signing key: 64 hexadecimal digits."""

    text: str

    @property
    def fingerprint(self) -> str:
        """Six groups of four digits, to read to each other: two keys with the same ones will not be met."""
        number = int.from_bytes(hashlib.sha256(bytes.fromhex(self.text)).digest()) % 10 ** (GROUPS * DIGITS)
        digits = f"{number:0{GROUPS * DIGITS}}"
        return " ".join(digits[at : at + DIGITS] for at in range(0, len(digits), DIGITS))

    def line(self, name: str) -> str:
        """The line that a lead registers, with a check against copying it wrongly."""
        return f"{WORD} {self.text}-{_check(self.text)} {name}"

    def made(self, signature: str, message: bytes) -> bool:
        """Whether this key made the signature, hexadecimal, over exactly this message."""
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.text)).verify(
                bytes.fromhex(signature), message
            )
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key and the name of the person whose it is."""

    name: str
    secret: bytes = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """The half that a lead registers."""
        return PublicKey(self._key.public_key().public_bytes_raw().hex())

    @property
    def text(self) -> str:
        """The key file, whole; secret."""
        pem = self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return ABOUT.format(name=self.name, secret=pem.decode())

    def sign(self, message: bytes) -> str:
        """The signature, hexadecimal; the same for the same message."""
        return self._key.sign(message).hex()

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret)


def new_key(name: str) -> SigningKey:
    """A new signing key for the person with this name. Raises SigningError where it is no name."""
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > NAMED or not wanted.isprintable():
        raise SigningError(f"Give the name of the person whose key it is, in at most {NAMED} characters.")
    return SigningKey(wanted, Ed25519PrivateKey.generate().private_bytes_raw())


def read_key(data: bytes) -> SigningKey:
    """The key of a key file. Raises SigningError; the text never repeats what is in the file."""
    pem = PEM.search(data)
    name = NAME.search(data.decode("utf-8", "replace"))
    if pem is None or name is None:
        raise SigningError("This is not a signing key. It is made with: parley data new-loader-key")
    try:
        key = load_pem_private_key(pem[0], None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise SigningError("This signing key is damaged. Use a copy of it, or make a new one.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningError("This is a key of another kind. Make one with: parley data new-loader-key")
    return SigningKey(name[1].strip(), key.private_bytes_raw())


def read_line(text: str) -> PublicKey:
    """The key in the line a loader has sent, whatever stands around it. Raises SigningError."""
    found = LINE.search(text)
    if found is None:
        raise SigningError(
            f"Copy the whole line that begins with {WORD}. parley data new-loader-key shows it when it makes a key."
        )
    key, check = ("".join(each.split()).lower() for each in found.groups())
    if check != _check(key):
        raise SigningError("A character of this line is wrong or missing. Copy the whole line again.")
    return PublicKey(key)


def read_public(text: str) -> PublicKey:
    """A public key as a release names it. Raises SigningError."""
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise SigningError("The key of this release cannot be read.")
    return PublicKey(text)


def _check(key: str) -> str:
    return hashlib.sha256(f"{WORD} {key}".encode()).hexdigest()[:8]
