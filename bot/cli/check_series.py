"""What parley check says about soundings that come round: a template that is not there, too few who are asked."""

from __future__ import annotations

from collections.abc import Iterator

from bot.settings import Problem, nearest
from commands.polling.templates import TEMPLATES, template
from storage.partnership import PartnershipSettings
from storage.schedule_settings import SoundingJob


def unknown_templates(path: str, partnership: PartnershipSettings) -> Iterator[Problem]:
    """Series that name a ready sounding that is not there."""
    names = [each.name for each in TEMPLATES]
    for number, series in enumerate(partnership.schedule.soundings):
        if series.template is not None and template(series.template) is None:
            where = f"{path}.schedule.soundings[{number}].template"
            yield Problem(
                where, f'"{series.template}" is not a ready sounding{nearest(series.template, names)}'
            )


def too_few_asked(path: str, partnership: PartnershipSettings) -> Iterator[Problem]:
    """Series that ask fewer than it takes to show a result."""
    minimum = partnership.polls.minimum
    for number, series in enumerate(partnership.schedule.soundings):
        asked = _asked(partnership, series)
        if series.mode == "sealed" and series.voice == "organisation" and asked < minimum:
            yield Problem(
                f"{path}.schedule.soundings[{number}].audience",
                f"{series.name} asks {asked} organisation{'s' if asked != 1 else ''}, and results need {minimum} answers, "
                "so none will ever be shown: ask more of them, or with names.",
            )


def _asked(partnership: PartnershipSettings, series: SoundingJob) -> int:
    sides = [each.side for each in partnership.organisations]
    return len(sides) if series.audience == "all" else sides.count(series.audience)
