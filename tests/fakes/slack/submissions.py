"""How people fill in, send and close modals, and what the bot's answer does to them."""

from typing import Any

from .forms import complaints, filled, find_field, key, state_of
from .links import Ack
from .methods import views
from .model import Outcome, Refused, View
from .pressing import Pressing

TROUBLE = "trouble_connecting"


class Submissions(Pressing):
    """The part of FakeSlack in which people fill in forms."""

    def fill(self, user: str, view: View, answers: dict[str, Any]) -> None:
        """Types into fields, named by label or block_id, without sending."""
        self._check_reach(user, view)
        for name, value in answers.items():
            block, element = find_field(view.blocks, name)
            view.typed[key(block, element)] = filled(element, value)

    def submit(self, user: str, view: View, answers: dict[str, Any] | None = None) -> Outcome:
        """Fills in and sends a modal; `errors` holds what Slack or the bot found wrong, by block_id."""
        if not view.body.get("submit"):
            raise AssertionError("this view has no submit button")
        self.fill(user, view, answers or {})
        found = complaints(view.blocks, state_of(view.blocks, view.typed))
        if found:
            return Outcome(False, "incomplete", errors=found, view=view, delivered=False)
        payload = {"type": "view_submission", **self._gesture(user, view), "response_urls": []}
        return self._run(self._submit(view, {**payload, "view": views.as_json(self.world, view)}))

    async def _submit(self, view: View, payload: dict) -> Outcome:
        ack, seconds = await self._send("interactive", payload, accepts=True)
        outcome = Outcome(ack.ok, trigger_id=payload["trigger_id"], seconds=seconds)
        with self.world.changed:
            self._settle(view, ack, outcome)
            self.world.changed.notify_all()
        return outcome

    def _settle(self, view: View, ack: Ack, outcome: Outcome) -> None:
        """What the person sees after pressing submit."""
        if not ack.ok:
            outcome.error = TROUBLE
            return
        try:
            self._answer_form(view, ack.payload or {}, outcome)
        except Refused as refused:
            self.world.refuse(
                "view_submission ack", Refused(TROUBLE, [refused.error, *refused.messages]), ack.payload
            )
            outcome.error = TROUBLE
        outcome.view = next(iter(self.world.stacks.get(view.user, [])[-1:]), None)

    def _answer_form(self, view: View, answer: Any, outcome: Outcome) -> None:
        if not isinstance(answer, dict) or answer.keys() - {"response_action", "errors", "view"}:
            raise Refused("invalid_payload")
        world, body = self.world, answer.get("view")
        match answer.get("response_action"):
            case None:
                self._close_top(view)
            case "clear":
                self._clear(view.user)
            case "errors":
                outcome.errors = checked_errors(view, answer.get("errors"))
            case "update":
                views.check(world, body, views.MODAL, view)
                views.replace(world, view, body)
            case "push":
                views.check(world, body, views.MODAL)
                views.lay_on_top(world, view.user, body)
            case _:
                raise Refused("invalid_payload")

    def close_view(self, user: str, view: View, everything: bool = False) -> Outcome:
        """Closes a modal; the bot hears of it only if the view asked for that."""
        self._check_reach(user, view)
        with self.world.changed:
            self._clear(user) if everything else self._close_top(view)
            self.world.changed.notify_all()
        if not view.body.get("notify_on_close"):
            return Outcome(False, delivered=False)
        payload = {"type": "view_closed", **self._gesture(user), "is_cleared": everything}
        del payload["trigger_id"]  # Slack gives none with a closed view.
        ack, seconds = self._run(
            self._send("interactive", {**payload, "view": views.as_json(self.world, view)})
        )
        return Outcome(ack.ok, ack.error, seconds=seconds)

    def _close_top(self, view: View) -> None:
        view.is_open = False
        stack = self.world.stacks.get(view.user, [])
        self.world.stacks[view.user] = [other for other in stack if other is not view]

    def _clear(self, user: str) -> None:
        for view in self.world.stacks.pop(user, []):
            view.is_open = False


def checked_errors(view: View, errors: Any) -> dict[str, str]:
    """Errors may stand only under input blocks that are there."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise Refused("invalid_payload", ["errors is required [json-pointer:/errors]"])
    for name, words in errors.items():
        if name not in inputs or not isinstance(words, str) or not words:
            raise Refused("invalid_payload", [f"no input block {name} [json-pointer:/errors/{name}]"])
    return errors
