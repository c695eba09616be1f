"""getMe, and what the bot says of itself: its commands, name and descriptions."""

import re
from typing import Any

from . import shapes, targets
from .errors import malformed
from .service import Service, method

_SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


@method("getMe")
def get_me(service: Service, args: dict) -> dict:
    return shapes.me(service.world)


@method("logOut")
@method("close")
def take_leave(service: Service, args: dict) -> bool:
    return True


@method("setMyCommands")
def set_commands(service: Service, args: dict) -> bool:
    listed = args.get("commands")
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise malformed("can't parse commands: expected an Array of BotCommand")
    commands = [_command(item) for item in listed]
    if len(commands) > 100:
        raise malformed("BOT_COMMANDS_TOO_MUCH")
    service.world.commands[_place(service, args)] = commands
    return True


@method("getMyCommands")
def get_commands(service: Service, args: dict) -> list[dict]:
    kept = service.world.commands.get(_place(service, args), [])
    return [{"command": command, "description": description} for command, description in kept]


@method("deleteMyCommands")
def delete_commands(service: Service, args: dict) -> bool:
    service.world.commands.pop(_place(service, args), None)
    return True


def _command(item: dict) -> tuple[str, str]:
    command = str(item.get("command", "")).strip().removeprefix("/")
    description = str(item.get("description", "")).strip()
    if item.keys() != {"command", "description"} or not command:
        raise malformed("command must be non-empty")
    if len(command) > 32:
        raise malformed("command length must not exceed 32")
    if not description:
        raise malformed("command description must be non-empty")
    if len(description) > 256:
        raise malformed("command description length must not exceed 256")
    if not re.fullmatch(r"[a-z0-9_]+", command):
        raise malformed("BOT_COMMAND_INVALID")
    return command, description


def _place(service: Service, args: dict) -> tuple:
    """The scope as a tuple (type, ids…, language) under which commands are kept."""
    scope: Any = args.get("scope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in _SCOPES:
        raise malformed("can't parse BotCommandScope: Unsupported type specified")
    if "chat_id" in _SCOPES[scope["type"]]:
        scope = scope | {"chat_id": targets.chat(service.world, scope).id}
    return (scope["type"], *(scope[name] for name in _SCOPES[scope["type"]]), _language(args))


def _language(args: dict) -> str:
    code = args.get("language_code", "")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise malformed("invalid language code specified")
    return code


def _profile(noun: str, field: str, longest: int, complaint: str) -> None:
    """Registers the pair of methods which set and get one line of the bot's profile."""

    @method(f"setMy{noun}")
    def put(service: Service, args: dict) -> bool:
        if len(args.get(field, "")) > longest:
            raise malformed(f"{complaint} is too long")
        service.world.profile[field, _language(args)] = args.get(field, "")
        return True

    @method(f"getMy{noun}")
    def get(service: Service, args: dict) -> dict:
        fallback = service.world.profile.get((field, ""), "")
        return {field: service.world.profile.get((field, _language(args)), fallback)}


_profile("Name", "name", 64, "bot name")
_profile("Description", "description", 512, "bot description")
_profile("ShortDescription", "short_description", 120, "bot short description")
