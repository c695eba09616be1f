"""parley check: is everything in order before it runs, who may do what, and what is posted when."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import commands
import jobs
from bot.cli import check_series
from bot.cli.jobs import timetable
from bot.cli.simulating import PRIVATE
from bot.settings import Problem, Settings, missing_secrets, nearest
from commands import REGISTRY, Command, either
from jobs import due
from storage import quiet_hours
from storage.catalogue import Catalogue, CatalogueError, load_catalogue
from storage.geography import many, one
from storage.measures import Measure
from storage.partnership import PartnershipSettings
from storage.schedule_changes import meeting_key, series_key
from storage.times import say_time


@dataclass(frozen=True, slots=True)
class Findings:
    """``problems`` have to be put right; ``notes`` are for whoever looks after Parley to know."""

    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]


def examine(settings: Settings) -> Findings:
    """Everything that can be seen without talking to a platform or the database."""
    jobs.discover()
    problems, notes = list(_addresses(settings)), list(missing_secrets(settings, settings.secrets))
    notes += _silent_places(settings)
    for number, partnership in enumerate(settings.partnerships):
        path = f"partnerships[{number}]"
        problems += _folders(path, partnership)
        notes += _in_quiet_hours(path, partnership)
        problems += check_series.unknown_templates(path, partnership)
        notes += check_series.too_few_asked(path, partnership)
        try:
            catalogue = load_catalogue(partnership.catalogue)
        except CatalogueError as error:
            problems += [Problem(f"{path}.catalogue", str(problem)) for problem in error.problems]
            continue
        problems += _catalogue(path, partnership, catalogue)
    return Findings(tuple(problems), tuple(notes))


def _addresses(settings: Settings) -> Iterator[Problem]:
    telegram, public = settings.telegram, settings.http.public_url
    if telegram and telegram.mode == "webhook" and not (public or "").startswith("https://"):
        yield Problem("http.public_url", "Write the https address at which Telegram reaches this server.")
    if settings.slack and settings.slack.mode == "http" and public is None:
        yield Problem("http.public_url", "Write the https address at which Slack reaches this server.")


def _silent_places(settings: Settings) -> Iterator[Problem]:
    off = [name for name in ("slack", "telegram") if getattr(settings, name) is None]
    for number, partnership in enumerate(settings.partnerships):
        for at, place in enumerate(partnership.places):
            if place.platform in off:
                path = f"partnerships[{number}].places[{at}]"
                yield Problem(path, f"There is no {place.platform} section, so Parley is silent here.")


def _folders(path: str, partnership: PartnershipSettings) -> Iterator[Problem]:
    digest = partnership.schedule.weeknote_digest
    if digest and digest.publish_dir and not _writable(digest.publish_dir):
        where = f"{path}.schedule.weeknote_digest.publish_dir"
        yield Problem(
            where, f"Parley cannot write to {digest.publish_dir}: make the folder, or give it the right."
        )


def _in_quiet_hours(path: str, partnership: PartnershipSettings) -> Iterator[Problem]:
    """Jobs whose own time is one at which nobody should be disturbed."""
    for name, job in due.scheduled(partnership):
        if not quiet_hours.are_on(partnership, job.posts_at.time):
            continue
        held = "what it sends waits until they end" if name in PRIVATE else "it is posted then all the same"
        when = " to ".join(say_time(each) for each in partnership.quiet_hours or ())
        where = f"{path}.schedule.{_key(partnership, name)}.at"
        yield Problem(where, f"{say_time(job.posts_at.time)} is in the quiet hours ({when}): {held}.")


def _key(partnership: PartnershipSettings, name: str) -> str:
    """Where a job stands in the file: what comes round is one of a list."""
    schedule = partnership.schedule
    soundings = {series_key(each): f"soundings[{at}]" for at, each in enumerate(schedule.soundings)}
    meetings = {meeting_key(each): f"meetings[{at}]" for at, each in enumerate(schedule.meetings)}
    return (soundings | meetings).get(name, name)


def _writable(folder: Path) -> bool:
    """Whether files can be put there; a folder that is missing can be made in the nearest one that is there."""
    there = next((each for each in (folder, *folder.parents) if each.exists()), folder)
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _catalogue(path: str, partnership: PartnershipSettings, catalogue: Catalogue) -> Iterator[Problem]:
    chart = partnership.schedule.weekly_chart
    for number, identity in enumerate(chart.measures if chart else ()):
        if identity not in catalogue.measures:
            where = f"{path}.schedule.weekly_chart.measures[{number}]"
            yield Problem(
                where,
                f'"{identity}" is not a measure in the catalogue{nearest(identity, catalogue.measures)}',
            )
    for measure in catalogue.measures.values():
        for key, sentence in strangers(partnership, measure):
            yield Problem(f"{path}.catalogue: {measure.id}.{key}", sentence)


def strangers(partnership: PartnershipSettings, measure: Measure) -> Iterator[tuple[str, str]]:
    """Each key of a measure file that names somebody or something the partnership does not have, with a sentence."""
    roles = {person.name: person.roles for person in partnership.people}
    for key, name in (("contact", measure.contact), ("steward", measure.steward), ("deputy", measure.deputy)):
        if name and name not in roles:
            yield key, f'"{name}" is not one of the people{nearest(name, roles)}'
        elif name and key != "contact" and not {"steward", "deputy"} & set(roles[name]):
            yield key, f"{name} decides about these figures, so give them the role {key}."
    holders = [organisation.id for organisation in partnership.organisations]
    if measure.holder not in holders:
        yield "holder", f'"{measure.holder}" is not an organisation{nearest(measure.holder, holders)}'
    places = [place.name for place in partnership.places if place.name]
    for name in () if measure.places == "all" else measure.places:
        if name not in places:
            yield "places", f'"{name}" is not the name of a place{nearest(name, places)}'


def report(settings: Settings, now: datetime) -> Iterator[str]:
    """Who may do what and what is posted when, line by line."""
    commands.discover()
    for partnership in settings.partnerships:
        yield f"{partnership.name} ({partnership.id})"
        yield from _rules(partnership)
        yield from _figures(load_catalogue(partnership.catalogue))
        yield "  What is posted when:"
        for name, rule, when in timetable(partnership, now, most=2):
            yield f"    {name.replace('_', ' ')}: {rule}. Next: {when}."


def _rules(partnership: PartnershipSettings) -> Iterator[str]:
    yield f"  Anybody in its places may use: {_names(_open_to(()))}."
    for role, names in _by_role().items():
        yield f"  Needs the role {role}: {names}."
    yield "  People with a role:"
    for person in partnership.people:
        extra = _names(each for each in _open_to(person.roles) if each.roles)
        may = f"may also use {extra}" if extra else "may use what anybody may use"
        where = " and ".join(name for name in ("Slack", "Telegram") if getattr(person, name.lower()))
        known = f"known on {where}" if where else "not known on any platform yet"
        yield f"    {person.name} ({person.organisation}): {', '.join(person.roles)}; {may}; {known}."


def _by_role() -> Mapping[str, str]:
    """The commands that need a role, under the words for who may use them."""
    kinds = {each.roles for each in REGISTRY.values() if each.roles and each.listed}
    named = sorted((either(sorted(roles)), roles) for roles in kinds)
    return {
        words: _names(each for each in REGISTRY.values() if each.roles == roles) for words, roles in named
    }


def _open_to(roles: tuple[str, ...]) -> Iterator[Command]:
    return (each for each in REGISTRY.values() if not each.roles or each.roles & set(roles))


def _names(found: Iterable[Command]) -> str:
    return ", ".join(sorted(each.name for each in found if each.listed))


def _figures(catalogue: Catalogue) -> Iterator[str]:
    yield "  Figures and who decides about them:"
    for measure in catalogue.measures.values():
        deciders = " or ".join(filter(None, (measure.steward, measure.deputy)))
        yield f"    {measure.title}: approved by {deciders}, not by whoever loaded them; ask {measure.contact}."
        yield f"      Areas: {_areas(catalogue, measure)}."


def _areas(catalogue: Catalogue, measure: Measure) -> str:
    """How many areas of which vintage, whether earlier ones are known, and whether there is a map."""
    areas = catalogue.areas_of(measure)
    counts = [(len(areas.at(level)), level) for level in measure.areas.levels]
    parts = [f"{count} {one(level) if count == 1 else many(level)}" for count, level in counts]
    earlier = len({each.old_code for each in areas.changes})
    history = f"what became of {earlier} earlier areas is known" if earlier else "earlier areas are not known"
    drawn = f"map from {measure.areas.boundaries}" if measure.areas.boundaries else "no map"
    return f"{', '.join(parts)} ({measure.areas.vintage}); {history}; {drawn}"


def as_json(settings: Settings, found: Findings, now: datetime) -> dict[str, Any]:
    """The same for other programs."""
    commands.discover()
    return {
        "ok": not found.problems,
        "problems": [asdict(each) for each in found.problems],
        "notes": [asdict(each) for each in found.notes],
        "partnerships": [_as_json(each, now) for each in settings.partnerships],
    }


def _as_json(partnership: PartnershipSettings, now: datetime) -> dict[str, Any]:
    people = [
        {
            "name": person.name,
            "organisation": person.organisation,
            "roles": list(person.roles),
            "may": sorted(each.name for each in _open_to(person.roles) if each.listed),
        }
        for person in partnership.people
    ]
    schedule = [
        {"job": name, "at": rule, "next": when} for name, rule, when in timetable(partnership, now, 2)
    ]
    return {"id": partnership.id, "people": people, "schedule": schedule}
