"""One page for each person: what is theirs to do, what is asked, this week's figures and what they get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

from commands import Refusal, Request, command, live, mine, sounding
from commands.actions import wording
from commands.answers.reply import answer_to
from commands.question import understand
from commands.reply import Block, Button, Buttons, Heading, Note, Reply, Text
from commands.schedule_words import settings_now
from storage import people, wishes
from storage.actions import finding
from storage.actions.action import Action
from storage.meetings import holding, next_meeting
from storage.soundings import finding as soundings
from storage.soundings import voting
from storage.soundings.sounding import Sounding
from storage.times import say_date, say_time

HOME = "home"
SOON = timedelta(weeks=9)  # the next meeting is looked for
MOST = 10  # actions, and soundings
NO_FIGURES = "No figures are posted each week here."


@command(HOME, example="home")
def home(request: Request, words: str) -> Reply:
    """Show your own page: your actions, open soundings, this week's figures and what you get."""
    return page(request)


@live(HOME)
def again(request: Request, number: str) -> Reply:
    """The page of one person as it is now."""
    return page(replace(request, person=people.person(request.db, int(number))))


def page(request: Request) -> Reply:
    """Everything on one page, for one pair of eyes."""
    shown = _figures(request)
    blocks = (
        Heading(f"{request.partnership.name}, for you"),
        *_meeting(request),
        *_actions(request),
        *_soundings(request),
        Heading("This week's figures"),
        *shown.blocks,
        *_gets(request),
    )
    return Reply(blocks, private=True, live=f"{HOME}/{request.person.id}", cites=tuple(shown.cites))


def _meeting(request: Request) -> Iterator[Block]:
    """The meeting that is going on, or the next one."""
    going_on = holding.going_on(request.db, request.partnership.id)
    if going_on is not None:
        yield Text(f"A meeting is going on: {going_on.label}, {going_on.title}.")
        return
    soon = next_meeting.every(request.db, settings_now(request), request.now, request.now + SOON)
    for coming in soon[:1]:
        when = f"{say_time(coming.local.time())} on {say_date(coming.local.date())}"
        yield Text(f"The next meeting is {coming.series.title}, at {when}.")


def _actions(request: Request) -> Iterator[Block]:
    """Open ones that somebody has or helps with, each with what can be done."""
    found = finding.of_person(request.db, request.partnership.id, request.person.id)
    yield Heading("Your actions")
    if not found:
        yield Text("You have no open actions.")
    for each in found[:MOST]:
        passed = " The date has passed." if each.is_overdue(request.today) else ""
        state = wording.state_words(each)
        more = "" if state == "open" else f" It is {state}."
        link = each.link or ""
        yield Text(
            f"{each.label}: {wording.sentence(each, request.today)}.{passed}{more}",
            source="where it was said" if link else "",
            link=link,
        )
        yield Buttons(_do(request, each))
    if len(found) > MOST:
        yield Text(f"And {len(found) - MOST} more.")
        yield Buttons((Button("All my actions", "action list mine"),))


def _do(request: Request, each: Action) -> tuple[Button, ...]:
    own = each.owner.person == request.person.id
    accept = Button(f"Accept {each.label}", f"action accept {each.label}", "primary")
    return (
        *((accept,) if own and each.answer in ("asked", "later") else ()),
        Button(f"Done {each.label}", f"action done {each.label}"),
        Button(f"More about {each.label}", f"action show {each.label}"),
    )


def _soundings(request: Request) -> Iterator[Block]:
    """Open ones: a way to answer, or that one's own side of it is done; never what anybody answered."""
    every = soundings.list_open(request.db, request.partnership.id)
    found = [each for each in every if each.asks(request.person.organisation)]
    yield Heading("Open soundings")
    if not found:
        yield Text("Nothing is being asked just now.")
    for each in found[:MOST]:
        if _has_answered(request, each):
            who = "your organisation has" if each.voice == "organisation" else "you have"
            yield Text(f"{sounding.title(each)}: {who} answered.")
            continue
        yield Text(f"{sounding.title(each)}: {each.question} It closes at {sounding.until(request, each)}.")
        yield Buttons((Button(f"Answer {each.number}", f"poll {each.number}", "primary"),))
    if len(found) > MOST:
        yield Buttons((Button("All soundings", "poll list"),))


def _has_answered(request: Request, asked: Sounding) -> bool:
    person = request.person
    voice = person.organisation if asked.voice == "organisation" else person.key
    return voice is not None and len(voting.answered(request.db, asked, voice)) == len(asked.questions)


@dataclass(slots=True)
class _Shown:
    """Figures as they are shown, and the releases they come from."""

    blocks: list[Block] = field(default_factory=list)
    cites: dict[int, None] = field(default_factory=dict)


def _figures(request: Request) -> _Shown:
    """The newest of each figure of the weekly chart, in the words of an answer, with its small print."""
    job, shown = settings_now(request).schedule.weekly_chart, _Shown()
    for identity in job.measures if job else ():
        measure = request.partnership.measure(identity)
        if measure is None or request.partnership.may_show(measure, None):
            _show(request, identity, shown)
    if not shown.blocks:
        shown.blocks.append(Text(NO_FIGURES))
    shown.blocks.append(Buttons((Button("What can I ask?", "catalogue"),)))
    return shown


def _show(request: Request, identity: str, shown: _Shown) -> None:
    try:
        reply = answer_to(request, understand(request, identity, {}), can_share=False)
    except Refusal as refused:
        shown.blocks.append(Text(refused.text))
        return
    shown.blocks += [block for block in reply.blocks if isinstance(block, Text | Note)]
    shown.cites |= dict.fromkeys(reply.cites)


def _gets(request: Request) -> Iterator[Block]:
    """What comes in private on each platform."""
    yield Heading("What you get in private")
    platforms = sorted({platform for platform, _ in people.addresses_of(request.db, request.person.id)})
    for platform in platforms:
        yield Text(mine.said(request, wishes.of(request.db, request.person.id, platform)))
    yield Buttons((Button("Change what I get", "mine"),))
