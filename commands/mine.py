"""What I get, and what Parley has of mine: off, weekly or all on each platform, and a copy of the digest or none."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from commands import Refusal, Request, command
from commands.reply import Block, Button, Buttons, Fields, Heading, Note, Reply, Text
from storage import away, people, stories, weeknotes, wishes
from storage.actions import finding
from storage.times import say_date
from storage.wishes import Level, Wish

NAMES = {"slack": "Slack", "telegram": "Telegram", "web": "This page", "console": "This terminal"}
SAID = {"page": "web", "here": "", "terminal": "console"}  # platforms by other words; here is the one in use
LEVELS: dict[str, Level] = {
    **dict.fromkeys(("off", "none", "nothing", "stop", "mute", "never"), "off"),
    **dict.fromkeys(("weekly", "week", "bundle"), "weekly"),
    **dict.fromkeys(("all", "everything", "normal"), "all"),
}
WITH = ("on", "yes", "with")
FILLERS = {
    "on",
    "at",
    "in",
    "by",
    "for",
    "me",
    "my",
    "the",
    "a",
    "and",
    "please",
    "send",
    "once",
    "every",
    "to",
}
PLATFORM = r"(?:slack|telegram|page|terminal|here)"
SOUNDINGS = (
    re.compile(rf"\bsoundings? (off|yes|no|on(?! {PLATFORM}\b))\b"),
    re.compile(r"\b(on|off|yes|no|with|without|stop) (?:the |my )?soundings?\b"),
    re.compile(r"\bsoundings? (on)\b"),
)
DIGEST = (  # tried in this order: "no digest on telegram" is not the same as "digest on"
    re.compile(rf"\bdigest (off|yes|no|on(?! {PLATFORM}\b))\b"),
    re.compile(r"\b(on|off|yes|no|with|without|stop) (?:the |a |my )?digest\b"),
    re.compile(r"\bdigest (on)\b"),
)
EXAMPLE = "Write for example: mine weekly, mine telegram off, mine digest on."
ALWAYS = "Answers to what you do, and whatever you have to decide or must know, always come."


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to have changed; ``None`` leaves it as it is."""

    platforms: frozenset[str]
    level: Level | None
    digest: bool | None
    soundings: bool | None


@command("mine", usage="mine PLATFORM WHAT", example="mine telegram weekly", writes=True)
def mine(request: Request, words: str) -> Reply:
    """See and change what you get in private, and see what Parley has of yours."""
    here = _platforms(request)
    if not words.strip():
        return Reply(_all(request, here), private=True)
    asked = _read(words, request)
    for platform in asked.platforms:
        if platform not in here:
            raise Refusal(
                f"Parley cannot write to you on {NAMES[platform]}. Write to it there first.", _show()
            )
    for platform in here:
        if not asked.platforms or platform in asked.platforms:
            _change(request, platform, asked)
    return Reply((Text("Done."), *_all(request, here)), private=True)


def _platforms(request: Request) -> list[str]:
    """Where somebody can be written to, in the order of the alphabet."""
    found = people.addresses_of(request.db, request.person.id)
    return sorted({platform for platform, _ in found})


def _read(words: str, request: Request) -> Asked:
    """What is wanted, in any order of the words."""
    text = " ".join(re.findall(r"[a-z]+", words.casefold()))
    digest, rest = _taken(DIGEST, text)
    soundings, rest = _taken(SOUNDINGS, rest)
    levels = {LEVELS[word] for word in rest.split() if word in LEVELS}
    if not levels and re.search(rf"\b{PLATFORM} on\b|^ *on *$", rest):
        levels = {"all"}
    platforms = {_platform(word, request) for word in rest.split()} - {""}
    known = FILLERS | LEVELS.keys() | {word for word in rest.split() if _platform(word, request)}
    strange = [word for word in rest.split() if word not in known]
    if strange or len(levels) > 1 or not (levels or digest or soundings):
        raise Refusal(_not_understood(strange), _show())
    level = next(iter(levels), None)
    return Asked(frozenset(platforms), level, _switch(digest), _switch(soundings))


def _taken(patterns: tuple[re.Pattern[str], ...], text: str) -> tuple[str, str]:
    """The word that switches something on or off, and the other words."""
    found = next(filter(None, (pattern.search(text) for pattern in patterns)), None)
    return (found[1], f"{text[: found.start()]} {text[found.end() :]}") if found else ("", text)


def _switch(word: str) -> bool | None:
    return word in WITH if word else None


def _platform(word: str, request: Request) -> str:
    if word == "here":
        return request.here.partition(":")[0]
    known = SAID.get(word, word)
    return known if known in NAMES else ""


def _not_understood(strange: list[str]) -> str:
    if {"sounding", "soundings"} & set(strange):
        return (
            f"Write whether you want each new sounding: mine soundings on, or mine soundings off. {EXAMPLE}"
        )
    if "digest" in strange:
        return f"Write whether you want a copy of the digest: mine digest on, or mine digest off. {EXAMPLE}"
    return f"Write what you want to get: off, weekly or all, and digest on or off. {EXAMPLE}"


def _show() -> list[Button]:
    return [Button("What I get", "mine")]


def _change(request: Request, platform: str, asked: Asked) -> None:
    now = wishes.of(request.db, request.person.id, platform)
    wanted = replace(
        now,
        level=asked.level or now.level,
        digest=now.digest if asked.digest is None else asked.digest,
        soundings=now.soundings if asked.soundings is None else asked.soundings,
    )
    wishes.change(request.db, request.partnership.id, request.person.id, wanted)


def _all(request: Request, here: list[str]) -> tuple[Block, ...]:
    wanted = [wishes.of(request.db, request.person.id, platform) for platform in here]
    each = [block for wish in wanted for block in _wish(request, wish, alone=len(here) == 1)]
    nowhere = (
        [] if here else [Text("Parley cannot write to you in private yet. Write to it in private first.")]
    )
    return (
        Heading("What you get in private"),
        *nowhere,
        *each,
        Note(_small_print(request)),
        Heading("What Parley has of yours"),
        Fields(_of_mine(request)),
        Buttons(
            (
                Button("My notes", "weeknote list"),
                Button("My actions", "action list mine"),
                Button("My stories", "story mine"),
                Button("Away", "away"),
            )
        ),
    )


def said(request: Request, wish: Wish) -> str:
    """What comes on one platform, in words."""
    digest = "A copy of the digest comes too." if wish.digest else "No copy of the digest."
    if wish.level == "off":
        digest = "The digest comes again when you choose weekly or all." if wish.digest else digest
    soundings = " Each new sounding comes too." if wish.soundings and wish.level != "off" else ""
    where = NAMES.get(wish.platform, wish.platform)
    return f"{where}: {_level(request, wish.level)} {digest}{soundings}"


def _wish(request: Request, wish: Wish, alone: bool) -> list[Block]:
    """What comes on one platform, and buttons for the rest."""
    where = NAMES.get(wish.platform, wish.platform)
    levels = [
        Button(_label(label, where, alone), f"mine {wish.platform} {level}")
        for level, label in (("off", "Off"), ("weekly", "Weekly"), ("all", "All"))
        if level != wish.level
    ]
    copies = [
        Button(_label(f"{what} {turned}", where, alone), f"mine {wish.platform} {what.lower()} {turned}")
        for what, wanted in (("Digest", wish.digest), ("Soundings", wish.soundings))
        for turned in ["off" if wanted else "on"]
    ]
    return [Text(said(request, wish)), Buttons((*levels, *copies))]


def _label(label: str, where: str, alone: bool) -> str:
    return label if alone else f"{where}: {label.lower()}"


def _level(request: Request, level: Level) -> str:
    most = request.partnership.settings.nudges_per_week
    match level:
        case "off":
            return "off. Nothing but answers and what you must know."
        case "weekly":
            return "weekly. One message a week at most, such as your open actions."
        case "all":
            return f"all. Your open actions each week, and reminders: {most} messages a week at most."


def _small_print(request: Request) -> str:
    decides = request.person.roles & {"steward", "deputy", "lead"}
    approvals = " Releases that wait for your approval are among that." if decides else ""
    return f"{ALWAYS}{approvals}"


def _of_mine(request: Request) -> tuple[tuple[str, str], ...]:
    here, me = request.partnership, request.person.id
    notes = weeknotes.own(request.db, here.id, me, weeknotes.week_of(request.today))
    days = away.named(request.db, here.id, me, request.today)
    return (
        ("Organisation", here.organisation_name(request.person.organisation) or "not said yet"),
        ("Your notes this week", str(len(notes))),
        ("Your open actions", str(len(finding.of_person(request.db, here.id, me)))),
        ("Your stories", str(len(stories.own(request.db, here.id, me)))),
        ("Away", "; ".join(_days(each) for each in days) or "no"),
    )


def _days(each: away.Away) -> str:
    if each.first == each.last:
        return say_date(each.first)
    return f"{say_date(each.first)} to {say_date(each.last)}"
