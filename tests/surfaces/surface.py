"""What a person can do and see, whatever the surface is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.surfaces.parley import Running, until

PEOPLE = {  # account on the page: Slack id, Telegram id, name
    "food-hub-lead": ("U01", 101, "Demo Food Hub Lead"),
    "pantry-lead": ("U02", 102, "Demo Pantry Lead"),
    "centre-manager": ("U03", 103, "Demo Centre Manager"),
    "analyst": ("U04", 104, "Demo Analyst"),
    "steward": ("U06", 106, "Demo Steward"),
    "deputy": ("U07", 107, "Demo Deputy"),
    "lead": ("U08", 108, "Demo Lead"),
}


@dataclass(frozen=True)
class Seen:
    """A message somebody can read: its text, and what it is on its surface."""

    key: str
    text: str
    thing: Any


class Surface(ABC):
    """What a person can do and see. A surface says how: write, press, fill in, read."""

    name: str
    running: Running

    @abstractmethod
    def write(self, who: str, line: str) -> None:
        """Write a line in the place."""

    @abstractmethod
    def press(self, who: str, seen: Seen, label: str) -> None:
        """Press the button with this label under something they can read."""

    @abstractmethod
    def fill(self, who: str, title: str, answers: dict[str, str]) -> None:
        """Fill in the form that has been asked for, question by question."""

    @abstractmethod
    def visible(self, who: str) -> list[Seen]:
        """Everything this person can read, oldest first: the place, what only they see, their private chat."""

    @abstractmethod
    def public(self) -> list[Seen]:
        """Everything everybody can read."""

    @abstractmethod
    def pictures(self) -> int:
        """How many charts people can see as pictures."""

    @abstractmethod
    def files(self, who: str) -> list[tuple[str, bytes]]:
        """The files this person has been given, as they would be saved: name and content."""

    def says(self, who: str, line: str, words: str) -> str:
        """Write a line; the answer that holds these words, as this person sees it."""
        return self._after(who, lambda: self.write(who, line), words)

    def presses(self, who: str, label: str, words: str) -> str:
        """Press the newest button with this label; the answer that holds these words."""
        seen = until(lambda: [each for each in self.visible(who) if label in each.text], f"a button {label}")[
            -1
        ]
        return self._after(who, lambda: self.press(who, seen, label), words)

    def fills(self, who: str, line: str, title: str, answers: dict[str, str], words: str) -> str:
        """Ask for a form, fill it in and send it; the answer that holds these words."""
        self.write(who, line)
        return self._after(who, lambda: self.fill(who, title, answers), words)

    def place_shows(self, words: str) -> str:
        """Wait until a message that everybody can read holds these words."""
        return until(
            lambda: [each.text for each in self.public() if words in each.text], f"“{words}” in the place"
        )[-1]

    def told(self, who: str, words: str) -> str:
        """Wait until somebody can read these words and not everybody can."""
        return until(
            lambda: [
                each.text
                for each in self.visible(who)
                if words in each.text and each.key not in {known.key for known in self.public()}
            ],
            f"“{words}” for {who}",
        )[-1]

    def _after(self, who: str, act: Callable[[], None], words: str) -> str:
        before = {each.key: each.text for each in self.visible(who)}
        act()
        return until(
            lambda: [
                each.text
                for each in self.visible(who)
                if words in each.text and before.get(each.key) != each.text
            ],
            f"“{words}” for {who}",
        )[-1]
