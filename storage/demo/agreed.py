"""What the demonstration's people have agreed before it begins: a few actions, and points for the next meeting."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from storage import people
from storage.actions import making
from storage.actions.action import Draft, Owner
from storage.bank_holidays import add_working_days
from storage.demo.figures import figures_of
from storage.meetings import agenda
from storage.partnership import PartnershipSettings

BEFORE = timedelta(days=7)


def note(db: Session, here: PartnershipSettings, now: datetime, name: str = "") -> None:
    """Note them as the lead would have done a week ago."""
    figures, known = figures_of(name), people.configured(db, here.id)
    lead, then = people.with_role(db, here.id, "lead")[0], now - BEFORE
    for each in figures.agreed:
        owner = Owner(each.who, known[each.who].id)
        draft = Draft(each.what, owner, add_working_days(now.date(), each.due_in, here.nation))
        making.add(db, here.id, draft, lead.id, then, "accepted" if each.accepted else "asked")
    for words in figures.agenda:
        agenda.add(db, here.id, None, words, lead.id, then)
