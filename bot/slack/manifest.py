"""The Slack app's manifest: its commands come from the registry, its rights from what is switched on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from bot.settings import Settings, SlackSettings
from bot.text import cut, one_line
from commands import Command

DESCRIPTION = "Answers from approved figures, a weekly chart, weeknotes, quick questions and actions."
HEADER = """\
# The Slack app for Parley, written by "parley slack-manifest" from its configuration and its commands.
# At api.slack.com/apps choose Create New App, then From a manifest, and paste this. After a change here,
# paste it again and install the app again. Each right that Parley asks for has its reason beside it.
"""
ALWAYS = {
    "app_mentions:read": "to hear you when you write @Parley in a channel",
    "channels:read": "to greet a public channel that it is invited to",
    "chat:write": "to answer and to post in channels it has been invited to",
    "commands": "to offer commands such as /parley, and two entries in the menu of a message",
    "files:write": "to show charts as pictures and to give figures as files",
    "groups:read": "to greet a private channel that it is invited to",
    "im:history": "to read what you write to it in direct messages",
    "im:write": "to send you a chart, a file or an answer that only you should see",
    "users:read": "to call you by the name you use in Slack",
}
WITH_HISTORY = "to hear replies to its weeknote question, and to look for a post after a lost connection"
HISTORY = {
    "channels:history": f"{WITH_HISTORY}: read_history is on, public channels",
    "groups:history": f"{WITH_HISTORY}: read_history is on, private channels",
}
SHORTCUT = "weeknote"  # how Slack tells us that somebody chose it
PUT_IN = {
    "name": "Put in weeknotes",
    "type": "message",
    "callback_id": SHORTCUT,
    "description": "Propose this message for the weeknotes. Its author is asked first.",
}
ACTION = "action"
MAKE_ACTION = {
    "name": "Make it an action",
    "type": "message",
    "callback_id": ACTION,
    "description": "Note who does what by when, with a link to this message. Its author is told.",
}
# Slack refuses the whole list of commands if one of them has a name of its own.
TAKEN = (
    "active apps archive away call collapse dm dnd expand feed feedback invite invite_people join keys kick leave "
    "me msg mute open part people pref prefs remind remove rename search shortcuts shrug star status topic "
    "unarchive who"
)
BUILT_IN = frozenset(TAKEN.split())
BY_PARLEY = frozenset({"away"})  # Slack keeps /away for itself, so there it is said as /parley away
NAME, SUMMARY, HINT = 31, 2_000, 1_000


def manifest(settings: Settings, registry: Mapping[str, Command]) -> dict[str, Any]:
    """The manifest as Slack reads it; a command with a name Slack keeps for itself is a ``ValueError``."""
    slack = settings.slack or SlackSettings()
    url = _request_url(settings) if slack.mode == "http" else ""
    address = {"request_url": url} if url else {}
    return {
        "display_information": {"name": "Parley", "description": DESCRIPTION, "background_color": "#1d3557"},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Parley", "always_online": True},
            "shortcuts": [PUT_IN, MAKE_ACTION],
            "slash_commands": [_with_url(entry, url) for entry in _commands(slack.command_prefix, registry)],
        },
        "oauth_config": {"scopes": {"bot": sorted(scopes(slack))}},
        "settings": {
            "event_subscriptions": {
                **address,
                "bot_events": _events(slack),
            },
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": slack.mode == "socket",
            "token_rotation_enabled": False,
        },
    }


def _events(slack: SlackSettings) -> list[str]:
    """What Slack tells Parley of; what is written in channels only where reading it was switched on."""
    everything = ["message.channels", "message.groups"] if slack.read_history else []
    return sorted(["app_home_opened", "app_mention", "member_joined_channel", "message.im", *everything])


def render(settings: Settings, registry: Mapping[str, Command]) -> str:
    """The manifest as YAML to paste, with the reason for each right as a comment."""
    text = yaml.safe_dump(manifest(settings, registry), sort_keys=False, allow_unicode=True, width=110)
    for scope, reason in scopes(settings.slack or SlackSettings()).items():
        text = text.replace(f"- {scope}\n", f"- {scope}  # {reason}\n")
    return HEADER + text


def scopes(slack: SlackSettings) -> dict[str, str]:
    """The rights needed for what is switched on, each with what it is for."""
    return {**ALWAYS, **(HISTORY if slack.read_history else {})}


def missing_scopes(granted: set[str], settings: Settings) -> list[tuple[str, str]]:
    """The rights Slack has not granted, each with a sentence about what does not work without it."""
    needed = scopes(settings.slack or SlackSettings())
    return [(scope, f"Parley needs it {needed[scope]}.") for scope in sorted(needed.keys() - granted)]


def _commands(prefix: str, registry: Mapping[str, Command]) -> list[dict[str, Any]]:
    listed = [known for name, known in sorted(registry.items()) if known.listed and " " not in name]
    own = [known for known in listed if f"{prefix}{known.name}" not in BY_PARLEY]
    entries = [_entry(f"{prefix}{known.name}", known.summary, _hint(known)) for known in own]
    return [_entry("parley", "Say anything to Parley, such as help.", "help"), *entries]


def _entry(name: str, summary: str, hint: str) -> dict[str, Any]:
    if name in BUILT_IN:
        raise ValueError(
            f"Slack keeps /{name} for itself: give the command another name, or set command_prefix."
        )
    if len(name) > NAME:
        raise ValueError(f"/{name} is too long: a Slack command has {NAME} characters or less.")
    described = cut(one_line(summary), SUMMARY) or name
    entry = {"command": f"/{name}", "description": described, "usage_hint": cut(one_line(hint), HINT)}
    return {key: value for key, value in entry.items() if value} | {"should_escape": False}


def _hint(known: Command) -> str:
    return known.usage.removeprefix(known.name).strip()


def _with_url(entry: dict[str, Any], url: str) -> dict[str, Any]:
    return {**entry, "url": url} if url else entry


def _request_url(settings: Settings) -> str:
    if settings.http.public_url is None:
        raise ValueError("Set http.public_url: in http mode Slack has to know where to reach Parley.")
    return f"{settings.http.public_url}/slack/events"
