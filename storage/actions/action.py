"""What an action is: something to be done, its one accountable owner, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from storage.tables import ActionRow

OPEN = ("open", "blocked")


@dataclass(frozen=True, slots=True)
class Owner:
    """Who has an action. ``person`` is ``None`` for an organisation and for somebody without an account.

    ``organisation`` is an organisation's id where it, and no person, is the owner.
    """

    name: str
    person: int | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An action to be noted. ``helpers`` help the owner; ``at_meeting`` says that ``due`` is the next meeting's day."""

    what: str
    owner: Owner
    due: date | None = None
    at_meeting: bool = False
    helpers: tuple[Owner, ...] = ()
    meeting: int | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """An action as it stands.

    ``state`` is open, blocked, done or not needed; ``answer`` what its owner said when they were told: asked,
    accepted, later, declined, or empty where nobody was asked. ``meeting`` is the id of where it was agreed.
    """

    id: int
    partnership: str
    number: int
    what: str
    owner: Owner
    helpers: tuple[Owner, ...]
    due: date | None
    at_meeting: bool
    state: str
    answer: str
    why: str
    quiet_until: date | None
    meeting: int | None
    link: str | None
    made_by: int
    made_at: datetime
    changed_at: datetime
    asked_at: datetime | None
    done_by: int | None
    done_at: datetime | None
    reported_in: int | None

    @property
    def label(self) -> str:
        return f"A{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_unaccepted(self) -> bool:
        """Whether its owner was told of it and has not said yes."""
        return self.is_open and self.answer in ("asked", "later", "declined")

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.due is not None and self.due < today

    def concerns(self, person: int) -> bool:
        """Whether somebody owns it or helps with it."""
        return person in (self.owner.person, *(each.person for each in self.helpers))

    @property
    def everybody(self) -> str:
        """Its owner and who helps, in words."""
        helping = ", ".join(each.name for each in self.helpers)
        return f"{self.owner.name} (with {helping})" if helping else self.owner.name


def of(row: ActionRow, helpers: tuple[Owner, ...]) -> Action:
    """The action of a row."""
    return Action(
        row.id,
        row.partnership,
        row.number,
        row.what,
        Owner(row.owner_name, row.owner, row.organisation),
        helpers,
        row.due,
        row.at_meeting,
        row.state,
        row.answer,
        row.why,
        row.quiet_until,
        row.meeting,
        row.link,
        row.made_by,
        row.made_at,
        row.changed_at,
        row.asked_at,
        row.done_by,
        row.done_at,
        row.reported_in,
    )
