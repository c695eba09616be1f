"""Troubles which a test orders: flood limits, server errors, broken connections, slowness."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "429", "500", "502", "reset_before", "reset_after", "delay",
    "strike_before", "strike_after", "strike_answered", "hang_before", "hang_after",
]  # fmt: skip


@dataclass
class Fault:
    """One kind of trouble for the next `times` calls of a method ('*' for any but getUpdates)."""

    method: str
    kind: Kind
    times: int
    seconds: float = 0
    chat: int | None = None

    def hits(self, method: str, chat: object) -> bool:
        named = self.method == method or (self.method == "*" and method != "getUpdates")
        return self.times > 0 and named and (self.chat is None or str(self.chat) == str(chat))


class Faults:
    def __init__(self) -> None:
        self._ordered: list[Fault] = []
        self.strike: Callable[[], None] = lambda: (
            None
        )  # what a test does at a call: before, after, once answered

    def order(self, fault: Fault) -> None:
        if fault.kind not in get_args(Kind):
            raise ValueError(f"No such fault: {fault.kind}. There are {', '.join(get_args(Kind))}.")
        self._ordered.append(fault)

    def take(self, method: str, chat: object) -> Fault | None:
        """The fault which befalls this call, if any."""
        fault = next((fault for fault in self._ordered if fault.hits(method, chat)), None)
        if fault:
            fault.times -= 1
        return fault

    def clear(self) -> None:
        self._ordered.clear()
