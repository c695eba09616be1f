"""Standing approvals: given from the preview of a release, listed, ended, and what waits under them stopped."""

from __future__ import annotations

import re
from datetime import date, timedelta

from commands import Refusal, Request, command
from commands.deciding import SEERS, STEWARDS, STOPPERS, check_named, deciders, found, tell
from commands.reply import Button, Buttons, Field, Form, Heading, Note, Reply, Table, Text, say
from storage import people, review, standing_approvals
from storage.people import Person
from storage.releases import Release
from storage.standing_approvals import MOST_HOURS, StandingApproval
from storage.times import parse_due, say_day

USUAL_HOURS, USUAL_DAYS = 24, 182
CONDITIONS = (
    "Whatever is not plainly the same again waits for a person: corrected figures, a changed declaration, a warning that "
    "was not there before, a key that is not registered, or a release that its own approver loaded."
)


@command("data standing", example="data standing", roles=SEERS)
def standing(request: Request, words: str) -> Reply:
    """List the standing approvals, and what goes out by itself."""
    given = standing_approvals.all_of(request.db, request.partnership.id)
    going = standing_approvals.on_their_way(request.db, request.partnership.id)
    if not given and not going:
        return say("There are no standing approvals. Give one from the preview of a release: /data")
    rows = tuple(
        (
            str(each.id),
            _title(request, each.measure),
            each.given_by,
            _until(each, request.today),
            f"{each.hours}",
        )
        for each in given
    )
    table = Table("Standing approvals", ("Number", "Figure", "Given by", "Until", "Hours to wait"), rows)
    ends = [Button(f"End {each.id}", f"data standing end {each.id}", "danger") for each in given[:8]]
    stops = [Button(f"Stop release {number}", f"data stop {number}", "danger") for number in going[:8]]
    return Reply(
        (
            Heading("What goes out by itself"),
            *((table,) if rows else ()),
            Text(_going(going)),
            Note(CONDITIONS),
            Buttons((*ends, *stops, Button("Stop everything", "data stop all", "danger"))),
        ),
        private=True,
    )


def _title(request: Request, measure: str) -> str:
    known = request.partnership.measure(measure)
    return known.title if known else measure


def _until(each: StandingApproval, today: date) -> str:
    return f"{say_day(each.until)}{' (over)' if each.until < today else ''}"


def _going(numbers: list[int]) -> str:
    if not numbers:
        return "Nothing is on its way out now."
    return f"On its way out: release {', '.join(map(str, numbers))}."


@command(
    "data standing give",
    usage="data standing give NUMBER HASH until=DATE hours=HOURS",
    example="data standing give 3 9f2c81d0aa41 until=31/3/2027 hours=24",
    writes=True,
    roles=STEWARDS,
    listed=False,
)
def give(request: Request, words: str, *, until: str = "", hours: str = "") -> Reply:
    """Let new periods of a figure go out by themselves, a while after they are loaded."""
    release = found(request, words)
    check_named(request, release.measure)
    seen = review.of(request.db, release, deciding=True)
    if release.state not in ("pending", "approved"):
        raise Refusal(f"Release {release.id} is {release.state}. Look at the one that is approved now.")
    if not seen.is_sealed_by("".join(words.split()[1:])):
        look = Button("Look", f"data show {release.id}")
        raise Refusal("Look at the release first, as it is now, then press the button there.", [look])
    if not until and not hours:
        return Reply((_form(request, release, " ".join(words.split()[:2])),), private=True)
    day, wait = _day(request, release, until), _hours(hours)
    standing_approvals.give(request.db, release, seen.declaration, wait, day, request.person.id, request.now)
    title = release.measure.title
    said = (
        f"From now on a new period of {title} goes out by itself {wait} hours after it is loaded, until {say_day(day)}, "
        "unless somebody stops it."
    )
    others = tell(
        request,
        _concerned(request, release),
        say(f"{request.person.name} has given a standing approval. {said}"),
    )
    return Reply(
        (
            Text(
                f"{said} Those who decide about it are told each time, with a button to stop it, and again when it goes."
            ),
            Note(CONDITIONS),
            Buttons((Button("Standing approvals", "data standing"),)),
        ),
        private=True,
        also=others,
        noted=f"{release.id} {seen.seal[:12]} {release.measure.id} until {day.isoformat()}, {wait} hours",
    )


def _form(request: Request, release: Release, words: str) -> Form:
    last = release.measure.review_by
    usual = min(last, request.today + timedelta(days=USUAL_DAYS))
    return Form(
        "Let new periods out",
        f"data standing give {words}",
        (
            Field(
                "until",
                "Until which day?",
                hint=f"At most {say_day(last)}, when these figures are to be reviewed.",
                value=say_day(usual),
            ),
            Field(
                "hours",
                "How many hours after loading?",
                hint=f"1 to {MOST_HOURS}. Until then anybody who decides can stop it.",
                value=str(USUAL_HOURS),
            ),
        ),
        submit="Let them out",
    )


def _day(request: Request, release: Release, text: str) -> date:
    try:
        day = parse_due(text, request.today)
    except ValueError as problem:
        raise Refusal(str(problem), field="until") from None
    if not request.today <= day <= release.measure.review_by:
        raise Refusal(
            f"The day must be from today to {say_day(release.measure.review_by)}, when these figures are to be reviewed.",
            field="until",
        )
    return day


def _hours(text: str) -> int:
    number = re.fullmatch(r"(\d{1,3})\s*(?:hours?)?", text.strip() or str(USUAL_HOURS))
    if number is None or not 1 <= int(number[1]) <= MOST_HOURS:
        raise Refusal(f"Enter a number of hours from 1 to {MOST_HOURS}.", field="hours")
    return int(number[1])


def _concerned(request: Request, release: Release) -> list[Person]:
    leads = people.with_role(request.db, request.partnership.id, "lead")
    return [*deciders(request.db, release), *leads]


@command(
    "data standing end",
    usage="data standing end NUMBER",
    example="data standing end 1",
    writes=True,
    roles=STOPPERS,
)
def end(request: Request, words: str) -> Reply:
    """End a standing approval, so that new periods wait for a person again."""
    given = standing_approvals.all_of(request.db, request.partnership.id)
    chosen = next((each for each in given if str(each.id) == words.strip()), None)
    if chosen is None:
        raise Refusal(
            "Say which standing approval, for example /data standing end 1.",
            [Button("Standing approvals", "data standing")],
        )
    standing_approvals.end(request.db, chosen, request.person.id, request.now)
    title = _title(request, chosen.measure)
    told = say(f"{request.person.name} ended your standing approval of {title}.")
    return Reply(
        (Text(f"Ended. New periods of {title} wait for a person again."),),
        private=True,
        also=tell(request, [people.person(request.db, chosen.giver)], told),
        noted=f"{chosen.id} {chosen.measure}",
    )
