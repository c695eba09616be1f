"""A world in which meetings come round."""

from dataclasses import replace
from datetime import UTC, datetime

from storage.schedule_settings import MeetingJob

CALL = {"title": "Weekly call", "at": "Tuesday 10:00", "chair": "Demo Food Hub Lead"}
BOARD = {"title": "Board", "at": "last Thursday 14:00", "lasts": "2 hours", "agenda_before": "4 hours"}
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # the first call, and the clocks show UTC


def meets(chat, *meetings):
    """Put meetings into the configuration, and let the clock see them."""
    return scheduled(chat, meetings=tuple(MeetingJob.model_validate(each) for each in meetings or (CALL,)))


def scheduled(chat, **changed):
    """Change the schedule in the configuration."""
    here = chat.app.partnerships["demo-food"]
    schedule = here.settings.schedule.model_copy(update=changed)
    settings = here.settings.model_copy(update={"schedule": schedule})
    chat.app.partnerships["demo-food"] = replace(here, settings=settings)
    chat.run(chat.scheduler.tick())
    return chat
