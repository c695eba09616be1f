"""Ask for an approved figure: number, area, period, what it does not count, and whom to talk to."""

from __future__ import annotations

from collections.abc import Mapping

from commands import Request, command
from commands.answers.reply import answer_to
from commands.question import understand
from commands.reply import Reply


@command(
    "ask",
    usage="ask MEASURE ward=WARD week=DATE by=ward or reason vs=last year as=chart",
    example="ask foodbank-referrals ward=Highgate",
    open_keys=True,
)
def ask(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Ask for an approved figure, for one ward or the whole area."""
    return answer_to(request, understand(request, words, keys))
