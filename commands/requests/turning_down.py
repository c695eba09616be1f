"""Not now, or no: never without a reason in plain words, something instead, a day to look again and somebody to talk to."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.reply import Field, Form, Option, Reply
from commands.requests import respondents, wording
from commands.requests.settled import settled
from storage.requests.request import DataRequest, State
from storage.requests.settling import Decision

REASONS = (
    Option("few", "There are too few to show safely"),
    Option("uncounted", "Nobody counts this"),
    Option("elsewhere", "Somebody else holds it"),
    Option("unready", "It is not ready, or not good enough yet"),
    Option("time", "Nobody has time for it now"),
    Option("allowed", "The figures may not be used for this"),
)
A_WHY = "Say why in a sentence, so that whoever asked can understand it."
AN_OFFER = "Say what you can offer instead, in a few words. A talk is always possible."


@command(
    "request later",
    usage="request later 7",
    example="request later 7",
    writes=True,
    free=True,
)
def later(
    request: Request, words: str, *, reason: str = "", sentence: str = "", offer: str = "", revisit: str = ""
) -> Reply:
    """Say that a request has to wait: why, what there is instead, and when it is looked at again."""
    return _turn_down(request, words, "later", reason, sentence, offer, revisit)


@command(
    "request no",
    usage="request no 7",
    example="request no 7",
    writes=True,
    free=True,
)
def no(
    request: Request, words: str, *, reason: str = "", sentence: str = "", offer: str = "", revisit: str = ""
) -> Reply:
    """Say no to a request: why, what there is instead, and when it is looked at again."""
    return _turn_down(request, words, "no", reason, sentence, offer, revisit)


def _turn_down(
    request: Request, words: str, state: State, reason: str, sentence: str, offer: str, revisit: str
) -> Reply:
    found, typed = wording.meant(request, words, state)
    respondents.must_be_asked(request, found)
    why = wording.sentence(request, sentence or typed, "sentence", A_WHY)
    instead = wording.sentence(request, offer, "offer", AN_OFFER, fewest=2)
    if not (reason and why and instead and revisit.strip()):
        return Reply((_form(found, state, reason, why, instead, revisit),), private=True)
    day = wording.later_day(request, revisit, "revisit")
    return settled(request, found, Decision(state, f"{_reason(reason)}. {why}", instead, revisit_on=day))


def _reason(chosen: str) -> str:
    wanted = chosen.strip().casefold()
    for each in REASONS:
        if wanted in (each.value, each.label.casefold()):
            return each.label
    raise Refusal("Choose the reason that comes nearest.", field="reason")


def _form(found: DataRequest, state: State, reason: str, why: str, instead: str, revisit: str) -> Form:
    title = "not now" if state == "later" else "no"
    return Form(
        f"Request {found.number}: {title}",
        f"request {state} {found.number}",
        (
            Field("reason", "Why?", "choice", REASONS, value=reason),
            Field("sentence", "In your own words", "long", value=why, hint="One sentence for whoever asked."),
            Field(
                "offer",
                "What can you offer instead?",
                "long",
                value=instead,
                hint="A larger area, a longer period, a story, a talk or another figure.",
            ),
            Field(
                "revisit",
                "When will you look at it again?",
                value=revisit,
                hint="For example: in 3 months, 31 March. Within a year.",
            ),
        ),
        submit="Say so",
    )
