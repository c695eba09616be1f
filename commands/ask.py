"""Ask for an approved figure: number, area, period, what it does not count, and whom to talk to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil import parser as dates

from commands import Refusal, Request, command, figures, personal
from commands.reply import Block, Button, Buttons, Heading, Reply, Table, Text
from storage.geography import Area
from storage.measures import Measure
from storage.releases import Figure, Release
from storage.times import say_day


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood: which table of which release, where and when."""

    release: Release
    area: Area
    level: str
    period: str
    by: str

    @property
    def measure(self) -> Measure:
        return self.release.measure

    def breakdown(self, *dimensions: str) -> str:
        return "×".join((self.level, *dimensions, self.measure.time.grain))

    def line(self, **keys: str) -> str:
        """This question as a command line, with some of it changed."""
        parts = {"ward": self.area.name if self.level == "ward" else "", "week": self.period, **keys}
        return " ".join(
            [f"ask {self.measure.id}", *(f"{name}={value}" for name, value in parts.items() if value)]
        )


@command(
    "ask",
    usage="ask MEASURE ward=WARD week=DATE by=ward or reason as=chart",
    example="ask foodbank-referrals ward=Highgate",
)
def ask(
    request: Request, words: str, *, ward: str = "", week: str = "", by: str = "", as_: str = ""
) -> Reply:
    """Ask for an approved figure, for one ward or the whole borough."""
    personal.refuse_named_person(request, " ".join((words, ward)))
    question = _understood(request, words, ward, week, by)
    if as_.lower() == "chart":
        return _chart(request, question)
    if as_ and as_.lower() != "text":
        raise Refusal(f"Parley can show a figure as text or as a chart, not as “{as_}”.", field="as")
    return _table(request, question) if question.by else _figure(request, question)


def _understood(request: Request, words: str, ward: str, week: str, by: str) -> Question:
    release = _release(request, words)
    area = _area(release, ward)
    return Question(
        release, area, area.level, _period(request, release.measure, week), _by(release.measure, by)
    )


def _release(request: Request, words: str) -> Release:
    if not words:
        raise Refusal(
            "Which figure would you like?", _offers(list(request.partnership.catalogue.measures.values()))
        )
    found = request.partnership.catalogue.find(words)
    if isinstance(found, tuple):
        raise _no_such_measure(request, words, found)
    release = request.partnership.shelf.releases.get(found.id)
    if release is not None:
        _refuse_where_it_may_not_be_shown(request, release.measure)
        return release
    last = request.partnership.shelf.withdrawn.get(found.id)
    if last is not None:
        raise Refusal(f"{figures.withdrawn(last)} Ask {found.contact} when there will be new ones.")
    raise Refusal(
        f"Nobody has approved figures for {found.title.lower()} yet, so Parley cannot show any. "
        f"Ask {found.contact}, who looks after them."
    )


def _refuse_where_it_may_not_be_shown(request: Request, measure: Measure) -> None:
    if not request.partnership.may_show(measure, request.place):
        where = "a private chat" if request.place is None else "this channel"
        raise Refusal(
            f"{measure.title} may only be shown in some places, and {where} is not one of them. "
            f"Ask {measure.contact}, who looks after these figures."
        )
    newest = request.partnership.shelf.periods(measure.id)[-1]
    if reason := figures.stopped(measure, newest, request.today):
        raise Refusal(reason)


def _no_such_measure(request: Request, words: str, near: tuple[Measure, ...]) -> Refusal:
    if near:
        return Refusal(
            f"Parley does not know “{words[:60]}”. Did you mean one of these?", _offers(list(near))
        )
    return Refusal(
        f"Parley has no approved figure called “{words[:60]}”. Look at what there is, "
        f"or ask {request.partnership.contact('steward')} about what you need.",
        [Button("What can I ask?", "catalogue")],
    )


def _offers(measures: list[Measure]) -> list[Button]:
    first = [Button(measure.title, f"ask {measure.id}") for measure in measures[:3]]
    return [*first, Button("All figures", "catalogue")]


def _area(release: Release, ward: str) -> Area:
    found = release.areas.find(ward or "borough")
    if isinstance(found, Area):
        return found
    if not found:
        raise Refusal(
            f"Parley does not know a ward called “{ward[:60]}”. Check the spelling, or ask for every ward.",
            [Button("All wards", f"ask {release.measure.id} by=ward")],
            field="ward",
        )
    offers = [Button(area.name, f"ask {release.measure.id} ward={area.name}") for area in found[:3]]
    raise Refusal(
        f"There is no ward called exactly “{ward[:60]}”. Did you mean one of these?", offers, field="ward"
    )


def _period(request: Request, measure: Measure, week: str) -> str:
    published = request.partnership.shelf.periods(measure.id)
    if not week:
        return published[-1]
    day = _day(week)
    known = [period for period in published if date.fromisoformat(period) <= day]
    if measure.time.grain == "week":
        return (day - timedelta(days=day.weekday())).isoformat()
    return known[-1] if known else day.isoformat()


def _day(week: str) -> date:
    try:
        iso = re.fullmatch(r"\d{4}-\d{2}-\d{2}", week.strip())
        return date.fromisoformat(week.strip()) if iso else dates.parse(week, dayfirst=True).date()
    except (ValueError, OverflowError):
        raise Refusal(
            f"Parley cannot read the date “{week[:30]}”. Write it like 9 November 2026.", field="week"
        ) from None


def _by(measure: Measure, by: str) -> str:
    wanted = by.strip().lower()
    known = ("ward", *measure.dimension_names)
    if wanted and wanted not in known:
        raise Refusal(
            f"{measure.title} can be split by {' or '.join(known)}, not by “{by[:30]}”.", field="by"
        )
    return wanted


def _figure(request: Request, question: Question) -> Reply:
    shelf, measure = request.partnership.shelf, question.measure
    found = shelf.find(measure.id, question.breakdown(), question.area.code, question.period)
    before = _period_before(request, question)
    earlier = shelf.find(measure.id, question.breakdown(), question.area.code, before)
    blocks: list[Block] = [
        Text(figures.sentence(measure, question.area, question.period, found)),
        *(Text(words) for words in (figures.change(measure, found, earlier),) if words),
        *figures.where_from(request.partnership, question.release, question.period, request.today),
        _next_steps(question),
    ]
    return Reply(tuple(blocks), quiet=True, cites=(question.release.id,))


def _period_before(request: Request, question: Question) -> str:
    earlier = [p for p in request.partnership.shelf.periods(question.measure.id) if p < question.period]
    return earlier[-1] if earlier else ""


def _next_steps(question: Question) -> Buttons:
    steps = [Button("Chart", question.line(**{"week": "", "as": "chart"}))]
    if question.level == "ward":
        steps.append(Button("Whole borough", question.line(ward="")))
    steps.append(Button("All wards", question.line(ward="", by="ward")))
    return Buttons(tuple(steps))


def _table(request: Request, question: Question) -> Reply:
    rows = _wards(request, question) if question.by == "ward" else _categories(request, question)
    measure = question.measure
    where = "by ward" if question.by == "ward" else f"in {question.area.name} by {question.by}"
    title = f"{measure.title} {where}"
    caption = (
        f"{title}, {figures.in_period(measure, question.period).removeprefix('in ').removeprefix('on ')}"
    )
    if not rows:
        raise Refusal(
            f"Nobody has approved {measure.title.lower()} {where}. Ask {measure.contact}, who looks after these figures.",
            [Button(f"{measure.title}, whole borough", f"ask {measure.id}")],
        )
    return Reply(
        (
            Heading(title),
            Table(caption, (question.by.capitalize(), measure.unit.many.capitalize()), rows),
            *figures.where_from(request.partnership, question.release, question.period, request.today),
        ),
        quiet=True,
        cites=(question.release.id,),
    )


def _wards(request: Request, question: Question) -> tuple[tuple[str, str], ...]:
    breakdown = f"ward×{question.measure.time.grain}"
    wards = question.release.areas.at("ward")
    return _rows(request, question, [(ward.name, breakdown, ward.code, ()) for ward in wards])


def _categories(request: Request, question: Question) -> tuple[tuple[str, str], ...]:
    codes = question.measure.dimensions[question.by].codes
    breakdown = question.breakdown(question.by)
    return _rows(request, question, [(code, breakdown, question.area.code, (code,)) for code in codes])


def _rows(
    request: Request, question: Question, wanted: list[tuple[str, str, str, tuple[str, ...]]]
) -> tuple[tuple[str, str], ...]:
    """Rows in the neutral order of the code list: never a ranking."""
    shelf = request.partnership.shelf
    found = [
        (name, shelf.find(question.measure.id, breakdown, area, question.period, categories))
        for name, breakdown, area, categories in wanted
    ]
    if not any(isinstance(answer, Figure) for _, answer in found):
        return ()
    return tuple(
        (name, figures.about(answer.value, answer.rounded_to) if isinstance(answer, Figure) else "no figure")
        for name, answer in found
    )


def _chart(request: Request, question: Question) -> Reply:
    chart = figures.over_time(request.partnership, question.release, question.area, question.breakdown())
    newest = request.partnership.shelf.periods(question.measure.id)[-1]
    return Reply(
        (
            Heading(f"{question.measure.title}, {question.area.name}"),
            chart,
            figures.recent(question.measure, chart),
            *figures.where_from(request.partnership, question.release, newest, request.today),
        ),
        quiet=True,
        cites=(question.release.id,),
    )


def about_measure(request: Request, measure: Measure) -> str:
    """How to ask for a measure, how new it is, whom to ask about it and until when it is good."""
    periods = request.partnership.shelf.periods(measure.id)
    newest = (
        f"Newest figures {figures.in_period(measure, periods[-1])}" if periods else "No figures approved yet"
    )
    return f"/ask {measure.id}. {newest}. Ask {measure.contact}. Review by {say_day(measure.review_by)}."
