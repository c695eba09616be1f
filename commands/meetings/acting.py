"""Actions in a meeting: noted in one sentence, or made of what was said a moment ago; owners hear when it ends."""

from __future__ import annotations

import re
from collections.abc import Mapping

from commands import Refusal, Request, command
from commands.actions import add, noting, that
from commands.actions import wording as actions
from commands.actions.from_message import to_do
from commands.actions.sentence import Agreed
from commands.meetings import capture, meant, wording
from commands.reply import Button, Form, Reply
from storage import people
from storage.actions.action import Action, Draft
from storage.meetings import holding, lines
from storage.meetings.lines import New
from storage.meetings.meeting import Line, Meeting

SEVERAL = re.compile(r"\s*(?:,|&|\band\b)\s*(?:(?:the|helped by|with)\s+)?", re.IGNORECASE)
NOTHING = "Nothing was said yet that could be made an action. Write who does what by when."


@command(
    "meeting action",
    usage="meeting action @WHO to WHAT by WHEN",
    example="meeting action @analyst to send the counts by Fri",
    writes=True,
    free=True,
    open_keys=True,
)
def action(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Note an action in the minutes; its owner is told when the meeting ends."""
    said, again = words.removesuffix(noting.AGAIN).strip(), words.endswith(noting.AGAIN)
    answers = {name: keys.get(name, "") for name in ("who", "what", "due")}
    going_on = holding.open_one(request.db, request.partnership.id)
    if going_on is None:
        return add.by_itself(request, said, **answers, again="yes" if again else "")
    if not said and not answers["what"]:
        return Reply((add.form(line="meeting action"),), private=True)
    agreed = noting.read(request, said) if said else add.of_form(**answers)
    line = f"meeting action {in_one_line(agreed)}"
    wanted = draft(request, going_on, agreed, f"{line} by ", keys.get("link", ""))
    if not again:
        noting.ask_if_alike(
            request, wanted, f"{line}{f' by {agreed.due}' if agreed.due else ''}{noting.AGAIN}"
        )
    return _note(request, going_on, wanted, keys)


def handles(who: str) -> tuple[str, ...]:
    """Names as people list them: "the analyst and Demo Lead"."""
    names = SEVERAL.split(re.sub(r"^the\s+", "", who.strip(), flags=re.IGNORECASE))
    return tuple(each.strip() for each in names if each.strip())


def in_one_line(agreed: Agreed) -> str:
    """Who is to do what, without its date."""
    who = f"{' and '.join(agreed.owners)} to " if agreed.owners else ""
    return f"{who}{agreed.what}"


def draft(request: Request, going_on: Meeting, agreed: Agreed, line: str, link: str = "") -> Draft:
    """What is to be noted; ``line`` is the command line without its date, to choose between two days."""
    return noting.draft(request, agreed, line, meeting=going_on.id, link=link or None)


def _note(request: Request, going_on: Meeting, wanted: Draft, keys: Mapping[str, str]) -> Reply:
    said = capture.said_at(request, keys)
    before = lines.said_at(request.db, said) if said else None
    if before is not None and before.meeting == going_on.id:
        return capture.noted(request, going_on, before)
    made = noting.note(request, wanted)
    line = capture.keep(request, going_on, New("action", made.what, action=made.id), keys)
    return capture.noted(request, going_on, line, told(request, made))


def told(request: Request, made: Action) -> str:
    """The action as it was understood, and when its owner hears of it."""
    owner, by = made.owner, actions.by(made, request.today)
    if owner.person == request.person.id:
        return f"You have it, {by}: {made.what}."
    said = f"{made.everybody} has it, {by}: {made.what}."
    if owner.person is None or people.address_of(request.db, owner.person) is None:
        return f"{said} {noting.reach(request, made)}"
    return f"{said} {owner.name} is told in private when the meeting ends."


@command(
    "meeting that",
    usage="make that an action for WHO by WHEN",
    example="make that an action for the analyst by Fri",
    writes=True,
    free=True,
    open_keys=True,
)
def turn(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Make an action of the last line: yours, else the last one of the meeting."""
    going_on, line, rest = meant.line_meant(request, words)
    if not going_on.is_open:
        raise Refusal(
            f"{wording.titled(going_on)}, is over. Note the action by itself.", [Button("Action", "action")]
        )
    said = that.read(rest)
    if line is None:
        line = _last(request, going_on)
    if line.action is not None or line.kind == "topic":
        raise Refusal(f"{wording.sentence(request, line)}. Only another kind of line can be made an action.")
    agreed = _agreed(request, line, keys, said)
    if agreed is None:
        return Reply((_form(request, going_on, line),), private=True)
    return _turn(request, going_on, line, agreed, again=keys.get("again") == "yes")


def _last(request: Request, going_on: Meeting) -> Line:
    """The speaker's last line, else the meeting's."""
    can = [each for each in lines.kept(request.db, going_on) if each.kind not in ("topic", "action")]
    own = [each for each in can if each.by == request.person.id]
    if not can:
        raise Refusal(NOTHING, [Button("Action", "meeting action")])
    return (own or can)[-1]


def _agreed(request: Request, line: Line, keys: Mapping[str, str], said: that.That | None) -> Agreed | None:
    """Who does what by when; ``None`` where nobody has said who, so that it has to be asked."""
    if keys.get("what"):
        return add.of_form(keys.get("who", ""), keys["what"], keys.get("due", ""))
    found = noting.read(request, line.words)
    who, due = (said.who, said.due) if said else ("", "")
    if not who and not found.owners:
        return None
    what = said.what if said and said.what else to_do(found.what)
    return Agreed(handles(who) or found.owners, what, due or found.due)


def _form(request: Request, going_on: Meeting, line: Line) -> Form:
    return add.form(to_do(line.words), line=f"meeting that {going_on.label} {line.position}")


def _turn(request: Request, going_on: Meeting, line: Line, agreed: Agreed, *, again: bool) -> Reply:
    wanted = draft(request, going_on, agreed, "", line.link or "")
    if not again:
        noting.ask_if_alike(request, wanted, f"meeting action {in_one_line(agreed)}{noting.AGAIN}")
    made = noting.note(request, wanted)
    if not lines.turn_into(request.db, going_on, line, "action", made.id):
        raise Refusal("Somebody took that line back, or made an action of it, at the same moment.")
    now = lines.at_position(request.db, going_on, line.position)
    assert now is not None, "it was there a moment ago"
    return capture.noted(request, going_on, now, told(request, made))
