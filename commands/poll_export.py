"""The result of a sounding as files to keep: what the channel shows, and nothing more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from commands import Refusal, Request, command, sounding
from commands.as_csv import csv_file, file_name
from commands.polling.outcomes import WHY, voice_name
from commands.reply import File, Reply, Text
from storage import people
from storage.soundings import held_words, named, results
from storage.soundings.results import Held, Result
from storage.soundings.sounding import Sounding

HEADER = ("Question", "Answer", "How many")


@command("poll export", usage="poll export NUMBER", example="poll export 12", listed=False)
def export(request: Request, words: str) -> Reply:
    """Get the result of a sounding as CSV and as JSON."""
    if not re.fullmatch(r"\d{1,6}", words):
        raise Refusal("Say which sounding, for example /poll export 12.")
    shown = sounding.found(request, int(words))
    if shown.is_open and shown.is_sealed:
        raise Refusal(
            f"Sounding {shown.number} is open until {sounding.until(request, shown)}. Its result comes then."
        )
    found = results.results(request.db, shown)
    text = Text(f"Sounding {shown.number} as files: what the channel shows, and nothing more.")
    return Reply((text, _csv(request, shown, found), _json(request, shown, found)), private=True)


def _told(request: Request, shown: Sounding) -> list[tuple[str, str]]:
    voice = (
        "One answer from each organisation"
        if shown.voice == "organisation"
        else "One answer from each person"
    )
    return [
        ("Sounding", str(shown.number)),
        ("Asked by", people.person(request.db, shown.owner).name),
        ("Closed", sounding.until(request, shown)),
        ("Answered", sounding.turnout(request, shown)),
        ("Asks about", shown.recall or "no particular time"),
        ("Who answers", f"{voice}, {shown.mode}"),
    ]


def _csv(request: Request, shown: Sounding, found: tuple[Result | Held, ...]) -> File:
    rows = [row for each in found for row in _rows(request, shown, each)]
    return csv_file(f"Sounding {shown.number}", _told(request, shown), HEADER, rows)


def _rows(request: Request, shown: Sounding, result: Result | Held) -> Iterator[tuple[str, str, str]]:
    question = result.question
    if isinstance(result, Held):
        yield question.words, WHY[result.reason].format(like=result.like), ""
        return
    if result.total is not None:
        yield question.words, f"Total {question.unit}".strip(), str(result.total)
    for count in result.counts:
        yield question.words, count.answer, str(count.votes)
    for text in held_words.shown(request.db, shown, question.position):
        yield question.words, text, ""
    if not shown.is_sealed:
        for ballot in named.ballots(request.db, shown, question):
            yield question.words, f"{voice_name(request, shown, ballot)}: {', '.join(ballot.answers)}", ""


def _json(request: Request, shown: Sounding, found: tuple[Result | Held, ...]) -> File:
    whole = {
        **{name.lower().replace(" ", "_"): said for name, said in _told(request, shown)},
        "questions": [_question(request, shown, each) for each in found],
    }
    text = json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
    name = file_name(f"Sounding {shown.number}").removesuffix(".csv") + ".json"
    return File(name, text, f"Sounding {shown.number} as JSON, for programs.")


def _question(request: Request, shown: Sounding, result: Result | Held) -> dict[str, Any]:
    said: dict[str, Any] = {"question": result.question.words}
    if isinstance(result, Held):
        return said | {"not_shown": WHY[result.reason].format(like=result.like)}
    said["answered"] = result.answered
    said["answers"] = {each.answer: each.votes for each in result.counts}
    said |= {} if result.total is None else {"total": result.total}
    said |= {} if result.average is None else {"average": round(result.average, 2)}
    if words := held_words.shown(request.db, shown, result.question.position):
        said["words"] = words
    if not shown.is_sealed:
        ballots = named.ballots(request.db, shown, result.question)
        said["who"] = {voice_name(request, shown, each): list(each.answers) for each in ballots}
    return said
