"""Ask for figures that nobody has approved yet: what, why, and the least that would do."""

from __future__ import annotations

import re

from commands import Request, command, personal
from commands.reply import (
    Button,
    Buttons,
    Field,
    Fields,
    Form,
    Reply,
    Send,
    Text,
    ToEveryPlace,
    ToPerson,
)
from commands.requests import answers, respondents, telling, wording
from commands.requests.following import count
from commands.requests.showing import living, show, stands
from commands.requests.wording import LONGEST
from storage import people
from storage.measures import Measure
from storage.requests import finding, raising
from storage.requests.request import DataRequest, Draft


@command(
    "request",
    usage="request WHAT YOU WANT TO KNOW",
    example="request food bank referrals by age",
    writes=True,
    free=True,
)
def request_(
    request: Request, words: str, *, what: str = "", why: str = "", smallest: str = "", again: str = ""
) -> Reply:
    """Ask for figures that nobody has approved, and get a reply from a named person."""
    if re.fullmatch(r"#?\d{1,6}", words.strip()) and not what:
        return show(request, words)
    wanted = " ".join((what or words).split())
    personal.refuse_named_person(request, wanted)
    if not re.search(r"\w", wanted) or not why.strip():
        return Reply((form(wanted, why, smallest),), private=True)
    draft = _draft(request, wanted, why.strip(), smallest.strip())
    if again != "yes" and (same := finding.alike(request.db, request.partnership.id, draft.what)):
        return _asked_before(request, same, draft)
    return _raised(request, draft)


def form(what: str = "", why: str = "", smallest: str = "") -> Form:
    """Three questions: what we want to know, why, and the least that would do."""
    return Form(
        "Ask for figures",
        "request",
        (
            Field(
                "what",
                "What do you want to know?",
                "long",
                value=what[:LONGEST],
                hint="Not which table: the question. Leave names out.",
            ),
            Field("why", "Why, and what would you do differently?", "long", value=why[:LONGEST]),
            Field(
                "smallest",
                "The smallest area and period that would do",
                optional=True,
                value=smallest[:LONGEST],
                hint="For example: the borough, by quarter",
            ),
        ),
        submit="Ask",
    )


def _draft(request: Request, what: str, why: str, smallest: str) -> Draft:
    personal.refuse_named_person(request, why)
    nearest = _nearest(request, what)
    return Draft(
        wording.checked(request, what, "what"),
        wording.checked(request, why, "why"),
        wording.checked(request, smallest, "smallest"),
        measure=nearest.id if nearest else None,
        side=respondents.side_of_person(request, request.person),
        place=request.place.id if request.place else None,
    )


def _nearest(request: Request, what: str) -> Measure | None:
    found = request.partnership.catalogue.find(what)
    return found if isinstance(found, Measure) else next(iter(found), None)


def _raised(request: Request, draft: Draft) -> Reply:
    measure = request.partnership.measure(draft.measure) if draft.measure else None
    who, by = respondents.respondent(request, measure, draft.side), respondents.reply_by(request)
    made = raising.add(request.db, request.partnership.id, draft, request.person.id, request.now, who.id, by)
    raising.follow(request.db, made, who.id)
    count(request, made)
    told = (
        f"{who.name} answers it and has been told."
        if people.address_of(request.db, who.id)
        else (f"{who.name} answers it, but Parley cannot write to them in private yet: tell them yourself.")
    )
    return Reply(
        (
            Text(f"Thank you. This is request {made.number}. {told}"),
            Text(
                f"A person will have replied by the end of {respondents.say_by(request, by)}. "
                "If nobody has, Parley tells you and a lead."
            ),
            Buttons(
                (wording.look(made), Button("Take it back", f"request withdraw {made.number}"), wording.ALL)
            ),
        ),
        private=True,
        also=(
            Send(ToEveryPlace(), living(request, made)),
            Send(ToPerson(who.id), telling.to_respondent(request, made)),
        ),
    )


def _asked_before(request: Request, same: DataRequest, draft: Draft) -> Reply:
    """The same asked twice finds the first, and its answer; whoever means something else can say so."""
    follow = Button("Follow it", f"request follow {same.number}", "primary")
    parts = {"what": draft.what, "why": draft.why, "smallest": draft.smallest, "again": "yes"}
    line = " ".join(f"{key}={wording.plain(value)}" for key, value in parts.items() if value)
    return Reply(
        (
            Text(f"Request {same.number} asks almost the same: {same.what}"),
            Fields(
                (
                    ("How it stands", stands(request, same)),
                    *((("Instead", same.offer),) if same.offer else ()),
                )
            ),
            *answers.link(same),
            Buttons(
                (
                    *answers.button(same),
                    follow,
                    wording.look(same),
                    Button("Mine is different", f"request {line}"),
                )
            ),
        ),
        private=True,
    )
