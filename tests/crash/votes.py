"""Everybody answers a sounding while Parley is killed: nothing is lost and nothing is counted twice."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from tests.crash.crowd import Crowd, kill_at_random
from tests.crash.sent import OPTIONS, at_rest
from tests.crash.stored import tally
from tests.fakes.slack.model import Message
from tests.fakes.telegram.world import Press
from tests.process import (
    CHANNEL,
    GROUP,
    LEAD,
    LONG,
    PATIENCE,
    Life,
    organisation,
    slack_id,
    telegram_id,
    until,
)

RESULT = "has closed"


def ask(life: Life, how: str = "") -> None:
    """The lead asks a sounding, which then stands in both places."""
    line = f'"How is demand?" {" | ".join(OPTIONS)}{how}'
    until(lambda: life.slack.slash(slack_id(LEAD), CHANNEL, "/poll", line).acked, "Asking")
    life.slack.wait_message(CHANNEL, "Sounding 1", LONG)
    life.telegram.wait_message(GROUP, "Sounding 1", LONG)
    until(
        lambda: at_rest(life), "Noting where it stands"
    )  # or its place is in doubt, and it is left as it is


def in_slack(life: Life) -> Message:
    return next(each for each in life.slack.messages(CHANNEL) if "Sounding 1" in each.visible_text)


def press_in_slack(life: Life, number: int, choice: str, message: Message | None = None) -> bool:
    """Whether Slack took the press; if not, the person sees a warning sign beside the button."""
    message = message or in_slack(life)
    return life.slack.press(slack_id(number), message, choice).acked


@dataclass
class Votes:
    """Who chose what, and who has reason to believe that it counts."""

    life: Life
    choices: dict[int, str]
    voice: Callable[[int], str] = organisation
    acked: set[int] = field(default_factory=set)
    presses: dict[int, int] = field(default_factory=dict)  # update_id: person
    stored_before: int = 0  # presses that were durable although nobody had been told

    @cached_property
    def in_slack(self) -> Message:
        return in_slack(self.life)

    def by_slack(self, number: int) -> Callable[[], bool]:
        def press() -> bool:
            if press_in_slack(self.life, number, self.choices[number], self.in_slack):
                self.acked.add(number)
                return True
            return False

        return press

    def by_telegram(self, number: int) -> Callable[[], bool]:
        """Pressed, and pressed again only when the spinner has turned for a while."""

        def press() -> bool:
            try:
                self.press_in_telegram(number).wait(PATIENCE)
            except AssertionError:
                return False
            return True

        return press

    def press_in_telegram(self, number: int) -> Press:
        telegram = self.life.telegram
        message = next(each for each in telegram.messages(GROUP) if "Sounding 1" in each.visible_text)
        made = telegram.press(telegram_id(number), message, self.choices[number])
        assert made.update_id is not None
        self.presses[made.update_id] = number
        return made

    def confirmed(self) -> set[int]:
        """Whose press Telegram will never deliver again."""
        offset = self.life.telegram.offset
        return {number for update, number in list(self.presses.items()) if update < offset}

    def told(self) -> set[int]:
        """Who has read that their answer is counted."""
        whispers = [each for each in list(self.life.slack.world.messages) if each.is_ephemeral]
        readers = {each.to for each in whispers if "Counted." in each.visible_text}
        slack = {number for number in self.choices if slack_id(number) in readers}
        answers = list(self.life.telegram.world.presses.values())
        return slack | {each.user - telegram_id(0) for each in answers if "Counted." in each.answer_text}

    def check(self) -> None:
        """Whoever has reason to believe that it counts is on the roll, and the counters say what they chose."""
        believe = self.acked | self.confirmed() | self.told()
        roll, counters = tally(self.life, 1)
        lost = {self.voice(number) for number in believe} - roll
        assert not lost, f"{len(lost)} acknowledged answers are lost: {sorted(lost)}"
        assert counters == self.counted(roll), "the counters are not what people chose"
        self.stored_before += len(roll) - len(believe)

    def counted(self, roll: set[str]) -> dict[str, int]:
        chosen = [choice for number, choice in self.choices.items() if self.voice(number) in roll]
        return {option: chosen.count(option) for option in OPTIONS}


def vote_through_kills(life: Life, kills: int, rng: random.Random) -> Votes:
    """Everybody answers once or on both platforms, in a burst, while the bot is killed."""
    ask(life)
    everybody = range(life.size)
    votes = Votes(life, {number: rng.choice(OPTIONS) for number in everybody})
    acts = [votes.by_slack(number) for number in everybody if number % 2 or number % 5 == 0]
    acts += [votes.by_telegram(number) for number in everybody if number % 2 == 0]
    rng.shuffle(acts)
    crowd = Crowd(life, acts)
    kill_at_random(life, crowd, kills, rng, votes.check)
    crowd.finish()
    life.settles()
    votes.check()
    roll, counters = tally(life, 1)
    assert roll == {organisation(number) for number in everybody}
    all_of_them = f"{life.size} of {life.size} organisations have answered."
    life.slack.wait_message(CHANNEL, all_of_them, LONG)
    life.telegram.wait_message(GROUP, all_of_them, LONG)
    close(life, counters)
    return votes


def close(life: Life, counters: dict[str, int]) -> None:
    """The result that everybody sees is what was chosen."""
    until(lambda: life.slack.slash(slack_id(LEAD), CHANNEL, "/poll", "close 1").acked, "Closing")
    results = (
        life.slack.wait_message(CHANNEL, RESULT, LONG).visible_text,
        life.telegram.wait_message(GROUP, RESULT, LONG).visible_text,
    )
    for result in results:
        for option, number in counters.items():
            row = result[result.rindex(option) :].split()
            assert {str(number), f"{number:,}"} & set(row[:4]), f"{option}: {number} is not in {result}"
