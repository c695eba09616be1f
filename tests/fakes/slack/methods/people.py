"""auth, apps, users, user groups."""

import secrets
from typing import Any

from ..model import Refused, User
from .registry import Call, method


@method("auth.test")
def auth_test(call: Call) -> dict:
    world = call.world
    return {
        "url": "https://example.slack.com/",
        "team": "Example",
        "user": "parley",
        "team_id": world.team_id,
        "user_id": world.bot_user,
        "bot_id": world.bot_id,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", scope="connections:write", app_token=True)
def open_connection(call: Call) -> dict:
    """A socket's address: good once, for half a minute."""
    if not call.world.socket_mode:
        raise Refused("not_allowed")
    ticket = secrets.token_hex(12)
    call.world.tickets[ticket] = call.world.now()
    return {
        "url": call.world.base_url.replace("http", "ws", 1)
        + f"/link?ticket={ticket}&app_id={call.world.app_id}"
    }


def as_json(call: Call, user: User) -> dict:
    profile: dict[str, Any] = {"display_name": user.name, "real_name": user.real_name or user.name}
    if user.email and "users:read.email" in call.world.scopes:
        profile["email"] = user.email
    body = {
        "id": user.id,
        "team_id": "TELSE" if user.is_stranger else call.world.team_id,
        "name": user.name,
        "real_name": user.real_name or user.name,
        "deleted": user.deleted,
        "is_bot": user.is_bot,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": False,
        "is_stranger": user.is_stranger,
        "is_app_user": False,
        "tz": user.tz,
        "tz_offset": 0,
        "profile": profile,
    }
    if call.flag("include_locale"):
        body["locale"] = user.locale
    return body


@method("users.info", "user* include_locale", "users:read", form_only=True)
def user_info(call: Call) -> dict:
    user = call.world.users.get(call.text("user"))
    if user is None:
        raise Refused("user_not_found")
    return {"user": as_json(call, user)}


@method("users.list", "cursor limit include_locale", "users:read", form_only=True)
def user_list(call: Call) -> dict:
    members = [as_json(call, user) for user in call.world.users.values()]
    return {"members": members, "response_metadata": {"next_cursor": ""}}


@method("users.lookupByEmail", "email*", "users:read.email", form_only=True)
def user_by_email(call: Call) -> dict:
    for user in call.world.users.values():
        if user.email == call.text("email") and not user.deleted:
            return {"user": as_json(call, user)}
    raise Refused("users_not_found")


@method("usergroups.users.list", "usergroup* include_disabled", "usergroups:read", form_only=True)
def usergroup_users(call: Call) -> dict:
    if call.text("usergroup") not in call.world.usergroups:
        raise Refused("no_such_subteam")
    return {"users": list(call.world.usergroups[call.text("usergroup")])}
