"""The one reminder of a sounding: when it comes, and what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from commands import Request, sounding
from commands.polling import announce
from commands.reply import Reply, Text
from storage import occurrences
from storage.bank_holidays import add_working_days
from storage.partnership import PartnershipSettings
from storage.quiet_hours import at_work
from storage.soundings.sounding import Sounding
from storage.times import at_utc

JOB = "poll_reminder"
BEFORE = timedelta(hours=4)  # the close
OPEN = timedelta(hours=2)  # at least, before anybody is reminded
AFTERNOON = time(15)  # when it comes where 4 hours before the close is no time to disturb anybody


def write_down(request: Request, shown: Sounding, closes_at: datetime) -> None:
    """Note when people are reminded; a sounding too short for it has no reminder."""
    due = due_at(request.partnership.settings, replace(shown, closes_at=closes_at))
    if due is None:
        return
    local = due.astimezone(request.partnership.zone).replace(tzinfo=None)
    occurrences.write_down(request.db, request.partnership.id, JOB, local, due, sounding.live_key(shown))


def due_at(settings: PartnershipSettings, shown: Sounding) -> datetime | None:
    """Some hours before the close, at a time of day and on a day when people work; ``None`` if there is no time."""
    moment = shown.closes_at - BEFORE
    if at_work(settings, moment) != moment:
        moment = _afternoon_before(settings, moment)
    if shown.opened_at is None or moment < shown.opened_at + OPEN:
        return None
    return moment


def _afternoon_before(settings: PartnershipSettings, moment: datetime) -> datetime:
    local = moment.astimezone(settings.timezone).replace(tzinfo=None)
    tomorrow = local.date() + timedelta(days=local.time() >= AFTERNOON)
    day = add_working_days(tomorrow, -1, settings.nation)
    return at_utc(datetime.combine(day, AFTERNOON), settings.timezone)


def everybody(request: Request, shown: Sounding) -> Reply:
    """For the place: the same words whoever has answered."""
    who = "your organisation has" if shown.voice == "organisation" else "you have"
    return _reminder(request, shown, f"If {who} not answered yet, {_effort(shown)}.")


def missing(request: Request, shown: Sounding, voice: str) -> Reply:
    """In private, for somebody whose ``voice`` is still missing."""
    return _reminder(request, shown, f"There is no answer from {voice} yet. {_effort(shown).capitalize()}.")


def _effort(shown: Sounding) -> str:
    """What answering takes."""
    is_a_tap = len(shown.questions) == 1 and shown.questions[0].shape in ("choice", "scale")
    return "one tap does it" if is_a_tap else "it takes less than a minute"


def _reminder(request: Request, shown: Sounding, words: str) -> Reply:
    reply = announce.in_private(request, shown)
    closes = f"Sounding {shown.number} closes at {sounding.until(request, shown)}. {words}"
    return replace(reply, blocks=(Text(closes), *reply.blocks[1:]))
