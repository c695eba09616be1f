"""FakeSlack: a strict pretend Slack for tests. See the package's docstring for a tour."""

import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from .faults import MODES, Fault
from .methods.chat import link_to
from .model import Channel, Event, File, Message, Refusal, User, View
from .submissions import Submissions

T = TypeVar("T")


class FakeSlack(Submissions):
    """The whole face a test uses: the workspace, the people in it, and what they see."""

    # -- building the workspace ------------------------------------------------------------------

    def add_user(self, id: str, name: str = "", **more: Any) -> User:
        user = User(id, name or id.lower(), **more)
        self.world.users[id] = user
        return user

    def add_channel(
        self,
        id: str,
        name: str = "",
        members: Iterable[str] = (),
        private: bool = False,
        bot: bool = True,
        archived: bool = False,
        shared: bool = False,
    ) -> Channel:
        inside = [*members, *([self.bot_user] if bot else [])]
        kind = "group" if private else "channel"
        self.world.channels[id] = Channel(id, name or id.lower(), inside, kind, archived, shared)
        return self.world.channels[id]

    def add_usergroup(self, id: str, members: Iterable[str]) -> None:
        self.world.usergroups[id] = list(members)

    def archive(self, channel: str) -> None:
        self.world.channels[channel].archived = True

    def unarchive(self, channel: str) -> None:
        self.world.channels[channel].archived = False

    def remove_bot(self, channel: str) -> None:
        self.leave(self.bot_user, channel)

    def leave(self, user: str, channel: str) -> None:
        self.world.channels[channel].members.remove(user)

    # -- switches --------------------------------------------------------------------------------

    def limit(self, method: str, retry_after: float = 1, times: int = 1, channel: str | None = None) -> None:
        """The next calls answer 429; for one channel only if named."""
        self.faults.add(method, Fault("limit", times, retry_after, channel=channel))

    def fault(
        self, method: str, mode: str, times: int = 1, seconds: float = 1.0, channel: str | None = None
    ) -> None:
        """The next calls go wrong: see `faults.MODES`; `upload` and `response_url` count as methods.

        What hangs takes effect after, or not at all before, so many seconds without an answer; what is delayed
        takes effect after them, whether or not anybody still waits.
        """
        if mode not in MODES:
            raise AssertionError(f"there is no fault {mode!r}, only {sorted(MODES)}")
        self.faults.add(method, Fault(mode, times, seconds, channel=channel))

    def refuse(self, method: str, error: str, times: int = 1) -> None:
        """The next calls answer `ok: false` with this error."""
        self.faults.add(method, Fault("refuse", times, error=error))

    def revoke(self) -> None:
        """The app was uninstalled: its tokens are dead."""
        self.world.revoked = True

    def pass_time(self, seconds: float) -> None:
        """Moves Slack's clock on, for trigger_ids, response_urls and tickets to go stale."""
        self.world.ahead += seconds

    def waits(self, ack: float | None = None, retries: tuple[float, ...] | None = None) -> None:
        """Shortens Slack's patience: seconds for an ack, and before each repeat of an event."""
        self.deliveries.ack_seconds = self.deliveries.ack_seconds if ack is None else ack
        self.deliveries.retry_waits = self.deliveries.retry_waits if retries is None else retries

    def retry_now(self) -> None:
        """Whatever event waits to be repeated is repeated at once."""
        self._loop.call_soon_threadsafe(self.deliveries.hurried.set)

    def subscribe(self, *events: str) -> None:
        """The app's event subscriptions, in the manifest's words (`app_mention`, `message.im`, …)."""
        self.deliveries.subscriptions = set(events)

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Asks the bot's sockets to reconnect (`warning`, `refresh_requested`, `link_disabled`)."""
        self._run(self.deliveries.links.disconnect(reason))

    def link_disabled(self) -> None:
        """Socket Mode is switched off in the app's settings; what a new connection is told then is not documented."""
        self.world.socket_mode = False
        self.disconnect("link_disabled")

    def silence(self) -> None:
        """The bot's sockets stay open and dead: nothing comes out of them and nothing gets in, no pong either."""
        self._run(self.deliveries.links.silence())

    def delete(self, message: Message) -> None:
        """Somebody deletes a message."""
        with self.world.changed:
            message.deleted = True

    def cut(self) -> None:
        """Drops the bot's sockets without a word."""
        self._run(self.deliveries.links.cut())

    def deliver_to(self, url: str) -> None:
        """Switches from Socket Mode to signed requests to this address."""
        self.deliveries.request_url.url = url

    def verify_url(self) -> bool:
        """The handshake Slack makes when the address is entered in the app's settings."""
        body = {"type": "url_verification", "token": "ignored", "challenge": "c-123"}
        ack = self._run(self.deliveries.send("events_api", body))
        return ack.ok and (ack.payload or {}).get("challenge", (ack.payload or {}).get("text")) == "c-123"

    def wait_connected(self, timeout: float = 5) -> None:
        """Until the bot can be reached."""
        if self.deliveries.socket_mode:
            self.wait_for(lambda: self.connections > 0, timeout=timeout)
            return
        deadline = time.monotonic() + timeout
        while not self._run(self.deliveries.request_url.reachable()):
            if time.monotonic() > deadline:
                raise AssertionError(f"nothing answers at {self.deliveries.request_url.url}")
            time.sleep(0.02)

    def wait_disconnected(self, timeout: float = 5) -> None:
        """Until no socket is open: the bot has gone."""
        self.wait_for(lambda: self.connections == 0, timeout=timeout)

    @property
    def connections(self) -> int:
        return len(self.deliveries.links.open)

    # -- reading ---------------------------------------------------------------------------------

    def messages(self, channel: str) -> list[Message]:
        """Everything in a channel's history, oldest first; deleted ones are marked."""
        return [item for item in self._said_in(channel) if not item.is_ephemeral]

    def ephemerals(self, user: str, channel: str | None = None) -> list[Message]:
        """What only this person was shown, also by acks and response_urls."""
        found = [item for item in list(self.world.messages) if item.is_ephemeral and item.to == user]
        return [item for item in found if channel in (None, item.channel)]

    def directs(self, user: str) -> list[Message]:
        return self.messages("D" + user[1:])

    def thread(self, message: Message) -> list[Message]:
        """The replies under a message."""
        return [item for item in self.messages(message.channel) if item.thread_ts == message.ts]

    def _said_in(self, channel: str) -> list[Message]:
        return [item for item in list(self.world.messages) if item.channel == channel]

    def views(self, user: str) -> list[View]:
        """The open modals of a person, the top one last."""
        return list(self.world.stacks.get(user, []))

    def home(self, user: str) -> View | None:
        return self.world.homes.get(user)

    def permalink(self, message: Message) -> str:
        return link_to(message)

    @property
    def files(self) -> list[File]:
        return list(self.world.files)

    @property
    def fetched(self) -> list[str]:
        """The ids of files whose content somebody asked for."""
        return list(self.world.fetched)

    @property
    def calls(self) -> list[tuple[str, dict]]:
        return list(self.world.calls)

    @property
    def refusals(self) -> list[Refusal]:
        return list(self.world.refusals)

    @property
    def events(self) -> list[Event]:
        return list(self.world.events)

    @property
    def retries_waiting(self) -> int:
        """Events whose next repeat is still to come."""
        return self.deliveries.retries_waiting

    @property
    def late_acks(self) -> list[dict]:
        """Acks that came for nothing: too late, twice, or with an unknown envelope_id."""
        return list(self.deliveries.links.late)

    @property
    def scopes(self) -> set[str]:
        """The granted scopes: change the set to grant or take away."""
        return self.world.scopes

    # -- waiting ---------------------------------------------------------------------------------

    def wait_for(self, found: Callable[[], T], count: int | None = None, timeout: float = 5) -> T:
        """Until `found()` is true, or holds at least `count` things; checked after every change."""
        deadline = time.monotonic() + timeout
        with self.world.changed:
            while True:
                value = found()
                if value if count is None else len(value) >= count:  # type: ignore[arg-type]
                    return value
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"waited {timeout} s in vain; there is {value!r}")
                self.world.changed.wait(left)

    def wait_message(
        self, channel: str, containing: str = "", timeout: float = 5, after: Message | None = None
    ) -> Message:
        """The bot's newest message in the channel with these words."""
        return self._wait_newest(lambda: self.messages(channel), containing, timeout, after)

    def wait_ephemeral(
        self, user: str, containing: str = "", timeout: float = 5, after: Message | None = None
    ) -> Message:
        return self._wait_newest(lambda: self.ephemerals(user), containing, timeout, after)

    def wait_direct(
        self, user: str, containing: str = "", timeout: float = 5, after: Message | None = None
    ) -> Message:
        return self._wait_newest(lambda: self.directs(user), containing, timeout, after)

    def _wait_newest(
        self, said: Callable[[], list[Message]], words: str, timeout: float, after: Message | None
    ) -> Message:
        def found() -> list[Message]:
            new = [item for item in said() if item.bot and not item.deleted]
            return [
                item for item in new if words in item.visible_text and (after is None or item.ts > after.ts)
            ]

        try:
            return self.wait_for(found, count=1, timeout=timeout)[-1]
        except AssertionError:
            there = [item.visible_text for item in said()]
            raise AssertionError(f"no message with {words!r} in {timeout} s; there is {there}") from None

    def wait_view(self, user: str, containing: str = "", timeout: float = 5) -> View:
        """The top modal on a person's screen."""
        top = self.wait_for(
            lambda: [view for view in self.views(user)[-1:] if containing in view.visible_text], 1, timeout
        )
        return top[0]

    def wait_home(self, user: str, containing: str = "", timeout: float = 5) -> View:
        def found() -> View | None:
            home = self.home(user)
            return home if home and containing in home.visible_text else None

        view = self.wait_for(found, timeout=timeout)
        assert view is not None
        return view
