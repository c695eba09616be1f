"""Soundings that come round: how the answers went from run to run, and when the next ones open."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.polling import coming_round, runs
from commands.reply import Block, Button, Buttons, Heading, Note, Reply, Text
from commands.schedule_words import coming, say_next, settings_now
from storage.schedule_changes import series_key, series_named
from storage.schedule_settings import BegunSeries, SoundingJob
from storage.soundings import finding

MOST = 8  # buttons


@command("poll series", usage="poll series NAME", example="poll series Demand")
def series(request: Request, words: str) -> Reply:
    """Show a sounding that comes round: its runs and its next dates."""
    name = _named(request, words)
    chart = runs.trend(request, name)
    closed = runs.runs(request, name)
    so_far: list[Block] = [chart.table(), chart] if chart else [Note(_so_far(len(closed)))]
    last = [Button(f"Show run {each.run}", f"poll {each.number}") for each in closed[-3:]]
    found = series_named(settings_now(request), name)
    blocks: tuple[Block, ...] = (
        Heading(f"{name}, from run to run"),
        Text(_next(request, found)),
        *so_far,
        Buttons((*last, *(_manage(request, found) if found else ()))),
    )
    return Reply(blocks, private=True)


def _manage(request: Request, found: SoundingJob) -> tuple[Button, ...]:
    """For whoever may change it."""
    if not coming_round.may_change(request, found):
        return ()
    begun = (
        (
            Button("Change what it asks", coming_round.line(found, "poll draft")),
            Button("Stop it", f"poll series stop {found.name}", "danger"),
        )
        if isinstance(found, BegunSeries)
        else ()
    )
    return (
        Button("Skip the next one", f"poll series skip {found.name}"),
        Button("Change when it comes", f"poll series change {found.name}"),
        *begun,
    )


def _named(request: Request, words: str) -> str:
    """The series meant, from the configuration, from the chat or from before."""
    known = _known(request)
    found = next((each for each in known if each.casefold() == words.strip().casefold()), None)
    if found is not None:
        return found
    if not known:
        raise Refusal(
            "No sounding comes round here. An editor or a lead can let one: write a question and every=, for example "
            '/poll "How is demand?" Higher | Same | Lower every="second Wednesday"',
            [Button("Ask a question", "poll")],
        )
    offer = [Button(each, f"poll series {each}") for each in known[:MOST]]
    raise Refusal("Choose a sounding that comes round." if not words else "There is no such series.", offer)


def _known(request: Request) -> list[str]:
    now = [each.name for each in settings_now(request).schedule.soundings]
    before = finding.series_names(request.db, request.partnership.id)
    return list(dict.fromkeys([*now, *before]))


def _so_far(closed: int) -> str:
    had = "No run has closed yet" if closed == 0 else "1 run has closed so far"
    return f"{had}. From 2 on there is a chart."


def _next(request: Request, found: SoundingJob | None) -> str:
    """Its rule and its next three dates."""
    if found is None:
        return "It does not come round any more."
    dates = say_next(coming(request, settings_now(request), series_key(found)), request.today)
    return f"It opens {found.at.words()}.\n{dates}"
