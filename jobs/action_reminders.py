"""Each working day: who has something due soon or late, or nothing happening, hears of it in one message."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta

from commands import Request
from commands.actions import bundle
from commands.actions.bundle import Reminders
from commands.reply import Send, ToPerson
from jobs import Outcome, job
from storage import away, occurrences, people
from storage.actions import finding, reminding
from storage.actions.action import Action
from storage.due_times import calendar
from storage.occurrences import Occurrence
from storage.times import at_utc

BUNDLE = "action_bundle"


@job(reminding.JOB)
def action_reminders(request: Request, occurrence: Occurrence) -> Outcome:
    """Remind each owner at most once before a date and once after it, and ask about what has grown old."""
    if _bundle_comes(request):
        return Outcome(nothing="Everybody's list comes today, which says the same.")
    due, stale = _due(request), _stale(request)
    sends = tuple(
        Send(
            ToPerson(each), bundle.reminder(request, Reminders(tuple(due[each]), tuple(stale[each]))), "nudge"
        )
        for each in sorted({*due, *stale})
    )
    return Outcome(sends, nothing="" if sends else "There was nobody to remind.")


def _bundle_comes(request: Request) -> bool:
    """Whether the weekly list is due today."""
    settings = request.partnership.settings
    if settings.schedule.action_bundle is None:
        return False
    begins = at_utc(datetime.combine(request.today, time()), settings.timezone) - timedelta(seconds=1)
    skipped = occurrences.left_out(request.db, settings.id, BUNDLE, begins)
    planned = calendar(settings, settings.schedule.action_bundle, begins, begins + timedelta(days=1), skipped)
    return any(not each.left_out and each.due.local.date() == request.today for each in planned)


def _due(request: Request) -> defaultdict[int, list[Action]]:
    """What each owner has to hear of for the first time."""
    found: defaultdict[int, list[Action]] = defaultdict(list)
    for each in finding.open_ones(request.db, request.partnership.id):
        owner = each.owner.person
        why = reminding.reasons(request.partnership.settings, each, request.today)
        if owner is None or not why or not _is_here(request, owner):
            continue
        if reminding.first_time(request.db, each, why, request.now):
            found[owner].append(each)
    return found


def _stale(request: Request) -> defaultdict[int, list[Action]]:
    """What has grown old, by who is asked: its owner, or for one without an account whoever noted it."""
    found: defaultdict[int, list[Action]] = defaultdict(list)
    for each in finding.open_ones(request.db, request.partnership.id):
        if not reminding.is_stale(request.partnership.settings, each, request.today):
            continue
        whom = next(
            (who for who in (each.owner.person, each.made_by) if who and _is_here(request, who)), None
        )
        if whom is not None and len(found[whom]) < bundle.WITH_BUTTONS:
            reminding.note_asked(request.db, each, request.now)
            found[whom].append(each)
    return found


def _is_here(request: Request, person: int) -> bool:
    """Whether somebody can be written to and is not away."""
    if people.address_of(request.db, person) is None:
        return False
    return not away.is_away(request.db, request.partnership.id, person, request.today)
