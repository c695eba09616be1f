"""The configuration contract as it stands: what is accepted, and what each key is for."""

import re
from datetime import date, time
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
import yaml
from pydantic import BaseModel

from bot.config import SECRET_KEY, load
from bot.settings import FileSettings
from storage.partnership import Pause
from storage.settings_values import Span, Unit, parse_span
from storage.times import Fortnightly, OfMonth, Weekly
from tests.contract import MISSING, P, changed, settings
from tests.process import ROOT


def test_the_contract_is_read_as_it_stands(tmp_path):
    (food,) = settings(tmp_path).partnerships
    assert food.timezone == ZoneInfo("Europe/London")
    assert food.schedule.weekly_chart.at == Weekly(0, time(9, 30))
    assert food.schedule.weeknote_digest.publish_dir == tmp_path / "weeknotes"
    assert food.catalogue == tmp_path / "catalogue"
    assert food.quiet_hours == (time(18), time(8))
    assert food.polls.closes_after == Span(2, "working days")
    assert food.retention.questions == Span(400, "days")
    assert food.people[0].roles == ("steward",)
    assert [(place.slack, place.telegram) for place in food.places] == [
        ("C0123456789", None),
        (None, -1001234567890),
    ]


def test_what_is_left_out_has_the_defaults_of_the_contract(tmp_path):
    whole = settings(tmp_path)
    optional = ("quiet_hours", "polls", "requests", "nudges_per_week", "retention")
    gone = [(f"{P}.{key}", MISSING) for key in optional]
    shorter = settings(tmp_path, changed(("database_url", MISSING), ("slack", {}), ("telegram", {}), *gone))
    assert shorter.database_url == whole.database_url == f"sqlite:///{tmp_path}/parley.db"
    assert (shorter.slack, shorter.telegram, shorter.http) == (whole.slack, whole.telegram, whole.http)
    assert shorter.partnerships == whole.partnerships


def test_the_example_file_is_accepted():
    example = load(ROOT / "config.example.yaml", {})
    assert example.partnerships[0].id == "demo-food"


def test_the_example_file_shows_every_key_with_a_comment():
    text = (ROOT / "config.example.yaml").read_text(encoding="utf-8")
    uncommented = {key for key in keys(FileSettings) if not explained(key, text)}
    assert uncommented == set()


def keys(model):
    for name, field in model.model_fields.items():
        yield field.alias or name
        for inner in models(field.annotation):
            yield from keys(inner)


def models(annotation):
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models(inner)


def explained(key, text):
    beside = re.search(rf"^ *(?:- )?{key}:.*?(?<!\S)# ", text, re.MULTILINE)
    above = re.search(rf"^ *#.*\n(?: *#.*\n)* *(?:- )?{key}:", text, re.MULTILINE)
    listed = re.search(rf"^ *#   {key} {{2,}}\S", text, re.MULTILINE)
    return bool(beside or above or listed)


def test_no_key_of_the_contract_looks_like_a_secret():
    assert [key for key in keys(FileSettings) if SECRET_KEY.search(key)] == []


def test_a_required_key_says_what_it_is_for():
    silent = [key for model in set(blocks(FileSettings)) for key in undescribed(model)]
    assert silent == []


def blocks(model):
    yield model
    for field in model.model_fields.values():
        for inner in models(field.annotation):
            yield from blocks(inner)


def undescribed(model):
    return [
        name for name, field in model.model_fields.items() if field.is_required() and not field.description
    ]


@pytest.mark.parametrize("section", ["slack", "telegram"])
def test_a_platform_that_is_left_out_is_off(tmp_path, section):
    assert getattr(settings(tmp_path, changed((section, MISSING))), section) is None


def test_the_same_person_may_be_in_two_partnerships(tmp_path):
    raw = yaml.safe_load(changed())
    raw["partnerships"].append(raw["partnerships"][0] | {"id": "other", "places": []})
    assert settings(tmp_path, yaml.safe_dump(raw)).partnerships[1].people[0].slack == "U01"


def test_later_kinds_of_schedule_are_accepted(tmp_path):
    sounding = {"name": "Demand", "question": "How is it?", "options": ["Higher", "Lower"]}
    text = changed(
        (f"{P}.schedule.soundings", [sounding | {"at": "every second Wednesday 10:00"}]),
        (f"{P}.schedule.meetings", [{"title": "Board", "at": "last Friday 16:00", "chair": "Demo Lead"}]),
    )
    schedule = settings(tmp_path, text).partnerships[0].schedule
    assert schedule.soundings[0].at == Fortnightly(2, time(10))
    assert schedule.meetings[0].at == OfMonth(4, time(16))


def test_no_quiet_hours_is_a_choice(tmp_path):
    assert settings(tmp_path, changed((f"{P}.quiet_hours", None))).partnerships[0].quiet_hours is None


def test_settings_cannot_be_changed_after_loading(tmp_path):
    with pytest.raises(ValueError, match="frozen"):
        settings(tmp_path).http.port = 1


@pytest.mark.parametrize("unit", get_args(Unit))
def test_a_span_read_back_from_its_own_words_is_the_same(unit):
    assert [parse_span(Span(n, unit).words()) for n in (1, 2, 400)] == [Span(n, unit) for n in (1, 2, 400)]


def test_a_pause_covers_its_first_and_last_day():
    pause = Pause.model_validate({"from": "2026-12-24", "to": "2027-01-01", "reason": "Christmas"})
    assert [pause.covers(day) for day in (date(2026, 12, 23), date(2026, 12, 24))] == [False, True]
    assert [pause.covers(day) for day in (date(2027, 1, 1), date(2027, 1, 2))] == [True, False]
