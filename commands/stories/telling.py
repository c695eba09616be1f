"""Tell a story: short, with consent, and read by a moderator before anybody else sees it."""

from __future__ import annotations

from commands import Refusal, Request, command, personal
from commands.reply import Button, Buttons, Field, Form, Heading, Note, Option, Reply, Send, Text, ToPerson
from commands.stories import wording
from commands.weeknotes.words import SCOPES, named_people, scope_of
from storage import people, stories
from storage.stories import Story

LONGEST = 600
CONSENT = (
    Option("yes", "Yes, they agreed, or nobody could be known from it"),
    Option("no", "Not yet"),
)
ASK_FIRST = "Ask them first whether it may be told. Nothing has been kept."


@command(
    "story",
    usage="story WHAT HAPPENED",
    example="story a father came twice before he asked",
    writes=True,
    free=True,
)
def story(
    request: Request,
    words: str,
    *,
    text: str = "",
    scope: str = "",
    consent: str = "",
    measure: str = "",
    area: str = "",
    when: str = "",
) -> Reply:
    """Tell what a number cannot say; a moderator reads it first."""
    if words.strip().isdecimal() and not text:
        number = words.strip()
        raise Refusal(
            f"To look at story {number}, press the button.",
            [Button(f"Story {number}", f"story show {number}")],
        )
    said = (text or words).strip()
    checked(request, said)
    if not (said and scope and consent):
        return Reply((form(request, said, measure),), private=True)
    if consent != "yes":
        raise Refusal(ASK_FIRST, field="consent")
    about = wording.about(request, measure, area, when)
    made = stories.add(
        request.db,
        request.partnership.id,
        checked(request, said),
        scope_of(scope),
        about,
        request.person.id,
        request.person.organisation,
        request.now,
    )
    return _thanks(request, made)


def checked(request: Request, words: str) -> str:
    """Words that may be kept: not too long, and nobody's details in them."""
    words = named_people(request, words)
    if len(words) > LONGEST:
        raise Refusal(f"A story must be {LONGEST} characters or less.", field="text")
    return personal.check(words, "text")


def form(request: Request, words: str = "", measure: str = "") -> Form:
    """What happened, whether those it is about agreed, how far it may go, and what it is about."""
    return Form(
        "Tell a story",
        "story",
        (
            Field(
                "text",
                "What happened?",
                "long",
                value=words[:LONGEST],
                hint="A few sentences. No names, ages or streets.",
            ),
            Field("consent", "Do the people it is about agree?", "choice", CONSENT),
            Field("scope", "How far may it be quoted?", "choice", SCOPES, value="channel"),
            Field(
                "measure",
                "Does it belong to a figure?",
                "choice",
                wording.measures(request),
                optional=True,
                value=measure or wording.NO_MEASURE,
            ),
            Field(
                "area",
                "Which area is it about?",
                optional=True,
                hint="Only together with a figure, such as Highgate",
            ),
            Field(
                "when", "When was it?", optional=True, hint="Only together with a figure, such as last week"
            ),
        ),
        submit="Tell it",
    )


def _thanks(request: Request, made: Story) -> Reply:
    readers = wording.readers(request)
    names = " or ".join(each.name for each in readers) or request.partnership.contact("lead")
    buttons = Buttons((Button("Take it back", f"story withdraw {made.number}"), wording.MINE))
    return Reply(
        (
            Text(f"Thank you. This is story {made.number}. {names} reads it before anybody else does."),
            Note(
                f"{wording.goes(made.scope)}. You can take it back at any time: "
                "Parley then takes it out of what it posted and wrote."
            ),
            buttons,
        ),
        private=True,
        also=tuple(
            Send(ToPerson(each.id), to_read(request, made)) for each in readers if each.id != made.person
        ),
    )


def to_read(request: Request, waiting: Story) -> Reply:
    """What a moderator reads, kept up to date: the story, and two ways to go on."""
    if waiting.state != "waiting":
        return Reply(
            (Text(f"Story {waiting.number} needs nothing more from you."),), private=True, live=waiting.key
        )
    teller = people.person(request.db, waiting.person).name
    where = wording.where(request, waiting)
    return Reply(
        (
            Heading(f"Story {waiting.number} waits for you"),
            Text(f"{teller} told it{f' about {where}' if where else ''}. {wording.goes(waiting.scope)}."),
            Text(waiting.words),
            Note(
                "Could somebody be known from it: a name, a street, a date, a rare thing that happened? Then decline it."
            ),
            Buttons(
                (
                    Button("Show it", f"story allow {waiting.number}", "primary"),
                    Button("Decline it", f"story decline {waiting.number}"),
                )
            ),
        ),
        private=True,
        live=waiting.key,
    )
