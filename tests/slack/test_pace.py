"""How fast Parley writes to a whole Slack workspace."""

from __future__ import annotations

import asyncio

import pytest

from bot.slack.pace import IN_A_MINUTE, Turns
from bot.transport import NotSent


def test_more_than_a_workspace_takes_in_a_minute_waits_for_the_next():
    async def post_too_many() -> None:
        turns = Turns(1.0)
        for number in range(IN_A_MINUTE):
            async with turns.take(f"C{number}", patient=False):
                pass
        with pytest.raises(NotSent) as told:
            async with turns.take("C-one-more", patient=False):
                pass
        assert 5 < (told.value.wait or 0) <= 60

    asyncio.run(post_too_many())
