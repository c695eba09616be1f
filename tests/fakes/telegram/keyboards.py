"""Reads reply_markup, and refuses keyboards which the service would not draw."""

from typing import Any

from . import links
from .errors import malformed
from .words import words
from .world import Button

_ACTIONS = words(
    "url callback_data web_app login_url switch_inline_query switch_inline_query_current_chat "
    "switch_inline_query_chosen_chat copy_text callback_game pay"
)
_LOOKS = frozenset({"text", "style", "icon_custom_emoji_id"})
_OTHERS = {
    "keyboard": "is_persistent resize_keyboard one_time_keyboard input_field_placeholder selective",
    "remove_keyboard": "selective",
    "force_reply": "input_field_placeholder selective",
}


def inline(markup: Any) -> list[list[Button]]:
    """The rows of an inline keyboard; no markup at all is no keyboard."""
    rows, other = read(markup)
    if other:
        raise malformed("inline keyboard expected")
    return rows


def read(markup: Any) -> tuple[list[list[Button]], dict | None]:
    """Inline rows, or the markup of another kind (reply keyboard, force reply, removal)."""
    if markup in (None, {}):
        return [], None
    if not isinstance(markup, dict):
        raise malformed("object expected as reply markup")
    if "inline_keyboard" not in markup:
        return [], _other(markup)
    if markup.keys() != {"inline_keyboard"}:
        raise malformed("unknown field in InlineKeyboardMarkup")
    return _rows(markup["inline_keyboard"]), None


def _rows(raw: Any) -> list[list[Button]]:
    if not isinstance(raw, list) or not all(isinstance(row, list) for row in raw):
        raise malformed('field "inline_keyboard" of the InlineKeyboardMarkup should be an Array of Arrays')
    rows = [[_button(cell) for cell in row] for row in raw]
    if sum(map(len, rows)) > 100:
        raise malformed("reply markup is too long")
    return [row for row in rows if row]


def _button(cell: Any) -> Button:
    if not isinstance(cell, dict):
        raise malformed("can't parse inline keyboard button: Object expected")
    if "text" not in cell:
        raise malformed("can't parse inline keyboard button: Can't find field \"text\"")
    actions = [name for name in cell if name in _ACTIONS and cell[name] not in ("", None)]
    if not actions:
        raise malformed(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1 or cell.keys() - _ACTIONS - _LOOKS:
        raise malformed(f"inline keyboard button must have exactly one action, not {sorted(cell)}")
    if not str(cell["text"]).strip():
        raise malformed("inline keyboard button text must be non-empty")
    return _acting(str(cell["text"]), actions[0], cell[actions[0]])


def _acting(text: str, action: str, value: Any) -> Button:
    match action:
        case "callback_data":
            return Button(text, data=_data(value))
        case "url":
            return Button(text, url=_url(value))
    return Button(text, other=((action, value),))


def _data(value: Any) -> str:
    if not isinstance(value, str) or len(value.encode()) > 64:
        raise malformed("BUTTON_DATA_INVALID")
    return value


def _url(value: str) -> str:
    if links.person(value):
        return value
    try:
        return links.checked(value)
    except ValueError as problem:
        raise malformed(f"inline keyboard button URL '{value}' is invalid: {problem}") from None


def _other(markup: dict) -> dict:
    kind = next((name for name in _OTHERS if name in markup), None)
    if kind is None:
        raise malformed("can't parse reply keyboard markup JSON object")
    if markup.keys() - {kind, *_OTHERS[kind].split()}:
        raise malformed(f"unknown field in reply markup: {sorted(markup)}")
    if len(markup.get("input_field_placeholder") or "") > 64:
        raise malformed("input field placeholder must not exceed 64")
    return markup
