"""Somebody who asks, without figures and without a platform: approved releases with a number in each published period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta
from sqlalchemy.orm import Session

from bot import config
from commands import Request
from storage.catalogue import Catalogue, load_catalogue
from storage.cells import Cells
from storage.measures import Measure
from storage.partnerships import Partnership
from storage.people import Person
from storage.releases import Release, Shelf

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)  # a Wednesday morning
DEMOS = Path(__file__).parent.parent / "storage" / "demo"


def periods_of(measure: Measure, newest: date = date(2026, 11, 2)) -> tuple[str, ...]:
    """Two years of published periods, of any grain."""
    match measure.time.grain:
        case "week":
            return tuple((newest - timedelta(weeks=back)).isoformat() for back in range(109, -1, -1))
        case "month":
            first = newest.replace(day=1) - relativedelta(months=1)
            return tuple((first - relativedelta(months=back)).isoformat() for back in range(23, -1, -1))
        case "term":
            return tuple(term.id for term in measure.time.terms if term.start <= newest)
        case "once":
            return (str(measure.time.period),)


def released(known: Catalogue, measures: Iterable[Measure]) -> Shelf:
    """Every measure approved, with one number in each of its periods."""
    releases, figures = {}, {}
    for number, measure in enumerate(measures, 1):
        areas = known.code_lists[measure.areas.file]
        releases[measure.id] = Release(
            number,
            "grammar",
            1,
            "approved",
            measure,
            areas,
            "",
            "Demo Analyst",
            NOW,
            "Demo Steward",
            NOW,
            None,
        )
        breakdown = measure.publish[0].name
        figures[measure.id] = Cells((breakdown, "x", period, (), 5) for period in periods_of(measure))
    return Shelf(releases, figures)


def catalogue(name: str = "camden") -> Catalogue:
    """What may be asked in one of the demonstrations."""
    return load_catalogue(DEMOS / name / "catalogue")


def partnership(name: str = "camden") -> Partnership:
    """One of the demonstrations, with everything in its catalogue approved."""
    settings = config.load(DEMOS / name / "config.yaml", {"PARLEY_DATABASE_URL": "sqlite://"}).partnerships[0]
    known = catalogue(name)
    return Partnership(settings, known, released(known, known.measures.values()))


def redeclared(whose: Partnership, identity: str, **changes: object) -> Partnership:
    """The same with one measure declared differently, in the catalogue and in its release."""
    measure = whose.catalogue.measures[identity].model_copy(update=changes)
    measures = {**whose.catalogue.measures, identity: measure}
    known = Catalogue(measures, whose.catalogue.code_lists)
    return Partnership(whose.settings, known, released(known, measures.values()))


def request(whose: Partnership, now: datetime = NOW) -> Request:
    """Somebody in a private chat who has asked nothing before: without a key, nothing is looked up."""
    return Request(Person(0, "", "Demo Lead", None, frozenset()), None, whose, now, Session(), "web:private")
