"""We see this too: one voice for each organisation."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.blindspots import wording
from commands.reply import Button, Buttons, Reply, Text
from storage import blindspots
from storage.blindspots import Blindspot


@command("blindspot back", usage="blindspot back 2", example="blindspot back 2", writes=True)
def back(request: Request, words: str) -> Reply:
    """Say that your organisation sees a blindspot too."""
    found = _open(request, words)
    organisation, name = _organisation(request)
    take_back = Buttons((Button("Take it back", f"blindspot unback {found.number}"),))
    if not blindspots.back(request.db, found, organisation, request.person.id, request.now):
        return Reply((Text(f"{name} has said so already."), take_back), private=True)
    return Reply(
        (Text(f"Thank you. Everybody can see that {name} sees this too."), take_back),
        private=True,
        touched=(found.key,),
    )


@command(
    "blindspot unback", usage="blindspot unback 2", example="blindspot unback 2", writes=True, listed=False
)
def unback(request: Request, words: str) -> Reply:
    """Take back that your organisation sees a blindspot."""
    found = _open(request, words)
    organisation, name = _organisation(request)
    if not blindspots.unback(request.db, found, organisation):
        return Reply((Text(f"{name} has not said so."),), private=True)
    return Reply((Text(f"Taken back. {name} is not named any more."),), private=True, touched=(found.key,))


def _open(request: Request, words: str) -> Blindspot:
    found, _ = wording.meant(request, words)
    if found.closed_at is not None:
        raise Refusal(f"Blindspot {found.number} is closed. {found.closed_words}", [wording.ALL])
    return found


def _organisation(request: Request) -> tuple[str, str]:
    organisation = request.person.organisation
    if organisation is None:
        raise Refusal(
            "Say which organisation you are with first.", [Button("Say where I am from", "introduce")]
        )
    return organisation, request.partnership.organisation_name(organisation)
