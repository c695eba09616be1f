"""The settings of one partnership, as its section of the configuration file states them."""

from datetime import date, time
from typing import Annotated, Literal, Self

from pydantic import (
    Field,
    StrictInt,
    ValidationInfo,
    field_validator,
    model_validator,
)

from storage.bank_holidays import Nation
from storage.schedule_settings import ScheduleSettings
from storage.settings_values import Day, Duration, LocalPath, Names, Quiet, Slug, Span, Strict, Text, Zone

Role = Literal["member", "editor", "lead", "steward", "deputy"]
Side = Literal["council", "vcs"]


class PlaceSettings(Strict):
    """A channel or group where the partnership meets."""

    slack: Annotated[str, Field(pattern=r"^[CG][A-Z0-9]+$")] | None = None
    telegram: Annotated[StrictInt, Field(lt=0)] | None = None
    name: Text | None = None

    @model_validator(mode="after")
    def one_platform(self) -> Self:
        if (self.slack is None) == (self.telegram is None):
            raise ValueError(
                "Give a place either a slack id or a telegram id; list the other as its own place."
            )
        return self

    @property
    def platform(self) -> str:
        return "slack" if self.slack else "telegram"

    @property
    def address(self) -> str:
        return self.slack or str(self.telegram)

    @property
    def title(self) -> str:
        return self.name or f"{self.platform} {self.address}"


class OrganisationSettings(Strict):
    """A council or a voluntary organisation in the partnership."""

    id: Slug = Field(description="a short word such as food-hub that people and measures refer to")
    name: Text = Field(description="the organisation's name as people know it")
    side: Side = Field(description="council or vcs")


class PersonSettings(Strict):
    """A named person, the roles they hold and where the bot knows them."""

    name: Text = Field(description="the person's name as the partnership knows it")
    organisation: str = Field(description="the id of the person's organisation")
    roles: tuple[Role, ...] = ("member",)
    slack: Annotated[str, Field(pattern=r"^[UW][A-Z0-9]+$")] | None = None
    telegram: Annotated[StrictInt, Field(gt=0)] | None = None


class Pause(Strict):
    """Days, both included, on which nothing is posted, or nothing public before an election."""

    first: Day = Field(alias="from", description="the first day of the pause, such as 2026-12-24")
    last: Day = Field(alias="to", description="the last day of the pause, such as 2027-01-01")
    reason: Text = Field(description="why, in words people in the place will read")
    holds: Literal["posts", "public"] = "posts"

    @field_validator("last")
    @classmethod
    def after_it_starts(cls, last: date, info: ValidationInfo) -> date:
        first = info.data.get("first")
        if first and last < first:
            raise ValueError(f"This pause ends before it begins: write a date from {first} on.")
        return last

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


class PollSettings(Strict):
    """Soundings: how many answers before a result is shared, and when a poll closes by itself."""

    minimum: Annotated[StrictInt, Field(ge=3)] = 5
    closes_after: Duration = Span(2, "working days")
    deputies: Names = ()
    moderators: Names = ()


class ActionSettings(Strict):
    """Actions: when people are reminded and when an old action is asked about."""

    remind_before: Duration = Span(1, "working days")
    stale_after: Duration = Span(6, "weeks")


class MeetingSettings(Strict):
    """Meetings: how minutes settle and what the registers are called."""

    correct_within: Duration = Span(3, "working days")
    closes_after: Duration = Span(4, "hours")
    labels: dict[Literal["decision", "risk", "question", "tension"], Text] = Field(default_factory=dict)


class RequestSettings(Strict):
    """Data requests: who answers and by when a person will have replied."""

    reply_within: Duration = Span(3, "working days")
    respondents: Names = ()


class StorySettings(Strict):
    """Stories: who reads them first, and how many organisations a ward story needs behind it."""

    moderators: Names = ()
    ward_floor: Annotated[StrictInt, Field(ge=2)] = 3


class RetentionSettings(Strict):
    """How long each kind of record is kept; shown in about."""

    questions: Duration = Span(400, "days")
    stories: Duration = Span(2, "years")
    weeknotes: Duration = Span(2, "years")
    polls: Duration = Span(2, "years")
    actions: Duration = Span(2, "years")
    meetings: Duration = Span(6, "years")
    requests: Duration = Span(2, "years")
    posts: Duration = Span(400, "days")
    audit: Duration = Span(6, "years")


class PartnershipSettings(Strict):
    """One council and voluntary sector partnership."""

    id: Slug = Field(description="a short word such as demo-food")
    name: Text = Field(description="the partnership's name as people know it")
    timezone: Zone = Field(description="the time zone the schedule is in, such as Europe/London")
    nation: Nation = Field(description="England, Wales, Scotland or Northern Ireland, for bank holidays")
    catalogue: LocalPath = Field(description="the folder of measure files, such as catalogue/")
    places: tuple[PlaceSettings, ...] = Field(description="the channels and groups the partnership uses")
    organisations: tuple[OrganisationSettings, ...] = Field(description="the organisations taking part")
    people: tuple[PersonSettings, ...] = Field(description="the people who hold a role")
    schedule: ScheduleSettings = ScheduleSettings()
    quiet_hours: Quiet = (time(18), time(8))
    pauses: tuple[Pause, ...] = ()
    polls: PollSettings = PollSettings()
    actions: ActionSettings = ActionSettings()
    meetings: MeetingSettings = MeetingSettings()
    requests: RequestSettings = RequestSettings()
    stories: StorySettings = StorySettings()
    nudges_per_week: Annotated[StrictInt, Field(ge=0)] = 2
    posts_per_week: Annotated[StrictInt, Field(ge=1)] = 12
    retention: RetentionSettings = RetentionSettings()

    def pause_on(self, day: date, holds: Literal["posts", "public"] | None = None) -> Pause | None:
        """A pause that covers a day and holds back this, or anything."""
        covering = (pause for pause in self.pauses if pause.covers(day))
        return next((pause for pause in covering if holds in (None, pause.holds)), None)

    def addresses(self, names: Names) -> frozenset[str]:
        """Where the places with these names are."""
        return frozenset(place.address for place in self.places if place.name in names)
