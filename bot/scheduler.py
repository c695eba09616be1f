"""The alarm clock: one APScheduler tick that writes due times down and does what is due, each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.orm import Session

import jobs
from bot import metrics, outgoing
from bot.app import App, Changing
from bot.log import frames, log
from commands import Request
from commands.reply import Reply, Send, ToPerson, say
from jobs import due
from storage import audit, events, occurrences, people, posts, retention, schedule_changes
from storage.due_times import times
from storage.occurrences import Occurrence
from storage.partnerships import Partnership
from storage.times import say_moment

EVERY = 10  # seconds between ticks
KEEP_EVENTS = timedelta(days=3)  # longer than any platform goes on delivering an event again


class Scheduler:
    """APScheduler only rings; the occurrence table is the truth."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._clock = AsyncIOScheduler()
        self._tidied: date | None = None

    def start(self) -> None:
        self._clock.add_job(
            self.tick, "interval", seconds=EVERY, max_instances=1, coalesce=True, misfire_grace_time=None
        )
        self._clock.start()

    def stop(self) -> None:
        if self._clock.running:
            self._clock.shutdown(wait=False)

    async def tick(self) -> None:
        """Write down what has become due, then do it. A fault leaves everything due for the next tick."""
        now = self._app.clock()
        try:
            self._app.reload()
            await self._app.write(lambda db: self._write_down(db, now))
            while await self._app.write(lambda db: self._do_next(db, now)):
                self._app.changed.set()
            self._app.reload()  # a standing approval may have let figures out
        except Exception as error:
            log.error("the clock could not do its work", error=type(error).__name__, at=frames(error))
            return
        metrics.last_tick.set(now.timestamp())
        await self._tidy_once_a_day(now)

    async def _tidy_once_a_day(self, now: datetime) -> None:
        """Apart from what is due: a fault here must not keep a post from going out."""
        if self._tidied == now.date():
            return
        self._tidied = now.date()
        try:
            await self._app.write(lambda db: self._tidy(db, now))
        except Exception as error:
            log.error("old records could not be deleted", error=type(error).__name__, at=frames(error))

    def _write_down(self, db: Session, now: datetime) -> None:
        for partnership in self._app.partnerships.values():
            settings = schedule_changes.as_changed(db, partnership.settings)
            for name, wanted in due.scheduled(settings):
                until = occurrences.written_until(db, partnership.id, name)
                found = times(settings, wanted, until, now) if until else []
                for each in found:
                    occurrences.write_down(db, partnership.id, name, each.local, each.utc)
                if until is None or now > until:
                    occurrences.note_written_until(db, partnership.id, name, now)

    def _tidy(self, db: Session, now: datetime) -> None:
        events.forget_before(db, now.date() - KEEP_EVENTS)
        settings = [partnership.settings for partnership in self._app.partnerships.values()]
        for each in settings:
            retention.tidy(db, each, now)
        retention.tidy_shared(db, settings, now)

    def _do_next(self, db: Session, now: datetime) -> bool:
        """Do one due occurrence in one transaction with everything it owes; ``False`` when none is left."""
        found = occurrences.due(db, now, most=1)
        if not found:
            return False
        occurrence = found[0]
        partnership = self._app.partnerships.get(occurrence.partnership)
        if partnership is None or occurrence.job not in jobs.JOBS:
            occurrences.skip(db, occurrence, "This is no longer switched on.")
            return True
        partnership = replace(partnership, settings=schedule_changes.as_changed(db, partnership.settings))
        reason = due.reason_to_skip(partnership.settings, occurrence.job, occurrence.due, now)
        if reason:
            self._skip(db, partnership, occurrence, reason, now)
            return True
        self._run(db, partnership, occurrence, now)
        return True

    def _run(self, db: Session, partnership: Partnership, occurrence: Occurrence, now: datetime) -> None:
        outcome = run_job(db, partnership, occurrence, now)
        self._note_cited(db, partnership, occurrence, outcome, now)
        late = due.is_late(occurrence.due, now)
        for send in outcome.sends:
            owed = jobs.labelled_late(send, _late(partnership, occurrence, now)) if late else send
            outgoing.owe(db, partnership.id, owed, now, due.addresses(partnership.settings, occurrence.job))
        for live in outcome.touched:
            posts.touch(db, partnership.id, live)
        for path, text in outcome.files:
            self._publish(db, partnership, path, text, now)
        if outcome.nothing:
            occurrences.skip(db, occurrence, outcome.nothing)
            return
        occurrences.done(db, occurrence)

    def _note_cited(
        self,
        db: Session,
        partnership: Partnership,
        occurrence: Occurrence,
        outcome: jobs.Outcome,
        now: datetime,
    ) -> None:
        """Write down whose figures are posted; of a release withdrawn a moment ago, nothing is: the next tick does it."""
        cited = tuple(dict.fromkeys(release for send in outcome.sends for release in send.reply.cites))
        entry = audit.Entry(partnership.id, now, "parley", "clock", occurrence.job, occurrence.subject, cited)
        if cited and not audit.record(db, entry):
            raise Changing

    def _publish(self, db: Session, partnership: Partnership, path: Path, text: str, now: datetime) -> None:
        """Write a file whole or not at all; doing it again after a crash writes the same file."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(".part")
            draft.write_text(text, encoding="utf-8")
            draft.replace(path)
        except OSError as error:
            log.error("a file could not be written", error=type(error).__name__)
            notice = say(
                f"The published copy {path.name} could not be written: {error.strerror}. It is kept here."
            )
            self._tell_leads(db, partnership, notice, now)

    def _tell_leads(self, db: Session, partnership: Partnership, notice: Reply, now: datetime) -> None:
        for lead in people.with_role(db, partnership.id, "lead"):
            outgoing.owe(db, partnership.id, Send(ToPerson(lead.id), notice), now)

    def _skip(
        self, db: Session, partnership: Partnership, occurrence: Occurrence, reason: str, now: datetime
    ) -> None:
        occurrences.skip(db, occurrence, reason)
        words = occurrence.job.replace("_", " ")
        when = say_moment(occurrence.due, partnership.zone, now.astimezone(partnership.zone).date())
        self._tell_leads(db, partnership, say(f"The {words} of {when} was left out. {reason}"), now)


def run_job(db: Session, partnership: Partnership, occurrence: Occurrence, now: datetime) -> jobs.Outcome:
    """What a job would post, with Parley itself as the one who asks."""
    nobody = people.Person(0, "parley", "Parley", None, frozenset())
    return jobs.JOBS[occurrence.job](Request(nobody, None, partnership, now, db), occurrence)


def _late(partnership: Partnership, occurrence: Occurrence, now: datetime) -> str:
    when = say_moment(occurrence.due, partnership.zone, now.astimezone(partnership.zone).date())
    return f"This is late: it was due at {when}."
