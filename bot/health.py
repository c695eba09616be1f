"""Whether Parley does its work, in sentences for whoever looks after it, and as numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot import metrics
from bot.app import App
from bot.scheduler import EVERY
from storage import database, waiting
from storage.requests import finding

STOPPED = 6 * EVERY  # seconds without a tick after which the clock counts as stopped
UNREAD = 60  # seconds


class Health:
    """Asked over HTTP. What is wrong for a moment only is not told."""

    def __init__(
        self, app: App, connections: Callable[[], dict[str, bool]], problems: Callable[[], list[str]]
    ) -> None:
        self._app, self._connections, self._problems = app, connections, problems

    async def alive(self, request: Request) -> Response:
        """200 while all is well; 503 with a sentence for each thing that is wrong."""
        wrong = self.wrong()
        return PlainTextResponse("".join(f"{each}\n" for each in wrong or ["ok"]), 503 if wrong else 200)

    async def ready(self, request: Request) -> Response:
        """200 when the database answers and every platform is connected."""
        lines = [("database", self._database_answers()), *self._connections().items()]
        body = "".join(f"{name}: {'ok' if fine else 'not connected'}\n" for name, fine in lines)
        return PlainTextResponse(body, 200 if all(fine for _, fine in lines) else 503)

    def wrong(self) -> list[str]:
        """What is wrong, in sentences."""
        now = self._app.clock()
        late = [
            sentence
            for last, most, sentence in (
                (
                    metrics.last(metrics.last_tick),
                    STOPPED,
                    "The clock has stopped: nothing scheduled is posted.",
                ),
                (metrics.last(metrics.outbox_read), UNREAD, "The outbox is not read: nothing is posted."),
            )
            if last and now.timestamp() - last > most
        ]
        return [*late, *self._problems(), *self._untold(now)]

    def measure(self) -> None:
        """Bring the numbers up to date that nothing else keeps."""
        now = self._app.clock()
        for name, fine in self._connections().items():
            metrics.up.labels(name).set(fine)
            metrics.waiting.labels(name).set(0)
            metrics.oldest.labels(name).set(0)
        with database.reading(self._app.engine) as db:
            owed = waiting.by_platform(db, now)
            metrics.untold.set(waiting.untold(db, now))
            for partnership in self._app.partnerships:
                begun = finding.waiting_since(db, partnership)
                metrics.open_requests.labels(partnership).set(len(begun))
                oldest = (now - min(begun, default=now)).total_seconds()
                metrics.oldest_request.labels(partnership).set(oldest)
        for name, found in owed.items():
            metrics.waiting.labels(name).set(found.posts)
            metrics.oldest.labels(name).set((now - found.oldest).total_seconds())

    def _untold(self, now: datetime) -> list[str]:
        try:
            with database.reading(self._app.engine) as db:
                count = waiting.untold(db, now)
        except Exception:  # whatever is wrong with it, it is wrong
            return ["The database does not answer."]
        return (
            [f"No lead could be told what went wrong with posts: {count} of the last day."] if count else []
        )

    def _database_answers(self) -> bool:
        try:
            with database.reading(self._app.engine) as db:
                return db.execute(text("select 1")).scalar() == 1
        except Exception:  # whatever is wrong with it, the answer is no
            return False
