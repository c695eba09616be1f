"""What becomes of an action: done, blocked, not needed, moved, open again, and each of these undone."""

from __future__ import annotations

from commands import Refusal, Request, command, personal
from commands.actions import due, wording
from commands.actions.telling import whoever_noted
from commands.reply import Button, Buttons, Field, Form, Reply, Send, Text
from storage.actions import changing, finding, making
from storage.actions.action import Action
from storage.times import say_date

LONGEST = 1000


@command("action done", usage="action done A42", example="action done A42", writes=True, free=True)
def done(request: Request, words: str, *, note: str = "") -> Reply:
    """Mark an action as done."""
    found, said = wording.meant(request, words, "done")
    said = _checked(note or said, "note")
    if not changing.close(request.db, found, "done", request.person.id, request.now, said):
        return _already(request, found, "done")
    news = f"Action {found.label} is done: {found.what}. Marked by {request.person.name}."
    return _changed(
        found, f"Action {found.label} is done: {found.what}.", whoever_noted(request, found, news)
    )


@command(
    "action drop",
    usage="action drop A42 WHY",
    example="action drop A42 the pantry has closed",
    writes=True,
    free=True,
)
def drop(request: Request, words: str) -> Reply:
    """Mark an action as not needed, which is a fine result."""
    found, said = wording.meant(request, words, "drop")
    said = _checked(said)
    if not changing.close(request.db, found, "not needed", request.person.id, request.now, said):
        return _already(request, found, "not needed")
    news = f"Action {found.label} is not needed any more: {found.what}. Marked by {request.person.name}."
    return _changed(
        found, f"Action {found.label} is not needed: {found.what}.", whoever_noted(request, found, news)
    )


@command(
    "action blocked",
    usage="action blocked A42 WHY",
    example="action blocked A42 waiting for the printer",
    writes=True,
    free=True,
)
def blocked(request: Request, words: str, *, why: str = "") -> Reply:
    """Say what an action waits for."""
    found, said = wording.meant(request, words, "blocked")
    said = _checked(why or said, "why")
    if not said:
        return Reply((_why(found),), private=True)
    _must_be_open(found)
    if not _change(request, found, "blocked", said, state="blocked", why=said):
        return _already(request, found, "blocked")
    news = f"Action {found.label} is blocked: {said}. Said by {request.person.name}."
    return _changed(
        found,
        f"Action {found.label} is blocked: {said}. It stays on the list.",
        whoever_noted(request, found, news),
    )


def _why(found: Action) -> Form:
    ask = Field("why", f"What does {found.label} wait for?", hint="It is shown with the action.")
    return Form("Blocked", f"action blocked {found.label}", (ask,), submit="Say so")


@command("action reopen", usage="action reopen A42", example="action reopen A42", writes=True)
def reopen(request: Request, words: str) -> Reply:
    """Open an action again."""
    found, _ = wording.meant(request, words, "reopen")
    if not changing.reopen(request.db, found, request.person.id, request.now):
        return Reply((Text(f"Action {found.label} is open already."),), private=True)
    return Reply(
        (Text(f"Action {found.label} is open again: {found.what}."),),
        quiet=True,
        touched=(wording.key(found),),
    )


@command(
    "action move", usage="action move A42 to WHEN", example="action move A42 to next Wednesday", writes=True
)
def move(request: Request, words: str, *, due_: str = "") -> Reply:
    """Give an action another date."""
    found, said = wording.meant(request, words, "move")
    said = due_ or said.removeprefix("to ").strip()
    if not said:
        ask = Field("due", f"By when is {found.label}?", hint="For example: Fri, 31 March, next meeting")
        return Reply(
            (Form("Another date", f"action move {found.label}", (ask,), submit="Move it"),), private=True
        )
    _must_be_open(found)
    wanted = due.read(request, said, f"action move {found.label} to ")
    told = f"{wording.due_words(found, request.today)} to {wanted.words(request.today).removeprefix('by ')}"
    if not _change(
        request, found, "moved", told, due=wanted.day, at_meeting=wanted.at_meeting, quiet_until=None
    ):
        return Reply((Text(f"Action {found.label} is due then already."),), private=True)
    return _changed(found, f"Action {found.label} is now due {wanted.words(request.today)}: {found.what}.")


@command(
    "action snooze",
    usage="action snooze A42 until WHEN",
    example="action snooze A42 until Monday",
    writes=True,
    listed=False,
)
def snooze(request: Request, words: str) -> Reply:
    """Leave an action out of reminders until a day; its date stays."""
    found, said = wording.meant(request, words, "snooze")
    _must_be_open(found)
    until = due.read(
        request, said.removeprefix("until ").strip() or "next meeting", f"action snooze {found.label} until "
    )
    assert until.day is not None, "words give a day"
    _change(request, found, "snoozed", say_date(until.day), quiet_until=until.day)
    return _changed(
        found, f"Nobody is reminded of {found.label} before {say_date(until.day)}. Its date has not changed."
    )


@command(
    "action comment",
    usage="action comment A42 WORDS",
    example="action comment A42 half of it is sent",
    writes=True,
    free=True,
)
def comment(request: Request, words: str, *, note: str = "") -> Reply:
    """Add a line to an action's history."""
    found, said = wording.meant(request, words, "comment")
    said = _checked(note or said, "note")
    if not said:
        ask = Field("note", f"What is there to say about {found.label}?", shape="long")
        return Reply(
            (Form("Comment", f"action comment {found.label}", (ask,), submit="Add it"),), private=True
        )
    changing.comment(request.db, found, said, request.person.id, request.now)
    return Reply((Text(f"Added to {found.label}: {said}"),), quiet=True)


@command("action undo", usage="action undo A42", example="action undo A42", writes=True)
def undo(request: Request, words: str) -> Reply:
    """Take back the last thing that was done to an action."""
    found, _ = wording.meant(request, words, "undo")
    taken = changing.undo(request.db, found, request.person.id, request.now)
    if taken is None:
        return Reply((Text(f"There is nothing to undo on {found.label}."),), private=True)
    now = finding.by_id(request.db, found.id)
    assert now is not None, "it is there"
    said = f"Undone. Action {found.label}: {wording.sentence(now, request.today)}. It is {wording.state_words(now)}."
    return Reply((Text(said),), quiet=True, touched=(wording.key(found),))


@command(
    "action takeback", usage="action takeback A42", example="action takeback A42", writes=True, listed=False
)
def take_back(request: Request, words: str) -> Reply:
    """Take away an action that was never meant; whoever noted it can, within ten minutes."""
    found, _ = wording.meant(request, words, "takeback")
    ten_minutes = (request.now - found.made_at).total_seconds() <= 600
    if found.made_by != request.person.id or not ten_minutes or len(changing.history(request.db, found)) > 1:
        raise Refusal(
            f"{found.label} can be taken back for ten minutes by whoever noted it, while nothing has become of it. "
            "Mark it as not needed instead.",
            [Button("Not needed", f"action drop {found.label}")],
        )
    making.erase(request.db, [found.id])
    return Reply(
        (Text(f"{found.label} is taken back. Nothing of it is kept."),),
        private=True,
        touched=(wording.key(found),),
    )


def _change(request: Request, found: Action, kind: str, said: str, **columns: object) -> bool:
    return changing.change(request.db, found, kind, request.person.id, request.now, said, **columns)


def _changed(found: Action, said: str, told: tuple[Send, ...] = ()) -> Reply:
    undo_it = Buttons((Button("Undo", f"action undo {found.label}"),))
    return Reply((Text(said), undo_it), quiet=True, also=told, touched=(wording.key(found),))


def _already(request: Request, found: Action, state: str) -> Reply:
    """The same twice is said once."""
    return Reply((Text(f"Action {found.label} was {state} already."),), private=True)


def _must_be_open(found: Action) -> None:
    if not found.is_open:
        raise Refusal(
            f"{found.label} is {found.state}.", [Button("Open it again", f"action reopen {found.label}")]
        )


def _checked(said: str, field: str = "words") -> str:
    if len(said) > LONGEST:
        raise Refusal(f"Write this in {LONGEST:,} characters or less.", field=field)
    return personal.check(said.strip(), field)
