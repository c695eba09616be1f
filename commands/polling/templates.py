"""Soundings that come ready to ask, in words that were thought about once."""

from __future__ import annotations

from dataclasses import dataclass

from storage.soundings.sounding import Question

LAST_DAYS = "the last 14 days"
CHANGE = ("More", "About the same", "Fewer")


@dataclass(frozen=True, slots=True)
class Template:
    """``name`` is the word that calls it."""

    name: str
    title: str
    questions: tuple[Question, ...]
    recall: str = LAST_DAYS


TEMPLATES = (
    Template(
        "demand",
        "Demand",
        (Question("How many people asked you for help, compared with two weeks ago?", options=CHANGE),),
    ),
    Template(
        "first-time",
        "First-time households",
        (Question("How many households came to you for the first time?", "number", unit="households"),),
    ),
    Template(
        "stock",
        "Stock",
        (
            Question("How is your stock for the coming week?", options=("Enough", "Tight", "Not enough")),
            Question(
                "What is running low?",
                "several",
                ("Tins and packets", "Fresh food", "Baby items", "Toiletries", "Nothing"),
            ),
        ),
        "the coming week",
    ),
    Template(
        "volunteers",
        "Volunteers",
        (
            Question("Do you have enough volunteers?", options=("Enough", "Just enough", "Too few")),
            Question("How rested are your volunteers, from 0 (worn out) to 5 (well)?", "scale"),
        ),
    ),
    Template(
        "unmet",
        "Unmet need",
        (
            Question(
                "Did anybody come to you whom you could not help?",
                options=("Yes, often", "Yes, once or twice", "No"),
            ),
            Question(
                "What did they need?",
                "several",
                (
                    "Food",
                    "Money or debt advice",
                    "Housing",
                    "Health or care",
                    "Somebody to talk to",
                    "Something else",
                ),
            ),
            Question(
                "Why could you not help?",
                "several",
                ("Need unknown", "No capacity", "No referral route", "Something else"),
            ),
        ),
    ),
)


def template(name: str) -> Template | None:
    """The template a word calls, by its name or title."""
    wanted = name.strip().casefold()
    return next((each for each in TEMPLATES if wanted in (each.name, each.title.casefold())), None)
