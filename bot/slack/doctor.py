"""What the doctor asks Slack: the tokens, the rights, and each channel."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import datetime

from bot.cli.doctor import Answer, Finding, Line, clock_check, line
from bot.settings import Settings, SlackSettings
from bot.slack.manifest import missing_scopes

WRONG_TOKEN = {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"}
COPY_BOT = "Copy the Bot User OAuth Token of your app at api.slack.com/apps again."
COPY_APP = "Make an app-level token with connections:write at api.slack.com/apps, under Basic Information."


async def examine(settings: Settings, clock: Callable[[], datetime]) -> list[Finding]:
    """Every check of Slack; none when Slack is off."""
    if settings.slack is None:
        return [Finding("ok", "Slack", "It is off: there is no slack section.")]
    async with line("Slack", clock) as slack:
        return [finding async for finding in _examine(settings, settings.slack, slack)]


async def _examine(settings: Settings, slack: SlackSettings, to: Line) -> AsyncIterator[Finding]:
    yield await _listening(settings, slack, to)
    token = settings.secrets.slack_bot_token
    if token is None:
        yield Finding("problem", "Slack bot token", f"SLACK_BOT_TOKEN is not set. {COPY_BOT}")
        return
    secret = token.get_secret_value()
    me = await to.ask(f"{slack.api_url}auth.test", {}, secret)
    yield _token(me)
    for finding in clock_check("Slack", to.skew):
        yield finding
    if not me.body.get("ok"):
        return
    for finding in _scopes(me, settings):
        yield finding
    for address in [place.slack for each in settings.partnerships for place in each.places if place.slack]:
        asked = await to.ask(f"{slack.api_url}conversations.info", {"channel": address}, secret)
        yield _channel(address, asked)


def _token(me: Answer) -> Finding:
    what, error = "Slack bot token", str(me.body.get("error", ""))
    if me.trouble:
        return Finding("problem", what, me.trouble)
    if me.body.get("ok"):
        return Finding("ok", what, f"It works: Parley is {me.body.get('user')} in {me.body.get('team')}.")
    if error in WRONG_TOKEN:
        return Finding("problem", what, f"Slack does not accept SLACK_BOT_TOKEN ({error}). {COPY_BOT}")
    if error == "not_allowed_token_type":
        return Finding("problem", what, f"SLACK_BOT_TOKEN holds another kind of token. {COPY_BOT}")
    return Finding("problem", what, f"Slack answers: {error or 'nothing that can be read'}. Try again later.")


async def _listening(settings: Settings, slack: SlackSettings, to: Line) -> Finding:
    """Whether Slack can bring us what people write."""
    if slack.mode == "http":
        return _signed(settings)
    what, token = "Slack app token", settings.secrets.slack_app_token
    if token is None:
        return Finding("problem", what, f"SLACK_APP_TOKEN is not set. {COPY_APP}")
    opened = await to.ask(f"{slack.api_url}apps.connections.open", {}, token.get_secret_value())
    if opened.trouble:
        return Finding("problem", what, opened.trouble)
    if opened.body.get("ok"):
        return Finding("ok", what, "It works: Slack opens a socket for Parley.")
    error = opened.body.get("error")
    return Finding("problem", what, f"Slack does not accept SLACK_APP_TOKEN ({error}). {COPY_APP}")


def _signed(settings: Settings) -> Finding:
    what = "Slack signing secret"
    if settings.secrets.slack_signing_secret is None:
        where = "Copy it from Basic Information of your app at api.slack.com/apps."
        return Finding("problem", what, f"SLACK_SIGNING_SECRET is not set. {where}")
    if settings.http.public_url is None:
        return Finding("problem", what, "http.public_url is not set, so Slack cannot reach Parley. Set it.")
    return Finding("ok", what, f"It is set. Slack must send to {settings.http.public_url}/slack/events.")


def _scopes(me: Answer, settings: Settings) -> list[Finding]:
    given = next((value for name, value in me.headers.items() if name.lower() == "x-oauth-scopes"), None)
    if given is None:
        return [Finding("warning", "Slack scopes", "Slack does not say which scopes the token has.")]
    granted = {scope.strip() for scope in given.split(",") if scope.strip()}
    missing = missing_scopes(granted, settings)
    if not missing:
        return [Finding("ok", "Slack scopes", f"All that Parley needs are granted: {len(granted)}.")]
    again = "Paste the output of parley slack-manifest again and reinstall the app."
    return [
        Finding("problem", "Slack scopes", f"{scope} is missing. {reason} {again}")
        for scope, reason in missing
    ]


def _channel(address: str, asked: Answer) -> Finding:
    what, error = f"Slack channel {address}", asked.body.get("error")
    if asked.trouble:
        return Finding("problem", what, asked.trouble)
    if error == "channel_not_found":
        words = (
            "Slack shows Parley no such channel. Check the id; if it is private, write /invite @Parley there."
        )
        return Finding("problem", what, words)
    if error == "missing_scope":
        return Finding(
            "warning", what, f"It cannot be looked at without the scope {asked.body.get('needed')}."
        )
    if error:
        return Finding("problem", what, f"Slack answers: {error}. Try again later.")
    channel = asked.body.get("channel") or {}
    name = f"#{channel.get('name')}"
    if channel.get("is_archived"):
        return Finding("problem", what, f"{name} is archived. Unarchive it, or take it out of places.")
    if not channel.get("is_member"):
        return Finding("problem", what, f"Parley is not in {name}. Write /invite @Parley there.")
    return Finding("ok", what, f"Parley is in {name}.")
