"""What somebody wants Parley to write to them in private, on each platform they use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage import people
from storage.tables import WishRow

Level = Literal["off", "weekly", "all"]
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True, slots=True)
class Wish:
    """``level`` off: only answers and what one must know; weekly: the bundle once a week; all: reminders too.

    ``digest`` is whether a copy of the digest is wanted, ``soundings`` each new one; with off, none comes.
    """

    platform: str
    level: Level = "all"
    digest: bool = False
    soundings: bool = False

    def wants(self, kind: str) -> bool:
        """Whether a private message of this kind may come here; what has another kind, or none, always may."""
        match kind:
            case "nudge":
                return self.level == "all"
            case "weekly":
                return self.level != "off"
            case "digest":
                return self.level != "off" and self.digest
            case "sounding":
                return self.level != "off" and self.soundings
            case _:
                return True


def of(db: Session, person: int, platform: str) -> Wish:
    """What somebody wants on one platform; without a choice, everything but the digest."""
    row = db.get(WishRow, (person, platform))
    return Wish(platform) if row is None else _wish(row)


def level(db: Session, person: int, platform: str) -> Level:
    return of(db, person, platform).level


def change(db: Session, partnership: str, person: int, wanted: Wish) -> None:
    """Keep what somebody wants on one platform from now on."""
    db.merge(
        WishRow(
            person=person,
            platform=wanted.platform,
            partnership=partnership,
            level=wanted.level,
            digest=wanted.digest,
            soundings=wanted.soundings,
        )
    )
    db.flush()


def wanting_digest(db: Session, partnership: str) -> list[int]:
    """The people who want a copy of the digest somewhere: send it to them with the kind ``digest``."""
    return _wanting(db, partnership, WishRow.digest)


def wanting_soundings(db: Session, partnership: str) -> list[int]:
    """The people who want each new sounding in private: send it to them with the kind ``sounding``."""
    return _wanting(db, partnership, WishRow.soundings)


def _wanting(db: Session, partnership: str, what: InstrumentedAttribute[bool]) -> list[int]:
    rows = db.scalars(
        select(WishRow.person)
        .where(WishRow.partnership == partnership, what, WishRow.level != "off")
        .order_by(WishRow.person)
    )
    return list(dict.fromkeys(rows))


def addresses_for(db: Session, person: int, kind: str) -> list[tuple[str, str]]:
    """Platforms and accounts for a private message of a kind: those that want it, the one last used first."""
    return [each for each in people.addresses_of(db, person) if of(db, person, each[0]).wants(kind)]


def _wish(row: WishRow) -> Wish:
    level: Level = next((each for each in LEVELS if each == row.level), "all")
    return Wish(row.platform, level, row.digest, row.soundings)
