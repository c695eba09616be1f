"""Every named point at which Parley can be killed while it posts, and what must be true after each.

One life goes from Friday to Friday. On each, the question for weeknotes is posted in the channel and in the group;
Parley is killed on the way and started again, and then everybody looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import sleep

from sqlalchemy import select

from bot import assemble, config
from bot.cli.starter import write_catalogue
from storage import database, occurrences
from storage.tables import OccurrenceRow, PostRow
from tests.crash.forked import COMMITS, Forked
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram
from tests.process import (
    CHANNEL,
    FIGURES,
    GROUP,
    IDENTITY,
    LEAD,
    configuration,
    environment,
    gather,
    slack_id,
    telegram_id,
    until,
)

JOB, QUESTION, DOUBT = "weeknote_prompt", "missing a week is fine", "Look whether it is there"
AT = time(11)
CALLS = [
    f"{when} the call of {method}"
    for method in ("chat.postMessage", "sendMessage")
    for when in ("before", "after", "answered")
]
POINTS = [*COMMITS, *CALLS]
HURRY = 10.0  # seconds by which the clock is moved while somebody waits


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands where: the question in both places, and how often the lead was asked to look."""

    slack: int
    telegram: int
    doubts: int


class Fridays:
    """The platforms, the database and the bot, one Friday after the other."""

    def __init__(
        self, slack: FakeSlack, telegram: FakeTelegram, bot: Forked, url: str, history: bool
    ) -> None:
        self.slack, self.telegram, self.bot, self.history = slack, telegram, bot, history
        self.engine = database.connect(url)
        self.friday = _friday_after(datetime.now(UTC))
        slack.faults.strike = telegram.service.faults.strike = bot.strike

    def kill_at(self, point: str) -> None:
        """Let a Friday come on which Parley is killed at this point, and look when it is over."""
        before = self.look()
        when, _, what = point.partition(" the call of ")
        if what:
            fake = self.slack if "." in what else self.telegram
            fake.fault(what, f"strike_{when}")
        self.comes()
        self.bot.start("" if what else point)
        self.bot.killed()
        self.recovers()
        self.check(before)

    def kill_after(self, seconds: float) -> None:
        """The same at any moment."""
        before = self.look()
        self.comes()
        self.bot.start()
        sleep(seconds)
        self.bot.strike()
        self.bot.killed()
        self.recovers()
        self.check(before)

    def comes(self) -> None:
        """A second past the time of the next Friday."""
        self.friday += timedelta(days=7)
        self.bot.ahead.value += (self.friday + timedelta(seconds=1) - self.bot.now()).total_seconds()

    def recovers(self) -> None:
        """Parley is started again two minutes later and does what is left."""
        self.bot.ahead.value += 120.0
        self.bot.start()
        until(self.is_at_rest, lambda: f"Rest. There are {self.waiting()}. {self.bot.said()[-2000:]}")
        self.bot.end()

    def is_at_rest(self) -> bool:
        self.bot.ahead.value += HURRY / 10
        return self.state() != "due" and not self.waiting()

    def state(self) -> str:
        """How this Friday's occurrence is: not there counts as due."""
        with database.reading(self.engine) as db:
            query = select(OccurrenceRow.state).filter_by(job=JOB, local_due=self.friday_as_kept())
            return db.scalar(query) or "due"

    def friday_as_kept(self) -> str:
        return datetime.combine(self.friday.date(), AT).isoformat(timespec="minutes")

    def waiting(self) -> list[str]:
        with database.reading(self.engine) as db:
            rows = db.scalars(select(PostRow).where(PostRow.state.in_(("due", "sending"))))
            return [f"{row.id} {row.state} {row.platform} {row.address} {row.error}" for row in rows]

    def look(self) -> Seen:
        slack = [each for each in self.slack.messages(CHANNEL) if each.bot and QUESTION in each.visible_text]
        telegram = [each for each in self.telegram.messages(GROUP) if QUESTION in each.visible_text]
        told = [*self.slack.directs(slack_id(LEAD)), *self.telegram.messages(telegram_id(LEAD))]
        return Seen(len(slack), len(telegram), sum(DOUBT in each.visible_text for each in told))

    def check(self, before: Seen) -> None:
        """Once where that can be known; elsewhere at most once, and the lead is asked wherever nobody knows."""
        assert self.state() == "done"
        after = self.look()
        new = Seen(after.slack - before.slack, after.telegram - before.telegram, after.doubts - before.doubts)
        unknown = self.unknown()
        for platform, count in (("slack", new.slack), ("telegram", new.telegram)):
            if platform not in unknown:
                assert count == 1, f"it stands {count} times on {platform}"
            assert count <= 1, f"it stands {count} times on {platform}"
        assert not (self.history and "slack" in unknown), "Slack could have been looked at"
        assert new.doubts >= len(unknown), f"the lead was asked {new.doubts} times about {unknown}"

    def unknown(self) -> set[str]:
        """The platforms on which nobody knows whether this Friday's question stands."""
        with database.reading(self.engine) as db:
            rows = db.scalars(
                select(PostRow).where(PostRow.made_at >= self.friday, PostRow.place.is_not(None))
            )
            ends = {row.platform: row.state for row in rows}
        assert set(ends) == {"slack", "telegram"}
        assert set(ends.values()) <= {"sent", "unknown"}, ends
        return {platform for platform, state in ends.items() if state == "unknown"}


def _friday_after(moment: datetime) -> datetime:
    """The next Friday at eleven of which the zone of these partnerships, UTC, says so."""
    day = moment.date() + timedelta(days=(4 - moment.weekday()) % 7)
    return datetime.combine(day, AT, tzinfo=UTC)


@contextmanager
def fridays(
    folder: Path, url: str = "", history: bool = False, telegram_mode: str = "polling"
) -> Iterator[Fridays]:
    """A partnership on both platforms whose clock has been running since before its first Friday."""
    folder.mkdir(exist_ok=True)
    write_catalogue(folder / "catalogue", FIGURES, datetime.now(UTC).date())
    text = configuration(2, 0, history).replace("Europe/London", "UTC").replace("polling", telegram_mode)
    text = text.replace("{port: 0}", "{port: 0, public_url: https://parley.example}")
    schedule = f"    schedule: {{{JOB}: {{at: Friday {AT:%H:%M}, bank_holidays: post}}}}"
    (folder / "config.yaml").write_text(f"{text}\n{schedule}\n")
    url = url or f"sqlite:///{folder / 'parley.db'}"
    with FakeSlack() as slack, FakeTelegram() as telegram:
        gather(slack, telegram, 2)
        env = {**environment(slack, telegram), "PARLEY_DATABASE_URL": url}
        made = assemble.open_app(config.load(folder / "config.yaml", {"PARLEY_DATABASE_URL": url}))
        made.writer.run_now(
            lambda db: occurrences.note_written_until(db, IDENTITY, JOB, _friday_after(datetime.now(UTC)))
        )
        made.writer.close()
        made.engine.dispose()
        bot = Forked(folder / "config.yaml", env)
        try:
            life = Fridays(slack, telegram, bot, url, history)
            yield life
            life.engine.dispose()
        finally:
            bot.end()
