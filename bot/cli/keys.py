"""The two keys of whoever builds releases: the secret of the rounding, and the key that says who they are."""

from __future__ import annotations

import base64
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.base import stop, tell

if TYPE_CHECKING:
    from storage.signing import SigningKey

SHORTEST_KEY = 32  # bytes
ONE_KEY = (
    "Make one with parley data new-key PATH, keep it on this computer only, and use the same one each time."
)
ONE_LOADER_KEY = 'Make one with parley data new-loader-key PATH --name "YOUR NAME".'
NewFile = Annotated[Path, typer.Argument(help="The new file to write.")]


def new_key(path: NewFile) -> None:
    """Make the protection key: the secret of the rounding.

    All releases of a partnership are built with the same one. It never leaves the computers that build
    releases, and it says nothing about who you are: for that, see parley data new-loader-key.

    Example: parley data new-key ~/parley-protection.key
    """
    _write(path, base64.b64encode(secrets.token_bytes(48)) + b"\n")
    typer.echo(f"The protection key is in {path}. Only you can read it. Keep a copy somewhere safe.")


def new_loader_key(
    path: NewFile,
    name: Annotated[str, typer.Option("--name", help="Your name, as the partnership knows you.")],
) -> None:
    """Make your signing key: releases signed with it are known to be yours.

    It is yours alone and is not the protection key. Give the line that is shown to a lead of the partnership.

    Example: parley data new-loader-key ~/parley-signing.key --name "Demo Analyst"
    """
    from storage.signing import SigningError, new_key

    try:
        key = new_key(name)
    except SigningError as error:
        stop(f"--name: {error}")
    _write(path, key.text.encode())
    typer.echo(key.public.line(key.name))
    tell(f"Your signing key is in {path}. Only you can read it: never send it to anybody.")
    tell("Send the line above to a lead of the partnership, who registers it in the chat: /data loader")
    tell(f"Then read its fingerprint out to them, by telephone or side by side: {key.public.fingerprint}")


def _write(path: Path, secret: bytes) -> None:
    from storage.keys import new_file

    try:
        new_file(path, secret)
    except FileExistsError:
        stop(f"{path} is there already. A key that is replaced cannot be got back: name another file.")


def protection_key(path: Path) -> bytes:
    """The secret of the rounding, from its file."""
    key = _read(path, "--key-file", ONE_KEY).strip()
    if b"-----BEGIN" in key:
        stop(
            f"--key-file: {path} is a signing key, which says who you are. Name the protection key. {ONE_KEY}"
        )
    if len(key) < SHORTEST_KEY:
        stop(f"--key-file: The key in {path} is shorter than {SHORTEST_KEY} bytes. {ONE_KEY}")
    return key


def signing_key(path: Path) -> SigningKey:
    """The key of the person who builds, from its file."""
    from storage.signing import SigningError, read_key

    try:
        return read_key(_read(path, "--sign-with", ONE_LOADER_KEY))
    except SigningError as error:
        stop(f"--sign-with: {path}: {error}")


def _read(path: Path, option: str, how: str) -> bytes:
    from storage.keys import is_open

    try:
        secret = path.read_bytes()
    except OSError as error:
        stop(f"{option}: {path} cannot be read ({error.strerror}). {how}")
    if is_open(path):
        tell(f"Others on this computer can read {path}. Put that right: chmod 600 {path}")
    return secret
