"""Note an action in one sentence or by a form."""

from __future__ import annotations

from commands import REGISTRY, Request, command
from commands.actions import noting, wording
from commands.actions.sentence import Agreed
from commands.actions.telling import news
from commands.reply import Button, Buttons, Field, Form, Reply, Text
from storage.actions.action import Action
from storage.meetings import holding


@command(
    "action",
    usage="action @WHO to WHAT by WHEN",
    example="action @food-hub-lead to send the parcel counts to @analyst by Fri",
    writes=True,
    free=True,
)
def action(
    request: Request,
    words: str,
    *,
    who: str = "",
    what: str = "",
    due: str = "",
    link: str = "",
    again: str = "",
) -> Reply:
    """Note who has agreed to do what, by when."""
    if request.place is not None and holding.going_on(request.db, request.partnership.id):
        asked = {"who": who, "what": what, "due": due, "link": link}
        return REGISTRY["meeting action"].call(
            request, f"{words}{noting.AGAIN if again == 'yes' else ''}", keys=asked
        )
    return by_itself(request, words, who=who, what=what, due=due, link=link, again=again)


def by_itself(
    request: Request,
    words: str,
    *,
    who: str = "",
    what: str = "",
    due: str = "",
    link: str = "",
    again: str = "",
) -> Reply:
    """Note an action that is no part of a meeting; its owner is told at once."""
    if not words and not what:
        return Reply((form(),), private=True)
    agreed = noting.read(request, words) if words else of_form(who, what, due)
    line = _line(agreed)
    wanted = noting.draft(request, agreed, f"{line} by ", link=link or None)
    if again != "yes":
        noting.ask_if_alike(
            request, wanted, f"{line}{f' by {agreed.due}' if agreed.due else ''}{noting.AGAIN}"
        )
    return made(request, noting.note(request, wanted))


def of_form(who: str, what: str, due: str) -> Agreed:
    """What was filled in; several names stand with commas or "and" between them."""
    handles = tuple(each.strip() for each in who.replace(" and ", ",").split(",") if each.strip())
    return Agreed(handles, what, due)


def _line(agreed: Agreed) -> str:
    """The line that notes it, without its date."""
    who = f"{' and '.join(agreed.owners)} to " if agreed.owners else ""
    return f"action {who}{agreed.what}"


def form(what: str = "", who: str = "", line: str = "action", due: str = "") -> Form:
    """The three questions of an action, with what is known filled in."""
    return Form(
        "Note an action",
        line,
        (
            Field("what", "What is to be done?", value=what[: noting.LONGEST]),
            Field(
                "who",
                "Who has it?",
                optional=True,
                value=who,
                hint="A name such as @analyst, or an organisation; the first one answers for it. Leave empty for yourself.",
            ),
            Field(
                "due",
                "By when?",
                optional=True,
                value=due,
                hint="For example: Fri, next Wednesday, 31 March, next meeting. Leave empty for the next meeting.",
            ),
        ),
        submit="Note it",
    )


def made(request: Request, action: Action) -> Reply:
    """What whoever noted it reads: number, owner, weekday and date, and who has been told."""
    own = action.owner.person == request.person.id
    who = f"{action.everybody} (you)" if own else action.everybody
    tail = noting.reach(request, action)
    said = f"Action {action.label}: {who} to {action.what}, {wording.by(action, request.today)}."
    buttons = (
        Button("Done", f"action done {action.label}"),
        Button("Take it back", f"action takeback {action.label}"),
        wording.ALL,
    )
    return Reply((Text(f"{said} {tail}".strip()), Buttons(buttons)), also=news(request, action))
