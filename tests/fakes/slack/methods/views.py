"""views.*: modals and the Home tab."""

import copy
import json
import secrets
from typing import Any

from ..blocks import check_view
from ..compose import named
from ..forms import state_of
from ..model import Refused, View
from ..reading_blocks import elements
from ..workspace import Trigger, Workspace
from .registry import Call, method

MODAL = ("modal",)


def view_argument(call: Call) -> Any:
    value = call.get("view")
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            raise Refused("invalid_arguments", ["invalid view [json-pointer:/view]"]) from None
    return value


def check(world: Workspace, body: Any, kinds: tuple[str, ...], but: View | None = None) -> None:
    check_view(body, kinds, world.file_is_ready)
    name = body.get("external_id")
    if name and any(
        view.is_open and view is not but and view.body.get("external_id") == name for view in every(world)
    ):
        raise Refused("duplicate_external_id")


def every(world: Workspace) -> list[View]:
    return list(world.views.values())


def make(world: Workspace, user: str, body: dict, below: View | None = None) -> View:
    """A view on a person's screen, on top of `below` if there is one."""
    name = world.new_id("V")
    view = View(name, user, kept(world, body), secrets.token_hex(6), below.root if below else name)
    view.previous = below.id if below else None
    world.views[name] = view
    return view


def kept(world: Workspace, body: dict) -> dict:
    return {**copy.deepcopy(body), "blocks": named(world, body["blocks"])}


def show(world: Workspace, user: str, body: dict) -> View:
    for view in world.stacks.get(user, []):
        view.is_open = False
    view = make(world, user, body)
    world.stacks[user] = [view]
    return view


def lay_on_top(world: Workspace, user: str, body: dict) -> View:
    stack = world.stacks.get(user, [])
    if not stack:
        raise Refused("not_found")
    if len(stack) >= 3:
        raise Refused("push_limit_reached")
    view = make(world, user, body, stack[-1])
    world.stacks[user] = [*stack, view]
    return view


def replace(world: Workspace, view: View, body: dict) -> None:
    """New contents; what was typed stays in fields whose block, action and type stay."""
    view.body = kept(world, body)
    view.hash = secrets.token_hex(6)
    view.updates += 1
    there = {
        f"{block['block_id']}/{element['action_id']}/{element['type']}"
        for block, element in elements(view.blocks)
    }
    view.typed = {key: value for key, value in view.typed.items() if f"{key}/{value['type']}" in there}


def as_json(world: Workspace, view: View) -> dict:
    body = copy.deepcopy(view.body)
    for name in ("callback_id", "private_metadata", "external_id"):
        body.setdefault(name, "")
    return {
        "id": view.id,
        "team_id": world.team_id,
        "app_id": world.app_id,
        "bot_id": world.bot_id,
        "app_installed_team_id": world.team_id,
        "hash": view.hash,
        "root_view_id": view.root,
        "previous_view_id": view.previous,
        "clear_on_close": False,
        "notify_on_close": False,
        "state": {"values": state_of(view.blocks, view.typed)},
        **body,
    }


def spend(call: Call) -> Trigger:
    return call.world.trigger(call.text("trigger_id") or call.text("interactivity_pointer"))


@method("views.open", "trigger_id view* interactivity_pointer")
def open_view(call: Call) -> dict:
    trigger, body = spend(call), view_argument(call)
    check(call.world, body, MODAL)
    view = show(call.world, trigger.user, body)
    trigger.used = True
    return {"view": as_json(call.world, view)}


@method("views.push", "trigger_id view* interactivity_pointer")
def push_view(call: Call) -> dict:
    trigger, body = spend(call), view_argument(call)
    check(call.world, body, MODAL)
    if trigger.view is None:
        raise Refused("not_found")
    view = lay_on_top(call.world, trigger.user, body)
    trigger.used = True
    return {"view": as_json(call.world, view)}


@method("views.update", "view_id external_id hash view*")
def update_view(call: Call) -> dict:
    view, body = wanted(call), view_argument(call)
    if call.get("hash") and call.get("hash") != view.hash:
        raise Refused("hash_conflict")
    check(call.world, body, (view.type,), view)
    replace(call.world, view, body)
    return {"view": as_json(call.world, view)}


def wanted(call: Call) -> View:
    name, outer = call.get("view_id"), call.get("external_id")
    if bool(name) == bool(outer):
        both = "Cannot provide both" if name else "Must provide one of"
        raise Refused("invalid_arguments", [f"{both} `view_id` and `external_id`"])
    for view in every(call.world):
        if view.is_open and (view.id == name or (outer and view.body.get("external_id") == outer)):
            return view
    raise Refused("not_found")


@method("views.publish", "user_id* view* hash")
def publish(call: Call) -> dict:
    world, user, body = call.world, call.text("user_id"), view_argument(call)
    if not world.home_tab:
        raise Refused("not_enabled")
    if user not in world.users:
        raise Refused("invalid_arguments", ["invalid `user_id` [json-pointer:/user_id]"])
    old = world.homes.get(user)
    if old and call.get("hash") and call.get("hash") != old.hash:
        raise Refused("hash_conflict")
    check(world, body, ("home",), old)
    if old:
        replace(world, old, body)
    world.homes[user] = old or make(world, user, body)
    return {"view": as_json(world, world.homes[user])}
