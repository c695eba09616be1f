"""Who is asked: the organisations of the partnership, or of one side, or some by name."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from commands import Refusal, Request, either
from storage.soundings.sounding import Audience

SIDES = {"vcs": "the voluntary sector", "council": "the council"}


@dataclass(frozen=True, slots=True)
class Roster:
    """``organisations`` are ids, in the order of the configuration; ``parts`` the sides counted apart."""

    audience: Audience
    organisations: tuple[str, ...]
    parts: tuple[str, ...] = ()


def roster(request: Request, who: str, minimum: int) -> Roster:
    """The organisations that "all", "vcs", "council" or "food-hub, pantry" name."""
    wanted = who.strip().casefold() or "all"
    every = request.partnership.settings.organisations
    if wanted in ("all", "everybody", "everyone"):
        sides = Counter(each.side for each in every)
        parts = tuple(sorted(sides)) if len(sides) > 1 and min(sides.values()) >= minimum else ()
        return Roster("all", tuple(each.id for each in every), parts)
    if wanted in SIDES:
        return Roster(
            "vcs" if wanted == "vcs" else "council", tuple(each.id for each in every if each.side == wanted)
        )
    return Roster("chosen", _chosen(request, who))


def _chosen(request: Request, who: str) -> tuple[str, ...]:
    known = {each.id: each for each in request.partnership.settings.organisations}
    by_name = {each.name.casefold(): each.id for each in known.values()}
    found = []
    for name in filter(None, (part.strip() for part in re.split(r",|;| and ", who))):
        number = name.casefold() if name.casefold() in known else by_name.get(name.casefold())
        if number is None:
            raise Refusal(
                f"No organisation here is called “{name[:60]}”. Write all, vcs, council, or "
                f"{either([each.name for each in known.values()][:6])}.",
                field="who",
            )
        found.append(number)
    return tuple(dict.fromkeys(found))


def side_of(request: Request, organisation: str | None) -> str:
    sides = {each.id: each.side for each in request.partnership.settings.organisations}
    return sides.get(organisation or "", "")
