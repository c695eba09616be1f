"""The configuration as it is promised, and what a test does with it."""

import re

import pytest
import yaml

from bot.config import ConfigError, load

CONTRACT = """
database_url: sqlite:///parley.db            # or postgresql+psycopg://…
slack:    {mode: socket, api_url: https://slack.com/api/, command_prefix: "", read_history: false}
telegram: {mode: polling, api_url: https://api.telegram.org}
http:     {host: 127.0.0.1, port: 8080, public_url: null}
partnerships:
  - id: demo-food
    name: Demo food insight partnership
    timezone: Europe/London
    nation: England                          # England | Wales | Scotland | Northern Ireland
    catalogue: catalogue/
    places: [{slack: C0123456789}, {telegram: -1001234567890}]
    organisations:
      - {id: council, name: Demo Borough Council, side: council}
      - {id: food-hub, name: Demo Food Hub, side: vcs}
    people:
      - {name: Demo Steward, organisation: council, roles: [steward], slack: U01, telegram: 101}
      - {name: Demo Lead, organisation: food-hub, roles: [lead], slack: U02, telegram: 102}
    schedule:
      weekly_chart:    {at: Monday 09:30, measures: [foodbank-referrals]}
      weeknote_prompt: {at: Friday 11:00}
      weeknote_digest: {at: Friday 15:30, editors: [Demo Lead], publish_dir: weeknotes/}
      action_bundle:   {at: Monday 09:00}
      request_review:  {at: Thursday 10:00}
    quiet_hours: 18:00-08:00
    pauses: [{from: 2026-12-24, to: 2027-01-01, reason: Christmas}]
    polls:    {minimum: 5, closes_after: 2 working days}
    requests: {reply_within: 3 working days}
    nudges_per_week: 2
    retention: {questions: 400 days, stories: 2 years}
"""
MISSING = object()
P = "partnerships[0]"
WAX = "-".join(
    ("xoxb", "1234567890", "not", "a", "real", "token")
)  # in pieces, so that nobody takes it for one


def settings(folder, text=CONTRACT, env=None):
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    return load(folder / "config.yaml", env or {})


def problems(folder, text=CONTRACT, env=None):
    with pytest.raises(ConfigError) as refused:
        settings(folder, text, env)
    return {problem.path: problem.text for problem in refused.value.problems}


def changed(*changes):
    """The contract with some values put in or taken out, each named by its path."""
    raw = yaml.safe_load(CONTRACT)
    for path, value in changes:
        *steps, last = [int(step) if step.isdigit() else step for step in re.findall(r"[\w-]+", path)]
        block = raw
        for step in steps:
            block = block[step]
        if value is MISSING:
            del block[last]
        elif isinstance(block, list):
            block.insert(last, value)
        else:
            block[last] = value
    return yaml.safe_dump(raw, sort_keys=False)
