"""Ending an event loop that a test had to itself."""

from __future__ import annotations

import asyncio


async def end_rest() -> None:
    """Cancel what is still going on and wait for that, as ``asyncio.run`` does before it closes its loop."""
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for each in rest:
        each.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
