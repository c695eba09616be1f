"""The listening side of Slack: nothing is acknowledged before it is durable."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import replies
from bot.app import App
from bot.heard import Heard
from bot.inbox import Inbox
from bot.log import frames, log
from bot.slack import hear as slack_hear
from bot.slack import modals, parents
from bot.slack import notes as slack_notes
from bot.slack.hear import Said, Spot, Team
from bot.slack.home import Homes
from bot.slack.manifest import ACTION, SHORTCUT
from bot.slack.send import Sender, is_aside, pointing
from bot.transport import Impossible, NotSent, Unknown
from commands.reply import Form, Reply
from storage import lines

Body = dict[str, Any]
OPENING = 1.4  # seconds; a trigger and an ack both last three, and two calls may come before the ack
LAST_WORDS = 1.0
NAMES = 1_000
ANYTHING = re.compile(".*")
CHANGES = ("message_changed", "message_deleted")


class Listener:
    """Translates what Slack delivers, asks the door, and sees that the answer is given."""

    def __init__(self, app: App, client: AsyncWebClient, sender: Sender, homes: Homes, prefix: str) -> None:
        self.team: Team | None = None
        self._app, self._client, self._sender, self._prefix = app, client, sender, prefix
        self._homes = homes
        self._inbox = Inbox(app, "slack", self._work)
        self._names: dict[str, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def bolt(self, signing_secret: str) -> AsyncApp:
        """The bolt app with every listener on it. One listener for each kind of thing, whatever its name."""
        bolt = AsyncApp(
            name="parley",
            logger=self._client.logger,
            process_before_response=True,  # the ack leaves when the listener returns, and not before
            signing_secret=signing_secret,
            client=self._client,
            authorize=self._authorize(),
        )
        bolt.command(ANYTHING)(self._command)
        bolt.action(ANYTHING)(self._press)
        bolt.view("form")(self._form)
        for shortcut in (SHORTCUT, ACTION):
            bolt.shortcut(shortcut)(self._shortcut)
        bolt.event("app_mention")(self._mention)
        bolt.event("message")(self._message)
        bolt.event("member_joined_channel")(self._arrival)
        bolt.event("app_home_opened")(self._home)
        for other in (bolt.event, bolt.view, bolt.shortcut):
            other(ANYTHING)(_nothing)  # what nobody answers is acknowledged, or Slack sends it again
        bolt.error(_failed)
        return bolt

    def _authorize(self) -> Any:
        async def authorize() -> AuthorizeResult:
            team = self.known_team()
            return AuthorizeResult(
                enterprise_id=None,
                team_id=team.id,
                bot_id=team.bot_id,
                bot_user_id=team.bot_user,
                bot_token=self._client.token,
            )

        return authorize

    def known_team(self) -> Team:
        if self.team is None:
            raise RuntimeError("Slack has not said yet who Parley is there")
        return self.team

    def resume(self) -> None:
        """Answer what a stopped process left."""
        self._inbox.resume(lambda payload: str(payload["channel"]))

    async def close(self) -> None:
        """Let answers on their way finish for a moment; what is unanswered stays in the inbox."""
        await asyncio.gather(self._inbox.close(), self._finish())

    async def _finish(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=LAST_WORDS)
        for task in self._tasks:
            task.cancel()

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something after the acknowledgement."""
        task = asyncio.create_task(_safely(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _command(self, ack: Any, body: Body) -> None:
        said = slack_hear.understand_command(body, self.known_team(), self._prefix)
        reply = (await self._app.hear(said.heard)).reply
        if reply is None or await self._open(said.spot, reply.form()):
            await ack()
            return
        spot = await self._as_seen(said.spot, reply)
        aside = is_aside(spot, reply)
        message = await self._sender.draw(pointing(reply) if aside else reply)
        shown = "ephemeral" if aside else "in_channel"
        await ack({"response_type": shown, "text": message.text, "blocks": list(message.blocks)})
        self.later(self._sender.follow(spot, reply, message))

    async def _as_seen(self, spot: Spot, reply: Reply) -> Spot:
        """A command in a direct message may stand in Parley's own, or between two people: only Slack knows."""
        if spot.address:
            return spot
        try:
            own = await asyncio.wait_for(self._sender.direct_channel(spot.user), OPENING)
        except (NotSent, Impossible, Unknown, TimeoutError):
            return spot
        return replace(spot, direct=own == spot.channel)

    async def _press(self, ack: Any, body: Body) -> None:
        said = slack_hear.understand_press(body, self.known_team())
        if said is not None:
            reply = (await self._app.hear(said.heard)).reply
            if reply is not None and not await self._open(said.spot, reply.form()):
                self.later(self._sender.give(said.spot, reply))
        await ack()

    async def _form(self, ack: Any, body: Body) -> None:
        said = slack_hear.understand_form(body, self.known_team())
        answer = await self._app.hear(said.heard)
        errors = modals.errors(answer, body["view"])
        if errors:
            await ack(response_action="errors", errors=errors)
            return
        next_form = answer.reply.form() if answer.reply else None
        if next_form is not None:
            await ack(response_action="update", view=await self._modal(said.spot, next_form))
            return
        await ack()
        if answer.reply is not None:
            self.later(self._sender.give(said.spot, answer.reply))

    async def _open(self, spot: Spot, form: Form | None) -> bool:
        """Show a form; where that fails the message with its button does as well."""
        if form is None or not spot.trigger:
            return False
        try:
            view = await self._modal(spot, form)
            await asyncio.wait_for(self._client.views_open(trigger_id=spot.trigger, view=view), OPENING)
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            log.warning("a form could not be opened", error=type(error).__name__)
            return False
        return True

    async def _modal(self, spot: Spot, form: Form) -> Body:
        kept = slack_hear.remember(spot, form.command)
        if len(kept.encode("utf-16-le")) // 2 > modals.METADATA:
            now = self._app.clock()
            token = await self._app.write(lambda db: lines.keep(db, form.command, now))
            kept = slack_hear.remember(spot, f"~{token}")
        return modals.modal(form, kept)

    async def _shortcut(self, ack: Any, body: Body) -> None:
        message = body.get("message") or {}
        author = slack_hear.written_by(message, self.known_team())
        name = await self._name_of(message["user"]) if author else ""
        line, more = replies.OFFER, {"follows": slack_notes.follows(self._app)}
        if body["callback_id"] == ACTION:
            line, more = replies.OF_MESSAGE, {"form": "yes"}
        more["author_name"] = name
        said = slack_hear.understand_shortcut(body, self.known_team(), line, more)
        reply = (await self._app.hear(said.heard)).reply
        under = replace(said.spot, thread=said.spot.thread or message["ts"])
        if reply is not None and not await self._open(under, reply.form()):
            self.later(self._sender.give(said.spot, reply))
        await ack()

    async def _mention(self, body: Body) -> None:
        payload = slack_hear.understand_message(body["event"], self.known_team())
        meant = payload and slack_notes.as_note(self._app, self.known_team(), payload, to_us=True)
        await self._take_in(body["event_id"], meant)

    async def _message(self, body: Body) -> None:
        event = body["event"]
        if event.get("subtype") in CHANGES:
            await self._change(body)
        elif event.get("channel_type") == "im":
            await self._mention(body)
        elif event.get("thread_ts") and not slack_hear.mentions(event, self.known_team().bot_user):
            await self._reply(body)

    async def _reply(self, body: Body) -> None:
        """Words in a thread, heard only with the right to read them: kept where Parley asked for them, else dropped."""
        payload = slack_hear.understand_message(body["event"], self.known_team())
        meant = payload and slack_notes.as_note(self._app, self.known_team(), payload)
        if meant and meant.get("values"):
            await self._take_in(body["event_id"], meant)

    async def _change(self, body: Body) -> None:
        payload = slack_hear.understand_change(body["event"], self.known_team())
        await self._take_in(body["event_id"], payload and slack_notes.as_change(self._app, payload))

    async def _arrival(self, body: Body) -> None:
        if body["event"]["user"] == self.known_team().bot_user:
            arrival = slack_hear.understand_arrival(body["event"], self.known_team())
            await self._take_in(body["event_id"], arrival)

    async def _home(self, body: Body) -> None:
        """Somebody opened their Home; nothing is changed by that, so it is not kept."""
        if body["event"].get("tab") == "home":
            self.later(self._homes.opened(body, self._name_of))

    async def _take_in(self, event: str, payload: Body | None) -> None:
        """Store an event before it is acknowledged; what must never be stored is answered at once instead."""
        if payload is None:
            return
        key = f"slack:{event}"
        if not self._keeps_out(payload):
            await self._inbox.take(key, payload, payload["channel"])
            return
        said = await self._said(key, payload)
        answer = await self._app.hear(replace(said.heard, owed=False))
        if answer.reply is not None and answer.reply.blocks:
            self.later(self._sender.give(said.spot, answer.reply))

    def _keeps_out(self, payload: Body) -> bool:
        """Whether words stay out of the inbox: a sealed answer, or some with somebody's details in them."""
        said = (payload["line"], (payload.get("values") or {}).get("words", ""))
        return any(self._app.keeps_out(each) for each in said if each)

    async def _work(self, key: str, payload: Body) -> None:
        """Answer what waits in the inbox."""
        said = await self._said(key, payload)
        answer = await self._app.hear(said.heard)
        if answer.reply is not None and answer.reply.blocks:
            await self._sender.give(said.spot, answer.reply)

    async def _said(self, key: str, payload: Body) -> Said:
        spot = slack_hear.spot_of(payload)
        name = await self._name_of(spot.user)
        line, values = payload["line"], payload.get("values")
        if parents.is_meant(payload):
            may_read = bool(slack_notes.follows(self._app))
            values = await parents.values(self._client, self.known_team(), payload, self._name_of, may_read)
            line = replies.OF_MESSAGE
        heard = Heard("slack", payload["account"], name, spot.address, line, values, key, owed=True)
        return Said(heard, spot)

    async def _name_of(self, user: str) -> str:
        """How a person is called, for the first time they are met; an event brings only their id."""
        if user == self.known_team().bot_user:
            return "Parley"
        if user not in self._names:
            try:
                found = await asyncio.wait_for(self._client.users_info(user=user), OPENING / 2)
            except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError):
                return ""
            if len(self._names) >= NAMES:
                self._names.clear()
            profile = found["user"].get("profile") or {}
            self._names[user] = (
                profile.get("display_name") or profile.get("real_name") or found["user"]["name"]
            )
        return self._names[user]


async def _nothing(ack: Any) -> None:
    await ack()


async def _failed(error: Exception) -> None:
    """A fault of ours: not acknowledged, so that Slack delivers an event again. Its words may be private."""
    log.error("a slack delivery failed", error=type(error).__name__, at=frames(error))


async def _safely(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception as error:
        log.error(
            "an answer could not be given", platform="slack", error=type(error).__name__, at=frames(error)
        )
