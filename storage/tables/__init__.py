"""The schema: every row belongs to one partnership, every moment is stored in UTC."""

from storage.tables.agreed import ActionChangeRow, ActionHelperRow, ActionRow
from storage.tables.asked import (
    PollBallotRow,
    PollCountRow,
    PollQuestionRow,
    PollRollRow,
    PollRow,
    PollWordsRow,
    SeriesRow,
)
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
from storage.tables.met import AgendaRow, AttendanceRow, MeetingLineRow, MeetingRow
from storage.tables.noted import AwayRow, DigestRow, OfferRow, WeeknoteRow, WishRow
from storage.tables.overview import HomeRow
from storage.tables.people import ChosenRow, IdentityRow, OrganisationRow, PersonRow, PlaceRow
from storage.tables.requested import DoubtRow, RequestFollowerRow, RequestRow, RequestTurnRow
from storage.tables.sent import (
    CitationRow,
    OccurrenceRow,
    OutageRow,
    PauseRow,
    PostRow,
    ScheduleChangeRow,
    WatermarkRow,
)
from storage.tables.told import BackingRow, BlindspotLinkRow, BlindspotRow, StoryRow

__all__ = [
    "ActionChangeRow",
    "ActionHelperRow",
    "ActionRow",
    "AgendaRow",
    "AttendanceRow",
    "AuditRow",
    "AwayRow",
    "BackingRow",
    "Base",
    "BlindspotLinkRow",
    "BlindspotRow",
    "ChosenRow",
    "CitationRow",
    "CounterRow",
    "DemandRow",
    "DigestRow",
    "DoubtRow",
    "EventKeyRow",
    "ExplanationRow",
    "FigureRow",
    "FormSessionRow",
    "HomeRow",
    "IdentityRow",
    "InboxRow",
    "LoaderKeyRow",
    "MeetingLineRow",
    "MeetingRow",
    "Moment",
    "OccurrenceRow",
    "OfferRow",
    "OrganisationRow",
    "OutageRow",
    "PauseRow",
    "PersonRow",
    "PlaceRow",
    "PollBallotRow",
    "PollCountRow",
    "PollQuestionRow",
    "PollRollRow",
    "PollRow",
    "PollWordsRow",
    "PostRow",
    "ReleaseRow",
    "RequestFollowerRow",
    "RequestRow",
    "RequestTurnRow",
    "ScheduleChangeRow",
    "SeriesRow",
    "StandingApprovalRow",
    "StoredLineRow",
    "StoryRow",
    "WatermarkRow",
    "WeeknoteRow",
    "WishRow",
]
