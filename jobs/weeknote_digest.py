"""Friday afternoon: the week is put together and goes to this week's editor; nothing is posted unseen."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from commands import Request
from commands.digests import editors
from commands.digests.lines import kept_true, put_together
from commands.digests.turn import draft_for, to_leads
from commands.reply import Send
from jobs import Outcome, job
from storage import digests, occurrences, people, weeknotes
from storage.bank_holidays import add_working_days
from storage.digests import Digest
from storage.occurrences import Occurrence
from storage.times import LocalDue, at_utc

CHASER = "digest_chaser"
REMINDED_AFTER = timedelta(hours=2)
LEAD_TOLD_AT = time(10)  # on the next working day


@job("weeknote_digest")
def weeknote_digest(request: Request, occurrence: Occurrence) -> Outcome:
    """Put a draft together and give it to whoever's turn it is, or tell the lead that nobody can be reached."""
    week = weeknotes.week_of(occurrence.local_due.date())
    known = digests.of_week(request.db, request.partnership.id, week, locked=True)
    if known is not None and known.approved:
        return Outcome(nothing="The digest of this week is posted already.")
    draft = kept_true(request, known) if known else _new(request, week)
    if draft is None:
        return Outcome(nothing="There was nothing to put into the digest this week.")
    _remind_later(request, draft)
    return Outcome(tuple(_sends(request, draft)))


def _new(request: Request, week: date) -> Digest | None:
    lines = put_together(request, week)
    if not lines:
        return None
    editor = next(iter(editors.rota(request, week)), None)
    number = editor.id if editor else None
    return digests.keep_draft(request.db, request.partnership.id, week, lines, number, request.now)


def _sends(request: Request, draft: Digest) -> list[Send]:
    if draft.editor is None:
        return to_leads(request, draft, "No editor could be reached.")
    return [draft_for(request, draft, people.person(request.db, draft.editor))]


def _remind_later(request: Request, draft: Digest) -> None:
    """Note when its editor is reminded, and when the lead is told, if nobody has approved it by then."""
    if draft.editor is not None:
        _write_down(request, draft, "editor", _due(request, request.now + REMINDED_AFTER))
    day = add_working_days(request.today, 1, request.partnership.settings.nation)
    local = datetime.combine(day, LEAD_TOLD_AT)
    _write_down(request, draft, "lead", LocalDue(local, at_utc(local, request.partnership.zone)))


def _due(request: Request, moment: datetime) -> LocalDue:
    return LocalDue(moment.astimezone(request.partnership.zone).replace(tzinfo=None, fold=0), moment)


def _write_down(request: Request, draft: Digest, whom: str, due: LocalDue) -> None:
    subject = f"{draft.key}/{whom}"
    occurrences.write_down(request.db, draft.partnership, CHASER, due.local, due.utc, subject)
