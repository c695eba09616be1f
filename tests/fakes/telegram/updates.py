"""The queue of updates: what waits for the bot, and what it has confirmed."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

# These three kinds come only to bots which name them.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FIRST_ID = 870_000_001


@dataclass
class Update:
    """One update; a `repeat` comes once more although it was confirmed before."""

    update_id: int
    kind: str
    body: dict
    chat: int
    repeat: bool = False
    sent: bool = False

    @property
    def payload(self) -> dict:
        return {"update_id": self.update_id, self.kind: self.body}


class Queue:
    """Updates in order; `offset` is the first id which the bot has not confirmed."""

    def __init__(self) -> None:
        self.pending: deque[Update] = deque()
        self.history: dict[int, Update] = {}
        self.allowed: frozenset[str] = frozenset()
        self.offset = 0
        self._next_id = FIRST_ID

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Remembers allowed_updates; None leaves the earlier choice as it is."""
        if kinds is not None:
            self.allowed = frozenset(kinds)

    def wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    def add(self, kind: str, body: dict, chat: int) -> Update | None:
        """Queues an update, unless the bot does not want that kind."""
        if not self.wants(kind):
            return None
        update = Update(self._next_id, kind, body, chat)
        # Numbers have gaps: a bot which expects the next one to follow is wrong.
        self._next_id += 2 if self._next_id % 5 == 0 else 1
        self.history[update.update_id] = update
        self.pending.append(update)
        return update

    def repeat(self, update_id: int) -> Update:
        old = self.history[update_id]
        update = Update(old.update_id, old.kind, old.body, old.chat, repeat=True)
        self.pending.append(update)
        return update

    def confirm(self, offset: int) -> None:
        """Forgets what getUpdates(offset) confirms; a negative offset keeps the last ones only."""
        if offset < 0:
            keep = list(self.pending)[offset:]
            offset = keep[0].update_id if keep else 0
        if offset <= 0:
            return
        self.offset = max(self.offset, offset)
        self.pending = deque(update for update in self.pending if _stays(update, offset))

    def batch(self, limit: int) -> list[dict]:
        """The next updates; they stay queued until they are confirmed."""
        chosen = list(self.pending)[: limit or 100]
        # After a repeat the numbers would fall, so it travels alone.
        cut = next((index for index, update in enumerate(chosen) if update.repeat and index), len(chosen))
        if chosen and chosen[0].repeat:
            cut = 1
        for update in chosen[:cut]:
            update.sent = True
        return [update.payload for update in chosen[:cut]]

    def done(self, update: Update) -> None:
        """Removes an update which a webhook took."""
        if update in self.pending:
            self.pending.remove(update)

    def clear(self) -> None:
        self.pending.clear()


def _stays(update: Update, offset: int) -> bool:
    if update.repeat and not update.sent:
        return True
    return update.update_id >= offset
