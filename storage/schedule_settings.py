"""What is posted when, as the configuration states it: one class for each kind of job."""

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from storage.settings_values import Duration, LocalPath, Names, Recurring, SeriesName, Span, Strict, Text


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
