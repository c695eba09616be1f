"""Does what is due: a few occurrences in one transaction, and what fails neither loses nor holds up the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from sqlalchemy.orm import Session

import jobs
from bot import outgoing
from bot.app import App, Changing
from bot.log import frames, log, short_code
from commands import Request
from commands.reply import Send, ToPerson
from jobs import due
from jobs.left_out import LeftOut, notice
from storage import audit, occurrences, people, schedule_changes
from storage.occurrences import Occurrence
from storage.partnerships import Partnership
from storage.times import say_moment

MOST = 200  # occurrences in one transaction
SHARE = 0.05  # seconds after which what is left waits for the next one, so that nobody's vote waits long
SOON = timedelta(seconds=5)  # until figures that have just changed are looked at again
PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60))  # after each failure of a job


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended: done, or left out for a reason, of which a lead is ``told`` if it was not the job's own."""

    occurrence: Occurrence
    reason: str = ""
    told: bool = False


class Doing:
    """The work of one tick. It runs on the writer, and never commits."""

    def __init__(self, app: App) -> None:
        self._app = app

    def some(self, db: Session, now: datetime) -> int:
        """Do the oldest that are due, with everything they owe; how many were dealt with.

        All in one savepoint, which is several times as fast; if one of them fails, each in its own.
        """
        found = occurrences.due(db, now, MOST)
        here = self._as_changed(db, found)
        do = partial(self._do, db, here, now)
        try:
            with db.begin_nested():
                ended = _in_time(found, do)
                db.flush()
        except Exception:  # whichever it is fails again, and is seen to then
            audit.forget_chains(db)
            ended = _in_time(found, partial(_apart, db, do, now))
        self._end(db, here, [each for each in ended if each is not None], now)
        return len(ended)

    def sift(self, db: Session, partnership: Partnership, now: datetime) -> None:
        """Leave out at once what an outage made too late, and tell the lead in one message."""
        here = as_changed(db, partnership)
        owed = occurrences.owed(db, here.id, now)
        ended = [Ended(each, _reason(db, here, each, now), told=True) for each in owed]
        self._end(db, {here.id: here}, [each for each in ended if each.reason], now)

    def _as_changed(self, db: Session, found: Sequence[Occurrence]) -> dict[str, Partnership]:
        """The partnerships they belong to, with what their leads changed in the schedule."""
        names = dict.fromkeys(each.partnership for each in found)
        every = [self._app.partnerships[name] for name in names if name in self._app.partnerships]
        settings = schedule_changes.all_as_changed(db, [each.settings for each in every])
        return {each.id: replace(each, settings=settings[each.id]) for each in every}

    def _do(
        self, db: Session, here: Mapping[str, Partnership], now: datetime, occurrence: Occurrence
    ) -> Ended | None:
        """Do one; ``None`` if it is put off."""
        partnership = here.get(occurrence.partnership)
        if partnership is None or jobs.find(occurrence.job) is None:
            return Ended(occurrence, "This is no longer switched on.")
        if reason := _reason(db, partnership, occurrence, now):
            return Ended(occurrence, reason, told=True)
        if (then := due.waits_until(partnership.settings, occurrence, now)) > now:
            occurrences.put_off(db, occurrence, then)
            return None
        outcome = run_job(db, partnership, occurrence, now)
        _note_cited(db, partnership, occurrence, outcome, now)
        late = due.is_late(occurrence.due, now)
        for send in outcome.sends:
            owed = jobs.labelled_late(send, _late(partnership, occurrence, now)) if late else send
            only = due.addresses(partnership.settings, occurrence.job)
            outgoing.owe(db, partnership.id, owed, now, only, partnership.settings)
        outgoing.touch(db, partnership.id, outcome.touched)
        return Ended(occurrence, outcome.nothing)

    def _end(
        self, db: Session, here: Mapping[str, Partnership], ended: Sequence[Ended], now: datetime
    ) -> None:
        occurrences.end(db, [(each.occurrence, each.reason) for each in ended], now)
        left: defaultdict[str, list[LeftOut]] = defaultdict(list)
        for each in ended:
            if each.told and _is_news(db, here, each.occurrence, now):
                left[each.occurrence.partnership].append((each.occurrence, each.reason))
        for name, theirs in left.items():
            zone = here[name].zone
            words = notice(theirs, zone, now.astimezone(zone).date())
            for lead in people.with_role(db, name, "lead"):
                outgoing.owe(db, name, Send(ToPerson(lead.id), words), now)


def _is_news(db: Session, here: Mapping[str, Partnership], left: Occurrence, now: datetime) -> bool:
    """Of what a pause leaves out, the first of each job is told: the lead made the pause and knows of the rest."""
    pause = due.pause_of(here[left.partnership].settings, left.job, left.due)
    if pause is None:
        return True
    return occurrences.once(
        db, left.partnership, "pause_told", f"{left.job} {pause.first} {pause.reason}", now
    )


def as_changed(db: Session, partnership: Partnership) -> Partnership:
    """A partnership with what its leads changed in the schedule."""
    return replace(partnership, settings=schedule_changes.as_changed(db, partnership.settings))


def run_job(db: Session, partnership: Partnership, occurrence: Occurrence, now: datetime) -> jobs.Outcome:
    """What a job would post, with Parley itself as the one who asks."""
    nobody = people.Person(0, "parley", "Parley", None, frozenset())
    job = jobs.find(occurrence.job)
    if job is None:
        raise LookupError(occurrence.job)
    return job(Request(nobody, None, partnership, now, db), occurrence)


def _in_time(found: Sequence[Occurrence], do: Callable[[Occurrence], Ended | None]) -> list[Ended | None]:
    """As many as there is time for, and at least one."""
    until, ended = monotonic() + SHARE, []
    for occurrence in found:
        ended.append(do(occurrence))
        if monotonic() > until:
            break
    return ended


def _apart(
    db: Session, do: Callable[[Occurrence], Ended | None], now: datetime, occurrence: Occurrence
) -> Ended | None:
    """One in a savepoint of its own; ``None`` if it is put off."""
    try:
        with db.begin_nested():
            ended = do(occurrence)
            db.flush()
        return ended
    except Changing:
        audit.forget_chains(db)
        occurrences.put_off(db, occurrence, now + SOON)
        return None
    except Exception as error:
        audit.forget_chains(db)
        return _failed(db, occurrence, error, now)


def _failed(db: Session, occurrence: Occurrence, error: Exception, now: datetime) -> Ended | None:
    """Put it off for a while; after the last time it is left out, and the reason says whom to tell."""
    code, tries = short_code(), occurrence.attempts + 1
    log.error("a job failed", job=occurrence.job, code=code, error=type(error).__name__, at=frames(error))
    if tries <= len(PAUSES):
        occurrences.put_off(db, occurrence, now + PAUSES[tries - 1], failed=True)
        return None
    reason = (
        f"There is a problem with Parley: it was tried {tries} times and did not work. "
        f"Tell the person who looks after Parley the code {code}."
    )
    return Ended(occurrence, reason, told=True)


def _reason(db: Session, partnership: Partnership, occurrence: Occurrence, now: datetime) -> str:
    """Why an occurrence is left out; empty when it is to be done."""
    reason = due.reason_to_skip(partnership.settings, occurrence.job, occurrence.due, now)
    if reason or occurrence.subject or not due.is_late(occurrence.due, now):
        return reason
    later = occurrences.later(db, occurrence, now)
    return due.REPLACED if due.is_replaced(partnership.settings, later, now) else ""


def _note_cited(
    db: Session, partnership: Partnership, occurrence: Occurrence, outcome: jobs.Outcome, now: datetime
) -> None:
    """Write down whose figures are posted; of a release withdrawn a moment ago, nothing is: the next tick does it."""
    cited = tuple(dict.fromkeys(release for send in outcome.sends for release in send.reply.cites))
    entry = audit.Entry(partnership.id, now, "parley", "clock", occurrence.job, occurrence.subject, cited)
    if cited and not audit.record(db, entry):
        raise Changing


def _late(partnership: Partnership, occurrence: Occurrence, now: datetime) -> str:
    when = say_moment(occurrence.due, partnership.zone, now.astimezone(partnership.zone).date())
    return f"This is late: it was due at {when}."
