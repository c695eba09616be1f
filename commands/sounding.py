"""How a sounding reads: open with its turnout and its buttons, closed with its result or why there is none."""

from __future__ import annotations

from commands import Refusal, Request, live
from commands.polling import outcomes
from commands.reply import Block, Button, Buttons, Heading, Note, Reply, Text
from storage.soundings import finding
from storage.soundings.sounding import Question, Sounding
from storage.times import say_moment

SEALED = (
    "Sealed: Parley keeps that {voice} has answered and adds 1 to a count. It does not keep which answer was whose. "
    "Results show only after it closes, and only if at least {minimum} have answered. An answer cannot be changed. "
    "If all answers are the same, that shows too. Whoever runs the server could only learn it by watching it while "
    "it is open, or from copies and logs made then."
)
NAMED = "Named: everybody here sees who chose what. You can change your answer until it closes."
WORDS = "A moderator reads words of your own first; they are shown without names and cannot be changed."


def live_key(shown: Sounding) -> str:
    return f"poll/{shown.number}"


@live("poll")
def view(request: Request, number: str) -> Reply:
    """A sounding as it stands now, for the messages that show it."""
    return show(request, found(request, int(number)))


def show(request: Request, shown: Sounding) -> Reply:
    """The living message of a sounding: how many have answered, and after its close the result."""
    body = _ballot(request, shown) if shown.is_open else closed(request, shown)
    return Reply((Heading(title(shown)), *body), live=live_key(shown))


def title(shown: Sounding) -> str:
    """Its number; of a series also its name and which run it is."""
    return f"Sounding {shown.number}" + (f": {shown.series}, run {shown.run}" if shown.series else "")


def _ballot(request: Request, shown: Sounding) -> tuple[Block, ...]:
    first = shown.questions[0]
    more = len(shown.questions) - 1
    taps = all(each.shape in ("choice", "scale") for each in shown.questions)
    after = (
        f" {more} more question{'s' if more > 1 else ''} follow{'' if more > 1 else 's'}{', one tap each' * taps}."
        if more
        else ""
    )
    recall = f" It asks about {shown.recall}." if shown.recall else ""
    return (
        *_asked(first),
        Text(f"{turnout(request, shown)} Closes at {until(request, shown)}.{recall}{after}"),
        buttons(shown, first),
        *(outcomes.so_far(request, shown) if not shown.is_sealed else ()),
        Note(_notice(shown)),
    )


def _notice(shown: Sounding) -> str:
    """Who can see what, in the words that stand under the buttons."""
    if shown.is_sealed:
        return SEALED.format(voice=_one_voice(shown), minimum=shown.minimum)
    return f"{NAMED} {WORDS}" if any(each.shape == "text" for each in shown.questions) else NAMED


def _asked(question: Question) -> tuple[Block, ...]:
    mended = (
        (Note(f"The words were put right. It was opened as: {question.before}"),) if question.before else ()
    )
    return Text(question.words), *mended


def _one_voice(shown: Sounding) -> str:
    return "your organisation" if shown.voice == "organisation" else "you"


def buttons(shown: Sounding, question: Question) -> Buttons:
    """A word to tap for each answer, or one that opens a form where a tap cannot say it."""
    where = f"poll vote {place(shown, question)}"
    if question.shape in ("choice", "scale"):
        taps = tuple(Button(words, f"{where} {number}") for number, words in enumerate(question.answers(), 1))
        if question.shape == "scale":
            taps = tuple(
                Button(each.label, f"{where} {each.label}" if each.label.isdigit() else each.line)
                for each in taps
            )
        return Buttons(taps)
    rest = (len(question.options) + number for number in (1, 2))
    always = tuple(
        Button(words, f"{where} {number}")
        for number, words in zip(rest, question.answers()[-2:], strict=True)
    )
    return Buttons((Button("Answer", where, "primary"), *always))


def place(shown: Sounding, question: Question) -> str:
    """How a question is named in a command line: "12", or "12.2" for the second."""
    return str(shown.number) if question.position == 1 else f"{shown.number}.{question.position}"


def choose(shown: Sounding, question: Question) -> str:
    """What somebody who gave no answer that there is can do."""
    match question.shape:
        case "number":
            return "Write a whole number, such as 25."
        case "scale":
            return "Choose a number from 0 to 5."
        case _:
            return f"Sounding {shown.number} has no such answer. Choose one of these."


def turnout(request: Request, shown: Sounding) -> str:
    have = "has" if shown.answered == 1 else "have"
    if shown.asked:
        return f"{shown.answered} of {shown.asked} organisations {have} answered."
    people = "1 person" if shown.answered == 1 else f"{shown.answered:,} people"
    return f"{people} {have} answered."


def closed(request: Request, shown: Sounding) -> tuple[Block, ...]:
    """What a sounding says that has ended."""
    if shown.state == "cancelled":
        return (
            Text(shown.question),
            Text("This was cancelled before it closed. Its answers are deleted and nobody has seen them."),
        )
    recall = f" It asked about {shown.recall}." if shown.recall else ""
    return (
        Text(f"This closed at {until(request, shown)}. {turnout(request, shown)}{recall}"),
        *outcomes.blocks(request, shown),
        *((Text(f"You said, we did: {shown.outcome}"),) if shown.outcome else ()),
    )


def until(request: Request, shown: Sounding) -> str:
    return say_moment(shown.closes_at, request.partnership.zone, request.today)


def ended(request: Request, shown: Sounding) -> str:
    """For an old button."""
    return "was cancelled." if shown.state == "cancelled" else f"closed at {until(request, shown)}."


def speaker(request: Request, shown: Sounding) -> str:
    """For whom somebody answers, and that they have."""
    if shown.voice == "person":
        return "You have"
    return f"{request.partnership.organisation_name(request.person.organisation)} has"


def found(request: Request, number: int) -> Sounding:
    known = finding.find(request.db, request.partnership.id, number)
    if known is None:
        raise Refusal(
            f"There is no sounding {number}. Look at the open ones.", [Button("Soundings", "poll list")]
        )
    return known


def closing(request: Request, number: int) -> Reply:
    """The news that a sounding has closed, as a message of its own: an edit alone notifies nobody."""
    shown = found(request, number)
    return Reply((Heading(f"{title(shown)} has closed"), *closed(request, shown)))
