"""The sending side of Slack: posts in order and at Slack's pace, asides, pictures, files and looking back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar, assert_never

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.charts.pool import ChartPool
from bot.log import frames, log
from bot.notices import not_attached
from bot.slack import blocks as slack_blocks
from bot.slack.blocks import Message
from bot.slack.errors import Malformed, Outage, meaning, refusal
from bot.slack.hear import Spot
from bot.slack.long_lines import LongLines
from bot.slack.look_back import look_back, on_the_back
from bot.slack.pace import TRIES, Turns, patiently
from bot.text import cut, file_bytes, file_name, one_line
from bot.transport import CannotLook, Impossible, NotSent, Unknown
from commands.reply import Attachment, Chart, File, Reply, Text, say

T = TypeVar("T")
ALT, TITLE, COMMENT = 700, 200, 500  # slack-sdk sends them in the address, which holds about 8,000 bytes
IN_PRIVATE = "The {} is in your direct messages with Parley."
PLAIN: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}


class Sender:
    """Everything Parley says in Slack goes through here."""

    def __init__(
        self, client: AsyncWebClient, charts: ChartPool, lines: LongLines, can_look_back: bool, pace: float
    ) -> None:
        self._client, self._charts, self.draw = client, charts, lines.draw
        self._can_look_back, self._turns = can_look_back, Turns(pace)
        self._directs: dict[str, str] = {}

    async def send(self, address: str, reply: Reply, mark: str, under: str = "") -> str:
        thread = under.partition(":")[2]
        try:
            return await self.post(_channel(address), await self.draw(reply), thread, mark)
        except Outage as trouble:
            raise Unknown(trouble.reason) from trouble

    async def attach(
        self, reference: str, attachment: Attachment, thread: str = "", comment: str = ""
    ) -> str:
        """Put a chart or a file into the channel of a message; returns its id."""
        match attachment:
            case Chart():
                data = await self._charts.png(attachment)
                title, alt = cut(one_line(attachment.title), TITLE) or "Chart", cut(attachment.summary, ALT)
                named: dict[str, Any] = {"filename": "chart.png", "alt_txt": alt}
            case File():
                data, title = file_bytes(attachment), file_name(attachment)
                named = {"filename": title}
            case _:
                assert_never(attachment)
        ask = partial(self._client.files_getUploadURLExternal, length=len(data), **named)
        ticket = await patiently(partial(self._call, ask))
        await patiently(partial(self._hand_over, ticket["upload_url"], data))
        share = partial(
            self._once,
            self._client.files_completeUploadExternal,
            files=[{"id": ticket["file_id"], "title": title}],
            channel_id=reference.partition(":")[0],
            thread_ts=thread or None,
            initial_comment=comment or None,
        )
        await patiently(share)
        return str(ticket["file_id"])

    async def take_back(self, file: str) -> None:
        """Delete a chart or a file: Slack lets an app delete what it uploaded itself."""
        await self._call(self._client.files_delete, file=file)

    async def edit(self, reference: str, reply: Reply) -> None:
        channel, _, ts = reference.partition(":")
        update = partial(self._call, self._client.chat_update, channel=channel, ts=ts)
        await self._write(update, await self.draw(reply))

    async def find(self, address: str, mark: str, under: str = "") -> str | None:
        """Look back through a channel, or through the thread that a post belongs in."""
        if not self._can_look_back:
            raise CannotLook
        channel = _channel(address)
        try:
            channel = await self.direct_channel(channel) if _is_person(channel) else channel
            thread = under.partition(":")[2]
            read = partial(self._client.conversations_history, channel=channel)
            if thread:
                read = partial(self._client.conversations_replies, channel=channel, ts=thread)
            found = await look_back(partial(self._call, read), on_the_back(mark))
        except Impossible as refused:
            raise CannotLook from refused
        return f"{channel}:{found}" if found else None

    async def reach(self) -> None:
        """Ask Slack who we are; to be asked to write more slowly is to be reached."""
        try:
            await self._call(self._client.auth_test)
        except NotSent as busy:
            if busy.wait is None:
                raise

    # Answers to somebody who is there

    async def give(self, spot: Spot, reply: Reply) -> None:
        """Answer where it was asked; a private answer never falls into the channel. From Home, in private."""
        if not spot.channel:
            with suppress(NotSent, Impossible, Unknown):
                own = await patiently(partial(self.direct_channel, spot.user))
                spot = replace(spot, channel=own, direct=True)
        if is_aside(spot, reply):
            await self.whisper(spot, await self.draw(pointing(reply)))
        else:
            spot = await self._publish(spot, reply)
        await self._attach_all(spot, reply)

    async def _publish(self, spot: Spot, reply: Reply) -> Spot:
        """Post an answer, or show it to the person alone and say why; returns where its attachments belong."""
        try:
            await self.post(spot.channel, await self.draw(reply), spot.thread)
        except Unknown:
            log.warning("nobody knows whether an answer was posted", platform="slack")
        except (NotSent, Impossible) as problem:
            log.warning("an answer could not be posted in its channel", reason=problem.reason)
            alone = Text(f"Only you can see this answer. {problem.reason}")
            await self.whisper(spot, await self.draw(replace(reply, blocks=(*reply.blocks, alone))))
            return replace(spot, channel="", direct=False)
        return spot

    async def follow(self, spot: Spot, reply: Reply, message: Message) -> None:
        """What did not fit into the answer to a slash command: more words, then pictures and files."""
        shown = "ephemeral" if is_aside(spot, reply) else "in_channel"
        for more in message.overflow:
            respond = partial(self._respond, spot.response_url, response_type=shown)
            try:
                await patiently(partial(self._write, respond, more))
            except (NotSent, Impossible, Unknown):
                await self.whisper(replace(spot, response_url=""), more)
        await self._attach_all(spot, reply)

    async def whisper(self, spot: Spot, message: Message) -> None:
        """Show a message to one person: where they are, else in their direct messages."""
        for way, tries in self._ways(spot):
            try:
                await patiently(partial(self._write, way, message), tries)
            except (NotSent, Impossible, Unknown):
                continue
            for more in message.overflow:
                await self.whisper(spot, replace(more, overflow=()))
            return
        log.error("a private answer could not be given", platform="slack")

    def _ways(self, spot: Spot) -> list[tuple[Callable[..., Awaitable[Any]], int]]:
        """The ways to reach one person only, best first, and how often each is worth trying."""
        ways: list[tuple[Callable[..., Awaitable[Any]], int]] = []
        if spot.response_url:
            ways.append((partial(self._respond, spot.response_url), 1))
        if spot.address:
            there: dict[str, Any] = {
                "channel": spot.channel,
                "user": spot.user,
                "thread_ts": spot.thread or None,
            }
            ways.append((partial(self._call, self._client.chat_postEphemeral, **there), TRIES))
        direct = partial(self._client.chat_postMessage, channel=spot.user, **PLAIN)
        return [*ways, (partial(self._call, direct), TRIES)]

    async def _attach_all(self, spot: Spot, reply: Reply) -> None:
        """The words are there already; what cannot be attached is said, not tried again."""
        for attachment in reply.attachments():
            try:
                await self._attach(spot, is_aside(spot, reply), attachment)
            except Exception as problem:
                kind = attachment.kind
                log.error("not attached", kind=kind, error=type(problem).__name__, at=frames(problem))
                await self.whisper(spot, slack_blocks.message(say(not_attached(attachment, problem))))

    async def _attach(self, spot: Spot, aside: bool, attachment: Attachment) -> None:
        if not aside:
            await self.attach(spot.channel, attachment, spot.thread)
            return
        channel = await patiently(partial(self.direct_channel, spot.user))
        await self.attach(channel, attachment, comment=slack_blocks.escape(cut(attachment.summary, COMMENT)))

    async def direct_channel(self, user: str) -> str:
        """The conversation between Parley and one person."""
        if user not in self._directs:
            opened = await self._call(self._client.conversations_open, users=user, to_person=True)
            self._directs[user] = opened["channel"]["id"]
        return self._directs[user]

    # How a message is put on its way

    async def post(self, channel: str, message: Message, thread: str = "", mark: str = "") -> str:
        """Post a message, and what does not fit in its thread; returns where it stands.

        What has a mark is the outbox's, which tries again by itself; everything else keeps its turn until
        it is posted, so that answers stay in order.
        """
        where: dict[str, Any] = {"channel": channel, "thread_ts": thread or None}
        if mark:
            where["metadata"] = on_the_back(mark)
        call = partial(self._call, self._client.chat_postMessage, **where, **PLAIN)
        attempt = partial(self._write, partial(call, to_person=_is_person(channel)), message)
        async with self._turns.take(channel, patient=not mark):
            answer = await (attempt() if mark else patiently(attempt))
        for more in message.overflow:
            await self._add(answer["channel"], more, thread or answer["ts"])
        return f"{answer['channel']}:{answer['ts']}"

    async def _add(self, channel: str, message: Message, thread: str) -> None:
        """A further page; when it fails the first one stands and must not be sent again."""
        try:
            await self.post(channel, message, thread)
        except (NotSent, Impossible, Unknown) as problem:
            log.error("the rest of a long message could not be posted", error=type(problem).__name__)

    async def _write(self, call: Callable[..., Awaitable[T]], message: Message) -> T:
        """Send words and blocks; if Slack cannot show the blocks, the words alone."""
        try:
            return await call(text=message.text, blocks=list(message.blocks))
        except Malformed:
            log.error(
                "slack refused the blocks of a message", kinds=[block["type"] for block in message.blocks]
            )
            return await call(text=message.text, blocks=[])

    async def _call(
        self, method: Callable[..., Awaitable[Any]], to_person: bool = False, **arguments: Any
    ) -> Any:
        try:
            return await method(**arguments)
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
            raise meaning(error, to_person) from None  # its own words may hold the message

    async def _once(self, method: Callable[..., Awaitable[Any]], **arguments: Any) -> Any:
        """What must not happen twice: where Slack's servers are in trouble, nobody knows whether it did."""
        try:
            return await self._call(method, **arguments)
        except Outage as trouble:
            raise Unknown(trouble.reason) from trouble

    async def _respond(self, url: str, response_type: str = "ephemeral", **body: Any) -> None:
        """Answer through the address a command or a press came with; it works for half an hour."""
        hook = AsyncWebhookClient(
            url, session=self._client.session, retry_handlers=[], logger=self._client.logger
        )
        body = {**body, **PLAIN, "response_type": response_type, "replace_original": False}
        answer = await self._call(partial(hook.send_dict, body))
        if answer.status_code >= 500 or answer.status_code == 429:
            raise NotSent("Slack has a problem just now.")
        if answer.status_code != 200:
            raise (
                Malformed("Slack did not take the answer.")
                if answer.status_code == 400
                else refusal("expired_url")
            )

    async def _hand_over(self, url: str, data: bytes) -> None:
        """Upload the bytes. Doing this twice does no harm, so any failure may be tried again."""
        session = self._client.session
        assert session is not None, "start() opens the session"
        try:
            async with session.post(url, data=data) as answer:
                if answer.status == 200:
                    return
        except (aiohttp.ClientError, TimeoutError, OSError):
            pass
        raise NotSent("Slack did not take the upload.")


def is_aside(spot: Spot, reply: Reply) -> bool:
    """Whether an answer is for one pair of eyes. In a direct message between two people, always."""
    return not spot.direct and (reply.private or reply.quiet or not spot.address)


def pointing(reply: Reply) -> Reply:
    """A private answer that says where its charts and files are: what only one person sees carries none."""
    kinds = dict.fromkeys(attachment.kind for attachment in reply.attachments())
    return replace(reply, blocks=(*reply.blocks, *(Text(IN_PRIVATE.format(kind)) for kind in kinds)))


def _channel(address: str) -> str:
    """The id Slack posts to; a person of another workspace is kept as ``TEAM:USER``."""
    return address.rpartition(":")[2]


def _is_person(channel: str) -> bool:
    return channel.startswith(("U", "W"))
