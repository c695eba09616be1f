"""A world in which soundings come round."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage.partnership import Pause
from storage.schedule_settings import SoundingJob
from tests.soundings.people import answer_all

DAY_BEFORE = datetime(2027, 1, 12, 12, 0, tzinfo=UTC)
OPENS = datetime(2027, 1, 13, 10, 0, tzinfo=UTC)  # a Wednesday
CLOSES = datetime(2027, 1, 15, 17, 0, tzinfo=UTC)
FORTNIGHT = timedelta(days=14)
DEMAND = {
    "name": "Demand",
    "at": "every second Wednesday 10:00",
    "question": "How is demand?",
    "options": ["Higher", "Same", "Lower"],
    "closes_after": "2 working days",
}


def comes_round(chat, *pauses, **changed):
    """Put a series into the configuration, and let the clock see it."""
    here = chat.app.partnerships["demo-food"]
    series = SoundingJob.model_validate({**DEMAND, **changed})
    schedule = here.settings.schedule.model_copy(update={"soundings": (series,)})
    held = tuple(Pause.model_validate(each) for each in pauses)
    settings = here.settings.model_copy(
        update={"schedule": schedule, "pauses": (*here.settings.pauses, *held)}
    )
    chat.app.partnerships["demo-food"] = replace(here, settings=settings)
    chat.run(chat.scheduler.tick())
    return chat


def after_christmas(chat, *pauses, **changed):
    """The same, the day before a run opens."""
    comes_round(chat, *pauses, **changed)
    chat.sleeps_until(DAY_BEFORE)
    return chat


def a_run(chat, number, answers):
    """Let a run open, be answered and close; what the place is told then."""
    later = (number - 1) * FORTNIGHT
    chat.reaches(OPENS + later)
    answer_all(chat, number, answers)
    return chat.reaches(CLOSES + later)
