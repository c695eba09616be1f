"""What people press and pick, in messages and in views."""

from typing import Any

from .compose import as_json
from .forms import HOLDS, filled, find_field, key, state_of
from .methods.views import as_json as view_json
from .model import Message, Outcome, View
from .reading_blocks import buttons
from .response_url import original_json
from .writing import KINDS, Writing


class Pressing(Writing):
    """The part of FakeSlack in which people press buttons and pick from menus."""

    def press(self, user: str, thing: Message | View, label: str) -> Outcome:
        """Presses the button with that label in a message or view."""
        for block, button in buttons(thing.blocks):
            if button["text"]["text"] == label:
                action = {"value": button["value"]} if "value" in button else {}
                return self._act(user, thing, block, button, {**action, "text": button["text"]})
        raise AssertionError(f"there is no button {label!r}, only {thing.labels}")

    def choose(self, user: str, thing: Message | View, field: str, value: Any) -> Outcome:
        """Picks from a menu, ticks boxes or sets a date in a message or view; the bot hears of it at once."""
        block, element = find_field(thing.blocks, field)
        held = filled(element, value)
        typed = thing.typed if isinstance(thing, View) else thing.state.setdefault(user, {})
        if element["type"] != "overflow":
            typed[key(block, element)] = held
        if block["type"] == "input" and not block.get("dispatch_action"):
            return Outcome(False, delivered=False)
        name = HOLDS[element["type"]][0]
        return self._act(user, thing, block, element, {name: held[name]})

    def _act(self, user: str, thing: Message | View, block: dict, element: dict, held: dict) -> Outcome:
        self._check_reach(user, thing)
        action = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "action_ts": self.world.new_ts(),
            **held,
        }
        payload = {"type": "block_actions", **self._gesture(user, thing), "actions": [action]}
        payload |= self._from_view(thing) if isinstance(thing, View) else self._from_message(user, thing)
        return self._interact(payload)

    def _check_reach(self, user: str, thing: Message | View) -> None:
        if isinstance(thing, View):
            if thing.user != user or not thing.is_open:
                raise AssertionError(f"{user} does not have this view open")
            return
        if thing.deleted:
            raise AssertionError("this message is gone")
        if thing.is_ephemeral and thing.to != user:
            raise AssertionError(f"only {thing.to} can see this message")
        self._place(user, thing.channel)

    def _from_message(self, user: str, message: Message) -> dict:
        world, channel = self.world, self.world.channels[message.channel]
        container = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.is_ephemeral,
            **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
        }
        body: dict[str, Any] = {
            "container": container,
            "channel": {"id": channel.id, "name": KINDS.get(channel.kind, channel.name)},
            "response_url": world.new_reply(channel.id, user, message),
            "state": {"values": state_of(message.blocks, message.state.get(user, {}))},
        }
        shown = original_json(world, message)
        return body if shown is None else {**body, "message": shown}

    def _from_view(self, view: View) -> dict:
        container = {"type": "view", "view_id": view.id}
        state = {"values": state_of(view.blocks, view.typed)}
        return {"container": container, "view": view_json(self.world, view), "state": state}

    def _gesture(self, user: str, thing: Message | View | None = None) -> dict:
        """What every interaction carries."""
        world = self.world
        name = world.users[user].name
        return {
            "team": {"id": world.team_id, "domain": "example"},
            "user": {"id": user, "username": name, "name": name, "team_id": world.team_id},
            "api_app_id": world.app_id,
            "token": "ignored",
            "trigger_id": world.new_trigger(user, thing.id if isinstance(thing, View) else None),
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _interact(self, payload: dict) -> Outcome:
        ack, seconds = self._run(self._send("interactive", payload))
        outcome = Outcome(ack.ok, ack.error, trigger_id=payload["trigger_id"], seconds=seconds)
        outcome.response_url = payload.get("response_url")
        return outcome

    def shortcut(self, user: str, callback_id: str) -> Outcome:
        """Starts a global shortcut."""
        payload = {"type": "shortcut", **self._gesture(user), "callback_id": callback_id}
        return self._interact({**payload, "action_ts": self.world.new_ts()})

    def message_shortcut(self, user: str, message: Message, callback_id: str) -> Outcome:
        """Starts a shortcut from a message's menu."""
        payload = {"type": "message_action", **self._gesture(user), "callback_id": callback_id}
        payload |= {"message_ts": message.ts, "action_ts": self.world.new_ts()}
        place = self._from_message(user, message)
        kept = {name: place[name] for name in ("channel", "response_url")}
        return self._interact({**payload, **kept, "message": as_json(self.world, message)})
