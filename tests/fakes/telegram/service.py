"""The one place where requests meet the world: dispatch, records and updates."""

from collections.abc import Callable
from typing import Any, NamedTuple

from . import parameters
from .errors import Refused
from .faults import Faults
from .parameters import Upload
from .updates import Queue
from .webhook import Hook
from .world import World

Handler = Callable[["Service", dict], Any]
HANDLERS: dict[str, Handler] = {}


def method(name: str) -> Callable[[Handler], Handler]:
    """Registers the function which answers one method of the Bot API."""

    def register(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        return handler

    return register


class Call(NamedTuple):
    method: str
    args: dict


class Refusal(NamedTuple):
    method: str
    args: dict
    code: int
    description: str


class Service:
    """A world with a bot in it, and the record of all that the bot asked for."""

    def __init__(self, world: World, token: str):
        self.world = world
        self.token = token
        self.queue = Queue()
        self.hook = Hook()
        self.faults = Faults()
        self.loopback_webhooks = False
        self.calls: list[Call] = []
        self.polls: list[dict] = []
        self.refusals: list[Refusal] = []
        self.failures: list[Refusal] = []
        self.actions: list[tuple[int, str]] = []
        self.busy = 0
        self.last_activity = 0.0
        self.wake: Callable[[], None] = lambda: None

    def publish(self, kind: str, body: dict, chat: int) -> int | None:
        """Queues an update for the bot; None when it does not want that kind."""
        with self.world.changed:
            update = self.queue.add(kind, body, chat)
            self.stir()
        return update.update_id if update else None

    def stir(self) -> None:
        """Tells waiting tests, polls and the webhook that something happened."""
        self.world.changed.notify_all()
        self.wake()

    def read(self, name: str, given: dict, uploads: dict[str, Upload]) -> dict:
        """Types the arguments and records the call, also one which is then refused."""
        with self.world.changed:
            try:
                args = parameters.read(name, given, uploads)
            except Refused as refused:
                self.calls.append(Call(name, dict(given)))
                self.refuse(name, given, refused)
                raise
            self._record(name, args)
        return args

    def _record(self, name: str, args: dict) -> None:
        if name == "getUpdates":
            self.polls.append(args)
            return
        self.calls.append(Call(name, args))

    def perform(self, name: str, args: dict) -> Any:
        """Answers one method; Refused carries the error instead."""
        with self.world.changed:
            try:
                return HANDLERS[name](self, args)
            except Refused as refused:
                self.refuse(name, args, refused)
                raise
            finally:
                self.stir()

    def refuse(self, name: str, args: dict, refused: Refused) -> None:
        """Records a refusal: all of them as failures, those of form as the bot's mistakes."""
        with self.world.changed:
            record = Refusal(name, args, refused.code, refused.description)
            self.failures.append(record)
            if refused.form:
                self.refusals.append(record)
