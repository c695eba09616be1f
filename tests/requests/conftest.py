"""A request that Demo Pantry Lead has raised with Demo Analyst, and a second place where people read it."""

import pytest

from storage import seeding
from tests.world import PLACE

ASKED = {
    "what": "food bank referrals by age",
    "why": "We would open on other days.",
    "smallest": "the borough, by month",
}
ELSEWHERE = "elsewhere"


def ask(chat, who="pantry-lead", **changed):
    chat.says(who, "request")
    return chat.fills(who, {**ASKED, **changed})


def writes_under(chat, who, words, number=1, message="m1", key=None):
    """Somebody writes under the living message of a request in the place."""
    values = {"words": words, "about": f"request/{number}", "message": message, "address": PLACE}
    return chat.says(who, "request say", values=values, key=key)


def in_two_places(chat):
    chat.app.writer.run_now(lambda db: seeding.seed_place(db, "demo-food", "web", ELSEWHERE))
    return chat


@pytest.fixture
def asked(quick):
    ask(in_two_places(quick))
    return quick
