"""Many sealed answers in one transaction, in a few statements however many they are.

What is cast is a choice and for whom, and lives only until it is counted: nothing here is stored but what
`voting.vote` stores for one answer.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, or_, update

from storage.prepared import Prepared
from storage.soundings.voting import STATE, Vote
from storage.tables import PostRow

Cast = Vote | Literal["seen before"]
KEYS = {
    "sqlite": "INSERT INTO event_keys (key, day) SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') "
    "FROM json_each(?) WHERE true ON CONFLICT DO NOTHING RETURNING key",
    "postgresql": "INSERT INTO event_keys (key, day) SELECT value ->> 0, (value ->> 1)::date "
    "FROM json_array_elements(%s::json) ON CONFLICT DO NOTHING RETURNING key",
}
ROLL = {
    "sqlite": "INSERT INTO poll_rolls (poll, question, voice) SELECT json_extract(value, '$[0]'), "
    "json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM json_each(?) WHERE true "
    "ON CONFLICT DO NOTHING RETURNING poll, question, voice",
    "postgresql": "INSERT INTO poll_rolls (poll, question, voice) SELECT (value ->> 0)::int, (value ->> 1)::int, "
    "value ->> 2 FROM json_array_elements(%s::json) ON CONFLICT DO NOTHING RETURNING poll, question, voice",
}
COUNTED = {
    "sqlite": "UPDATE poll_counts SET votes = votes + coalesce((SELECT sum(json_extract(value, '$[2]')) FROM "
    "json_each(?) WHERE json_extract(value, '$[0]') = part AND json_extract(value, '$[1]') = answer), 0) "
    "WHERE poll = ? AND question = ?",
    "postgresql": "UPDATE poll_counts SET votes = votes + coalesce((SELECT sum((value ->> 2)::int) FROM "
    "json_array_elements(%s::json) WHERE value ->> 0 = part AND value ->> 1 = answer), 0) "
    "WHERE poll = %s AND question = %s",
}
TOUCHED = Prepared(
    update(PostRow)
    .where(PostRow.partnership == bindparam("of"), PostRow.live == bindparam("shown"))
    .where(or_(*(PostRow.state == state for state in ("due", "sending", "sent"))))
    .values(stale=True)
)


@dataclass(frozen=True, slots=True)
class Ballot:
    """One tap: the event it came with, and the answer. ``voice`` is as it stands on the roll."""

    key: str
    day: date
    partnership: str
    number: int
    poll: int
    question: int
    voice: str
    answer: str = field(repr=False)
    part: str = ""

    @property
    def place(self) -> tuple[int, int, str]:
        """Its line on the roll."""
        return self.poll, self.question, self.voice


def cast(db: Connection, ballots: Sequence[Ballot]) -> list[Cast]:
    """Count them all; what became of each, in their order. Of two for one voice the first one counts."""
    fresh = _fresh(db, ballots)
    open_ones = {poll for poll in sorted({each.poll for each in ballots}) if _is_open(db, poll)}
    on_roll = _new_on_roll(
        db, [each for each, new in zip(ballots, fresh, strict=True) if new and each.poll in open_ones]
    )
    outcomes: list[Cast] = []
    for each, new in zip(ballots, fresh, strict=True):
        if not new:
            outcomes.append("seen before")
        elif each.poll not in open_ones:
            outcomes.append("closed")
        else:
            outcomes.append("counted" if each.place in on_roll else "already answered")
            on_roll.discard(each.place)
    _count(db, [each for each, outcome in zip(ballots, outcomes, strict=True) if outcome == "counted"])
    return outcomes


def _fresh(db: Connection, ballots: Sequence[Ballot]) -> list[bool]:
    """Of each whether its event is new; of two with one event in the same batch, the first is."""
    new = _new_events(db, ballots)
    fresh = []
    for each in ballots:
        fresh.append(not each.key or each.key in new)
        new.discard(each.key)
    return fresh


def _new_events(db: Connection, ballots: Sequence[Ballot]) -> set[str]:
    rows = sorted({(each.key, each.day.isoformat()) for each in ballots if each.key})
    return {key for (key,) in _run(db, KEYS, rows)}


def _is_open(db: Connection, poll: int) -> bool:
    return STATE.run(db, poll=poll).scalar() == "open"


def _new_on_roll(db: Connection, ballots: Iterable[Ballot]) -> set[tuple[int, int, str]]:
    rows = sorted({each.place for each in ballots})
    return {(poll, question, voice) for poll, question, voice in _run(db, ROLL, rows)}


def _run(db: Connection, words: dict[str, str], rows: Sequence[tuple[Any, ...]], *more: Any) -> Sequence[Any]:
    """A statement for many rows, which travel as one text."""
    if not rows:
        return ()
    found = db.exec_driver_sql(words[db.dialect.name], (json.dumps(rows), *more))
    return found.all() if found.returns_rows else ()


def _count(db: Connection, counted: Sequence[Ballot]) -> None:
    """One statement for each question; like `voting.vote` it writes all counts of the question again."""
    sums: dict[tuple[int, int], dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    for each in counted:
        sums[each.poll, each.question][each.part, each.answer] += 1
    for (poll, question), answers in sorted(sums.items()):
        _run(db, COUNTED, [(*answer, many) for answer, many in answers.items()], poll, question)
    for partnership, number in sorted({(each.partnership, each.number) for each in counted}):
        TOUCHED.run(db, of=partnership, shown=f"poll/{number}")
