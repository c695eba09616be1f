"""What is said about weeknotes in several places: how far one may be quoted, of what kind it is, until when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import get_args

from commands import Refusal, Request, personal
from commands.reply import Button, Option
from commands.schedule_words import jobs_here, settings_now
from storage import occurrences, people
from storage.digests import Scope
from storage.due_times import next_dates
from storage.times import say_date, say_time
from storage.weeknotes import Origin

LONGEST = 3000
DIGEST = "weeknote_digest"
SCOPES = (
    Option("channel", "Only in this partnership"),
    Option("partners", "Also sent to partner organisations"),
    Option("public", "Also on the published page"),
)
KINDS = (
    Option("note", "What happened"),
    Option("thanks", "Thanks to somebody"),
    Option("help", "Help wanted"),
)
GOES = {
    "channel": "It will be shown in this partnership only.",
    "partners": "It may also be sent to partner organisations, by email or WhatsApp.",
    "public": "It may also be quoted in the published digest.",
}
WIDER = {"partners": "Partners may have it", "public": "Anyone may read it"}
HELP = re.compile(r"help wanted\b\s*[:,\-–]*\s*(?=\S)", re.IGNORECASE)
THANKS = re.compile(r"(?:(?:many|big|huge|special)\s+)?(?:thanks|thank you)\b", re.IGNORECASE)
MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>")


def checked(request: Request, words: str, field: str = "words") -> str:
    """Words that may be kept: not too long, nobody's details in them, and people by their names."""
    words = named_people(request, words.strip())
    if len(words) > LONGEST:
        raise Refusal(f"Your note must be {LONGEST:,} characters or less.", field=field)
    return personal.check(words, field)


def named_people(request: Request, words: str) -> str:
    """Words with people's names where the platform has their numbers."""
    return MENTION.sub(lambda found: _name(request, found[0]), words)


def _name(request: Request, mention: str) -> str:
    found = people.called(request.db, request.partnership.id, mention)
    return found[0].name if found else "somebody"


def split_kind(words: str) -> tuple[str, str]:
    """The kind that words name themselves, and the rest: "Help wanted: two drivers"."""
    if asked := HELP.match(words):
        return "help", words[asked.end() :]
    return ("thanks" if THANKS.match(words) else "note"), words


def _one_of(options: tuple[Option, ...], value: str) -> str | None:
    wanted = value.strip().casefold()
    return next((each.value for each in options if wanted in (each.value, each.label.casefold())), None)


def scope_of(value: str) -> Scope:
    """How far a note may be quoted, by the value or the words of the form."""
    chosen = _one_of(SCOPES, value)
    if chosen is None:
        raise Refusal("Choose how far your note may be quoted.", field="scope")
    return next(scope for scope in get_args(Scope) if scope == chosen)


def kind_of(value: str) -> str:
    chosen = _one_of(KINDS, value)
    if chosen is None:
        raise Refusal("Choose what kind of note it is.", field="kind")
    return chosen


def origin(request: Request, keys: Mapping[str, str]) -> Origin | None:
    """Where a transport says that the words stand; ``None`` for words that stand nowhere."""
    if not keys.get("message"):
        return None
    platform, _, _ = request.here.partition(":")
    return Origin(platform, keys.get("address", ""), keys["message"], keys.get("link") or None)


def undo_buttons(number: int, scope: str) -> tuple[Button, ...]:
    """What the author may want next: take it back, change it, let it be quoted further."""
    wider = [Button(label, f"weeknote scope {number} {each}") for each, label in WIDER.items()]
    shown = wider if scope == "channel" else []
    return (
        Button("Take it back", f"weeknote undo {number}"),
        Button("Change it", f"weeknote change {number}"),
        *shown,
    )


def digest_due(request: Request, after: datetime) -> datetime | None:
    """When the first digest after a moment is put together, by the wall clock; ``None`` without a digest."""
    settings = settings_now(request)
    if DIGEST not in jobs_here(settings):
        return None
    skipped = occurrences.left_out(request.db, settings.id, DIGEST, after)
    found = next_dates(settings, jobs_here(settings)[DIGEST], after, skipped, count=1)
    return next((each.due.local for each in found if not each.left_out), None)


def say_due(local: datetime) -> str:
    return f"{say_time(local.time())} on {say_date(local.date())}"
