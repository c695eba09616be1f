"""For stewards: what waits for approval, and Approve, Decline or Withdraw with a reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from commands import Refusal, Request, command
from commands.figures import about, in_period, lower_first, short_period
from commands.reply import (
    Button,
    Buttons,
    Field,
    Form,
    Heading,
    Note,
    Reply,
    Send,
    Table,
    Text,
    ToPerson,
    say,
)
from storage import people, releases
from storage.cells import Key
from storage.releases import Release
from storage.times import say_day

STEWARDS = ("steward", "deputy")


@command("data", example="data", roles=STEWARDS)
def data(request: Request, words: str) -> Reply:
    """Show the releases that wait for a steward's decision."""
    if words:
        raise Refusal("Write /data to see what waits for a decision.", [Button("What waits", "data")])
    waiting = releases.pending(request.db, request.partnership.id)
    wants = Button("What people want to know", "data wanted")
    if not waiting:
        return Reply((Text("No release is waiting for a decision."), Buttons((wants,))), private=True)
    rows = tuple(
        (str(each.id), each.measure.title, each.loaded_by, say_day(each.loaded_at.date())) for each in waiting
    )
    return Reply(
        (
            Heading("Waiting for a decision"),
            Table("Releases", ("Release", "Figure", "Loaded by", "On"), rows),
            Buttons((*(Button(f"Look at {each.id}", f"data show {each.id}") for each in waiting[:8]), wants)),
        ),
        private=True,
    )


@command("data show", usage="data show NUMBER", example="data show 3", roles=STEWARDS)
def show(request: Request, words: str) -> Reply:
    """Preview one release before deciding."""
    release = _found(request, words)
    table = releases.table_of(request.db, release)
    buttons = (
        Button("Approve", f"data approve {release.id} {release.table_hash[:12]}", "primary"),
        Button("Decline", f"data decline {release.id}", "danger"),
    )
    return Reply(
        (
            Heading(f"Release {release.id}: {release.measure.title}"),
            Text(f"{release.measure.what} Does not count: {lower_first(release.measure.not_)}"),
            _newest(release, table),
            Text(_risks(release, table)),
            Note(
                f"Protected table {release.table_hash[:12]}, loaded by {release.loaded_by} on "
                f"{say_day(release.loaded_at.date())}. Steward: {release.measure.steward}."
            ),
            *(
                (Buttons(buttons),)
                if release.state == "pending"
                else (Text(f"This release is {release.state}."),)
            ),
        ),
        private=True,
    )


def _newest(release: Release, table: Mapping[Key, int | None]) -> Table:
    newest = max(period for _, _, period, _ in table)
    rows = [
        (
            _name(release, area, categories),
            "withheld" if value is None else about(value, release.measure.protect.base),
        )
        for (_, area, period, categories), value in sorted(table.items())
        if period == newest
    ]
    when = in_period(release.measure, newest).removeprefix("in ").removeprefix("on ")
    return Table(
        f"Newest period: {when}", ("Where", release.measure.unit.many.capitalize()), tuple(rows[:30])
    )


def _name(release: Release, area: str, categories: tuple[str, ...]) -> str:
    known = release.areas.get(area)
    return " · ".join((known.name if known else area, *categories))


def _risks(release: Release, table: Mapping[Key, int | None]) -> str:
    """What a steward weighs, in plain words; never a count that is small."""
    measure, base = release.measure, release.measure.protect.base
    small = Counter(breakdown for (breakdown, *_), value in table.items() if value is None or value == 0)
    cells = Counter(breakdown for breakdown, *_ in table)
    shares = "; ".join(
        f"{name}: {100 * small[name] // cells[name]}% shown as fewer than {base}" for name in cells
    )
    periods = sorted({period for _, _, period, _ in table})
    return (
        f"{len(table):,} cells, {len(periods)} periods from {short_period(measure, periods[0])} to "
        f"{short_period(measure, periods[-1])}. Every number is a multiple of {base} and every table adds up. "
        f"A true number is at most {base - 1} away from the one shown. Parley has not yet tried to work true "
        f"numbers out from all tables together. {shares}."
    )


def _found(request: Request, words: str) -> Release:
    number = re.match(r"\d{1,9}", words)
    found = releases.find(request.db, request.partnership.id, int(number[0])) if number else None
    if found is None:
        raise Refusal("Say which release, for example /data show 3.", [Button("What waits", "data")])
    return found


@command(
    "data approve",
    usage="data approve NUMBER HASH",
    example="data approve 3 9f2c81d0aa41",
    writes=True,
    roles=STEWARDS,
)
def approve(request: Request, words: str) -> Reply:
    """Approve the release you have looked at."""
    release = _decidable(request, words)
    seen = words.split()[1] if len(words.split()) > 1 else ""
    if not seen or not release.table_hash.startswith(seen) or len(seen) < 12:
        raise Refusal(
            "Look at the release first, then press Approve there.",
            [Button("Look", f"data show {release.id}")],
        )
    if not releases.decide(request.db, release, "approved", request.person.name, request.now):
        return say("Somebody has decided about this release already.")
    return Reply(
        (
            Text(f"Approved. {release.measure.title} can be asked for from now on."),
            Buttons((Button("Ask for it", f"ask {release.measure.id}"),)),
        ),
        private=True,
        also=_to_loader(
            request, release, f"{request.person.name} approved your release of {release.measure.title}."
        ),
    )


def _decidable(request: Request, words: str) -> Release:
    """A pending release this person may decide about: its steward or deputy, who did not load it."""
    release = _found(request, words)
    if release.state != "pending":
        raise Refusal(f"Release {release.id} is {release.state} already.")
    _may_decide(request, release)
    if people.slug(release.loaded_by) == people.slug(request.person.name):
        others = " or ".join(
            name
            for name in (release.measure.steward, release.measure.deputy)
            if name and name != request.person.name
        )
        raise Refusal(f"You loaded this release, so somebody else must decide. Ask {others or 'a lead'}.")
    return release


def _may_decide(request: Request, release: Release) -> None:
    named = [name for name in (release.measure.steward, release.measure.deputy) if name]
    if request.person.name not in named:
        raise Refusal(f"Only {' or '.join(named)} can decide about {release.measure.title}.")


def _to_loader(request: Request, release: Release, sentence: str) -> tuple[Send, ...]:
    loaders = people.called(request.db, request.partnership.id, release.loaded_by)
    return tuple(
        Send(ToPerson(loader.id), say(sentence)) for loader in loaders[:1] if loader.id != request.person.id
    )


@command(
    "data decline",
    usage="data decline NUMBER REASON",
    example="data decline 3 The van week is missing",
    writes=True,
    roles=STEWARDS,
    free=True,
)
def decline(request: Request, words: str, *, reason: str = "") -> Reply:
    """Decline a release with a reason."""
    release = _decidable(request, words)
    reason = _reason(release, words, reason)
    if not reason:
        return _ask_reason(release, "decline", "Why not?")
    if not releases.decide(request.db, release, "declined", request.person.name, request.now, reason):
        return say("Somebody has decided about this release already.")
    told = f"{request.person.name} declined your release of {release.measure.title}. Reason: {reason}"
    return Reply(
        (Text("Declined. The person who loaded it has been told why."),),
        True,
        also=_to_loader(request, release, told),
    )


@command(
    "data withdraw",
    usage="data withdraw NUMBER REASON",
    example="data withdraw 3 Counts were doubled in October",
    writes=True,
    roles=STEWARDS,
    free=True,
)
def withdraw(request: Request, words: str, *, reason: str = "") -> Reply:
    """Withdraw an approved release at once, with a reason."""
    release = _found(request, words)
    _may_decide(request, release)
    reason = _reason(release, words, reason)
    if not reason:
        return _ask_reason(release, "withdraw", "Why is it withdrawn? People will read this.")
    if not releases.decide(request.db, release, "withdrawn", request.person.name, request.now, reason):
        return say(f"Release {release.id} is {release.state}, so there is nothing to withdraw.")
    return say(f"Withdrawn. From now on nobody gets these figures of {release.measure.title}.")


def _reason(release: Release, words: str, reason: str) -> str:
    return (reason or re.sub(r"^\d+\s*", "", words)).strip()[:300]


def _ask_reason(release: Release, verb: str, label: str) -> Reply:
    field = Field("reason", label, "long", hint="One plain sentence.")
    return Reply(
        (Form(f"{verb.capitalize()} release {release.id}"[:24], f"data {verb} {release.id}", (field,)),),
        private=True,
    )
