"""What is posted when, as the configuration states it: one class for each kind of job."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from storage.settings_values import Duration, LocalPath, Names, Recurring, SeriesName, Span, Strict, Text
from storage.times import Daily, Rule


class Job(Strict):
    """What every scheduled job has: when, and what happens when that time is missed or a bank holiday."""

    at: Recurring = Field(description='a day and a time such as "Monday 9:30am"')
    catch_up: Duration = Span(12, "hours")
    bank_holidays: Literal["slide", "skip", "post"] = "slide"
    places: Names = ()

    @property
    def lead(self) -> timedelta:
        """How long before its time it is posted: only what a meeting needs comes earlier."""
        return timedelta()

    @property
    def posts_at(self) -> Rule:
        """When it is posted, always on the day itself."""
        posted = datetime.combine(date.min, self.at.time) - self.lead
        return replace(self.at, time=posted.time())


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


class BegunSeries(SoundingJob):
    """A series that somebody began in the chat: ``line`` is what it asks, as it is written after /poll.

    Everything else about its soundings stands in the line; ``begun_by`` is the number of the person who owns them.
    """

    line: Text
    begun_by: int

    @model_validator(mode="after")
    def asks_something(self) -> Self:
        return self


class MeetingJob(Job):
    """A meeting that comes round. ``at`` is when it begins; its agenda is posted ``agenda_before`` that."""

    title: SeriesName = Field(description="what the meeting is called, such as Weekly call")
    chair: Text | None = None
    lasts: Duration = Span(1, "hours")
    agenda_before: Duration = Span(2, "hours")

    @field_validator("lasts", "agenda_before")
    @classmethod
    def some_hours(cls, span: Span) -> Span:
        if span.unit != "hours" or span.amount > 23:
            raise ValueError('Write a number of hours, such as "2 hours".')
        return span

    @model_validator(mode="after")
    def on_the_day(self) -> Self:
        if self.agenda_before.amount > self.at.time.hour:
            raise ValueError(
                "agenda_before: The agenda comes on the day of the meeting: write fewer hours, or a later time."
            )
        return self

    @property
    def lead(self) -> timedelta:
        """From the agenda to the meeting; a lead may have moved it so early that the day begins in between."""
        return timedelta(hours=min(self.agenda_before.amount, self.at.time.hour))

    def begins(self, posted: datetime) -> datetime:
        """The wall-clock time at which the meeting of a day begins, given one of that day."""
        return datetime.combine(posted.date(), self.at.time)

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return timedelta(hours=self.lasts.amount)


class ScheduleSettings(Strict):
    """What is posted when; a job that is not listed does not run."""

    weekly_chart: ChartJob | None = None
    weeknote_prompt: PromptJob | None = None
    weeknote_nudge: Job | None = None
    weeknote_digest: DigestJob | None = None
    action_bundle: Job | None = None
    action_reminders: Job | None = None
    figures_review: Job | None = None
    request_review: Job | None = None
    request_clock: Job = Job(
        at=Daily(time(9), working=True)
    )  # what was promised to whoever asked does not depend on it
    soundings: tuple[SoundingJob, ...] = ()
    meetings: tuple[MeetingJob, ...] = ()

    @field_validator("soundings")
    @classmethod
    def names_of_their_own(cls, soundings: tuple[SoundingJob, ...]) -> tuple[SoundingJob, ...]:
        names = [each.name.casefold() for each in soundings]
        if len(set(names)) < len(names):
            raise ValueError("Two series have the same name: give each its own.")
        return soundings

    @field_validator("meetings")
    @classmethod
    def titles_of_their_own(cls, meetings: tuple[MeetingJob, ...]) -> tuple[MeetingJob, ...]:
        titles = [each.title.casefold() for each in meetings]
        if len(set(titles)) < len(titles):
            raise ValueError("Two meetings have the same title: give each its own.")
        return meetings
