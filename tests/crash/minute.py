"""Thousands answer one sounding on both platforms at once, and Parley is killed amid them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import insert

from storage.tables import IdentityRow, PersonRow
from tests.crash.crowd import Crowd, kill_at_random
from tests.crash.sent import OPTIONS
from tests.crash.stored import tally
from tests.crash.votes import Votes, ask, close
from tests.process import (
    CHANNEL,
    GROUP,
    IDENTITY,
    LONG,
    Life,
    gather,
    organisation,
    slack_id,
    telegram_id,
    until,
)

AT_ONCE = 16  # people in Slack who wait at the same moment
WAITING = 100  # presses that wait in Telegram; one request brings as many
PATIENCE = 600.0  # seconds; a limit for slow machines
SLACK = 3.0  # seconds that Slack itself waits


@dataclass(frozen=True, slots=True)
class Minute:
    """What came of it. ``seconds`` run from the first press until everybody was told, with the kills and starts."""

    votes: Votes
    seconds: float


def vote_all_at_once(life: Life, many: int, kills: int, rng: random.Random) -> Minute:
    """So many people answer once each, half of them on each platform."""
    voters = range(life.size, life.size + many)
    _introduce(life, voters)
    life.slack.waits(ack=SLACK)
    life.start()
    ask(life, " voice=person")
    votes = Votes(life, {number: rng.choice(OPTIONS) for number in voters}, _voice)
    acts = [votes.by_slack(number) if number % 2 else _by_telegram(votes, number) for number in voters]
    rng.shuffle(acts)
    begun = time.monotonic()
    crowd = Crowd(life, acts, AT_ONCE, PATIENCE)
    kill_at_random(life, crowd, kills, rng, votes.check)
    crowd.finish()
    until(lambda: not life.telegram.pending, "The last answers on Telegram", PATIENCE)
    seconds = time.monotonic() - begun
    life.settles()
    votes.check()
    roll, counters = tally(life, 1)
    assert roll == {_voice(number) for number in voters}
    turnout = f"{many:,} people have answered."
    life.slack.wait_message(CHANNEL, turnout, LONG)
    life.telegram.wait_message(GROUP, turnout, LONG)
    close(life, counters)
    return Minute(votes, seconds)


def _by_telegram(votes: Votes, number: int) -> Callable[[], bool]:
    """Pressed once: Telegram keeps a press until Parley has taken it."""

    def press() -> bool:
        until(lambda: len(votes.life.telegram.pending) < WAITING, "A turn on Telegram", PATIENCE)
        votes.press_in_telegram(number)
        return True

    return press


def _voice(number: int) -> str:
    return f"person-{number}"


def _introduce(life: Life, voters: range) -> None:
    """They have all spoken to Parley before, on both platforms."""
    gather(life.slack, life.telegram, voters.stop)
    people = [
        {"id": voters.stop + number, "partnership": IDENTITY, "key": _voice(number), "name": f"Person {number}",
         "organisation": organisation(number % life.size), "roles": [], "welcomed": True, "seeded": False}
        for number in voters
    ]  # fmt: skip
    accounts = [
        {"partnership": IDENTITY, "platform": platform, "account": account, "person": voters.stop + number,
         "reachable": True, "switched_on": True}
        for number in voters
        for platform, account in (("slack", slack_id(number)), ("telegram", str(telegram_id(number))))
    ]  # fmt: skip

    def store(db) -> None:
        db.execute(insert(PersonRow), people)
        db.execute(insert(IdentityRow), accounts)

    life.change(store)
