"""The small commands that people give to the page in its tests."""

from contextlib import contextmanager

import commands
from commands import Refusal, command
from commands.reply import (
    Button,
    Buttons,
    Chart,
    Field,
    File,
    Form,
    Heading,
    Option,
    Point,
    Reply,
    Send,
    Series,
    Table,
    Text,
    ToEveryPlace,
    ToPerson,
    say,
)
from storage import people

CHART = Chart(
    "Food bank referrals, Highgate",
    "Referrals in Highgate rose from 20 to 35 over three weeks.",
    (Series("Highgate", (Point("2 Nov", 20), Point("9 Nov", None), Point("16 Nov", 35))),),
    "referrals",
    rounded_to=5,
)
CSV = "\ufeffWard,Calls\r\nYnys Môn,15\r\n"


@contextmanager
def small_commands():
    """The commands, and the state they change; taken away again afterwards."""
    before, live_before = dict(commands.REGISTRY), dict(commands.LIVE)
    state = {"tally": 0, "notes": [], "sealed": 0}
    register(state)
    yield state
    for known, old in ((commands.REGISTRY, before), (commands.LIVE, live_before)):
        known.clear()
        known.update(old)


def register(state):
    """The commands of these tests."""

    def tally():
        blocks = (
            Heading("Van tally"),
            Text(f"{state['tally']} so far"),
            Buttons((Button("Add one", "test add"),)),
        )
        return Reply(blocks, live="tally/1")

    @command("test wave", example="test wave", listed=False, free=True)
    def wave(request, words):
        """Wave to everybody."""
        return Reply(
            (
                Text(f"{request.person.name} waves {words}".strip()),
                Buttons((Button("Wave back", "test wave back"),)),
            )
        )

    @command("test table", example="test table", listed=False)
    def table(request, words):
        """Show a table that no phone has room for."""
        header = ("Ward", *(f"Column number {number}" for number in range(9)))
        return Reply((Table("Wide", header, (header,)),), private=True)

    @command("test whisper", example="test whisper", listed=False)
    def whisper(request, words):
        """Say something to one person."""
        return say("For you alone.")

    @command("test tell", example="test tell", listed=False, writes=True)
    def tell(request, words):
        """Tell the lead something in private."""
        lead = people.with_role(request.db, request.partnership.id, "lead")[0]
        note = Reply((Text(f"{request.person.name} asks for you."),), private=True)
        return Reply((Text("Demo Lead has been told."),), private=True, also=(Send(ToPerson(lead.id), note),))

    @command("test tally", example="test tally", listed=False, writes=True)
    def start_tally(request, words):
        """Post a tally."""
        return Reply((Text("Posted."),), private=True, also=(Send(ToEveryPlace(), tally()),))

    @command("test add", example="test add", listed=False, writes=True)
    def add(request, words):
        """Count one more."""
        state["tally"] += 1
        return Reply((Text("Counted."),), private=True, touched=("tally/1",))

    @command("test sealed", example="test sealed yes", listed=False, writes=True, sealed=True)
    def sealed(request, words):
        """Take a sealed answer."""
        state["sealed"] += 1
        return say("Your answer is counted.")

    @command("test form", example="test form", listed=False)
    def ask_form(request, words):
        """Show a form."""
        kinds = (Option("quiet", "Quiet"), Option("busy", "Busy"))
        fields = (
            Field("words", "What happened this week?", "long", hint="Do not name anybody."),
            Field("kind", "How was it?", "choice", kinds),
            Field("where", "Where?", optional=True),
        )
        return Reply((Form("Your weeknote", "test note", fields, "Save"),), private=True)

    @command("test note", example="test note", listed=False, writes=True, free=True)
    def note(request, words, *, kind="", where=""):
        """Keep a note."""
        if "Smith" in words:
            raise Refusal("Leave out the name of a person", field="words")
        state["notes"].append((words, kind, where))
        return say("Your note is kept.")

    @command("test give", example="test give", listed=False)
    def give(request, words):
        """Give a file, to all or to one."""
        return Reply(
            (Text("Here it is."), File(words or "calls.csv", CSV, "Calls by ward.")),
            private=words == "me.csv",
        )

    @command("test chart", example="test chart", listed=False)
    def chart(request, words):
        """Show a chart."""
        return Reply((Heading("Referrals in Highgate"), CHART, Buttons((Button("Wave", "test wave"),))))

    commands.LIVE["tally"] = lambda request, rest: tally()
