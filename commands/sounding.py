"""How a sounding reads: open with its turnout and its buttons, closed with its result or too few replies."""

from __future__ import annotations

from commands import Refusal, Request, live
from commands.reply import Button, Buttons, Heading, Note, Reply, Table, Text
from storage import polls
from storage.polls import Poll
from storage.times import say_moment

SEALED = (
    "Sealed: Parley keeps that your organisation has answered and adds 1 to a count. It does not keep which "
    "answer was yours. Results show only after it closes, and only if at least {minimum} have answered. "
    "You cannot change an answer. Whoever runs the server could only learn it by watching it at that moment."
)


def live_key(shown: Poll) -> str:
    return f"poll/{shown.number}"


@live("poll")
def view(request: Request, number: str) -> Reply:
    """A sounding as it stands now, for the messages that show it."""
    return show(request, found(request, int(number)))


def show(request: Request, shown: Poll) -> Reply:
    """The living message of a sounding: how many have answered, and after its close the result."""
    body = _ballot(request, shown) if shown.is_open else outcome(request, shown)
    return Reply((Heading(f"Sounding {shown.number}"), Text(shown.question), *body), live=live_key(shown))


def _ballot(request: Request, shown: Poll) -> tuple[Text | Buttons | Note, ...]:
    buttons = tuple(
        Button(words, f"poll vote {shown.number} {position}")
        for position, words in enumerate(shown.options, 1)
    )
    return (
        Text(f"{turnout(shown)} Closes at {until(request, shown)}."),
        Buttons(buttons),
        Note(SEALED.format(minimum=shown.minimum)),
    )


def turnout(shown: Poll) -> str:
    have = "has" if shown.answered == 1 else "have"
    return f"{shown.answered} of {shown.asked} organisations {have} answered."


def outcome(request: Request, shown: Poll) -> tuple[Text | Table | Note, ...]:
    """What a closed sounding says: the result, or that too few answered."""
    counts = polls.results(request.db, shown)
    closed = Text(f"This closed at {until(request, shown)}. {turnout(shown)}")
    if counts is None:
        return closed, Text("Too few replies to share the results.")
    rows = tuple((result.words, str(result.votes)) for result in counts)
    return closed, Table("Answers by organisation", ("Answer", "Organisations"), rows)


def until(request: Request, shown: Poll) -> str:
    return say_moment(shown.closes_at, request.partnership.zone, request.today)


def found(request: Request, number: int) -> Poll:
    found = polls.find(request.db, request.partnership.id, number)
    if found is None:
        raise Refusal(
            f"There is no sounding {number}. Look at the open ones.", [Button("Soundings", "poll list")]
        )
    return found


def closing(request: Request, number: int) -> Reply:
    """The news that a sounding has closed, as a message of its own: an edit alone notifies nobody."""
    shown = found(request, number)
    return Reply((Heading(f"Sounding {number} has closed"), Text(shown.question), *outcome(request, shown)))
