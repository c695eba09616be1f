"""From what was written to a sounding that can be opened: everything filled in and checked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from commands import Refusal, Request, personal
from commands.polling import checks
from commands.polling.roster import Roster, roster
from commands.polling.wanted import Wanted
from storage.bank_holidays import add_working_days, is_bank_holiday
from storage.settings_values import Span
from storage.soundings.sounding import Draft, Mode, Remind, VoiceKind
from storage.times import at_utc, parse_moment, say_date

LONGEST_RECALL = 60
LONGEST_OPEN = timedelta(days=92)


def draft(request: Request, wanted: Wanted) -> Draft:
    """A sounding as it would be opened now."""
    checks.check(wanted.questions)
    settings = request.partnership.settings.polls
    asked = roster(request, wanted.who, settings.minimum)
    voice = _voice(wanted.voice, asked)
    if len(wanted.recall) > LONGEST_RECALL:
        raise Refusal(f"Write the time it asks about in {LONGEST_RECALL} characters or less.", field="recall")
    return Draft(
        wanted.questions,
        _closing(request, wanted.closes),
        _mode(wanted.mode),
        voice,
        asked.audience,
        () if voice == "person" and asked.audience == "all" else asked.organisations,
        asked.parts if voice == "organisation" else (),
        settings.minimum,
        _remind(wanted.remind),
        personal.check(wanted.recall.strip(), "recall"),
    )


def _mode(text: str) -> Mode:
    match text.strip().casefold():
        case "" | "sealed":
            return "sealed"
        case "named":
            return "named"
    raise Refusal("Write sealed, where nobody sees who chose what, or named.", field="mode")


def _voice(text: str, asked: Roster) -> VoiceKind:
    """One answer from each organisation, unless nobody knows which there are."""
    match text.strip().casefold():
        case "" if not asked.organisations:
            return "person"
        case "" | "organisation" | "organisations":
            return "organisation"
        case "person" | "people" | "each":
            return "person"
    raise Refusal("Write organisation, for one answer from each, or person.", field="voice")


def _remind(text: str) -> Remind:
    match text.strip().casefold():
        case "" | "missing":
            return "missing"
        case "everybody" | "all" | "everyone":
            return "everybody"
    raise Refusal("Write missing, to remind those who have not answered, or everybody.", field="remind")


def _closing(request: Request, closes: str) -> datetime:
    if not closes.strip():
        return usual_closing(request, request.partnership.settings.polls.closes_after)
    return moment(request, closes)


def moment(request: Request, closes: str) -> datetime:
    """A time to close in words."""
    zone = request.partnership.zone
    try:
        local = parse_moment(closes, request.now.astimezone(zone).replace(tzinfo=None))
    except ValueError as problem:
        raise Refusal(str(problem), field="closes") from None
    closes_at = at_utc(local, zone)
    if closes_at - request.now > LONGEST_OPEN:
        raise Refusal("A sounding closes within 3 months. Write an earlier day.", field="closes")
    return closes_at


def usual_closing(request: Request, span: Span) -> datetime:
    """5pm, some working days from today."""
    day = add_working_days(request.today, span.amount, request.partnership.settings.nation)
    return at_utc(datetime(day.year, day.month, day.day, 17), request.partnership.zone)  # noqa: DTZ001 - wall-clock time, made aware by at_utc


def warnings(request: Request, made: Draft) -> tuple[str, ...]:
    """What somebody should know before it is asked."""
    return tuple(filter(None, (too_few(made), _holiday(request, made))))


def too_few(made: Draft) -> str:
    """That no result can come of it, if so."""
    asked = len(made.roster)
    if made.mode == "named" or made.voice == "person" or not 0 < asked < made.minimum:
        return ""
    organisations = "1 organisation" if asked == 1 else f"{asked} organisations"
    return (
        f"This asks {organisations}, and results need {made.minimum} answers, so no result will be shown. "
        "Ask more organisations, or ask with names."
    )


def _holiday(request: Request, made: Draft) -> str:
    """A sounding over a bank holiday is answered by those who work on it."""
    last = made.closes_at.astimezone(request.partnership.zone).date()
    day = _first_holiday(request, last)
    if day is None:
        return ""
    return f"{say_date(day)} is a bank holiday, and many will not see this in time. Let it close before, or ask it after."


def _first_holiday(request: Request, last: date) -> date | None:
    nation = request.partnership.settings.nation
    days = (request.today + timedelta(days=each) for each in range((last - request.today).days + 1))
    return next((day for day in days if is_bank_holiday(day, nation)), None)
