"""How a figure is kept safe: what is promised, what is not, and how that was checked."""

from __future__ import annotations

from collections.abc import Iterator

from commands import Request, command
from commands.definition import measure_called
from commands.reply import Button, Buttons, Fields, Heading, Reply, Text
from storage.measures import Measure
from storage.monthly import month_off
from storage.releases import Release
from storage.times import say_day

PROMISED = (
    "Nobody can prove from these figures, even from all of them together, that a count is {policy} or smaller. "
    "Asking often shows no more: the same question gets the same number every time."
)
HOW = (
    "All tables of a period are rounded together, to multiples of {base}, so that they still add up. Which way a "
    "number goes depends on a secret key that stays with the person who prepares the figures."
)
COST = "A number may be up to {least} away from the true one. “Fewer than {base}” may be none."
BY_MONTH = " What is published by month alone may be up to {least} away."
CHECKED = (
    "Before anybody could approve it, a program tried to work true counts out from this release together with "
    "everything published here before. Numbers it could pin down too closely are not let out."
)
NOT_PROMISED = (
    "An organisation that knows its own cases can learn a little more about everybody else's. Tables that others "
    "publish, and that Parley was not told of, may give something away. Parley cannot take back a number that "
    "somebody types."
)


@command("safety", usage="safety MEASURE", example="safety foodbank-referrals")
def safety(request: Request, words: str) -> Reply:
    """Say how a figure is kept safe, and what nobody can promise."""
    measure = measure_called(request, words, "safety")
    release = request.partnership.shelf.releases.get(measure.id)
    return Reply(
        (
            Heading(f"How this is kept safe: {measure.title}"),
            Text(
                "Parley holds no true counts and nothing about single people. Numbers are rounded before they "
                "reach it, and a named person approves them."
            ),
            Fields(tuple(_fields(request, measure, release))),
            Buttons(
                (
                    Button("What does this count?", f"definition {measure.id}"),
                    Button("Ask for it", f"ask {measure.id}"),
                )
            ),
        ),
        private=True,
    )


def _fields(request: Request, measure: Measure, release: Release | None) -> Iterator[tuple[str, str]]:
    base, policy = measure.protect.base, measure.protect.policy
    yield "What is promised", PROMISED.format(policy=policy)
    yield "How", HOW.format(base=base)
    yield "What it costs", COST.format(base=base, least=base - 1) + _by_month(release)
    yield "How it was checked", CHECKED
    if release is not None and release.decided_at is not None:
        day = say_day(release.decided_at.date())
        yield "Who approved it", f"{release.decided_by} on {day}; {release.loaded_by} loaded it"
    yield "What nobody can promise", NOT_PROMISED
    lead = request.partnership.contact("lead")
    yield "If you are worried", f"Tell {measure.steward}, who can withdraw these figures at once, or {lead}."


def _by_month(release: Release | None) -> str:
    """Where what only months show may be further off than the rest."""
    if release is None or (release.month_bases or 1) == 1:
        return ""
    return BY_MONTH.format(least=month_off(release))
