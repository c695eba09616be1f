"""Everybody answers a sounding while Parley is killed: nothing is lost and nothing is counted twice."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.crash.crowd import Crowd, kill_at_random
from tests.crash.sent import OPTIONS, at_rest
from tests.crash.stored import tally
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


def ask(life: Life) -> None:
    """The lead asks a sounding, which then stands in both places."""
    line = f'"How is demand?" {" | ".join(OPTIONS)}'
    until(lambda: life.slack.slash(slack_id(LEAD), CHANNEL, "/poll", line).acked, "Asking")
    life.slack.wait_message(CHANNEL, "Sounding 1", LONG)
    life.telegram.wait_message(GROUP, "Sounding 1", LONG)
    until(
        lambda: at_rest(life), "Noting where it stands"
    )  # or its place is in doubt, and it is left as it is


def press_in_slack(life: Life, number: int, choice: str) -> bool:
    """Whether Slack took the press; if not, the person sees a warning sign beside the button."""
    message = next(each for each in life.slack.messages(CHANNEL) if "Sounding 1" in each.visible_text)
    return life.slack.press(slack_id(number), message, choice).acked


@dataclass
class Votes:
    """Who chose what, and who has reason to believe that it counts."""

    life: Life
    choices: dict[int, str]
    acked: set[int] = field(default_factory=set)
    presses: dict[int, int] = field(default_factory=dict)  # update_id: person
    stored_before: int = 0  # presses that were durable although nobody had been told

    def by_slack(self, number: int) -> Callable[[], bool]:
        def press() -> bool:
            if press_in_slack(self.life, number, self.choices[number]):
                self.acked.add(number)
                return True
            return False

        return press

    def by_telegram(self, number: int) -> Callable[[], bool]:
        """Pressed, and pressed again only when the spinner has turned for a while."""

        def press() -> bool:
            telegram = self.life.telegram
            message = next(each for each in telegram.messages(GROUP) if "Sounding 1" in each.visible_text)
            made = telegram.press(telegram_id(number), message, self.choices[number])
            assert made.update_id is not None
            self.presses[made.update_id] = number
            try:
                made.wait(PATIENCE)
            except AssertionError:
                return False
            return True

        return press

    def confirmed(self) -> set[int]:
        """Whose press Telegram will never deliver again."""
        offset = self.life.telegram.offset
        return {number for update, number in list(self.presses.items()) if update < offset}

    def told(self) -> set[int]:
        """Who has read that their answer is counted."""
        slack = {
            number
            for number in self.choices
            if any("Counted." in each.visible_text for each in self.life.slack.ephemerals(slack_id(number)))
        }
        answers = list(self.life.telegram.world.presses.values())
        return slack | {each.user - telegram_id(0) for each in answers if "Counted." in each.answer_text}

    def check(self) -> None:
        """Whoever has reason to believe that it counts is on the roll, and the counters say what they chose."""
        believe = self.acked | self.confirmed() | self.told()
        roll, counters = tally(self.life, 1)
        lost = {organisation(number) for number in believe} - roll
        assert not lost, f"{len(lost)} acknowledged answers are lost: {sorted(lost)}"
        assert counters == self.counted(roll), "the counters are not what people chose"
        self.stored_before += len(roll) - len(believe)

    def counted(self, roll: set[str]) -> dict[str, int]:
        chosen = [choice for number, choice in self.choices.items() if organisation(number) in roll]
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
    assert life.slack.slash(slack_id(LEAD), CHANNEL, "/poll", "close 1").acked
    results = (
        life.slack.wait_message(CHANNEL, RESULT, LONG).visible_text,
        life.telegram.wait_message(GROUP, RESULT, LONG).visible_text,
    )
    for result in results:
        for option, number in counters.items():
            row = result[result.rindex(option) :].split()
            assert str(number) in row[:4], f"{option}: {number} is not in {result}"
