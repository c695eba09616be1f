"""``parley run`` as a process between two pretend platforms: started, stopped in order, killed without a word."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import assemble, config
from bot.cli.starter import write_catalogue
from storage import database
from storage.tables import InboxRow, PostRow
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram

T = TypeVar("T")
ROOT = Path(__file__).parent.parent
LONG = 60.0  # seconds; a limit, not a pause: everything here goes on as soon as it can
CHANNEL, GROUP, IDENTITY = "C0123456789", -1001234567890, "demo-food"
PATIENCE = 1.0  # seconds until somebody in Slack sees that nothing came of a press
LEAD = 0  # the number of the person who leads the partnership
FIGURES = {"partner": "Partner", "lead": "Person 00", "steward": "Person 00", "deputy": ""}
SECRETS = ("SLACK_", "TELEGRAM_", "PARLEY_")


def until(found: Callable[[], T], what: str | Callable[[], str], wait: float = LONG) -> T:
    """What ``found`` gives as soon as it gives something."""
    end = time.monotonic() + wait
    while not (seen := found()):
        if time.monotonic() > end:
            raise AssertionError(
                f"{what if isinstance(what, str) else what()} did not come in {wait} seconds"
            )
        time.sleep(0.03)
    return seen


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Bot:
    """``parley run`` in a process of its own; its messages gather in one file over every start."""

    def __init__(self, config: Path, env: Mapping[str, str], port: int) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(SECRETS)}
        self.env = {**clean, **env}
        self.config, self.port = config, port
        self.log = config.parent / "log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "--config", self.config, "run"],
                cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def ready(self) -> None:
        """Until every platform is connected."""
        until(self._is_ready, f"Being ready. The bot said: {self.said()[-2000:]}")

    def _is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"The bot has left: {self.said()[-2000:]}"
        return self.get("/readyz")[0] == 200

    def get(self, path: str) -> tuple[int, str]:
        """Status and text at an address of the bot; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()
        except OSError:
            return 0, ""

    def said(self) -> str:
        return self.log.read_text() if self.log.exists() else ""

    def strike(self) -> None:
        """SIGKILL to the one process, as the kernel does when memory runs out."""
        assert self.process is not None
        self.process.kill()

    def kill(self) -> None:
        assert self.process is not None
        self.strike()
        self.process.wait()

    def stop(self) -> tuple[int, float]:
        """SIGTERM; the exit code, and how many seconds it took."""
        assert self.process is not None
        begun = time.monotonic()
        self.process.terminate()
        return self.process.wait(LONG), time.monotonic() - begun

    def workers(self) -> list[int]:
        """What is left of the processes it started."""
        assert self.process is not None
        listed = subprocess.run(["ps", "-eo", "pid=,sess="], capture_output=True, text=True, check=True)
        pairs = [map(int, line.split()) for line in listed.stdout.splitlines()]
        return [pid for pid, session in pairs if session == self.process.pid and pid != session]

    def end(self) -> None:
        """Leave nothing behind, whatever happened."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for pid in self.workers() if self.process is not None else []:
            os.kill(pid, signal.SIGKILL)


def slack_id(number: int) -> str:
    return f"U{100 + number}"


def telegram_id(number: int) -> int:
    return 1000 + number


def organisation(number: int) -> str:
    return f"org-{number:02}"


def configuration(size: int, port: int, read_history: bool) -> str:
    """A partnership of so many organisations with one person each, the first of whom leads it."""
    several = range(size)
    organisations = [
        f"      - {{id: {organisation(each)}, name: Organisation {each:02}, side: vcs}}" for each in several
    ]
    members = [
        f"      - {{name: Person {each:02}, organisation: {organisation(each)}, slack: {slack_id(each)}, "
        f"telegram: {telegram_id(each)}, roles: [{'lead' if each == LEAD else 'member'}]}}"
        for each in several
    ]
    return "\n".join(
        [
            f"slack: {{mode: socket, read_history: {str(read_history).lower()}}}",
            "telegram: {mode: polling}",
            f"http: {{port: {port}}}",
            "partnerships:",
            f"  - id: {IDENTITY}",
            "    name: A partnership",
            "    timezone: Europe/London",
            "    nation: England",
            "    catalogue: catalogue/",
            f"    places: [{{slack: {CHANNEL}}}, {{telegram: {GROUP}}}]",
            "    organisations:",
            *organisations,
            "    people:",
            *members,
        ]
    )


class Life:
    """Both platforms, the database and the bot; what anybody in the partnership could look at."""

    def __init__(self, slack: FakeSlack, telegram: FakeTelegram, bot: Bot, url: str, size: int) -> None:
        self.slack, self.telegram, self.bot, self.size = slack, telegram, bot, size
        self.engine = database.connect(url)
        self.kills = 0
        self.coming = threading.Event()  # whether the bot is there, or will soon be

    def start(self) -> None:
        self.bot.start()
        self.bot.ready()
        self.coming.set()
        self.slack.retry_now()

    def strike(self) -> None:
        """The kill itself, from whichever thread knows the moment."""
        self.coming.clear()
        self.bot.strike()

    def kill(self) -> None:
        """Kill the bot, if nobody has yet, and wait until everything has noticed."""
        self.strike()
        self.bot.kill()
        self.kills += 1
        self.slack.wait_disconnected(LONG)
        until(lambda: not self.bot.workers(), "The end of the processes it had started")

    def look(self) -> Session:
        """One consistent look at the database, whichever it is."""
        level = {} if database.is_sqlite(self.engine) else {"isolation_level": "REPEATABLE READ"}
        return database.reading(self.engine.execution_options(**level))

    def change(self, work: Callable[[Session], T]) -> T:
        """A change while the bot is not there."""
        with database.writing(self.engine) as db, db.begin():
            return work(db)

    def lead_was_told(self, words: str) -> bool:
        """Whether these words stand in the lead's private messages."""
        slack = [each.visible_text for each in self.slack.directs(slack_id(LEAD))]
        telegram = [each.visible_text for each in self.telegram.messages(telegram_id(LEAD))]
        return any(words in said for said in [*slack, *telegram])

    def texts(self, platform: str, address: str) -> list[str]:
        """What the bot posted at one address and everybody there can read."""
        if platform == "telegram":
            return [each.visible_text for each in self.telegram.messages(int(address))]
        said = self.slack.directs(address) if address.startswith("U") else self.slack.messages(address)
        return [each.visible_text for each in said if each.bot and not each.deleted]

    def waiting(self) -> list[str]:
        """What waits: events, posts, updates, repeats."""
        with self.look() as db:
            events = [f"event {row.key}" for row in db.scalars(select(InboxRow))]
            owed = db.scalars(select(PostRow).where(PostRow.state.in_(("due", "sending"))))
            owed = [f"post {row.id} {row.state} {row.platform} {row.address} {row.error}" for row in owed]
        updates = [f"update {number}" for number in self.telegram.pending]
        return [*events, *owed, *updates, *(["a repeat"] * self.slack.retries_waiting)]

    def settles(self) -> None:
        """Until nothing waits any more, with the last events repeated as Slack does."""

        def settled() -> bool:
            self.slack.retry_now()
            return not self.waiting()

        until(settled, lambda: f"The end of waiting for {self.waiting()}")


@contextmanager
def life(
    folder: Path, url: str = "", size: int = 40, read_history: bool = False, text: str = ""
) -> Iterator[Life]:
    """A partnership on both platforms, with its database made and the bot not yet started."""
    port = free_port()
    folder.mkdir(exist_ok=True)
    write_catalogue(folder / "catalogue", FIGURES, date(2026, 1, 1))
    (folder / "config.yaml").write_text(text or configuration(size, port, read_history))
    url = url or f"sqlite:///{folder / 'parley.db'}"
    with FakeSlack() as slack, FakeTelegram() as telegram:
        gather(slack, telegram, size)
        slack.waits(ack=PATIENCE, retries=(0.0, LONG, LONG, LONG))
        bot = Bot(folder / "config.yaml", {**environment(slack, telegram), "PARLEY_DATABASE_URL": url}, port)
        made = assemble.open_app(config.load(bot.config, {"PARLEY_DATABASE_URL": url}))
        made.writer.close()
        made.engine.dispose()
        whole = Life(slack, telegram, bot, url, size)
        try:
            yield whole
        finally:
            bot.end()
            whole.engine.dispose()


def gather(slack: FakeSlack, telegram: FakeTelegram, size: int) -> None:
    """People in the channel and in the group, each of whom has written to the bot on Telegram before."""
    for number in range(size):
        slack.add_user(slack_id(number), f"person-{number:02}")
        telegram.add_user(telegram_id(number), f"Person {number:02}")
    slack.add_channel(CHANNEL, members=map(slack_id, range(size)))
    telegram.add_group(GROUP, members=[telegram_id(number) for number in range(size)])


def environment(slack: FakeSlack, telegram: FakeTelegram) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.api_url,
        "TELEGRAM_WEBHOOK_SECRET": "hook-secret",
    }
