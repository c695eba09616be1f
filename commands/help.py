"""Help that cannot drift: everything it says comes from the registry of commands."""

from __future__ import annotations

from commands import REGISTRY, Command, Refusal, Request, command, personal, visible, words
from commands.ask import ask
from commands.definition import in_one_line
from commands.examples import example
from commands.question import reads_as_question
from commands.reply import Button, Buttons, Fields, Heading, Note, Reply, Table, Text
from commands.words import plain
from storage import people

LEAVE_OUT = (
    "Phone numbers, addresses, dates of birth and the like are refused. Names of people who get help cannot be "
    "detected: leave them out."
)


@command("help", example="help", usage="help COMMAND")
def help_(request: Request, words: str) -> Reply:
    """Show what you can say to Parley."""
    known = REGISTRY.get(words.lower().strip("/ "))
    if known is not None:
        return _one(request, known)
    rows = tuple(
        (f"/{example(request.partnership, each)}", each.summary)
        for each in visible(request.person)
        if " " not in each.name
    )
    return Reply(
        (
            Heading("What you can write"),
            Text("Write a command, or press a button. Each one also works as “parley …” and by mention."),
            Fields(rows),
            Buttons((Button("What can I ask?", "catalogue"), Button("About Parley", "about"))),
        ),
        private=True,
    )


def _one(request: Request, known: Command) -> Reply:
    """One command and what can follow its name."""
    usage = (("Write", f"/{known.usage}"), ("For example", f"/{example(request.partnership, known)}"))
    more = tuple(
        (f"/{each.usage}", each.summary)
        for each in visible(request.person)
        if each.name.startswith(known.name + " ")
    )
    also = (Table("Also", ("Write", "What it does"), more),) if more else ()
    careful = (Note(LEAVE_OUT),) if known.free else ()
    return Reply(
        (Heading(f"/{known.name}"), Text(known.summary), Fields(usage), *also, *careful), private=True
    )


UNKNOWN = "unknown words"


@command(UNKNOWN, example="help", listed=False, free=True)
def unknown(request: Request, words: str) -> Reply:
    """Answer words that are no command: a question about figures, or the nearest three commands."""
    personal.refuse_named_person(request, words)
    line = plain(words)
    if reads_as_question(request, line):
        return ask(request, line, keys={})
    raise _nearest(words)


def _nearest(line: str) -> Refusal:
    names = [known.name for known in REGISTRY.values() if known.listed]
    near = words.nearest(line, names)
    offers = [Button(REGISTRY[name].name.capitalize(), name) for name in near] or [Button("Help", "help")]
    if not near:
        return Refusal("Parley does not know this command. Look at what it can do.", offers)
    return Refusal("Parley does not know this command. Did you mean one of these?", offers)


@command("catalogue", example="catalogue")
def catalogue(request: Request, words: str) -> Reply:
    """List every figure that can be asked for, with the person to talk to."""
    measures = sorted(request.partnership.catalogue.measures.values(), key=lambda each: each.title)
    if not measures:
        raise Refusal(f"No figures have been set up yet. Ask {request.partnership.contact('steward')}.")
    return Reply(
        (
            Heading("What you can ask"),
            Fields(tuple((measure.title, in_one_line(request, measure)) for measure in measures)),
            Buttons(tuple(Button(measure.title, f"ask {measure.id}") for measure in measures[:5])),
        ),
        private=True,
    )


@command("about", example="about")
def about(request: Request, words: str) -> Reply:
    """Say what Parley does, what it stores, who sees what and whom to ask."""
    kept = request.partnership.settings.retention
    rows = (
        ("What people wanted to know", kept.questions.words()),
        ("What people said explains a figure", kept.stories.words()),
        ("Weeknotes", kept.weeknotes.words()),
        ("Soundings, after they close", kept.polls.words()),
        ("Actions, after they are done", kept.actions.words()),
        ("Meetings, minutes and registers", kept.meetings.words()),
        ("Data requests, after they are settled", kept.requests.words()),
        ("Messages Parley has sent", kept.posts.words()),
        ("Audit log", "with no end yet"),
    )
    return Reply(
        (
            Heading(f"About Parley in {request.partnership.name}"),
            *_four_lines(request),
            Table("How long things are kept", ("What", "Kept for"), rows),
            Note(
                "Parley reads only what is written to it: commands, mentions, buttons, forms, private messages "
                "and replies to its questions. Where Slack was told to show it every message in the channel, it "
                "keeps nothing of the others. It holds no figures about single people, and no figure that nobody has approved. "
                "Names in your own text cannot be detected: leave them out."
            ),
            Buttons(
                (Button("How things stand", "status"), Button("What it says about itself", "about export"))
            ),
        ),
        private=True,
    )


@command("welcome", example="welcome", listed=False, writes=True)
def welcome(request: Request, words: str) -> Reply:
    """Greet somebody, or a place, for the first time."""
    people.note_welcomed(request.db, request.person.id)
    return greeting(request)


def greeting(request: Request) -> Reply:
    """What Parley is, in four lines, and two ways to begin."""
    return Reply(
        (
            Heading(f"Hello from Parley, {request.partnership.name}"),
            *_four_lines(request),
            Buttons((Button("What can I ask?", "catalogue"), Button("Help", "help"))),
        )
    )


def _four_lines(request: Request) -> tuple[Text, ...]:
    lead, steward = request.partnership.contact("lead"), request.partnership.contact("steward")
    return (
        Text(
            "What it does: answers questions from approved counts, posts a weekly chart, gathers weeknotes, "
            "asks quick questions and keeps track of actions."
        ),
        Text(
            "What it stores: what you write to it, and who asked for which figure. Sealed answers are only counted."
        ),
        Text(
            "Who sees what: your questions and their answers are shown to you; notes, actions and results are "
            "shown to this partnership."
        ),
        Text(f"Whom to ask: {lead} about this channel, {steward} about the figures."),
    )
