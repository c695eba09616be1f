"""Each person's Home in Slack: published when they open it, and again when something of it has changed."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.app import App
from bot.heard import Heard
from bot.log import frames, log
from bot.pace import Window
from bot.slack.blocks import Json, message, plain_text
from bot.slack.errors import meaning
from bot.transport import Impossible, NotSent, Unknown
from commands.home import HOME
from commands.reply import Reply, say
from storage import audit, database, homes, people
from storage.audit import Entry
from storage.homes import Home

EVERY = 3.0  # seconds between two looks at what has changed
SELDOM = 300.0  # seconds between two looks at everything: what sealed answers change is seen then, or later
IN_A_MINUTE = 80  # Slack allows about a hundred
BREATH = 0.01  # seconds between two pages, in which people are answered
AWAY = 15.0  # seconds until Slack is tried again
BLOCKS, VIEW = 100, 250_000
TRIES = 4
WHERE = "slack:home"  # as the audit log has it
ASK = "ask"
SORRY = "Sorry, there is a problem with Parley and this page cannot be shown. Try again later."
CUT = "There is more than fits here. Write to Parley in Messages to see all of it."

NameOf = Callable[[str], Awaitable[str]]


class Homes:
    """Keeps true what people see on Parley's Home tab."""

    def __init__(self, app: App, client: AsyncWebClient, every: float = EVERY) -> None:
        self._app, self._client, self._every = app, client, every
        self._stands: dict[str, str] = {}  # what this process has published, by account; kept nowhere else
        self._owed: set[str] = set()
        self._refused: set[str] = set()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._window = Window(IN_A_MINUTE, 60.0)
        self._acted = self._looked_for_withdrawn = -1
        self._everything_at = self._not_before = 0.0

    async def opened(self, body: Mapping[str, Any], name_of: NameOf) -> None:
        """Somebody looks at their Home."""
        user, key = body["event"]["user"], f"slack:{body['event_id']}"
        reply = (await self._app.hear(Heard("slack", user, await name_of(user), "", HOME, key=key))).reply
        if reply is None:
            return
        kind, _, person = reply.live.partition("/")
        if kind != HOME:  # nobody we know, or somebody who must say first which partnership they mean
            self._stands.pop(user, None)
            await self._put(user, view(reply))
            return
        self._refused.discard(user)
        home = await self._app.write(lambda db: self._note_open(db, user, int(person)))
        await self._bring_up_to_date(home, anew="view" not in body["event"], asked=True)

    def _note_open(self, db: Session, account: str, person: int) -> Home:
        there = self._app.partnerships[homes.partnership_of(db, person)]
        return homes.open_(db, account, person, self._app.clock().astimezone(there.zone).date())

    async def keep(self) -> None:
        """Look again and again until cancelled."""
        while True:
            await asyncio.sleep(self._every)
            try:
                await self.look()
            except Exception as error:  # what is out of date stays so until the next look
                log.error("homes cannot be looked at", error=type(error).__name__, at=frames(error))

    async def look(self) -> None:
        """Write again whatever has changed; a sealed answer alone makes nobody look."""
        clock, acted = asyncio.get_running_loop().time(), self._app.acted
        everything = acted != self._acted or clock >= self._everything_at
        if clock < self._not_before or not (everything or self._owed):
            return
        self._acted = -1  # until all of it is done
        if clock >= self._everything_at:
            self._everything_at = clock + SELDOM
        for home in self._known():
            if not await self._take_out():
                return
            wanted = self._is_in_use(home) if everything else home.account in self._owed
            if wanted and not await self._bring_up_to_date(home):
                return
            await asyncio.sleep(BREATH if wanted else 0)
        self._acted = acted

    async def _take_out(self) -> bool:
        """Withdrawn figures go first, also while others are being written; whether Slack is there to do it."""
        if self._looked_for_withdrawn == self._app.acted:
            return True
        seen = self._app.acted
        for home in self._known(with_withdrawn=True):
            if not await self._bring_up_to_date(home):
                return False
        self._looked_for_withdrawn = seen
        return True

    def _known(self, *, with_withdrawn: bool = False) -> list[Home]:
        with database.reading(self._app.engine) as db:
            known, gone = homes.every(db), homes.withdrawn(db)
        return [each for each in known if each.cites & gone] if with_withdrawn else known

    def _is_in_use(self, home: Home) -> bool:
        there = self._app.partnerships.get(home.partnership)
        return there is not None and home.day >= self._app.clock().astimezone(there.zone).date()

    async def _bring_up_to_date(self, home: Home, *, anew: bool = False, asked: bool = False) -> bool:
        """Publish one Home if it says something else now; whether it makes sense to go on with others."""
        if home.account in self._refused:
            return True
        self._owed.add(home.account)
        try:
            async with self._turns[home.account]:
                await self._show(home, anew=anew, asked=asked)
        except (NotSent, Unknown) as trouble:
            wait = getattr(trouble, "wait", None)
            self._not_before = asyncio.get_running_loop().time() + (AWAY if wait is None else wait)
            return False
        except Impossible as refused:
            log.warning("a home could not be published", reason=refused.reason)
            await self._give_up(home)
        self._owed.discard(home.account)
        return True

    async def _give_up(self, home: Home) -> None:
        """Until it is opened again. Where it was our page that Slack would not take, none stands there."""
        self._refused.add(home.account)
        with suppress(NotSent, Unknown, Impossible):
            await self._put(home.account, view(say(SORRY)))

    async def _show(self, home: Home, *, anew: bool, asked: bool) -> None:
        """Withdrawn figures are never put there: what is cited is noted first, and refused if it is gone."""
        for _ in range(TRIES):
            reply = self._worded(home)
            drawn = view(reply, home.partnership)
            said = sha256(json.dumps(drawn).encode()).hexdigest()
            if not anew and self._stands.get(home.account) == said:
                return
            cites = reply.cites
            if await self._app.write(lambda db: self._note_shown(db, home, cites, asked=asked)):  # noqa: B023 awaited at once
                break
            self._app.reload()
        else:
            raise NotSent("The figures are changing just now.", wait=1.0)
        self._stands.pop(home.account, None)
        await self._put(home.account, drawn)
        await self._app.write(lambda db: homes.showing(db, home.account, cites))
        self._stands[home.account] = said

    def _note_shown(self, db: Session, home: Home, cites: tuple[int, ...], *, asked: bool) -> bool:
        """Whose figures are shown to whom stands in the audit log; ``asked`` where that was written already."""
        if not homes.about_to_show(db, home.account, cites):
            return False
        new = sorted(frozenset(cites) - home.cites)
        if asked or not new:
            return True
        key, now = people.person(db, home.person).key, self._app.clock()
        return audit.record(db, Entry(home.partnership, now, key, WHERE, HOME, "", tuple(new)))

    def _worded(self, home: Home) -> Reply:
        """What it says now; figures that were withdrawn must go even where the rest cannot be said."""
        try:
            reply = self._app.write_again(home.partnership, f"{HOME}/{home.person}")
            return self._app.several.to("slack", home.account, home.partnership, reply)
        except Exception as error:
            log.error("a home could not be written", error=type(error).__name__, at=frames(error))
            return say(SORRY)

    async def _put(self, account: str, drawn: Json) -> None:
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(max(0.0, self._window.pause(clock())))
        self._window.note(clock())
        try:
            await self._client.views_publish(user_id=account.rpartition(":")[2], view=drawn)
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
            raise meaning(error) from None


def view(reply: Reply, partnership: str = "") -> Json:
    """A reply as a Home; with a partnership, there is a box to ask its figures in."""
    drawn = message(reply)
    blocks = [block for page in (drawn, *drawn.overflow) for block in page.blocks]
    box = [_ask_box()] if partnership else []
    fitting = _fitting(blocks, BLOCKS - len(box), partnership)
    return _whole([*box, *fitting], partnership)


def _fitting(blocks: list[Json], most: int, partnership: str) -> list[Json]:
    """As many blocks as Slack takes; where some are left out, the last one says so."""
    cut = {"type": "context", "elements": [plain_text(CUT)]}
    kept = blocks if len(blocks) <= most else [*blocks[: most - 1], cut]
    while len(kept) > 1 and len(json.dumps(_whole([_ask_box(), *kept], partnership))) > VIEW:
        kept = [*kept[:-2], cut]
    return kept


def _whole(blocks: list[Json], partnership: str) -> Json:
    return {"type": "home", "private_metadata": partnership, "blocks": blocks}


def _ask_box() -> Json:
    return {
        "type": "input",
        "block_id": ASK,
        "dispatch_action": True,
        "optional": True,
        "label": plain_text("Ask for a figure"),
        "hint": plain_text("Write a question and press Enter. The answer comes in Messages."),
        "element": {
            "type": "plain_text_input",
            "action_id": ASK,
            "max_length": 2_000,
            "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
        },
    }
