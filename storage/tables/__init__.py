"""The schema: every row belongs to one partnership, every moment is stored in UTC."""

from storage.tables.base import Base, Moment
from storage.tables.figures import (
    DemandRow,
    ExplanationRow,
    FigureRow,
    LoaderKeyRow,
    ReleaseRow,
    StandingApprovalRow,
)
from storage.tables.heard import AuditRow, CounterRow, EventKeyRow, FormSessionRow, InboxRow, StoredLineRow
from storage.tables.people import ChosenRow, IdentityRow, OrganisationRow, PersonRow, PlaceRow
from storage.tables.said import ActionRow, DigestRow, PollOptionRow, PollRollRow, PollRow, WeeknoteRow
from storage.tables.sent import (
    CitationRow,
    OccurrenceRow,
    PauseRow,
    PostRow,
    ScheduleChangeRow,
    WatermarkRow,
)

__all__ = [
    "ActionRow",
    "AuditRow",
    "Base",
    "ChosenRow",
    "CitationRow",
    "CounterRow",
    "DemandRow",
    "DigestRow",
    "EventKeyRow",
    "ExplanationRow",
    "FigureRow",
    "FormSessionRow",
    "IdentityRow",
    "InboxRow",
    "LoaderKeyRow",
    "Moment",
    "OccurrenceRow",
    "OrganisationRow",
    "PauseRow",
    "PersonRow",
    "PlaceRow",
    "PollOptionRow",
    "PollRollRow",
    "PollRow",
    "PostRow",
    "ReleaseRow",
    "ScheduleChangeRow",
    "StandingApprovalRow",
    "StoredLineRow",
    "WatermarkRow",
    "WeeknoteRow",
]
