"""What came of a doubt: the figure was wrong, needs a caveat, or is right for a reason that is kept with its period."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.answers.grid import whole
from commands.doubts import wording
from commands.question import in_own_periods, understand
from commands.reply import Button, Buttons, Field, Form, Reply, Send, Text, ToPerson
from storage import doubts, explanations
from storage.doubts import Doubt
from storage.explanations import Explanation

MOST_EXPLAINED = 200  # characters, as in what people explain themselves


@command(
    "doubt explained",
    usage="doubt explained 3 WHY",
    example="doubt explained 3 it was half term",
    writes=True,
    listed=False,
    free=True,
)
def explained(request: Request, words: str, *, why: str = "") -> Reply:
    """Say why a figure is right; it is kept with its period."""
    found, said = _open(request, words)
    said = wording.sentence(why or said, "why")
    if not said:
        return _ask(
            found,
            "explained",
            "why",
            "Why is it right, in one sentence?",
            "It is shown with the figure from now on.",
        )
    if len(said) > MOST_EXPLAINED:
        raise Refusal(
            f"Write it in {MOST_EXPLAINED} characters or less: it is shown with the figure.", field="why"
        )
    doubts.settle(request.db, found, "explained", said, request.person.id, request.now)
    kept = _keep(request, found, said)
    tail = "It is shown with the figure from now on." if kept else "The figure is not published any more."
    return _told(request, found, f"The figure is right: {said}", tail)


def _keep(request: Request, found: Doubt, said: str) -> bool:
    """Keep the explanation with the area and newest period that were asked for, if they are still published."""
    try:
        question = in_own_periods(request, understand(request, found.line.removeprefix("ask "), {}))
    except Refusal:
        return False
    cut = whole(question)
    new = Explanation(0, cut.area.code, cut.periods[-1], said, request.person.organisation)
    explanations.add(request.db, request.partnership.id, cut.measure.id, new, request.person.id, request.now)
    return True


@command(
    "doubt corrected",
    usage="doubt corrected 3 WHAT",
    example="doubt corrected 3 two vans were counted twice",
    writes=True,
    listed=False,
    free=True,
)
def corrected(request: Request, words: str, *, what: str = "") -> Reply:
    """Say that a figure was wrong, and what becomes of it."""
    found, said = _open(request, words)
    said = wording.sentence(what or said, "what")
    if not said:
        return _ask(
            found,
            "corrected",
            "what",
            "What was wrong, and when will it be right?",
            "Whoever asked reads it.",
        )
    doubts.settle(request.db, found, "corrected", said, request.person.id, request.now)
    release = request.partnership.shelf.releases.get(found.measure)
    withdraw = (Button(f"Withdraw release {release.id}", f"data withdraw {release.id}"),) if release else ()
    tail = "A steward can withdraw the figure until the correct one is here."
    return _told(request, found, f"The figure was wrong: {said}", tail, withdraw)


def _open(request: Request, words: str) -> tuple[Doubt, str]:
    found, said = wording.meant(request, words)
    wording.may_settle(request, found)
    wording.must_be_open(found)
    return found, said


def _ask(found: Doubt, command_: str, field: str, label: str, hint: str) -> Reply:
    ask = Field(field, label, "long", hint=hint)
    return Reply(
        (Form("What came of it", f"doubt {command_} {found.number}", (ask,), submit="Say so"),), private=True
    )


def _told(request: Request, found: Doubt, said: str, tail: str, buttons: tuple[Button, ...] = ()) -> Reply:
    """Whoever doubted it reads what came of it, with the way back to the figure."""
    look = Button("Look at the figure", found.line)
    reply = Reply(
        (Text(f"About the figure that looked wrong to you. {said}"), Buttons((look,))), private=True
    )
    told = (Send(ToPerson(found.by), reply),) if found.by != request.person.id else ()
    rest = (Buttons(buttons),) if buttons else ()
    return Reply((Text(f"Whoever asked has been told. {tail}"), *rest), private=True, also=told)
