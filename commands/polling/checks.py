"""What cannot be asked, each in a sentence that says what to do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from commands import Refusal, personal
from commands.polling.line import tidy
from commands.polling.shapes import OTHER_SCALE, UNIT
from commands.polling.wanted import KEY
from storage.soundings.sounding import ALWAYS, MOST_QUESTIONS, Question

MOST_OPTIONS = 8
LONGEST_QUESTION, LONGEST_OPTION = 250, 60


def check(questions: Sequence[Question]) -> None:
    """Refuse what nobody could answer with a tap, what could not be written as a line, and personal details."""
    if len(questions) > MOST_QUESTIONS:
        raise Refusal(
            f"Ask {MOST_QUESTIONS} questions at most, so that it takes 30 seconds.", field="question"
        )
    if not questions:
        raise Refusal("Write a question first.", field="question")
    if len({question.words.casefold() for question in questions}) < len(questions):
        raise Refusal("Two of the questions are the same. Make each one different.", field="question")
    for question in questions:
        _words(question)
        _options(question)
        _unit(question)


def _words(question: Question) -> None:
    if len(question.words) > LONGEST_QUESTION:
        raise Refusal(f"The question must be {LONGEST_QUESTION} characters or less.", field="question")
    if not _can_be_read(question.words):
        raise Refusal("Write the question in words.", field="question")
    personal.check(question.words, "question")


def _options(question: Question) -> None:
    options = question.options
    if question.shape not in ("choice", "several"):
        if options:
            raise Refusal(f"{WITHOUT[question.shape]} Leave the answers out.", field="answers")
        return
    if len(options) == 1 and OTHER_SCALE.fullmatch(options[0]):
        raise Refusal("A scale here goes from 0 to 5. Write scale after the question.", field="answers")
    if not 2 <= len(options) <= MOST_OPTIONS:
        text = f"Give between 2 and {MOST_OPTIONS} answers, with a | or a new line between them."
        raise Refusal(text, field="answers")
    names = [option.casefold() for option in options]
    if len(set(names)) < len(names):
        raise Refusal("Two of the answers are the same. Make each one different.", field="answers")
    if taken := {each.casefold() for each in ALWAYS} & set(names):
        raise Refusal(f"“{taken.pop().capitalize()}” is always there. Leave it out.", field="answers")
    for option in options:
        _option(option)


WITHOUT = {
    "scale": "People answer this with a number from 0 to 5.",
    "number": "People answer this with a number of their own.",
    "text": "People answer this in their own words.",
}


def _option(option: str) -> None:
    if len(option) > LONGEST_OPTION:
        raise Refusal(f"Each answer must be {LONGEST_OPTION} characters or less.", field="answers")
    if not _can_be_read(option) or "|" in option:
        raise Refusal("Write each answer in words, with a | or a new line between them.", field="answers")
    if key := KEY.search(option):
        raise Refusal(
            f"“{option}” looks like a setting. Write {key[1].lower()}= last, or leave out the equals sign.",
            field="answers",
        )
    personal.check(option, "answers")


def _unit(question: Question) -> None:
    unit = question.unit
    if unit and not (re.fullmatch(UNIT, unit) and unit == tidy(unit).strip("() ")):
        raise Refusal("Say what is counted in 30 letters or less, such as parcels.", field="answers")
    personal.check(unit, "answers")


def _can_be_read(text: str) -> bool:
    """Something to see, in the form in which a line keeps it."""
    return text == tidy(text) and any(unicodedata.category(char)[0] in "LNPS" for char in text)
