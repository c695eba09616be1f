"""Approved counts of both sides beside each other: the first step where somebody asks how two lists overlap."""

from __future__ import annotations

from collections.abc import Iterator

from commands import Refusal, Request, command, figures
from commands.answers.reply import answer_to
from commands.question import understand
from commands.reply import Block, Button, Buttons, Heading, Note, Reply
from commands.requests.wording import raise_about
from storage.measures import Measure
from storage.releases import Release

BUTTONS = 3  # pairs that are offered
Pair = tuple[Release, Release]  # one of each side of the partnership

NOT_OVERLAP = (
    "Two counts beside each other show coverage: where one side sees many people and the other few. They do not say "
    "how many are with both, and nobody can be found in them."
)
TALK = Button("Start the conversation", "overlap talk", "primary")


def first_steps(request: Request) -> tuple[Button, ...]:
    """What can be looked at without anybody's list; where nothing can, a request for such counts."""
    found = pairs(request)[:BUTTONS]
    if not found:
        want = "How many people each side supports, by the smallest area and month that are safe to show"
        return (Button("Ask for counts of both sides", raise_about(want).line),)
    return tuple(
        Button(_title(one.measure, other.measure), f"overlap counts {one.measure.id} {other.measure.id}")
        for one, other in found
    )


def pairs(request: Request) -> list[Pair]:
    """Approved figures of the two sides that share areas, those counted by the same times first."""
    sides = {each.id: each.side for each in request.partnership.settings.organisations}
    shown = list(_shown(request))
    both = [
        (one, other)
        for one in shown
        for other in shown
        if (sides.get(one.measure.holder), sides.get(other.measure.holder)) == ("vcs", "council")
        and _shares_areas(one.measure, other.measure)
    ]
    return sorted(both, key=lambda pair: _nearness(pair[0].measure, pair[1].measure))


def _shown(request: Request) -> Iterator[Release]:
    shelf = request.partnership.shelf
    for identity, release in sorted(shelf.releases.items()):
        periods = shelf.periods(identity)
        fresh = periods and not figures.stopped(release.measure, periods[-1], request.today)
        if fresh and request.partnership.may_show(release.measure, request.place):
            yield release


def _shares_areas(one: Measure, other: Measure) -> bool:
    return one.areas.vintage == other.areas.vintage and bool({*one.areas.levels} & {*other.areas.levels})


def _nearness(one: Measure, other: Measure) -> tuple[bool, int, str, str]:
    """What compares best comes first: the same times, then the most levels of areas in common."""
    common = {*one.areas.levels} & {*other.areas.levels}
    return (one.time.grain != other.time.grain, -len(common), one.id, other.id)


def _title(one: Measure, other: Measure) -> str:
    return f"{one.title} beside {figures.lower_first(other.title)}"


@command("overlap counts", usage="overlap counts MEASURE MEASURE", example="overlap counts", listed=False)
def counts(request: Request, words: str) -> Reply:
    """Show approved counts of both sides beside each other."""
    one, other = _chosen(request, words)
    answers = [
        answer_to(request, understand(request, each, {}), can_share=False)
        for each in _asked(request, one, other)
    ]
    split = tuple(
        Button(f"{each.title} by {each.areas.levels[0]}", f"ask {each.id} by={each.areas.levels[0]}")
        for each in (one.measure, other.measure)
        if len(each.areas.levels) > 1
    )
    return Reply(
        (
            Heading(_title(one.measure, other.measure)),
            *(block for answer in answers for block in _without_buttons(answer)),
            Note(NOT_OVERLAP),
            Buttons((*split, TALK)),
        ),
        private=True,
        cites=tuple(dict.fromkeys(each for answer in answers for each in answer.cites)),
    )


def _chosen(request: Request, words: str) -> Pair:
    wanted = words.split()
    for one, other in pairs(request):
        if [one.measure.id, other.measure.id] == wanted:
            return one, other
    raise Refusal(
        "Choose two approved figures, one of each side, that are counted by the same areas.",
        [*first_steps(request), TALK],
    )


def _asked(request: Request, one: Release, other: Release) -> tuple[str, str]:
    """The newest period that both have, where both are counted by the same times."""
    shelf = request.partnership.shelf
    grain = one.measure.time.grain
    common = sorted({*shelf.periods(one.measure.id)} & {*shelf.periods(other.measure.id)})
    if grain != other.measure.time.grain or grain not in ("week", "month") or not common:
        return one.measure.id, other.measure.id
    return f"{one.measure.id} {grain}={common[-1]}", f"{other.measure.id} {grain}={common[-1]}"


def _without_buttons(answer: Reply) -> Iterator[Block]:
    return (block for block in answer.blocks if not isinstance(block, Buttons))
