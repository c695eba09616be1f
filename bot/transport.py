"""What every platform can do for the outbox, and the ways in which sending can fail."""

from __future__ import annotations

from typing import Protocol

from commands.reply import Attachment, Reply


class Transport(Protocol):
    """A platform. ``address`` is a channel, chat or account; a reference names a message that stands there."""

    platform: str

    async def send(self, address: str, reply: Reply, mark: str, under: str = "") -> str:
        """Post the words of a reply and return its reference. ``mark`` is an id to find the post again by.

        ``under`` is the reference of the post in whose thread it belongs.
        """

    async def attach(self, address: str, reference: str, attachment: Attachment) -> str:
        """Show a chart, or give a file, beside the post it belongs to; returns where it stands, to take it back."""

    async def take_back(self, address: str, attached: str, words: str) -> None:
        """Remove a chart or a file; where that cannot be done, put these words in place of what stands under it."""

    async def edit(self, address: str, reference: str, reply: Reply) -> None:
        """Write a post again."""

    async def find(self, address: str, mark: str, under: str = "") -> str | None:
        """The reference of a post already there; raises ``CannotLook`` where nobody can look back."""

    async def reach(self) -> None:
        """Ask the platform something that changes nothing; raises ``NotSent`` or ``Impossible`` if it is away."""


class CannotLook(Exception):
    """This platform, or what it has been granted, does not let us read what was posted."""


class NotSent(Exception):
    """It is certain that nothing was posted, and it may work later. ``wait`` is in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


class Impossible(Exception):
    """It is certain that nothing was posted, and trying again will not help; the reason is a sentence.

    ``closed``: the whole place cannot be posted to, such as an archived channel.
    """

    def __init__(self, reason: str, closed: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.closed = closed


class Gone(Impossible):
    """The message is no longer there: somebody has deleted it."""


class Unknown(Exception):
    """The connection broke after sending began: the post may be there or not, or with ``slow`` may yet come."""

    def __init__(self, reason: str = "", slow: bool = False) -> None:
        super().__init__(reason)
        self.slow = slow


class Moved(Exception):
    """The place has a new address."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address
