"""What is known, unknown and being done about a blindspot, and the stages of the project."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.blindspots import wording
from commands.reply import Button, Buttons, Field, Form, Reply, Text
from storage import blindspots
from storage.blindspots import STAGES, Blindspot


@command(
    "blindspot know",
    usage="blindspot know 2",
    example="blindspot know 2",
    writes=True,
    listed=False,
    free=True,
)
def know(request: Request, words: str, *, known: str = "", unknown: str = "", doing: str = "") -> Reply:
    """Say what is known, what is not, and what is being done."""
    found, _ = wording.meant(request, words)
    wording.changed_by(request, found)
    if not (known or unknown or doing):
        return Reply((_form(found),), private=True)
    said = {"known": known, "unknown": unknown, "doing": doing}
    new = {name: wording.sentence(text, name) for name, text in said.items()}
    blindspots.change(request.db, found, **new)
    return Reply(
        (Text(f"Blindspot {found.number} now says so in every place."),), quiet=True, touched=(found.key,)
    )


def _form(found: Blindspot) -> Form:
    return Form(
        "What we know",
        f"blindspot know {found.number}",
        (
            Field("known", "What do we know?", "long", optional=True, value=found.known),
            Field("unknown", "What do we not know?", "long", optional=True, value=found.unknown),
            Field("doing", "What are we doing?", "long", optional=True, value=found.doing),
        ),
        submit="Save it",
    )


@command(
    "blindspot stage",
    usage="blindspot stage 2 WHICH",
    example="blindspot stage 2 ask",
    writes=True,
    listed=False,
)
def stage(request: Request, words: str) -> Reply:
    """Say where the project is."""
    found, said = wording.meant(request, words)
    wording.changed_by(request, found)
    if not said:
        return Reply(
            (Text(f"Where is the project with blindspot {found.number}?"), _choices(found)), private=True
        )
    wanted = wording.stage(said)
    if found.closed_at is not None:
        raise Refusal(f"Blindspot {found.number} is closed.", [wording.ALL])
    if wanted == found.stage:
        return Reply((Text("That is where it is already."),), private=True)
    blindspots.change(request.db, found, stage=wanted)
    back = Buttons((Button("Undo", f"blindspot stage {found.number} {found.stage}"),))
    return Reply(
        (Text(f"Blindspot {found.number}: {wording.STAGE_WORDS[wanted]}."), back),
        quiet=True,
        touched=(found.key,),
    )


def _choices(found: Blindspot) -> Buttons:
    """The next stage first, then the others in their order."""
    after = STAGES[STAGES.index(found.stage) + 1 :]
    before = STAGES[: STAGES.index(found.stage)]
    return Buttons(
        tuple(
            Button(
                wording.STAGE_WORDS[each],
                f"blindspot stage {found.number} {each}",
                "primary" if each in after[:1] else "plain",
            )
            for each in (*after, *before)
        )
    )
