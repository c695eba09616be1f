"""The files that parley init writes: a configuration from a few answers, and a first measure file to change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from storage.people import slug

Answers = dict[str, str]
CONFIG = """\
# Written by parley init. config.example.yaml of Parley explains every key; look here again with: parley check
# Secrets never go in this file: set SLACK_BOT_TOKEN, TELEGRAM_BOT_TOKEN and so on in the environment.
database_url: sqlite:///parley.db
{platforms}
partnerships:
  - id: {id}
    name: {name}
    timezone: {timezone}
    nation: {nation}
    catalogue: catalogue/
    places:
{places}
    organisations:
      - {{id: {council_id}, name: {council}, side: council}}
      - {{id: {partner_id}, name: {partner}, side: vcs}}
    people:
{people}
    schedule:
      weekly_chart:    {{at: Monday 09:30, measures: [example-referrals]}}
      weeknote_prompt: {{at: Friday 11:00}}
      weeknote_nudge: {{at: Friday 14:00}}
      weeknote_digest: {{at: Friday 15:30, editors: [{lead}]}}
      action_bundle:   {{at: Monday 09:00}}
      action_reminders: {{at: every working day 09:00}}
      figures_review:  {{at: every working day 09:00}}
      request_review:  {{at: Thursday 10:00}}
    quiet_hours: 18:00-08:00
"""
MEASURE = """\
# An example to change: every key is needed, and parley data check says what does not fit.
id: example-referrals
version: 1
title: Example referrals
aliases: [referrals]
counts: events
unit: {{one: referral, many: referrals}}
what: An example. Say in one sentence what is counted, and by which area.
not: Say what is not counted, so that nobody reads too much into the number.
holder: {partner_id}
contact: {lead}
steward: {steward}
{deputy}source: {{name: Name of the list, licence: partnership use only}}
layout: {{kind: long, area: ward, period: week_commencing, count: referrals}}
# Beside the code list there may be a list of earlier areas (changes: FILE.csv) and a map (boundaries: FILE.geojson).
areas: {{vintage: example, file: wards.csv, levels: [ward, borough]}}
time: {{grain: week, starts: monday, lag_days: 3, revisable_days: 28}}
publish: [ward×week]
protect: {{method: controlled-rounding, base: 5, policy: 3}}
review_by: {review}
"""
WARDS = """\
code,name,level,parent
X01,Example borough,borough,
X01001,North ward,ward,X01
X01002,South ward,ward,X01
"""


def parts(text: str) -> list[str]:
    return [part for part in re.split(r"[\s,]+", text) if part]


def config_text(answers: Answers) -> str:
    """The configuration file in full. JSON strings are YAML strings, so no name can break the file."""
    places = parts(answers["places"])
    words = {key.replace("-", "_"): json.dumps(text, ensure_ascii=False) for key, text in answers.items()}
    return CONFIG.format(
        **{**words, "places": "\n".join(f"      - {_place(place)}" for place in places)},
        platforms="\n".join(_platforms(places)),
        id=slug(answers["name"]) or "partnership",
        timezone="Europe/London",
        people="\n".join(f"      - {person}" for person in _people(answers)),
        **_organisation_ids(answers),
    )


def _platforms(places: list[str]) -> Iterator[str]:
    slack = any(not place.startswith("-") for place in places)
    telegram = any(place.startswith("-") for place in places)
    if slack:
        yield "slack: {mode: socket}"
    if telegram:
        yield "telegram: {mode: polling}"
    yield "http: {host: 127.0.0.1, port: 8080}"


def _place(place: str) -> str:
    return f"telegram: {place}" if place.startswith("-") else f"slack: {place}"


def _organisation_ids(answers: Answers) -> dict[str, str]:
    partner = slug(answers["partner"]) or "partner"
    return {"council_id": "council", "partner_id": partner if partner != "council" else "partner"}


def _people(answers: Answers) -> Iterator[str]:
    ids = _organisation_ids(answers)
    organisations = {"lead": "partner_id", "steward": "council_id", "deputy": "council_id"}
    names: dict[str, list[str]] = {}
    for role in organisations:
        if answers[role]:
            names.setdefault(answers[role], []).append(role)
    for name, roles in names.items():
        accounts = [part for role in roles for part in parts(answers[f"{role}-account"])]
        keys = [
            f"name: {json.dumps(name, ensure_ascii=False)}",
            f"organisation: {ids[organisations[roles[0]]]}",
        ]
        keys += [f"roles: [{', '.join(roles)}]", *_accounts(accounts)]
        yield "{" + ", ".join(keys) + "}"


def _accounts(ids: list[str]) -> list[str]:
    found = {"telegram" if each.isdigit() else "slack": each for each in ids}
    return [f"{platform}: {account}" for platform, account in sorted(found.items())]


def write_catalogue(folder: Path, answers: Answers, today: date) -> None:
    """A first measure file to change, where there is none yet."""
    folder.mkdir(exist_ok=True)
    if any(folder.glob("*.yaml")):
        return
    words = {key: json.dumps(text, ensure_ascii=False) for key, text in answers.items()}
    deputy = f"deputy: {words['deputy']}\n" if answers["deputy"] else ""
    text = MEASURE.format(
        partner_id=_organisation_ids(answers)["partner_id"],
        lead=words["lead"],
        steward=words["steward"],
        deputy=deputy,
        review=(today + timedelta(days=365)).isoformat(),
    )
    (folder / "example-referrals.yaml").write_text(text, encoding="utf-8")
    if not (folder / "wards.csv").exists():
        (folder / "wards.csv").write_text(WARDS, encoding="utf-8")
