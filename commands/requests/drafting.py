"""A request that leads to a new measure: a draft of its file, filled in as far as the request says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from dateutil.relativedelta import relativedelta

from commands import Request, command
from commands.reply import Buttons, File, Note, Reply, Text
from commands.requests import wording
from storage import people
from storage.layouts import LongLayout
from storage.measures import Geography, Measure
from storage.requests.request import DataRequest

GRAINS = {"week": "starts: monday, from: , year_starts: 04-01, ", "month": "from: , year_starts: 04-01, "}
TITLE, LONGEST_ID = 80, 40


@command("request measure", usage="request measure 7", example="request measure 7")
def measure(request: Request, words: str) -> Reply:
    """Begin the measure file for figures that somebody asked for."""
    found, _ = wording.meant(request, words, "measure")
    identity = _identity(request, found)
    text = "\n".join(_lines(request, found, identity)) + "\n"
    return Reply(
        (
            Text(f"This is a draft for request {found.number}. What the request does not say is empty."),
            Note(
                "Fill it in with whoever holds the figures and put it into the catalogue. parley data check then says "
                "what is still missing, and parley data advise whether the table is coarse enough."
            ),
            File(f"{identity}.yaml", text, f"A draft of the measure file {identity}."),
            Buttons((wording.look(found),)),
        ),
        private=True,
    )


def _identity(request: Request, found: DataRequest) -> str:
    """A name that no measure has."""
    known = request.partnership.catalogue.measures
    slug = people.slug(found.what)
    name = (
        slug if len(slug) <= LONGEST_ID else slug[:LONGEST_ID].rpartition("-")[0]
    ) or f"request-{found.number}"
    return f"{name}-{found.number}" if name in known else name


def _lines(request: Request, found: DataRequest, identity: str) -> Iterator[str]:
    near = request.partnership.measure(found.measure) if found.measure else None
    yield f"# A draft from request {found.number}. {_comment(found.what)}"
    yield f"# Why: {_comment(found.why)}"
    if found.smallest:
        yield f"# The smallest that would do: {_comment(found.smallest)}"
    if near:
        yield f"# What is filled in below is that of {near.title}, which comes nearest: check every line."
    yield f"id: {scalar(identity)}  # what commands and buttons call it; small letters, digits, hyphens; do not change it"
    yield "version: 1  # one more each time the declaration changes"
    yield f"title: {scalar(found.what[:TITLE].strip())}  # what people see"
    yield "aliases: []  # what people type instead"
    yield "counts:  # persons, households, events or organisations: they are never added up across"
    yield "unit: {one: , many: }  # such as {one: referral, many: referrals}"
    yield f"what: {scalar(found.what)}"
    yield "not:  # what it does not count"
    yield from _who(request, found, near)
    yield from _source(near)
    yield from _table(request, found, near)
    yield "protect: {method: controlled-rounding, base: 5, policy: 3}"
    yield "freshness: {warn_days: 14, stop_days: 42}"
    yield "places: all"
    yield f"review_by: {request.today + relativedelta(years=1)}"


def _who(request: Request, found: DataRequest, near: Measure | None) -> Iterator[str]:
    respondent = people.person(request.db, found.respondent)
    holder = near.holder if near else respondent.organisation or ""
    deputy = near.deputy if near else next(iter(request.partnership.named("deputy")), None)
    yield f"holder: {scalar(holder)}  # the organisation that holds the figures"
    yield f"contact: {scalar(near.contact if near else respondent.name)}  # the person to talk to"
    steward = near.steward if near else request.partnership.contact("steward")
    yield f"steward: {scalar(steward)}  # the person who approves; never the one whose key signed the release"
    if deputy:
        yield f"deputy: {scalar(deputy)}"


def _source(near: Measure | None) -> Iterator[str]:
    if near is None:
        yield "source: {name: , licence: partnership use only}"
        yield "layout: {kind: long, area: , period: , count: }  # the names of the columns in the officer's file"
        return
    yield f"source: {{name: {scalar(near.source.name)}, licence: {scalar(near.source.licence)}}}"
    long = near.layout if isinstance(near.layout, LongLayout) else None
    area, period = (scalar(long.area or ""), scalar(long.period or "")) if long else ("", "")
    yield f"layout: {{kind: long, area: {area}, period: {period}, count: }}  # the columns in the officer's file"


def _table(request: Request, found: DataRequest, near: Measure | None) -> Iterator[str]:
    """Areas, time and the one table to publish: the smallest that would do."""
    areas = (
        near.areas
        if near
        else next((each.areas for each in request.partnership.catalogue.measures.values()), None)
    )
    grain = _grain(found, near)
    if areas is None:
        yield "areas: {vintage: , file: , levels: []}  # the code list; smallest level first"
    else:
        levels = ", ".join(areas.levels)
        yield f"areas: {{vintage: {scalar(areas.vintage)}, file: {scalar(areas.file)}, levels: [{levels}]}}"
    yield "dimensions: {}  # such as {reason: {codes: [debt, benefits]}}"
    yield f"time: {{grain: {grain}, {GRAINS[grain]}lag_days: 3, revisable_days: 28}}"
    table = f"{_level(found, areas)}×{grain}" if areas else ""
    yield f"publish: [{table}]  # every table that may ever be asked; write × or x"


def _grain(found: DataRequest, near: Measure | None) -> str:
    """Weeks or months: the longer one where that would do."""
    if re.search(r"\b(?:month|quarter|year|annual)", found.smallest, re.IGNORECASE):
        return "month"
    return near.time.grain if near and near.time.grain in GRAINS else "week"


def _level(found: DataRequest, areas: Geography) -> str:
    """The level somebody named as small enough, else the largest."""
    named = [
        each for each in areas.levels if re.search(rf"\b{re.escape(each)}", found.smallest, re.IGNORECASE)
    ]
    return (named or list(areas.levels))[-1]


def _comment(words: str) -> str:
    return "".join(letter for letter in words if letter.isprintable())


def scalar(words: str) -> str:
    """Words as YAML writes them wherever they stand; nothing where there are none."""
    if not words:
        return ""
    return yaml.safe_dump([words], default_flow_style=True, allow_unicode=True, width=10_000).strip()[1:-1]
