"""Somebody's message, proposed for the weeknotes by another: its author is asked first, in private."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from commands import Refusal, Request, command, live, personal
from commands.reply import Button, Buttons, Reply, Send, Text, ToPerson, say, to_json
from commands.weeknotes.mine import MINE, WRITE
from commands.weeknotes.words import LONGEST, MENTION, named_people, origin, split_kind
from commands.weeknotes.writing import keep, typed
from storage import offers, people, weeknotes
from storage.offers import Offer
from storage.people import Person
from storage.times import say_date
from storage.weeknotes import Origin

OVER = "This question is over. Nothing of it is kept, except what you said yes to."
NO_WORDS = "Only what people wrote can go into the weeknotes."


@command("weeknote offer", example="weeknote offer", writes=True, listed=False, free=True, open_keys=True)
def offer(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Propose a message for the weeknotes."""
    where = origin(request, keys)
    if where is None:
        return typed(request, "Offer", words)
    if request.place is None:
        raise Refusal("This works on a message in your partnership's channel.", [WRITE])
    if not keys.get("author") or not MENTION.sub("", words).strip():
        raise Refusal(NO_WORDS, [WRITE])
    _check(words)
    author = people.meet(
        request.db, request.partnership.id, where.platform, keys["author"], keys.get("author_name", "")
    )
    kind, rest = split_kind(words.strip())
    if author.id == request.person.id:
        return keep(request, rest, kind, "channel", where, keys.get("follows", ""))
    return _ask(request, author, named_people(request, words.strip()), where)


def _check(words: str) -> None:
    """Before anything of it is kept, and before its author is troubled."""
    if len(words) > LONGEST:
        raise Refusal(f"A note must be {LONGEST:,} characters or less, and this message is longer.")
    if found := personal.kinds(words):
        raise Refusal(f"This message seems to contain {' and '.join(found)}, so Parley has not kept it.")


def _ask(request: Request, author: Person, words: str, where: Origin) -> Reply:
    db, here = request.db, request.partnership.id
    if offers.said_at(db, here, where) or weeknotes.said_at(db, here, where):
        return say(f"{author.name} has been asked about this message already. Parley asks only once.")
    if people.address_of(db, author.id) is None:
        raise Refusal(
            f"Parley cannot write to {author.name} in private yet, so it has kept nothing. They can put it in "
            "themselves: reply to the message with /weeknote."
        )
    number = offers.add(db, here, author.id, request.person.id, words, where, request.now)
    asked = offers.find(db, here, number)
    assert asked is not None, "it was written a moment ago"
    return Reply(
        (
            Text(
                f"Parley asks {author.name} in private. Their words go into the weeknotes only if they say yes."
            ),
        ),
        private=True,
        also=(Send(ToPerson(author.id), question(request, asked)),),
    )


def question(request: Request, asked: Offer) -> Reply:
    """What the author reads; once it is answered, nothing of the words stays."""
    key = offers.key(asked.id)
    if asked.state != "asked":
        return Reply((Text(OVER),), private=True, live=key)
    by = people.person(request.db, asked.offered_by).name
    last = say_date((asked.at + offers.KEPT).astimezone(request.partnership.zone).date())
    return Reply(
        (
            Text(f"{by} would like to see your words in the weeknotes. May they go in?"),
            Text(asked.words),
            Text(f"If you say no, or nothing until {last}, Parley keeps nothing of them."),
            Buttons(
                (
                    Button("Yes, in the channel's digest", f"weeknote allow {asked.id} channel"),
                    Button("Yes, anywhere", f"weeknote allow {asked.id} public"),
                    Button("No", f"weeknote decline {asked.id}"),
                )
            ),
        ),
        private=True,
        live=key,
    )


@live("offer")
def _question_again(request: Request, number: str) -> Reply:
    asked = offers.find(request.db, request.partnership.id, int(number))
    if asked is None:
        return Reply((Text(OVER),), private=True, live=offers.key(int(number)))
    return question(request, asked)


@command("weeknote allow", example="weeknote allow 5 channel", writes=True, listed=False, free=True)
def allow(request: Request, words: str) -> Reply:
    """Say yes to your words being in the weeknotes."""
    number, _, scope = words.partition(" ")
    if not number.isdecimal():
        return typed(request, "Allow", words)
    asked = _asked(request, number)
    if scope not in ("channel", "public"):
        raise Refusal("Say how far your words may be quoted.", _yes(asked))
    kind, rest = split_kind(asked.words)
    kept = keep(request, rest, kind, scope, asked.origin)
    return replace(kept, touched=settle(request, asked, "kept").touched)


def _yes(asked: Offer) -> list[Button]:
    return [
        Button("In the channel's digest", f"weeknote allow {asked.id} channel"),
        Button("Anywhere", f"weeknote allow {asked.id} public"),
    ]


@command("weeknote decline", example="weeknote decline 5", writes=True, listed=False, free=True)
def decline(request: Request, words: str) -> Reply:
    """Say no to your words being in the weeknotes."""
    if not words.strip().isdecimal():
        return typed(request, "Decline", words)
    asked = _asked(request, words)
    return replace(settle(request, asked, "declined"), blocks=(Text("That is fine. Nothing of it is kept."),))


def _asked(request: Request, words: str) -> Offer:
    number = int(words) if re.fullmatch(r"\d{1,9}", words.strip()) else 0
    found = offers.find(request.db, request.partnership.id, number)
    if found is None or found.author != request.person.id:
        raise Refusal("This question was for somebody else.", [WRITE])
    if found.state != "asked":
        raise Refusal("This question is over: you have answered, or its time has passed.", [MINE, WRITE])
    return found


def settle(request: Request, asked: Offer, state: str) -> Reply:
    """End a question: its words go from the offer and from the message that asked. Says nothing by itself."""
    offers.settle(request.db, asked.id, state)
    return _written_again(request, replace(asked, state=state))


def reword(request: Request, asked: Offer, words: str) -> Reply:
    """The author edited the message before they answered: they are asked about what it says now."""
    if len(words) > LONGEST or personal.kinds(words):
        return settle(request, asked, "declined")
    new = named_people(request, words)
    offers.reword(request.db, asked.id, new)
    return _written_again(request, replace(asked, words=new))


def _written_again(request: Request, asked: Offer) -> Reply:
    key = offers.key(asked.id)
    offers.rewrite(request.db, request.partnership.id, asked.id, to_json(question(request, asked)))
    return Reply((), private=True, touched=(key,))
