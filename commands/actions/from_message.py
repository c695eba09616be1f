"""Somebody's message made into an action: from its menu, by a reply to it, or by "make that an action"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from commands import REGISTRY, Call, Refusal, Request, answer, command, personal
from commands import words as language
from commands.actions import noting, owners, that, wording
from commands.actions.add import action, form, made, of_form
from commands.actions.sentence import Agreed
from commands.reply import Button, Reply, Send, Text, ToPerson
from commands.weeknotes.words import MENTION, named_people, origin
from storage import people
from storage.actions.action import Action
from storage.meetings import holding, lines
from storage.meetings.meeting import Said
from storage.people import Person

WRITE = Button("Write it yourself", "action")
NO_WORDS = "Only what people wrote can become an action."
ELSEWHERE = "This works on a message in your partnership's channel."
KEY = re.compile(r"\b(who|what|due|link|told|again)\s*[=:]", re.IGNORECASE)
ACTION, FOR = re.compile(r"^action\b\s*", re.IGNORECASE), re.compile(r"^for\s+", re.IGNORECASE)
OWN = re.compile(r"i(?:'ll| can)\b", re.IGNORECASE)
WHO = r"(?:we|i|you|they|somebody|someone|one of us)"
MUST = r"(?:'ll| will| should| must| could| can| (?:need|have|has|ought|want)s? to)"
LEAD = re.compile(
    rf"(?:(?:ok|okay|so|and|also|right|yes|well)[,:]?\s+)*"
    rf"(?:{WHO}{MUST}|(?:can|could|would) {WHO}|action:|to do:)\s+(?:please\s+)?|please\s+",
    re.IGNORECASE,
)


@command("action of", example="action of", writes=True, listed=False, free=True, open_keys=True)
def of_message(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Make an action of somebody's message."""
    if origin(request, keys) is None:
        return action(request, f"of {words}".strip())
    if request.place is None:
        raise Refusal(ELSEWHERE, [WRITE])
    asked, link = _asked(request, keys.get("said", "")), keys.get("link", "")
    quoted = " ".join(words.split())
    if not keys.get("author") or not MENTION.sub("", quoted).strip():
        return _without_words(request, asked, keys)
    if not asked.what:
        _check(quoted)
    platform, name = request.here.partition(":")[0], keys.get("author_name", "")
    author = people.meet(request.db, request.partnership.id, platform, keys["author"], name)
    if keys.get("form"):
        return Reply((form(named_people(request, quoted), line=_line("", "", link, author)),), private=True)
    return _noted(request, _whole(request, asked, quoted, author), link, author)


def _check(quoted: str) -> None:
    """Before anything of it is kept."""
    if found := personal.kinds(quoted):
        raise Refusal(
            f"This message seems to contain {' and '.join(found)}, so Parley has not kept it. Write the action in "
            "other words.",
            [WRITE],
        )


def _asked(request: Request, said: str) -> Agreed:
    """What whoever proposes a message says of it themselves: for whom, by when, or other words for it."""
    if meant := that.read(said):
        return of_form(meant.who, meant.what, meant.due)
    agreed = noting.read(request, ACTION.sub("", language.plain(said), count=1))
    name = FOR.sub("", agreed.what, count=1)
    if not agreed.owners and name and (name.startswith(("@", "<@")) or owners.is_name(request, name)):
        return Agreed((name,), "", agreed.due)
    return agreed


def _without_words(request: Request, asked: Agreed, keys: Mapping[str, str]) -> Reply:
    """A message that nobody may read may be a line of a meeting; else "that" is what was said last, or is asked."""
    link = keys.get("link", "")
    if asked.what:
        return _noted(request, asked, link, None)
    said = Said(request.here.partition(":")[0], keys.get("address", ""), keys["message"], link or None)
    who = " and ".join(asked.owners)
    if line := lines.said_at(request.db, said):
        going_on = holding.by_id(request.db, line.meeting)
        noted_there = f"{going_on.label} {line.position}"
        return _of_meeting(request, who, asked.due, noted_there) or _noted(
            request, Agreed(asked.owners, to_do(line.words), asked.due), link, None
        )
    if not keys.get("unread"):
        raise Refusal(NO_WORDS, [WRITE])
    return of_that(request, "", who=who, due=asked.due, link=link)


def _whole(request: Request, asked: Agreed, quoted: str, author: Person) -> Agreed:
    """What is to be done, with what the message itself says of who and when where nobody said otherwise."""
    if asked.what:
        return asked
    inside = noting.read(request, quoted)
    they = "me" if author.id == request.person.id else f"@{people.slug(author.name)}"
    named = tuple(they if each.casefold() in owners.MYSELF else each for each in inside.owners)
    own = (they,) if OWN.match(inside.what) else ()
    return Agreed(asked.owners or named or own, to_do(inside.what), asked.due or inside.due)


def to_do(words: str) -> str:
    """A message as what is to be done: "We should ring the pantry." is "ring the pantry"."""
    rest = LEAD.sub("", words.strip(), count=1) if LEAD.match(words.strip()) else words.strip()
    rest = rest.rstrip(" .!?") or words.strip()
    rest = rest[:1].lower() + rest[1:] if rest[1:2].islower() else rest
    return rest if len(rest) <= noting.LONGEST else f"{rest[: noting.LONGEST - 1].rstrip()}…"


@command(
    that.LINE,
    example="action that for @analyst by next meeting",
    writes=True,
    listed=False,
    free=True,
)
def of_that(
    request: Request,
    words: str,
    *,
    who: str = "",
    what: str = "",
    due: str = "",
    link: str = "",
    told: str = "",
    again: str = "",
) -> Reply:
    """Make an action of what was said just now."""
    if words and not (who or due or link or told or again):
        return action(request, f"that {words}")
    if not (what or words):
        author = _author(request, told)
        ask = form(who=who, due=due, line=_line("", who, link, author, due))
        return _of_meeting(request, who, due) or Reply((ask,), private=True)
    return _noted(request, of_form(who, what or words, due), link, _author(request, told), again == "yes")


def _of_meeting(request: Request, who: str, due: str, which: str = "") -> Reply | None:
    """While a meeting is going on, "that" is the line that was noted last, or the one meant."""
    turn = REGISTRY.get("meeting that")
    if turn is None or holding.open_one(request.db, request.partnership.id) is None:
        return None
    said = f"{which} make that an action{f' for {who}' if who else ''}{f' by {due}' if due else ''}"
    return answer(request, Call(turn, said.strip()))


def _author(request: Request, told: str) -> Person | None:
    everybody = people.everybody(request.db, request.partnership.id) if told.isdecimal() else []
    return next((each for each in everybody if str(each.id) == told), None)


def _noted(
    request: Request, agreed: Agreed, link: str, author: Person | None, even_alike: bool = False
) -> Reply:
    line = _line(agreed.what, " and ".join(agreed.owners), link, author)
    wanted = noting.draft(request, agreed, f"{line} due=", link=link or None)
    if not even_alike:
        noting.ask_if_alike(
            request, wanted, f"{line}{f' due={agreed.due}' if agreed.due else ''}{noting.AGAIN}"
        )
    noted = noting.note(request, wanted)
    reply = made(request, noted)
    return replace(reply, also=(*reply.also, *_tell_author(request, noted, author)))


def _line(what: str, who: str, link: str, author: Person | None, due: str = "") -> str:
    """The line that notes it; words that look like a key of it are none."""
    keys = {"who": who, "link": link, "told": str(author.id) if author else "", "due": due}
    words = KEY.sub(r"\1 -", what)
    return " ".join(
        [that.LINE, *filter(None, [words]), *(f"{name}={each}" for name, each in keys.items() if each)]
    )


def _tell_author(request: Request, noted: Action, author: Person | None) -> tuple[Send, ...]:
    """Whoever wrote the message hears what became of it, unless they did this, or read of it as its owner."""
    if author is None or author.id == request.person.id or noted.concerns(author.id):
        return ()
    said = (
        f"{request.person.name} made your message into action {noted.label}: "
        f"{wording.sentence(noted, request.today)}."
    )
    words = Text(said, source="your message" if noted.link else "", link=noted.link or "")
    return (Send(ToPerson(author.id), Reply((words,), private=True)),)
