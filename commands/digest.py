"""The week in one message: notes, figures, soundings, actions. Each line says where it is from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from commands import Refusal, Request, action, command, series, sounding
from commands.reply import Block, Chart, Heading, Note, Reply, Table, Text
from storage import actions, polls, weeknotes
from storage.actions import Action
from storage.polls import Poll
from storage.times import at_utc, say_day
from storage.weeknotes import Weeknote


@dataclass(frozen=True, slots=True)
class Parts:
    """What a digest is made of."""

    week: date
    notes: tuple[Weeknote, ...]
    charts: tuple[Chart, ...]
    polls: tuple[Poll, ...]
    actions: tuple[Action, ...]

    def is_empty(self) -> bool:
        return not (self.notes or self.charts or self.polls or self.actions)


def gather(request: Request, week: date) -> Parts:
    """Everything of one week, from its Monday to now."""
    monday = at_utc(datetime(week.year, week.month, week.day), request.partnership.zone)  # noqa: DTZ001 - made aware by at_utc
    return Parts(
        week,
        tuple(weeknotes.for_digest(request.db, request.partnership.id, week)),
        tuple(_charts(request)),
        tuple(polls.closed_since(request.db, request.partnership.id, monday)),
        tuple(actions.made_or_done_since(request.db, request.partnership.id, monday)),
    )


def _charts(request: Request) -> list[Chart]:
    """The pinned figures of the whole borough."""
    settings = request.partnership.settings.schedule.weekly_chart
    shelf = request.partnership.shelf
    pinned = [
        shelf.releases[name] for name in (settings.measures if settings else ()) if name in shelf.releases
    ]
    tops = [(release, next(area for area in release.areas.areas if not area.parent)) for release in pinned]
    return [
        series.over_time(request.partnership, release, top, f"{top.level}×{release.measure.time.grain}")
        for release, top in tops
    ]


def message(request: Request, parts: Parts) -> Reply:
    """The digest as it is posted in the partnership's places."""
    blocks: list[Block] = [Heading(f"Weeknotes for the week of {say_day(parts.week)}")]
    blocks += [Text(f"{_signed(request, note)}:\n{note.words}") for note in parts.notes]
    if not parts.notes:
        blocks.append(Text("Nobody wrote a note this week. That is fine."))
    blocks += parts.charts
    for closed in parts.polls:
        blocks += [Text(f"Sounding {closed.number}: {closed.question}"), *sounding.outcome(request, closed)]
    if parts.actions:
        rows = tuple(
            (each.label, each.what, each.owner_name, _state(request, each)) for each in parts.actions
        )
        blocks.append(Table("Actions noted or done", ("Action", "What", "Who", "State"), rows))
    blocks.append(
        Note("Figures are rounded and approved; a chart names its period. Notes are in their authors' words.")
    )
    return Reply(tuple(blocks))


def _signed(request: Request, note: Weeknote) -> str:
    organisation = request.partnership.organisation_name(note.organisation)
    return f"{note.name}, {organisation}" if organisation else note.name


def _state(request: Request, each: Action) -> str:
    return f"open, {action.due_words(each, request.today)}" if each.is_open else "done"


def markdown(request: Request, parts: Parts) -> str:
    """The digest for publishing: only what its authors let go further than the partnership."""
    quoted = [note for note in parts.notes if note.scope == "public"]
    lines = [f"# {request.partnership.name}: weeknotes, {say_day(parts.week)}", ""]
    lines += ["## Notes", ""] + [
        f"- {_escaped(note.words)} ({_escaped(_signed(request, note))})" for note in quoted
    ]
    lines += [] if quoted else ["No notes to publish this week."]
    for chart in parts.charts:
        lines += ["", f"## {_escaped(chart.title)}", "", _escaped(chart.summary)]
    lines += _polls_as_lines(request, parts)
    if parts.actions:
        lines += ["", "## Actions", ""]
        lines += [
            f"- {each.label}: {_escaped(each.what)} ({_state(request, each)})" for each in parts.actions
        ]
    return "\n".join(lines) + "\n"


def _polls_as_lines(request: Request, parts: Parts) -> list[str]:
    lines: list[str] = []
    for closed in parts.polls:
        counts = polls.results(request.db, closed)
        lines += ["", f"## {_escaped(closed.question)}", "", sounding.turnout(closed)]
        lines += [f"- {_escaped(result.words)}: {result.votes}" for result in counts or ()]
        lines += [] if counts else ["Too few replies to share the results."]
    return lines


def _escaped(text: str) -> str:
    """People's words as they are: nothing in them turns into Markdown or HTML."""
    for mark in "\\`*_[]<>#|":
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.split())


@command("weeknote digest", example="weeknote digest", roles=("lead", "editor"), listed=False)
def draft(request: Request, words: str) -> Reply:
    """Show this week's digest as it stands, as Markdown."""
    parts = gather(request, weeknotes.week_of(request.today - timedelta(0)))
    if parts.is_empty():
        raise Refusal("There is nothing to put into the digest yet.")
    return Reply((Heading("This week's digest so far"), Text(markdown(request, parts))), private=True)
