"""People write notes and actions while Parley is killed: everything is there once."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.crash.crowd import Crowd, kill_at_random
from tests.crash.sent import check_outbox
from tests.crash.stored import check_audit, notes, tasks
from tests.process import CHANNEL, GROUP, Life, slack_id, telegram_id, until


@dataclass
class Words:
    """What people wrote, and the events that carried it."""

    life: Life
    notes: list[str] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)
    updates: list[int] = field(default_factory=list)

    def lines(self, number: int, platform: str) -> list[str]:
        """A note of everybody's; and of some, for the platforms are slow to write to one place, an action."""
        self.notes.append(f"Note {number} in {platform}")
        if number % 4 > 1:
            return [f"weeknote {self.notes[-1]}"]
        self.tasks.append(f"bring box {number} from {platform}")
        owner = f"@person-{(number + 1) % self.life.size:02}"
        return [f"weeknote {self.notes[-1]}", f"action {owner} to {self.tasks[-1]} by Fri"]

    def mention(self, number: int) -> Callable[[], bool]:
        """A note and an action in the channel; whatever happens, they are written once only."""

        def write() -> bool:
            for line in self.lines(number, "Slack"):
                self.events.append(self.life.slack.mention(slack_id(number), CHANNEL, line).event)
            return True

        return write

    def message(self, number: int) -> Callable[[], bool]:
        """A note in the private chat and an action in the group."""

        def write() -> bool:
            person, says = telegram_id(number), self.life.telegram.says
            for line in self.lines(number, "Telegram"):
                place = GROUP if line.startswith("action") else None
                self.updates.append(says(person, place, f"/{line}"))
            time.sleep(0.02)  # people do not all write in the same millisecond
            return True

        return write

    def check(self) -> None:
        """Nothing is there twice, at any moment."""
        for kept in (notes(self.life), tasks(self.life)):
            assert set(kept.values()) <= {1}, f"doubled: {kept}"

    def check_all(self) -> None:
        """Everything is there once, and everybody was answered."""
        assert notes(self.life) == dict.fromkeys(self.notes, 1)
        assert tasks(self.life) == dict.fromkeys(self.tasks, 1)
        check_audit(self.life)
        for number in range(self.life.size):
            assert 1 <= self.thanks(number) <= 1 + self.life.kills, (
                f"person {number} has no or too many answers"
            )

    def thanks(self, number: int) -> int:
        """How often somebody was thanked for their note."""
        slack, telegram = self.life.slack, self.life.telegram
        alone = slack.ephemerals(slack_id(number)) if number % 2 else telegram.messages(telegram_id(number))
        return sum("Thank you." in each.visible_text for each in alone)


def write_through_kills(life: Life, kills: int, rng: random.Random) -> Words:
    """Everybody writes a note and an action, while the bot is killed; then everything is delivered again."""
    words = Words(life)
    acts = [words.mention(number) if number % 2 else words.message(number) for number in range(life.size)]
    rng.shuffle(acts)
    crowd = Crowd(life, acts, at_once=3)
    kill_at_random(life, crowd, kills, rng, words.check)
    crowd.finish()
    life.settles()
    deliver_again(words)  # an event may have been tried four times while nobody was there
    words.check_all()
    ends = check_outbox(life)
    deliver_again(words)
    words.check_all()
    assert check_outbox(life) == ends, "a second delivery told somebody something"
    return words


def deliver_again(words: Words) -> None:
    for event in words.events:
        until(lambda event=event: words.life.slack.redeliver(event).acked, "Taking a second delivery")
    for update in words.updates:
        words.life.telegram.redeliver(update)
    words.life.settles()
