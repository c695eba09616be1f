"""What was changed in the schedule in the chat: times of jobs, pauses, and series of soundings begun there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from storage import occurrences
from storage.due_times import times
from storage.partnership import PartnershipSettings, Pause
from storage.prepared import Prepared
from storage.schedule_settings import BegunSeries, Job, MeetingJob, SoundingJob
from storage.soundings import begun
from storage.tables import PauseRow, ScheduleChangeRow
from storage.times import Rule, parse_weekly

SERIES = "poll_series"  # the job that opens the soundings of a series
MEETING = "meeting"  # the job that posts the agenda of a meeting
RULES = Prepared(
    select(ScheduleChangeRow.job, ScheduleChangeRow.words)
    .where(ScheduleChangeRow.partnership == bindparam("partnership"), ScheduleChangeRow.ended_at.is_(None))
    .order_by(ScheduleChangeRow.id)
)
EVERY_RULE = Prepared(
    select(ScheduleChangeRow.partnership, ScheduleChangeRow.job, ScheduleChangeRow.words)
    .where(ScheduleChangeRow.ended_at.is_(None))
    .order_by(ScheduleChangeRow.id)
)
EVERY_PAUSE = Prepared(
    select(PauseRow.partnership, PauseRow.id, PauseRow.first, PauseRow.last, PauseRow.reason, PauseRow.holds)
    .where(PauseRow.ended_at.is_(None))
    .order_by(PauseRow.first, PauseRow.id)
)
PAUSES = Prepared(
    select(PauseRow.id, PauseRow.first, PauseRow.last, PauseRow.reason, PauseRow.holds)
    .where(PauseRow.partnership == bindparam("partnership"), PauseRow.ended_at.is_(None))
    .order_by(PauseRow.first, PauseRow.id)
)


@dataclass(frozen=True, slots=True)
class Paused:
    """A pause a lead made, with the number by which it is ended."""

    id: int
    pause: Pause


def as_changed(db: Session, settings: PartnershipSettings) -> PartnershipSettings:
    """The settings of a partnership as they hold now. Read anew each time, because another process may change them."""
    return _merged(as_begun(db, settings), changed(db, settings.id), pauses(db, settings.id))


def as_begun(db: Session, settings: PartnershipSettings) -> PartnershipSettings:
    """The settings with the series that were begun in the chat, before anybody changed a time."""
    return with_series(settings, begun.here(db, settings.id))


def with_series(settings: PartnershipSettings, series: Sequence[BegunSeries]) -> PartnershipSettings:
    """The settings with more series; where the configuration has one of the same name, that one counts."""
    known = settings.schedule.soundings
    taken = {each.name.casefold() for each in known}
    new = tuple(each for each in series if each.name.casefold() not in taken)
    if not new:
        return settings
    schedule = settings.schedule.model_copy(update={"soundings": (*known, *new)})
    return settings.model_copy(update={"schedule": schedule})


def all_as_changed(db: Session, every: Iterable[PartnershipSettings]) -> dict[str, PartnershipSettings]:
    """The same of many partnerships, in three looks however many they are."""
    rules, paused, series = changed_everywhere(db), _paused_everywhere(db), begun.everywhere(db)
    whole = [with_series(each, series.get(each.id, [])) for each in every]
    return {each.id: _merged(each, rules.get(each.id, {}), paused.get(each.id, [])) for each in whole}


def _merged(
    settings: PartnershipSettings, rules: Mapping[str, Rule], paused: Sequence[Paused]
) -> PartnershipSettings:
    if not rules and not paused:
        return settings
    jobs = {name: _at(job, rules.get(name)) for name, job in jobs_of(settings)}
    series = tuple(jobs.pop(series_key(each)) for each in settings.schedule.soundings)
    meetings = tuple(jobs.pop(meeting_key(each)) for each in settings.schedule.meetings)
    changed_ones = {**jobs, "soundings": series, "meetings": meetings}
    schedule = settings.schedule.model_copy(update=changed_ones)
    both = (*settings.pauses, *(each.pause for each in paused))
    return settings.model_copy(update={"schedule": schedule, "pauses": both})


def _at(job: Job, rule: Rule | None) -> Job:
    return job if rule is None else job.model_copy(update={"at": rule})


def jobs_of(settings: PartnershipSettings) -> list[tuple[str, Job]]:
    """The jobs that the configuration switches on.

    Each series of soundings is one, such as ``poll_series/Demand``, and of meetings, such as ``meeting/Weekly call``.
    """
    every = ((name, getattr(settings.schedule, name)) for name in type(settings.schedule).model_fields)
    single = [(name, found) for name, found in every if isinstance(found, Job)]
    series = ((series_key(each), each) for each in settings.schedule.soundings)
    meetings = ((meeting_key(each), each) for each in settings.schedule.meetings)
    return [*single, *meetings, *series]


def series_key(series: SoundingJob) -> str:
    """The name of a series among the jobs."""
    return f"{SERIES}/{series.name}"


def meeting_key(meeting: MeetingJob) -> str:
    """The name of a meeting that comes round among the jobs."""
    return f"{MEETING}/{meeting.title}"


def series_named(settings: PartnershipSettings, name: str) -> SoundingJob | None:
    """A series of soundings, in capitals or not."""
    wanted = name.strip().casefold()
    return next((each for each in settings.schedule.soundings if each.name.casefold() == wanted), None)


def changed(db: Session, partnership: str) -> dict[str, Rule]:
    """The rules that leads chose, by the name of the job."""
    rows: Sequence[Any] = RULES.run(db.connection(), partnership=partnership).all()
    return {job: parse_weekly(words) for job, words in rows}


def changed_everywhere(db: Session) -> dict[str, dict[str, Rule]]:
    """The same of every partnership in which a lead chose any, in one look."""
    rows: Sequence[Any] = EVERY_RULE.run(db.connection()).all()
    found: dict[str, dict[str, Rule]] = {}
    for partnership, job, words in rows:
        found.setdefault(partnership, {})[job] = parse_weekly(words)
    return found


def pauses(db: Session, partnership: str, today: date | None = None) -> list[Paused]:
    """The pauses leads made and did not end, the first one first; from a day on, those that are not over."""
    rows: Sequence[Any] = PAUSES.run(db.connection(), partnership=partnership).all()
    found = [Paused(number, _pause(*columns)) for number, *columns in rows]
    return [each for each in found if today is None or each.pause.last >= today]


def _paused_everywhere(db: Session) -> dict[str, list[Paused]]:
    rows: Sequence[Any] = EVERY_PAUSE.run(db.connection()).all()
    found: dict[str, list[Paused]] = {}
    for partnership, number, *columns in rows:
        found.setdefault(partnership, []).append(Paused(number, _pause(*columns)))
    return found


def _pause(first: date | str, last: date | str, reason: str, holds: str) -> Pause:
    return Pause.model_validate({"from": first, "to": last, "reason": reason, "holds": holds})


def begin(db: Session, settings: PartnershipSettings, series: BegunSeries, now: datetime) -> None:
    """Let a sounding come round from now on; what an earlier series of its name would have had is not owed."""
    begun.keep(db, settings.id, series, now)
    occurrences.note_written_until(db, settings.id, series_key(series), now)


def stop(db: Session, settings: PartnershipSettings, series: SoundingJob, now: datetime) -> bool:
    """Let it come round no more, and forget what was skipped or changed; ``False`` if it was stopped before."""
    job = series_key(series)
    if not begun.end(db, settings.id, series.name, now):
        return False
    _end_rules(db, settings.id, job, now)
    for local in occurrences.left_out(db, settings.id, job, now):
        occurrences.put_back(db, settings.id, job, local)
    occurrences.withdraw_after(db, settings.id, job, now)
    db.flush()
    return True


def change(
    db: Session, settings: PartnershipSettings, job: str, rule: Rule | None, by: int, now: datetime
) -> None:
    """Give a job another time from now on; with no rule, its time is that of the configuration again."""
    _keep_what_is_owed(db, as_changed(db, settings), job, now)
    _end_rules(db, settings.id, job, now)
    if rule is not None:
        db.add(ScheduleChangeRow(partnership=settings.id, job=job, words=rule.words(), by=by, at=now))
    occurrences.withdraw_after(db, settings.id, job, now)
    db.flush()


def _end_rules(db: Session, partnership: str, job: str, now: datetime) -> None:
    for row in db.scalars(
        select(ScheduleChangeRow).filter_by(partnership=partnership, job=job, ended_at=None)
    ):
        row.ended_at = now


def _keep_what_is_owed(db: Session, settings: PartnershipSettings, job: str, now: datetime) -> None:
    """What was due before the change still is, and what the new rule would have had before it is not."""
    until = occurrences.written_until(db, settings.id, job)
    if until is None or until >= now:
        return
    for each in times(settings, dict(jobs_of(settings))[job], until, now):
        occurrences.write_down(db, settings.id, job, each.local, each.utc)
    occurrences.note_written_until(db, settings.id, job, now)


def pause(db: Session, partnership: str, wanted: Pause, by: int, now: datetime) -> int:
    """Hold posts back; the number of the pause."""
    row = PauseRow(
        partnership=partnership,
        first=wanted.first,
        last=wanted.last,
        reason=wanted.reason,
        holds=wanted.holds,
        by=by,
        at=now,
    )
    db.add(row)
    db.flush()
    return row.id


def resume(db: Session, partnership: str, number: int, now: datetime) -> bool:
    """End a pause at once; ``False`` if there is none such any more."""
    row = db.scalars(select(PauseRow).filter_by(partnership=partnership, id=number, ended_at=None)).first()
    if row is None:
        return False
    row.ended_at = now
    db.flush()
    return True
