"""How tests wait and look: each wait ends as soon as the thing has happened."""

import time
from collections.abc import Callable

from .service import Service
from .world import Message, Press, World


class Watching:
    """The part of the fake which tests read from; call waits in a thread if the bot shares your loop."""

    service: Service
    world: World

    def messages(self, chat: int) -> list[Message]:
        """What the bot has said in a chat and not deleted, oldest first."""
        return [message for message in self.transcript(chat) if message.from_bot and not message.service]

    def transcript(self, chat: int, deleted: bool = False) -> list[Message]:
        """Everything in a chat, of people and of the bot."""
        with self.world.changed:
            kept = list(self.world.messages.get(chat, []))
        return [message for message in kept if deleted or not message.deleted]

    def message(self, chat: int, message_id: int) -> Message:
        """One message by its number, also a deleted one."""
        kept = self.transcript(chat, deleted=True)
        return next(message for message in kept if message.message_id == message_id)

    def wait_message(
        self, chat: int, containing: str = "", timeout: float = 5, after: Message | int = 0
    ) -> Message:
        """The first message of the bot with that text, perhaps only after some other message."""
        last = after.message_id if isinstance(after, Message) else after

        def sought() -> Message | None:
            later = (message for message in self.messages(chat) if message.message_id > last)
            return next((message for message in later if containing in message.visible_text), None)

        return self.wait_until(sought, timeout, lambda: self._said(chat, containing))

    def wait_edit(
        self, chat: int, message_id: Message | int, containing: str = "", timeout: float = 5
    ) -> Message:
        """The message, once it has been edited and holds that text."""
        number = message_id.message_id if isinstance(message_id, Message) else message_id
        message = self.message(chat, number)

        def sought() -> Message | None:
            return message if message.edits and containing in message.visible_text else None

        return self.wait_until(sought, timeout, lambda: self._said(chat, containing))

    def wait_answer(self, press: Press, timeout: float = 5) -> Press:
        """The press, once the bot has answered it."""
        return self.wait_until(
            lambda: press if press.answered else None, timeout, lambda: f"No answer to {press.data!r}."
        )

    def wait_call(self, method: str, count: int = 1, timeout: float = 5) -> dict:
        """The arguments of the last of `count` calls of a method."""

        def sought() -> list[dict] | None:
            made = [call.args for call in self.service.calls if call.method == method]
            return made if len(made) >= count else None

        return self.wait_until(sought, timeout, lambda: f"{method} was not called {count} times.")[-1]

    def wait_idle(self, timeout: float = 5, quiet: float = 0.05) -> None:
        """Until all updates are confirmed, no request is open, and none came for `quiet` seconds.

        The bot confirms updates before it has worked on them; hence the quiet.
        """
        deadline = time.monotonic() + timeout
        while True:
            self.wait_until(self._settled, deadline - time.monotonic(), lambda: "The bot is still busy.")
            since = time.monotonic()
            time.sleep(quiet)
            if self._settled() and self.service.last_activity < since:
                return

    def wait_until(
        self, sought: Callable, timeout: float = 5, complaint: Callable[[], str] | str = "It did not happen."
    ):
        """What `sought` returns as soon as that is true; AssertionError after `timeout` seconds."""
        with self.world.changed:
            self.world.changed.wait_for(lambda: sought(), timeout)
            result = sought()
        assert result, complaint() if callable(complaint) else complaint
        return result

    def _settled(self) -> bool:
        return not self.service.queue.pending and not self.service.busy

    def _said(self, chat: int, containing: str) -> str:
        texts = [message.visible_text for message in self.messages(chat)]
        failures = [failure[2:] for failure in self.service.failures]
        return f"No message with {containing!r} in {chat}. The bot said {texts}. Refused: {failures}."
