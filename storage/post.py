"""One message of the outbox, as it is handed to whoever sends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.tables import PostRow


@dataclass(frozen=True, slots=True)
class Post:
    """A message for one address. ``reference`` is where it stands on the platform once it is sent.

    ``under`` is the reference of the post in whose thread it belongs; ``attached`` are those of its charts and files;
    ``due`` is when it should have gone, ``error`` why it has not.
    """

    id: int
    partnership: str
    place: int | None
    person: int | None
    platform: str
    address: str
    reply: str
    live: str
    attempts: int
    reference: str | None
    pictures: int
    due: datetime
    kind: str = ""
    under: str = ""
    attached: tuple[str, ...] = ()
    state: str = ""
    error: str = ""


def post_of(row: PostRow, under: str = "") -> Post:
    return Post(
        row.id,
        row.partnership,
        row.place,
        row.person,
        row.platform,
        row.address,
        row.reply,
        row.live,
        row.attempts,
        row.reference,
        row.pictures,
        row.due_at or row.not_before,
        row.kind,
        under,
        tuple(row.attached or ()),
        row.state,
        row.error or "",
    )
