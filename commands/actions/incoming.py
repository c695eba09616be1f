"""A log understood: whose the actions are, and which of them are not here yet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from commands import Request
from commands.actions import log, log_words, owners
from commands.actions.exporting import noted_on
from commands.actions.log import LONGEST_OWNER, Log, Row
from storage.actions import finding
from storage.actions.action import Draft, Owner
from storage.actions.taking_in import Earlier
from storage.times import at_utc

MIDDAY = time(12)
Known = frozenset[tuple[str, str, date]]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A log understood: what is new, how many are here already, and what is wrong, in sentences."""

    new: tuple[Earlier, ...]
    known: int
    problems: tuple[str, ...]
    unread: tuple[str, ...]

    def counts(self) -> str:
        """Such as "34 actions: 12 open, 22 done"."""
        states = Counter(each.state for each in self.new)
        parts = [f"{states[state]} {state}" for state in log_words.STATES if states[state]]
        return f"{actions(len(self.new))}: {', '.join(parts)}"


def actions(count: int) -> str:
    return "1 action" if count == 1 else f"{count:,} actions"


def read(request: Request, file: str, data: bytes) -> Incoming:
    """Understand a log; with a problem in it nothing of it is new."""
    parsed = log.read(file, data, request.today)
    owned = _owners(request, parsed)
    if parsed.problems:
        in_order = sorted(parsed.problems, key=lambda each: each.row)
        return Incoming((), 0, tuple(map(str, in_order)), parsed.unread)
    if not parsed.rows:
        return Incoming((), 0, (f"{file}: There is no action under the headings.",), parsed.unread)
    new, known = _new(request, parsed.rows, owned)
    return Incoming(new, known, (), parsed.unread)


def _owners(request: Request, parsed: Log) -> dict[str, tuple[Owner, ...]]:
    """Who is meant in each cell of owners; where that is not clear it is a problem of the log."""
    found: dict[str, tuple[Owner, ...]] = {}
    for row in parsed.rows:
        if row.owners in found:
            continue
        meant = [
            each for part in row.owners.split(";") if part.strip() for each in _people(request, part.strip())
        ]
        unclear = [each for each in meant if not isinstance(each, Owner)]
        for name in unclear:
            parsed.wrong(row.at, "Owner", f"More than one person could be “{name}”. Write the whole name.")
        if not meant:
            parsed.wrong(row.at, "Owner", "It does not say who has it.")
        found[row.owners] = tuple(each for each in meant if isinstance(each, Owner))
    return found


def _people(request: Request, said: str) -> list[Owner | str]:
    """The owners that words name; a name that could be several people stays a text."""
    whole = _one(request, said)
    parts = [part.strip() for part in re.split(r",|/|&|\+|\band\b", said) if part.strip()]
    if len(parts) < 2 or (isinstance(whole, Owner) and has_account(whole)):
        return [whole]
    each = [_one(request, part) for part in parts]
    several = any(not isinstance(one, Owner) or has_account(one) for one in each)
    return each if several else [whole]


def _one(request: Request, name: str) -> Owner | str:
    found = owners.known(request, name)
    if len(found) > 1:
        return name
    return found[0] if found else Owner(name[:LONGEST_OWNER])


def has_account(owner: Owner) -> bool:
    return owner.person is not None or owner.organisation is not None


def _new(
    request: Request, rows: Sequence[Row], owned: dict[str, tuple[Owner, ...]]
) -> tuple[tuple[Earlier, ...], int]:
    """The rows that say something that is not here yet, each once, and how many are left out."""
    here = _here(request)
    known, dated = {(what, who) for what, who, _ in here}, set(here)
    new: list[Earlier] = []
    for row in rows:
        first, *helpers = dict.fromkeys(owned[row.owners])
        key = (row.what.casefold(), first.name.casefold())
        day = row.meeting_on or request.today
        if (key in known and row.meeting_on is None) or (*key, day) in dated:
            continue
        known.add(key)
        dated.add((*key, day))
        new.append(_earlier(request, row, first, tuple(helpers)))
    return tuple(new), len(rows) - len(new)


def _here(request: Request) -> Known:
    every = finding.every(request.db, request.partnership.id)
    return frozenset(
        (each.what.casefold(), each.owner.name.casefold(), noted_on(request, each)) for each in every
    )


def _earlier(request: Request, row: Row, owner: Owner, helpers: tuple[Owner, ...]) -> Earlier:
    made_at = request.now
    if row.meeting_on is not None and row.meeting_on < request.today:
        made_at = at_utc(datetime.combine(row.meeting_on, MIDDAY), request.partnership.zone)
    return Earlier(Draft(row.what, owner, row.due, helpers=helpers), row.state, row.comments, made_at)
