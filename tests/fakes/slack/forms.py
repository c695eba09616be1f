"""Forms as people fill them in: what an element holds, and what Slack itself insists on."""

from typing import Any

from .blocks.elements import offered
from .reading_blocks import elements

REQUIRED = "Please complete this required field."
# For each kind of element: the name of its value in the state, and of its initial value in the block.
HOLDS = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
}


def key(block: dict, element: dict) -> str:
    return f"{block['block_id']}/{element['action_id']}"


def state_of(blocks: list[dict], typed: dict[str, dict]) -> dict[str, dict]:
    """`state.values`: what was typed or chosen, else what the bot put there."""
    values: dict[str, dict] = {}
    for block, element in elements(blocks):
        if element["type"] in HOLDS and element["type"] != "overflow":
            held = typed.get(key(block, element)) or initial(element)
            values.setdefault(block["block_id"], {})[element["action_id"]] = held
    return values


def initial(element: dict) -> dict:
    name, start = HOLDS[element["type"]]
    empty: Any = [] if name.endswith("s") else None
    return {"type": element["type"], name: element.get(start, empty)}


def filled(element: dict, value: Any) -> dict:
    """The state of an element after a person put `value` in; choices are named by their label."""
    kind, name = element["type"], HOLDS[element["type"]][0]
    if name == "selected_option":
        return {"type": kind, name: pick(element, value) if value is not None else None}
    if name == "selected_options":
        return {"type": kind, name: [pick(element, item) for item in value or []]}
    if name == "value":
        return {"type": kind, name: str(value) if value not in (None, "") else None}
    return {"type": kind, name: value}


def pick(element: dict, label: str) -> dict:
    """The option so labelled, or with that value, as Slack sends it."""
    if element["type"] == "external_select" and isinstance(label, dict):
        return label
    for option in offered(element):
        if label in (option["text"]["text"], option["value"]):
            return option
    there = [option["text"]["text"] for option in offered(element)]
    raise AssertionError(f"there is no option {label!r}, only {there}")


def find_field(blocks: list[dict], name: str) -> tuple[dict, dict]:
    """The field a person calls `name`: its label, block_id, action_id or placeholder."""
    for block, element in elements(blocks):
        label = block.get("label", {}).get("text")
        hint = element.get("placeholder", {}).get("text")
        if element["type"] in HOLDS and name in (label, block["block_id"], element["action_id"], hint):
            return block, element
    there = [block.get("label", {}).get("text") or block["block_id"] for block, _ in elements(blocks)]
    raise AssertionError(f"there is no field {name!r}, only {there}")


def complaints(blocks: list[dict], values: dict[str, dict]) -> dict[str, str]:
    """What Slack itself says before it lets a person submit, by block_id."""
    found = {}
    for block, element in elements(blocks):
        if block["type"] == "input":
            held = values[block["block_id"]][element["action_id"]]
            words = complaint(block, element, held[HOLDS[element["type"]][0]])
            if words:
                found[block["block_id"]] = words
    return found


def complaint(block: dict, element: dict, value: Any) -> str | None:
    if value in (None, "", []):
        return None if block.get("optional") else REQUIRED
    if element["type"] == "plain_text_input":
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        return None if least <= len(value) <= most else f"Between {least} and {most} characters, please."
    if element["type"] == "number_input":
        return number_complaint(element, value)
    most = element.get("max_selected_items", 100)
    return f"No more than {most} items." if isinstance(value, list) and len(value) > most else None


def number_complaint(element: dict, value: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return "Enter a number."
    if "." in value and not element["is_decimal_allowed"]:
        return "Enter a whole number."
    least, most = float(element.get("min_value", "-inf")), float(element.get("max_value", "inf"))
    return None if least <= number <= most else "That number is outside the range allowed."
