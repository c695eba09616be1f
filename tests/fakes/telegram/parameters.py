"""Which parameters each method accepts, and how they are read from text."""

import json
from typing import Any, NamedTuple

from .errors import malformed
from .words import words

_SEND = (
    "chat_id message_thread_id disable_notification protect_content allow_paid_broadcast "
    "message_effect_id reply_parameters"
)
_CAPTION = "caption parse_mode caption_entities"
_EDIT = "chat_id message_id inline_message_id"

ACCEPTED = {
    method: frozenset(names.split())
    for method, names in {
        "getMe": "",
        "getUpdates": "offset limit timeout allowed_updates",
        "setWebhook": "url certificate ip_address max_connections allowed_updates "
        "drop_pending_updates secret_token",
        "deleteWebhook": "drop_pending_updates",
        "getWebhookInfo": "",
        "logOut": "",
        "close": "",
        "sendMessage": f"{_SEND} text parse_mode entities link_preview_options reply_markup",
        "sendPhoto": f"{_SEND} {_CAPTION} photo show_caption_above_media has_spoiler reply_markup",
        "sendDocument": f"{_SEND} {_CAPTION} document thumbnail disable_content_type_detection reply_markup",
        "sendMediaGroup": f"{_SEND} media",
        "sendChatAction": "chat_id message_thread_id action",
        "editMessageText": f"{_EDIT} text parse_mode entities link_preview_options reply_markup",
        "editMessageCaption": f"{_EDIT} {_CAPTION} show_caption_above_media reply_markup",
        "editMessageMedia": f"{_EDIT} media reply_markup",
        "editMessageReplyMarkup": f"{_EDIT} reply_markup",
        "deleteMessage": "chat_id message_id",
        "deleteMessages": "chat_id message_ids",
        "pinChatMessage": "chat_id message_id disable_notification",
        "unpinChatMessage": "chat_id message_id",
        "unpinAllChatMessages": "chat_id",
        "setMessageReaction": "chat_id message_id reaction is_big",
        "answerCallbackQuery": "callback_query_id text show_alert url cache_time",
        "setMyCommands": "commands scope language_code",
        "getMyCommands": "scope language_code",
        "deleteMyCommands": "scope language_code",
        "setMyName": "name language_code",
        "getMyName": "language_code",
        "setMyDescription": "description language_code",
        "getMyDescription": "language_code",
        "setMyShortDescription": "short_description language_code",
        "getMyShortDescription": "language_code",
        "getChat": "chat_id",
        "getChatMember": "chat_id user_id",
        "getChatAdministrators": "chat_id return_bots",
        "getChatMemberCount": "chat_id",
        "leaveChat": "chat_id",
        "getFile": "file_id",
        "createForumTopic": "chat_id name icon_color icon_custom_emoji_id",
        "editForumTopic": "chat_id message_thread_id name icon_custom_emoji_id",
        "closeForumTopic": "chat_id message_thread_id",
        "reopenForumTopic": "chat_id message_thread_id",
    }.items()
}
METHODS = {method.lower(): method for method in ACCEPTED}

_INTEGERS = words(
    "message_id message_thread_id user_id offset limit timeout max_connections cache_time icon_color"
)
_BOOLEANS = words(
    "disable_notification protect_content allow_paid_broadcast show_caption_above_media has_spoiler "
    "disable_content_type_detection drop_pending_updates show_alert is_big return_bots"
)
_OBJECTS = words(
    "entities caption_entities link_preview_options reply_markup reply_parameters allowed_updates commands "
    "scope media message_ids reaction"
)


class Upload(NamedTuple):
    """A file which came with the request."""

    name: str
    data: bytes
    mime: str


def read(method: str, given: dict[str, Any], uploads: dict[str, Upload]) -> dict[str, Any]:
    """The arguments with their types; an unknown or unreadable one is refused.

    The public server ignores unknown parameters; the fake does not, since they are always a mistake.
    """
    left = dict(uploads)
    typed = {name: _attached(_typed(name, value), uploads, left) for name, value in given.items()}
    typed |= {name: upload for name, upload in uploads.items() if name in left}
    unknown = typed.keys() - ACCEPTED[method]
    if unknown:
        raise malformed(f"unknown parameter {', '.join(sorted(unknown))} of {method}")
    return typed


def _attached(value: Any, uploads: dict[str, Upload], left: dict[str, Upload]) -> Any:
    """Puts uploads in the places which name them as attach://name."""
    if isinstance(value, list):
        return [_attached(item, uploads, left) for item in value]
    if isinstance(value, dict):
        return {name: _attached(item, uploads, left) for name, item in value.items()}
    if not (isinstance(value, str) and value.startswith("attach://")):
        return value
    name = value.removeprefix("attach://")
    left.pop(name, None)
    if name not in uploads:
        raise malformed(f'file "{name}" is not attached')
    return uploads[name]


def _typed(name: str, value: Any) -> Any:
    if name in _INTEGERS:
        return _integer(name, value)
    if name == "chat_id":
        return _chat(value)
    if name in _BOOLEANS:
        return _boolean(name, value)
    if name in _OBJECTS and isinstance(value, str):
        return _object(name, value)
    return value if name in _OBJECTS else str(value)


def _chat(value: Any) -> int | str:
    """A number, or the @name of a public chat."""
    return int(value) if str(value).lstrip("-").isdecimal() else str(value)


def _integer(name: str, value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise malformed(f"parameter {name} should be a number, not {value!r}") from None


def _boolean(name: str, value: Any) -> bool:
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if str(value).lower() not in words:
        raise malformed(f"parameter {name} should be true or false, not {value!r}")
    return words[str(value).lower()]


def _object(name: str, value: str) -> Any:
    if value == "":
        return None
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        nouns = {"reply_markup": "reply keyboard markup JSON object", "scope": "BotCommandScope"}
        raise malformed(f"can't parse {nouns.get(name, name)}") from None
