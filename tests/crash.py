"""People who act while Parley is killed, and what must hold whenever one looks.

``Crowd`` lets people act at the same time, and again when nothing came of it, as people do. Each scenario
ends with nothing lost and nothing doubled, or fails.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.notices import title
from storage import audit, occurrences, people, polls, posts
from storage.tables import ActionRow, PollOptionRow, PollRollRow, PollRow, PostRow, WeeknoteRow
from tests.process import (
    CHANNEL,
    GROUP,
    IDENTITY,
    LEAD,
    LONG,
    PATIENCE,
    Life,
    organisation,
    slack_id,
    telegram_id,
    until,
)

OPTIONS = ("Higher", "Same", "Lower")
RESULT = "has closed"


class Crowd:
    """People who act a few at a time. An act says whether something came of it; if not it is done again."""

    def __init__(self, life: Life, acts: list[Callable[[], bool]], at_once: int = 6) -> None:
        self._life, self._acts = life, list(reversed(acts))
        self.done = self.again = 0
        self.faults: list[BaseException] = []
        self._lock, self._struck = threading.Lock(), threading.Event()
        self._moment, self._strike = 0, None
        self.size = len(acts)
        self._threads = [threading.Thread(target=self._act, daemon=True) for _ in range(at_once)]
        for thread in self._threads:
            thread.start()

    def _act(self) -> None:
        while self._acts and not self.faults:
            with self._lock:
                act = self._acts.pop() if self._acts else None
            try:
                while act is not None and not act():
                    self.again += 1
                    assert self._life.coming.wait(LONG), "the bot did not come back"
            except BaseException as fault:
                self.faults.append(fault)
                return
            if act is not None:
                self._count()

    def _count(self) -> None:
        with self._lock:
            self.done += 1
            struck, self._strike = self._strike, self._strike if self.done < self._moment else None
        if struck is not None and self._strike is None:
            struck()
            self._struck.set()

    def strike_at(self, moment: int, delay: float) -> None:
        """Let the one whose act is the next after a moment kill the bot, and wait for that."""

        def strike() -> None:
            time.sleep(delay)
            self._life.strike()

        self._struck.clear()
        with self._lock:
            over = self.done == self.size
            self._moment, self._strike = max(moment, self.done + 1), None if over else strike
        if over:
            strike()
            return
        until(lambda: self._struck.is_set() or self.faults, f"Act {moment} of {self.size}")
        self.check()

    def reaches(self, number: int) -> None:
        until(lambda: self.done >= number or self.faults, f"Act {number} of {self.size}")
        self.check()

    def finish(self) -> None:
        self.reaches(self.size)
        for thread in self._threads:
            thread.join(LONG)
        self.check()

    def check(self) -> None:
        if self.faults:
            raise self.faults[0]


def kill_at_random(
    life: Life, crowd: Crowd, kills: int, rng: random.Random, look: Callable[[], None]
) -> None:
    """Kill the bot at random moments of what a crowd does, look at what is left each time, start it again.

    Every second time that is the very moment at which somebody hears that something is done.
    """
    for number, moment in enumerate(sorted(rng.sample(range(1, crowd.size), kills))):
        crowd.strike_at(moment, 0.0 if number % 2 == 0 else rng.uniform(0, 0.03))
        life.kill()
        look()
        life.start()


# -- votes ---------------------------------------------------------------------------------------


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


# -- notes and actions ---------------------------------------------------------------------------


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


def notes(life: Life) -> dict[str, int]:
    return count(life, WeeknoteRow.words)


def tasks(life: Life) -> dict[str, int]:
    return count(life, ActionRow.what)


# -- posts ---------------------------------------------------------------------------------------


def post_through_kills(life: Life, count: int, kills: int, rng: random.Random) -> dict[str, int]:
    """Soundings close and are posted in both places, while the bot is killed around the sending."""
    owe_closings(life, count)
    life.slack.fault("chat.postMessage", "delay", times=1000, seconds=0.05)  # so that some are on their way
    life.telegram.fault("sendMessage", "delay", times=1000, seconds=0.05)
    life.bot.start()
    for _ in range(kills):
        seen = calls(life)
        until(lambda: calls(life) > seen or at_rest(life), "Sending")  # noqa: B023 asked at once
        time.sleep(rng.uniform(0, 0.3))
        life.kill()
        life.bot.start()
    life.bot.ready()
    until(lambda: at_rest(life), "Sending everything")
    return check_outbox(life)


def calls(life: Life) -> int:
    """How often the bot has begun to send something."""
    slack = sum(method == "chat.postMessage" for method, _ in life.slack.calls)
    return slack + sum(call.method == "sendMessage" for call in life.telegram.calls)


def at_rest(life: Life) -> bool:
    rows = outbox(life)
    return bool(rows) and not [row for row in rows if row.state in ("due", "sending")]


# -- what the database holds ------------------------------------------------------------------------


def tally(life: Life, number: int) -> tuple[set[str], dict[str, int]]:
    """Roll and counters of one sounding, both at one moment."""
    with life.look() as db:
        return tally_in(db, number)


def tally_in(db: Session, number: int) -> tuple[set[str], dict[str, int]]:
    poll = db.scalar(select(PollRow.id).filter_by(number=number))
    roll = list(db.scalars(select(PollRollRow.voice).filter_by(poll=poll)))
    rows = db.execute(
        select(PollOptionRow.words, PollOptionRow.votes).filter_by(poll=poll).order_by(PollOptionRow.position)
    )
    counters = dict(map(tuple, rows))
    assert len(roll) == len(set(roll)), "somebody is on the roll twice"
    assert sum(counters.values()) == len(roll), "the counters and the roll differ"
    return set(roll), counters


def owe_closings(life: Life, count: int) -> None:
    """Soundings whose time is up, to be closed when the bot starts."""
    due = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=1)

    def open_them(db: Session) -> None:
        lead = people.with_role(db, IDENTITY, "lead")[0]
        for number in range(count):
            made = polls.open_poll(
                db, IDENTITY, lead.id, f"Question {number}?", OPTIONS, due, "organisation", 5, 5
            )
            occurrences.write_down(
                db, IDENTITY, "poll_close", due.replace(tzinfo=None), due, f"poll/{made.number}"
            )

    life.change(open_them)


def outbox(life: Life) -> list[PostRow]:
    with life.look() as db:
        return list(db.scalars(select(PostRow).order_by(PostRow.id)))


def check_outbox(life: Life) -> dict[str, int]:
    """Every post stands once, or may be missing and the lead was told; how many ended which way.

    What is for the lead in private may stand twice: it is sent again in doubt, for it may be such a notice.
    """
    ends: dict[str, int] = {}
    for row in outbox(life):
        ends[row.state] = ends.get(row.state, 0) + 1
        name = title(as_post(row))
        seen = sum(name in text for text in life.texts(row.platform, row.address))
        if row.address in (slack_id(LEAD), str(telegram_id(LEAD))):
            assert 1 <= seen <= 1 + life.kills, f"“{name}” stands {seen} times before the lead"
        elif row.state == "sent":
            assert seen == 1, f"“{name}” stands {seen} times at {row.platform} {row.address}"
        else:
            assert row.state == "unknown", f"“{name}” is {row.state}: {row.error}"
            assert seen <= 1, f"“{name}” stands {seen} times at {row.platform} {row.address}"
            assert life.lead_was_told(f"posting “{name}”"), f"nobody was told about “{name}”"
    return ends


def as_post(row: PostRow) -> posts.Post:
    return posts._post(row)


def check_audit(life: Life) -> None:
    with life.look() as db:
        assert audit.broken_at(db, IDENTITY) is None, "the audit log does not hold together"


def count(life: Life, column: Any) -> dict[str, int]:
    """How often each text stands in a column."""
    with life.look() as db:
        rows = db.execute(select(column, func.count()).group_by(column))
        return dict(map(tuple, rows))
