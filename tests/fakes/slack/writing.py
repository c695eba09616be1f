"""What people write: commands, mentions, messages; and their coming and going."""

import re
import time
from typing import Any

from .compose import as_json, check_body, named
from .links import Ack
from .methods.views import as_json as view_json
from .model import Channel, Event, File, Message, Outcome, Refused
from .server import Server

MENTION = re.compile(r"&lt;(@U\w+)&gt;")
ADDRESS = re.compile(r"https?://[^\s<>]+")
KINDS = {"im": "directmessage", "group": "privategroup"}


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_typed(text: str) -> str:
    """Text of a message as Slack hands it on: escaped, with mentions and addresses in angle brackets."""
    return ADDRESS.sub(lambda found: f"<{found[0]}>", MENTION.sub(r"<\1>", escaped(text)))


class Writing(Server):
    """The part of FakeSlack in which people write."""

    # -- commands -------------------------------------------------------------------------------------

    def slash(self, user: str, channel: str, command: str, text: str = "") -> Outcome:
        """Types a slash command; answers from the ack stand in `response`."""
        place = self._place(user, channel)
        if self.commands is not None and command not in self.commands:
            return Outcome(False, "unknown_command", delivered=False)
        return self._run(self._slash(user, place, command, text))

    async def _slash(self, user: str, channel: Channel, command: str, text: str) -> Outcome:
        payload, url = self._slash_payload(user, channel, command, text)
        ack, seconds = await self._send("slash_commands", payload, accepts=True)
        outcome = Outcome(
            ack.ok, ack.error, trigger_id=payload["trigger_id"], response_url=url, seconds=seconds
        )
        if ack.ok and ack.payload:
            self._show_ack(outcome, user, channel, ack.payload)
        return outcome

    def _slash_payload(self, user: str, channel: Channel, command: str, text: str) -> tuple[dict, str]:
        world = self.world
        url = world.new_reply(channel.id, user)
        payload = {
            "token": "ignored",
            "team_id": world.team_id,
            "team_domain": "example",
            "channel_id": channel.id,
            "channel_name": KINDS.get(channel.kind, channel.name),
            "user_id": user,
            "user_name": world.users[user].name,
            "command": command,
            "text": escaped(text),
            "api_app_id": world.app_id,
            "is_enterprise_install": "false",
            "response_url": url,
            "trigger_id": world.new_trigger(user),
        }
        return payload, url

    def _show_ack(self, outcome: Outcome, user: str, channel: Channel, body: Any) -> None:
        """The message in the ack, shown to the person or to the channel; or the error if it is malformed."""
        world = self.world
        with world.changed:
            try:
                outcome.response = self._ack_message(user, channel, body)
            except Refused as refused:
                world.refuse("ack", refused, body if isinstance(body, dict) else {"body": body})
                outcome.error = refused.error
            world.changed.notify_all()

    def _ack_message(self, user: str, channel: Channel, body: Any) -> Message | None:
        if not isinstance(body, dict):
            raise Refused("invalid_payload")
        text, blocks = check_body(self.world, body)
        if not (text or blocks or body.get("attachments")):
            return None
        message = Message(
            self.world.new_ts(), channel.id, self.bot_user, text, named(self.world, blocks), bot=True
        )
        if body.get("response_type") != "in_channel":
            message.is_ephemeral, message.to = True, user
        return self.world.post(message)

    # -- writing --------------------------------------------------------------------------------------

    def mention(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Outcome:
        """Writes a message that calls the bot by name."""
        place = self._place(user, channel)
        message = self._write(user, place, f"<@{self.bot_user}> {text}", thread_ts)
        events = [self._said("app_mention", message, place)] if self._hears("app_mention", place) else []
        if self._hears(f"message.{place.kind}", place):
            events.append(self._said("message", message, place))
        return self._tell(events, message)

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Outcome:
        """Writes an ordinary message, which the bot hears only where its scopes let it."""
        place = self._place(user, channel)
        message = self._write(user, place, text, thread_ts)
        heard = self._hears(f"message.{place.kind}", place)
        return self._tell([self._said("message", message, place)] if heard else [], message)

    def direct(self, user: str, text: str, thread_ts: str | None = None) -> Outcome:
        """Writes to the bot in private."""
        if not self.world.messages_tab:
            raise AssertionError("the Messages tab is off: nobody can write to the bot")
        with self.world.changed:
            place = self.world.direct(user)
        return self.say(user, place.id, text, thread_ts)

    def upload(self, user: str, channel: str, names: list[str], text: str = "") -> Outcome:
        """Sends files with some words, in a channel or (as D…) to the bot; `<@UBOT>` in them calls it."""
        place = self._place(user, channel)
        message = self._write(user, place, text or " ", None)
        with self.world.changed:
            message.text = as_typed(text)
            message.files = [self._keep(name) for name in names]
        events = []
        if f"<@{self.bot_user}>" in text and self._hears("app_mention", place):
            events.append(self._said("app_mention", message, place) | {"upload": False})
        if self._hears(f"message.{place.kind}", place):
            events.append(self._said("message", message, place) | {"subtype": "file_share"})
        return self._tell(events, message)

    def _keep(self, name: str) -> File:
        data = b"a person's own file"
        file = File(self.world.new_id("F"), name, len(data), title=name, data=data, completed=True)
        self.world.files.append(file)
        return file

    def _write(self, user: str, channel: Channel, text: str, thread_ts: str | None) -> Message:
        if channel.archived:
            raise AssertionError(f"{channel.id} is archived: nobody can write there")
        words = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        with self.world.changed:
            blocks = named(self.world, [{"type": "rich_text", "elements": [words]}])
            message = Message(self.world.new_ts(), channel.id, user, as_typed(text), blocks, thread_ts)
            self.world.post(message)
            self.world.changed.notify_all()
        return message

    def _hears(self, event_type: str, channel: Channel) -> bool:
        return self.bot_user in channel.members and self.deliveries.wants(event_type)

    def _said(self, event_type: str, message: Message, channel: Channel) -> dict:
        body = {
            **as_json(self.world, message),
            "type": event_type,
            "channel": channel.id,
            "event_ts": message.ts,
        }
        return body | ({"channel_type": channel.kind} if event_type == "message" else {})

    # -- coming and going -----------------------------------------------------------------------------

    def join(self, user: str, channel: str, inviter: str | None = None) -> Outcome:
        """Someone, or the bot itself, enters a channel, by themselves or because somebody invited them."""
        place = self.world.channels[channel]
        with self.world.changed:
            if user not in place.members:
                place.members.append(user)
        body = {"type": "member_joined_channel", "user": user, "channel": channel, "team": self.team_id}
        body["channel_type"] = "C" if place.kind == "channel" else "G"
        if inviter is not None:
            body["inviter"] = inviter
        return self._tell([body] if self._hears("member_joined_channel", place) else [])

    def open_home(self, user: str, tab: str = "home") -> Outcome:
        """Looks at the app's Home (or Messages) tab."""
        if not (self.world.home_tab if tab == "home" else self.world.messages_tab):
            raise AssertionError(f"the {tab} tab is off: nobody can look at it")
        with self.world.changed:
            place = self.world.direct(user)
        body = {"type": "app_home_opened", "user": user, "channel": place.id, "tab": tab}
        if user in self.world.homes and tab == "home":
            body["view"] = view_json(self.world, self.world.homes[user])
        return self._tell([body] if self.deliveries.wants("app_home_opened") else [])

    # -- events ---------------------------------------------------------------------------------------

    def redeliver(self, thing: Outcome | Event, reason: str | None = None) -> Outcome:
        """Sends an event once more, as Slack does when it doubts that it arrived."""
        event = thing.event if isinstance(thing, Outcome) else thing
        if event is None:
            raise AssertionError("nothing was delivered, so nothing can be delivered again")
        reason = reason or ("timeout" if self.deliveries.socket_mode else "http_timeout")
        retry = {"retry_attempt": max(1, min(event.attempts, 3)), "retry_reason": reason}
        ack = self._run(self.deliveries.attempt(event, retry))
        return Outcome(ack.ok, ack.error, event=event)

    def _tell(self, bodies: list[dict], message: Message | None = None) -> Outcome:
        """Delivers events together; the outcome is that of the first."""
        if not bodies:
            return Outcome(False, message=message, delivered=False)
        with self.world.changed:
            events = [self.deliveries.event(body) for body in bodies]
        start = time.monotonic()
        acks: list[Ack] = self._run(self._deliver_all(events))
        outcome = Outcome(acks[0].ok, acks[0].error, event=events[0], message=message)
        outcome.seconds = time.monotonic() - start
        return outcome

    def _place(self, user: str, channel: str) -> Channel:
        if channel == "D" + user[1:]:
            with self.world.changed:
                return self.world.direct(user)
        place = self.world.channels[channel]
        if place.archived:
            raise AssertionError(f"{channel} is archived")
        if user not in place.members:
            raise AssertionError(f"{user} is not in {channel}")
        return place
