"""Answering a sounding: a word on a button, or the same word typed."""

from __future__ import annotations

import re

from commands import BallotBox, Refusal, Request, command, personal, sounding
from commands.polling.roster import side_of
from commands.reply import Button, Buttons, Field, Form, Option, Reply, Text
from storage.soundings import finding, held_words, named, voting
from storage.soundings.ballot_box import Ballot
from storage.soundings.sounding import ALWAYS, NOT_HERE, NOT_SAYING, Question, Sounding
from storage.soundings.voting import Vote

NUMBER = re.compile(r"(\d{1,6})(?:\.(\d))?\s*(.*)", re.DOTALL)
TAP = re.compile(r"(\d{1,6})(?:\.(\d))?\s+(\d{1,2})")
REMEMBERED = 1000
SHORT = {
    **dict.fromkeys(("not saying", "rather not say", "prefer not"), NOT_SAYING),
    **dict.fromkeys(("does not apply", "not applicable", "n/a", "na"), NOT_HERE),
}


def ballot(request: Request, words: str, key: str) -> Ballot | None:
    """A tap on a button as it goes into the ballot box; ``None`` for what is answered in another way.

    Raises ``Refusal`` for somebody who is not asked. That the sounding is still open is looked at when it is counted.
    """
    found = TAP.fullmatch(words.strip())
    shown = _remembered(request, int(found[1])) if found else None
    if found is None or shown is None or int(found[2] or 1) > len(shown.questions):
        return None
    question, place = shown.questions[int(found[2] or 1) - 1], int(found[3])
    if question.shape != "choice" or not 1 <= place <= len(question.answers()):
        return None
    return Ballot(
        key,
        request.today,
        request.partnership.id,
        shown.number,
        shown.id,
        question.position,
        voting.voice_on_roll(shown, _voice(request, shown)),
        question.answers()[place - 1],
        side_of(request, request.person.organisation) if shown.has_parts else "",
    )


def _remembered(request: Request, number: int) -> Sounding | None:
    """An open sealed sounding. What a tap needs of it never changes, so that it is looked up once."""
    known = request.partnership.open_soundings
    if number not in known:
        found = finding.find(request.db, request.partnership.id, number)
        if found is None or not found.is_open or not found.is_sealed:
            return None
        if len(known) >= REMEMBERED:
            known.clear()
        known[number] = found
    return known[number]


def cast(request: Request, tapped: Ballot, done: Vote) -> Reply:
    """What is said once a ballot was counted, or was not."""
    shown = (
        sounding.found(request, tapped.number)
        if done == "closed"
        else request.partnership.open_soundings[tapped.number]
    )
    return _said(request, shown, shown.questions[tapped.question - 1], done)


@command(
    "poll vote",
    usage="poll vote NUMBER ANSWER",
    example="poll vote 12 1",
    writes=True,
    sealed=True,
    listed=False,
    free=True,
    ballot=BallotBox(ballot, cast),
)
def vote(request: Request, words: str, *, answer: str = "") -> Reply:
    """Answer a sounding for your organisation."""
    shown, question, typed = _meant(request, words)
    typed = answer or typed
    if not shown.is_open:
        raise Refusal(f"Sounding {shown.number} {sounding.ended(request, shown)}")
    if not typed:
        return Reply((_form(shown, question),), private=True)
    voice = _voice(request, shown)
    answers = _answers(question, typed)
    if len(answers) > 1 and set(answers) & set(ALWAYS):
        raise Refusal(
            f"“{NOT_SAYING}” and “{NOT_HERE}” each stand alone. Choose only that, or leave it out.",
            field="answer",
        )
    if question.shape == "text" and not set(answers) <= set(question.answers()):
        return _written(request, shown, question, voice, typed)
    done = _take(request, shown, question, voice, answers)
    return _said(request, shown, question, done)


def _meant(request: Request, words: str) -> tuple[Sounding, Question, str]:
    """Which sounding, which of its questions, and what is left: the answer."""
    found = NUMBER.fullmatch(words.strip())
    if found is None:
        raise Refusal("Press one of the buttons of the sounding to answer it.")
    shown = sounding.found(request, int(found[1]))
    position = int(found[2] or 1)
    if position > len(shown.questions):
        raise Refusal(f"Sounding {shown.number} has {len(shown.questions)} questions.")
    return shown, shown.questions[position - 1], found[3].strip()


def _voice(request: Request, shown: Sounding) -> str:
    organisation = request.person.organisation
    if shown.voice == "person" and not shown.roster:
        return request.person.key
    if organisation is None:
        once = (
            "Each organisation answers once."
            if shown.voice == "organisation"
            else "This asks some organisations."
        )
        raise Refusal(
            f"{once} Tell Parley which organisation you are with, then answer.",
            [Button("Say where I am from", "introduce")],
        )
    if not shown.asks(organisation):
        name = request.partnership.organisation_name(organisation)
        raise Refusal(f"Sounding {shown.number} does not ask {name}. Its message says who is asked.")
    return organisation if shown.voice == "organisation" else request.person.key


def _answers(question: Question, typed: str) -> list[str]:
    """The answers meant: by their place on the buttons, by their words, or a number."""
    if question.shape in ("number", "scale") and (number := typed.replace(",", "")).isdigit():
        return [number]
    if question.shape != "several":
        return [_answer(question, typed)]
    found = [_answer(question, part) for part in re.split(r"[|\n]", typed) if part.strip()]
    if set(found) <= set(question.answers()):
        return found
    return [_answer(question, part) for part in re.split(r"[,|\n]", typed) if part.strip()]


def _answer(question: Question, typed: str) -> str:
    known = question.answers()
    wanted = _bare(typed)
    if wanted.isdigit() and 1 <= int(wanted[:3]) <= len(known):
        return known[int(wanted[:3]) - 1]
    return next((each for each in known if _bare(each) == wanted), SHORT.get(wanted, typed.strip()))


def _bare(words: str) -> str:
    """Words as they are compared: without capitals, quotes and a full stop at the end."""
    return words.strip().strip('"').rstrip(".,!").casefold() or words.strip()


def _take(request: Request, shown: Sounding, question: Question, voice: str, answers: list[str]) -> Vote:
    if not shown.is_sealed:
        return named.answer(request.db, shown, question, voice, request.person.id, answers)
    part = side_of(request, request.person.organisation) if shown.has_parts else ""
    return voting.vote(request.db, shown, question, voice, answers, part)


def _written(request: Request, shown: Sounding, question: Question, voice: str, text: str) -> Reply:
    """Words of somebody's own: checked, and held for a moderator."""
    if len(text) > held_words.LONGEST:
        raise Refusal(f"Write it in {held_words.LONGEST} characters or less.", field="answer")
    personal.check(text, "answer")
    done = held_words.answer(request.db, shown, question, voice, " ".join(text.split()))
    return _said(request, shown, question, done)


def _form(shown: Sounding, question: Question) -> Form:
    """For a number, for words, and for several answers: what one tap cannot say."""
    command = f"poll vote {sounding.place(shown, question)}"
    match question.shape:
        case "number":
            field = Field(
                "answer",
                question.words,
                hint=f"A whole number{f' of {question.unit}' if question.unit else ''}.",
            )
        case "several":
            options = tuple(Option(each, each) for each in question.answers())
            field = Field("answer", question.words, "several", options)
        case "text":
            field = Field(
                "answer",
                question.words,
                "long",
                hint="A moderator reads it before anybody sees it. Leave names out.",
            )
        case _:
            field = Field(
                "answer", question.words, "choice", tuple(Option(each, each) for each in question.answers())
            )
    return Form(f"Sounding {shown.number}", command, (field,))


def _said(request: Request, shown: Sounding, question: Question, done: Vote) -> Reply:
    who = sounding.speaker(request, shown)
    match done:
        case "counted":
            return _counted(request, shown, question, who)
        case "already answered":
            this = "this question of " if len(shown.questions) > 1 else ""
            why = (
                "A sealed answer cannot be changed."
                if shown.is_sealed
                else "Words of your own cannot be changed."
            )
            text = f"{who} already answered {this}sounding {shown.number}. {why}"
            return Reply((Text(text), *_next(shown, _left(request, shown))), private=True)
        case "closed":
            raise Refusal(f"Sounding {shown.number} {sounding.ended(request, shown)}")
        case "no such answer":
            taps = sounding.buttons(shown, question).buttons if question.shape in ("choice", "scale") else ()
            raise Refusal(sounding.choose(shown, question), taps, field="answer")


def _counted(request: Request, shown: Sounding, question: Question, who: str) -> Reply:
    """What is counted, and the next question if there is one."""
    left = _left(request, shown)
    done = f"{who} answered sounding {shown.number}."
    more = f"{len(left)} more question{'s' if len(left) > 1 else ''} to answer:"
    blocks: list[Text | Buttons] = [Text(f"Counted. {more if left else done}"), *_next(shown, left)]
    if not shown.is_sealed and question.shape != "text":
        blocks.append(Buttons((Button("Take it back", f"poll unvote {sounding.place(shown, question)}"),)))
    return Reply(tuple(blocks), True, touched=(sounding.live_key(shown),))


def _left(request: Request, shown: Sounding) -> list[Question]:
    """The questions that this voice has not answered."""
    if len(shown.questions) == 1:
        return []
    shown = sounding.found(request, shown.number)  # its words may have been put right since
    answered = voting.answered(request.db, shown, _voice(request, shown))
    return [each for each in shown.questions if each.position not in answered]


def _next(shown: Sounding, left: list[Question]) -> tuple[Text | Buttons, ...]:
    """The first question that is left."""
    if not left:
        return ()
    text = Text(f"Question {left[0].position} of {len(shown.questions)}: {left[0].words}")
    return text, sounding.buttons(shown, left[0])


@command("poll unvote", usage="poll unvote NUMBER", example="poll unvote 12", writes=True, listed=False)
def unvote(request: Request, words: str) -> Reply:
    """Take your named answer back while the sounding is open."""
    shown, question, _ = _meant(request, words)
    if shown.is_sealed:
        raise Refusal("A sealed answer cannot be taken back: Parley does not know which it was.")
    if question.shape == "text":
        raise Refusal(
            "Words of your own cannot be taken back here: they are kept apart from your name. Ask a moderator."
        )
    if not named.withdraw(request.db, shown, question, _voice(request, shown)):
        raise Refusal(f"There is no answer of yours to sounding {shown.number} to take back now.")
    return Reply((Text("Your answer is taken back."),), True, touched=(sounding.live_key(shown),))
