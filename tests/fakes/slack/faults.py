"""Trouble on demand: rate limits, outages and lost connections, counted down call by call."""

from collections.abc import Callable
from dataclasses import dataclass, field

MODES = frozenset(
    {"html_500", "html_503", "html_500_after", "reset", "reset_before", "reset_after", "delay"}
    | {"strike_before", "strike_after", "strike_answered", "hang_before", "hang_after"}
)


@dataclass
class Fault:
    mode: str
    times: int
    seconds: float = 1.0
    error: str = ""
    channel: str | None = None


@dataclass
class Faults:
    """What is to go wrong with each method; `*` means any method."""

    waiting: dict[str, list[Fault]] = field(default_factory=dict)
    strike: Callable[[], None] = lambda: (
        None
    )  # what a test does around a call: before, after, once it is answered

    def add(self, method: str, fault: Fault) -> None:
        self.waiting.setdefault(method, []).append(fault)

    def take(self, method: str, channel: object = None) -> Fault | None:
        """The fault for this call, used up by it."""
        for name in (method, "*"):
            for fault in self.waiting.get(name, []):
                if fault.times > 0 and fault.channel in (None, channel):
                    fault.times -= 1
                    return fault
        return None

    def clear(self) -> None:
        self.waiting.clear()
