"""The settings of one partnership, as its section of the configuration file states them."""

import re
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal, Self, get_args
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    ValidationInfo,
    field_validator,
    model_validator,
)

from storage.bank_holidays import Nation
from storage.times import Rule, parse_time, parse_weekly

Role = Literal["member", "editor", "lead", "steward", "deputy"]
Side = Literal["council", "vcs"]
Unit = Literal["hours", "days", "working days", "weeks", "months", "years"]


@dataclass(frozen=True)
class Span:
    """A length of time as people write it; working days depend on the nation, so it is not a timedelta."""

    amount: int
    unit: Unit

    def words(self) -> str:
        return f"{self.amount} {self.unit if self.amount != 1 else self.unit.removesuffix('s')}"


def parse_span(text: object) -> Span:
    """Read "2 working days" or "400 days"."""
    if isinstance(text, Span):
        return text
    words = " ".join(str(text).casefold().split())
    found = re.fullmatch(r"([1-9][0-9]{0,3}) (hour|day|working day|week|month|year)s?", words)
    if not found:
        raise ValueError('Write a number and a unit, such as "2 working days", "400 days" or "2 years".')
    return Span(int(found[1]), next(unit for unit in get_args(Unit) if unit == f"{found[2]}s"))


def parse_quiet(value: object) -> tuple[time, time] | None:
    """Read "18:00-08:00"; none means no quiet hours."""
    if value is None or isinstance(value, tuple):
        return value
    first, dash, last = re.sub(r" to |–", "-", str(value)).partition("-")
    if not dash or first.strip() == last.strip():
        raise ValueError('Write two different times with a dash between them, such as "18:00-08:00".')
    return parse_time(first), parse_time(last)


def parse_zone(value: object) -> ZoneInfo:
    """Find a time zone by its name."""
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(str(value))
    except (KeyError, ValueError, OSError):
        raise ValueError(f'There is no time zone "{value}": write one such as Europe/London.') from None


def parse_day(value: object) -> date:
    """Read a day written as 2026-12-24."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError('Write a real date as year-month-day, such as "2026-12-24".') from None


def beside_file(value: object, info: ValidationInfo) -> object:
    """Read a relative path from the configuration file's folder, wherever Parley was started."""
    folder = (info.context or {}).get("folder")
    return folder / value if folder and isinstance(value, str) else value


Duration = Annotated[Span, BeforeValidator(parse_span)]
Recurring = Annotated[Rule, BeforeValidator(lambda at: at if isinstance(at, Rule) else parse_weekly(str(at)))]
Quiet = Annotated[tuple[time, time] | None, BeforeValidator(parse_quiet)]
Zone = Annotated[ZoneInfo, BeforeValidator(parse_zone)]
Day = Annotated[date, BeforeValidator(parse_day)]
LocalPath = Annotated[Path, BeforeValidator(beside_file)]
Names = tuple[str, ...]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Text = Annotated[str, Field(min_length=1)]
SeriesName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9' -]{0,29}$")]


class Strict(BaseModel):
    """Every block of the file: nothing unknown, nothing changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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


class Job(Strict):
    """What every scheduled job has: when, and what happens when that time is missed or a bank holiday."""

    at: Recurring = Field(description='a day and a time such as "Monday 9:30am"')
    catch_up: Duration = Span(12, "hours")
    bank_holidays: Literal["slide", "skip", "post"] = "slide"
    places: Names = ()


class ChartJob(Job):
    """The weekly chart."""

    measures: Annotated[Names, Field(min_length=1)] = Field(description="the ids of the measures to show")


class PromptJob(Job):
    """The Friday question for weeknotes; the sets of questions take turns."""

    questions: tuple[Annotated[Names, Field(min_length=1)], ...] = ()


class DigestJob(Job):
    """The compiled weeknote, edited and approved by a named person."""

    editors: Annotated[Names, Field(min_length=1)] = Field(
        description="the people who may edit and approve it"
    )
    publish_dir: LocalPath | None = None


class SoundingJob(Job):
    """A poll that comes round, asked the same way so that its answers compare: a template, or a question of its own."""

    name: SeriesName = Field(description="what the series is called, such as Demand")
    template: Text | None = None
    question: Text | None = None
    options: Names = ()
    shape: Literal["choice", "several", "scale", "number", "text"] = "choice"
    unit: str = ""
    recall: str = ""
    mode: Literal["named", "sealed"] = "sealed"
    voice: Literal["person", "organisation"] = "organisation"
    audience: Literal["all", "vcs", "council"] = "all"
    remind: Literal["missing", "everybody"] = "missing"
    closes_after: Duration | None = None
    owner: Text | None = None

    @field_validator("bank_holidays")
    @classmethod
    def never_across(cls, chosen: str) -> str:
        if chosen == "post":
            raise ValueError("A sounding is never open across a bank holiday: write slide or skip.")
        return chosen

    @field_validator("places")
    @classmethod
    def everywhere(cls, places: Names) -> Names:
        if places:
            raise ValueError("A sounding is asked in every place: leave this out.")
        return places

    @model_validator(mode="after")
    def asks_something(self) -> Self:
        if (self.template is None) == (self.question is None):
            raise ValueError("Give a series either a question or a template, such as template: demand.")
        chooses = self.question is not None and self.shape in ("choice", "several")
        if chooses and len(self.options) < 2:
            raise ValueError("options: Give at least two answers to choose from.")
        if self.options and not chooses:
            raise ValueError(
                "options: Leave these out: a template brings its own, and a number or text has none."
            )
        return self


class MeetingJob(Job):
    """A meeting that comes round."""

    title: Text = Field(description="what the meeting is called, such as Weekly call")
    chair: Text | None = None
    lasts: Duration = Span(1, "hours")


class ScheduleSettings(Strict):
    """What is posted when; a job that is not listed does not run."""

    weekly_chart: ChartJob | None = None
    weeknote_prompt: PromptJob | None = None
    weeknote_nudge: Job | None = None
    weeknote_digest: DigestJob | None = None
    action_bundle: Job | None = None
    figures_review: Job | None = None
    request_review: Job | None = None
    soundings: tuple[SoundingJob, ...] = ()
    meetings: tuple[MeetingJob, ...] = ()

    @field_validator("soundings")
    @classmethod
    def names_of_their_own(cls, soundings: tuple[SoundingJob, ...]) -> tuple[SoundingJob, ...]:
        names = [each.name.casefold() for each in soundings]
        if len(set(names)) < len(names):
            raise ValueError("Two series have the same name: give each its own.")
        return soundings


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
    labels: dict[Literal["decision", "risk", "question", "issue", "assumption", "tension"], Text] = {}


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
