"""Are the people we support on your list? Never answered in chat: a conversation between two named people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from commands import Refusal, Request, command, personal, reach
from commands.reply import (
    Button,
    Buttons,
    Field,
    Form,
    Heading,
    Note,
    Reply,
    Send,
    Text,
    ToEveryPlace,
    ToPerson,
)
from commands.requests import coverage, respondents, wording
from commands.requests.showing import living
from storage import people
from storage.people import Person
from storage.requests import finding, raising
from storage.requests.request import DataRequest, Draft
from storage.times import at_utc, parse_due, say_date

NEVER = (
    "Parley never answers this in chat: no names, no lists, no files, and not even how many people are on both. "
    "Whoever may ask for such a count often enough can find out about one person. But it is a good question, and "
    "it can start a conversation."
)
FIRST = (
    "A cheaper first step: look at approved counts of both sides beside each other. That needs nobody's details, and "
    "often answers the question behind."
)
THEN = (
    "If that is not enough: say what it is for, who is meant, who settles the lawful basis and who talks to whom. "
    "A named person of the other side replies by a day."
)
LONGEST_NAME = 120
AHEAD = 92  # days within which a reply can be asked for


@command("overlap", usage="overlap", example="overlap")
def overlap(request: Request, words: str) -> Reply:
    """Find out whether two sides support the same people, without anybody's list."""
    return Reply(
        (
            Heading("Are the people we support on your list?"),
            Text(NEVER),
            Text(FIRST),
            Text(THEN),
            Buttons((*coverage.first_steps(request), coverage.TALK)),
        ),
        private=True,
    )


@command("overlap talk", usage="overlap talk", example="overlap talk", writes=True, listed=False, free=True)
def talk(
    request: Request,
    words: str,
    *,
    purpose: str = "",
    who: str = "",
    basis: str = "",
    ours: str = "",
    theirs: str = "",
    reply: str = "",
) -> Reply:
    """Start the conversation about two lists: what for, who is meant, who settles what, who talks to whom."""
    asked = _Asked(
        wording.checked(request, purpose, "purpose"),
        wording.checked(request, who, "who"),
        wording.checked(request, basis, "basis", LONGEST_NAME),
        wording.checked(request, ours, "ours", LONGEST_NAME),
        wording.checked(request, theirs, "theirs", LONGEST_NAME),
        reply.strip(),
    )
    for text in (asked.purpose, asked.who):
        personal.refuse_one_person(request, text)
    if not (asked.purpose and asked.who and asked.basis and asked.ours and asked.theirs):
        return Reply((_form(request, asked),), private=True)
    return _raised(request, asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The answers of the form, checked."""

    purpose: str
    who: str
    basis: str
    ours: str
    theirs: str
    reply: str

    @property
    def question(self) -> str:
        return (
            f"Are people whom one side supports also known to the other? {self.who[:1].upper()}{self.who[1:]}"
        )

    @property
    def settled_first(self) -> str:
        return f"The lawful basis, with {self.basis}. They talk: {self.ours} and {self.theirs}."


def _form(request: Request, asked: _Asked) -> Form:
    other = respondents.respondent(request, None, respondents.side_of_person(request, request.person))
    by = respondents.say_by(request, respondents.reply_by(request))
    return Form(
        "A talk about two lists",
        "overlap talk",
        (
            Field(
                "purpose",
                "What would you do differently if you knew?",
                "long",
                value=asked.purpose,
                hint="Leave names out.",
            ),
            Field(
                "who",
                "Which people, and whose lists?",
                "long",
                value=asked.who,
                hint="Kinds of people and of lists, such as families with a food parcel. No names, and no lists.",
            ),
            Field(
                "basis",
                "Who would have to settle the lawful basis?",
                value=asked.basis,
                hint="By their job, such as the data protection officers of both. Nothing is compared before.",
            ),
            Field("ours", "Who talks for your side?", value=asked.ours or request.person.name),
            Field("theirs", "Who talks for the other side?", value=asked.theirs or other.name),
            Field(
                "reply",
                "By when do you need a reply?",
                optional=True,
                value=asked.reply,
                hint=f"{by}, if you leave this out.",
            ),
        ),
        submit="Ask",
    )


def _raised(request: Request, asked: _Asked) -> Reply:
    here = request.partnership.id
    same = finding.alike(request.db, here, asked.question)
    if same is not None and same.kind == "overlap" and same.is_open:
        return _under_way(same)
    side = respondents.side_of_person(request, request.person)
    who, by = _answers(request, asked, side), _reply_by(request, asked.reply)
    place = request.place.id if request.place else None
    draft = Draft(asked.question, asked.purpose, asked.settled_first, kind="overlap", side=side, place=place)
    made = raising.add(request.db, here, draft, request.person.id, request.now, who.id, by)
    raising.follow(request.db, made, who.id)
    return Reply(
        (
            Text(f"Thank you. This is request {made.number}. {_told(request, who)}"),
            Text(
                f"A person will have replied by the end of {respondents.say_by(request, by)}. If nobody has, Parley tells "
                f"you and a lead. Nothing is compared before that is settled in writing with {asked.basis}."
            ),
            Buttons((wording.look(made), Button("Take it back", f"request withdraw {made.number}"))),
        ),
        private=True,
        also=(Send(ToEveryPlace(), living(request, made)), Send(ToPerson(who.id), _for_whom(request, made))),
    )


def _answers(request: Request, asked: _Asked, side: str | None) -> Person:
    """The contact of the other side, if Parley knows them; else whoever answers requests there."""
    known = people.called(request.db, request.partnership.id, asked.theirs)
    if len(known) != 1:
        return respondents.respondent(request, None, side)
    if known[0].id == request.person.id or (side and respondents.side_of_person(request, known[0]) == side):
        raise Refusal("Name somebody of the other side, so that both sides talk.", field="theirs")
    return known[0]


def _reply_by(request: Request, words: str) -> datetime:
    """The end of the day that was asked for, which gives whoever replies their usual time."""
    usual = respondents.reply_by(request)
    if not words:
        return usual
    try:
        day = parse_due(words, request.today)
    except ValueError as problem:
        raise Refusal(str(problem), field="reply") from None
    wanted = at_utc(datetime.combine(day, respondents.END_OF_DAY), request.partnership.zone)
    if wanted < usual or (day - request.today).days > AHEAD:
        raise Refusal(
            f"Write a day from {respondents.say_by(request, usual)} on, and before {say_date(_last(request.today))}.",
            field="reply",
        )
    return wanted


def _last(today: date) -> date:
    return date.fromordinal(today.toordinal() + AHEAD + 1)


def _told(request: Request, who: Person) -> str:
    if people.address_of(request.db, who.id) is None:
        return f"{who.name} answers it, but Parley cannot write to them in private yet: tell them yourself."
    return f"{who.name} answers it and has been told."


def _for_whom(request: Request, made: DataRequest) -> Reply:
    """What whoever answers is told: what is asked of them, and what is not."""
    return Reply(
        (
            Heading(f"Request {made.number} is for you: two lists"),
            Text(f"{reach.who_says(request)} asks: {made.what}"),
            Text(f"What for: {made.why}"),
            Text(f"To be settled first: {made.smallest}"),
            Note(
                f"Reply by the end of {respondents.say_by(request, made.reply_by)}: one sentence is enough, such as when you "
                "can talk. Send no list and no names. A count of people on both lists is personal data too while anybody "
                "could be picked out by asking twice."
            ),
            Buttons(
                (
                    Button("Reply", f"request say {made.number}", "primary"),
                    Button("Not that, but this", f"request offer {made.number}"),
                    Button("Counts beside each other", "overlap counts"),
                )
            ),
        ),
        private=True,
    )


def _under_way(same: DataRequest) -> Reply:
    follow = Button("Follow it", f"request follow {same.number}", "primary")
    return Reply(
        (
            Text(f"Request {same.number} is that conversation: {same.what} It is {same.stands}."),
            Buttons((follow, wording.look(same))),
        ),
        private=True,
    )
