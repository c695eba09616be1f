"""What Slack's refusals mean for a post: wait, give up with a sentence, or nobody knows."""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.transport import Gone, Impossible, NotSent, Unknown

BUSY = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
AWAY = frozenset({"service_unavailable", "team_added_to_org"})
HALFWAY = frozenset({"internal_error", "fatal_error", "request_timeout"})  # Slack says it may have worked
MALFORMED = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_blocks_too_long",
        "only_one_table_allowed",
        "block_mismatch",
    }
)
TROUBLE = "Slack has a problem just now."
NOT_KNOWN = "Slack does not accept Parley's bot token. Install the app again and set SLACK_BOT_TOKEN."
NO_PERSON = "Slack can no longer reach this person. Speak to them in another way."
NO_MESSAGE = "The message is no longer there, or can no longer be changed."
FEW_MAY_POST = (
    "Only some people may post in this channel. Ask a workspace administrator to let Parley post there."
)
PLACE = {
    "channel_not_found": "Parley cannot find this channel. If it is private, invite Parley with /invite @Parley.",
    "not_in_channel": "Parley is not in this channel. Invite it with /invite @Parley.",
    "is_archived": "This channel is archived. Unarchive it, or take it out of Parley's configuration.",
    "posting_to_channel_denied": FEW_MAY_POST,
    "restricted_action": FEW_MAY_POST,
    "restricted_action_read_only_channel": FEW_MAY_POST,
    "restricted_action_thread_only_channel": FEW_MAY_POST,
}
ELSEWHERE = {
    "account_inactive": NOT_KNOWN,
    "invalid_auth": NOT_KNOWN,
    "not_authed": NOT_KNOWN,
    "not_allowed_token_type": NOT_KNOWN,
    "token_expired": NOT_KNOWN,
    "token_revoked": NOT_KNOWN,
    "messages_tab_disabled": (
        "Private messages to Parley are switched off. "
        "Ask a workspace administrator to switch on the Messages tab of the app."
    ),
    "user_not_in_channel": "This person is not in the channel.",
    "cannot_dm_bot": NO_PERSON,
    "user_disabled": NO_PERSON,
    "user_not_found": NO_PERSON,
    "missing_scope": "Slack has not given Parley a right it needs. Install the app again from its manifest.",
    "file_uploads_disabled": "Files are switched off in this workspace. Ask a workspace administrator to allow them.",
    "file_uploads_except_images_disabled": (
        "Only pictures may be uploaded in this workspace. Ask a workspace administrator to allow files."
    ),
    "file_type_not_allowed": "Files of this kind are not allowed in this workspace. Ask a workspace administrator.",
    "file_upload_size_restricted": "The file is larger than this workspace allows. Ask for fewer areas or a shorter time.",
    "storage_limit_reached": "This workspace has no room left for files. Ask a workspace administrator to make room.",
    "cant_update_message": NO_MESSAGE,
    "edit_window_closed": NO_MESSAGE,
    "cannot_reply_to_message": "The message this answers is no longer there.",
    "file_not_found": "The file is no longer there.",
    "file_deleted": "The file is no longer there.",
    "cant_delete_file": "Slack does not let Parley delete this file. Delete it by hand.",
}
PATIENCE = 30.0  # seconds, where Slack asks for a pause and does not say how long


class Outage(NotSent):
    """Slack's servers are in trouble: most likely nothing was posted, but nobody can promise it."""


class Malformed(Impossible):
    """Slack does not like the blocks; the words alone may do."""


def meaning(error: Exception, to_person: bool = False) -> Exception:
    """What a failed call means. Only a call that never left, or was refused, is certain not to have worked."""
    if isinstance(error, SlackApiError):
        return _refused(error, to_person)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return NotSent("Slack cannot be reached.")
    return Unknown("The connection to Slack broke.", slow=isinstance(error, TimeoutError))


def _refused(error: SlackApiError, to_person: bool) -> Exception:
    status = getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0)
    code = code_of(error)
    if status == 429 or code in BUSY:
        return NotSent("Slack asks Parley to write more slowly.", wait=_pause(error))
    if code in AWAY:
        return NotSent(TROUBLE)
    if status >= 500:
        return Outage(TROUBLE)
    if code in HALFWAY or not code:
        return Unknown("Slack did not say whether it worked.")
    return refusal(code, to_person)


def refusal(code: str, to_person: bool = False) -> Impossible:
    """A refusal that trying again does not change, in words a person can act on."""
    if code in MALFORMED:
        return Malformed("Slack could not show this message.")
    if code == "channel_not_found" and to_person:
        return Impossible(NO_PERSON)
    if code in PLACE:
        return Impossible(PLACE[code], closed=True)
    if code == "message_not_found":
        return Gone(NO_MESSAGE)
    other = f"Slack refused it and gave as the reason “{code.replace('_', ' ')}”."
    return Impossible(ELSEWHERE.get(code, other))


def code_of(error: SlackApiError) -> str:
    """Slack's name for what is wrong; empty when its answer was no answer."""
    data = getattr(error.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def _pause(error: SlackApiError) -> float:
    try:
        return max(0.0, float(error.response.headers["Retry-After"]))
    except (KeyError, TypeError, ValueError):
        return PATIENCE
