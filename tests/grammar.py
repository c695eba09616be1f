"""Somebody who types a line about figures, and what it is understood as."""

from __future__ import annotations

import pytest

from commands import Refusal
from commands.question import Question, understand
from tests import asker

DEMO = asker.partnership()
REFERRALS = "foodbank-referrals"


def asked(typed: str, whose=DEMO) -> Question:
    return understand(asker.request(whose), typed, {})


def refused(typed: str, whose=DEMO) -> Refusal:
    with pytest.raises(Refusal) as error:
        asked(typed, whose)
    return error.value


def offers(refusal: Refusal) -> dict[str, str]:
    return {button.label: button.line for button in refusal.offer}


def table(text: str) -> list[tuple[str, ...]]:
    """What is typed, after a >, and the lines under it."""
    return [tuple(part.strip() for part in entry.split("\n")) for entry in text.strip()[1:].split("\n>")]
