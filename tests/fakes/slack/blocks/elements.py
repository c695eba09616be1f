"""The elements people press, choose from and type into."""

import re
from typing import Any

from .objects import CONFIRM, GROUP, OVERFLOW_OPTION, PLAIN_OPTION, RICH_OPTION, options, plain
from .rules import Page, Rule, Shape, array, fits, flag, one_of, string, whole

ACTION_ID: dict[str, Rule] = {"action_id": string(255)}
DAY = fits(re.compile(r"\d{4}-\d{2}-\d{2}"))
CLOCK = fits(re.compile(r"([01]\d|2[0-3]):[0-5]\d"))
NUMBER = fits(re.compile(r"-?\d+(\.\d+)?"))
ID = string(50)


def focus(value: Any, at: str, page: Page) -> None:
    flag(value, at, page)
    page.focused += value is True
    if page.focused > 1:
        page.wrong(at, "only one element can have focus_on_load set to true")


ASKED: dict[str, Rule] = {**ACTION_ID, "placeholder": plain(150), "focus_on_load": focus}
PICKED: dict[str, Rule] = {**ASKED, "confirm": CONFIRM}
TYPED: dict[str, Rule] = {
    **ASKED,
    "dispatch_action_config": Shape(
        {}, {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 1, 2)}
    ),
}


def offered(element: dict) -> list[dict]:
    groups = element.get("option_groups", [])
    return element.get("options", []) or [option for group in groups for option in group["options"]]


def options_xor_groups(element: Any, at: str, page: Page) -> None:
    if ("options" in element) == ("option_groups" in element):
        page.wrong(at, "must define exactly one of `options` and `option_groups`")


def initial_is_offered(element: Any, at: str, page: Page) -> None:
    """An initial choice has to equal one of the options, word for word."""
    chosen = element.get("initial_options", [])
    if "initial_option" in element:
        chosen = [element["initial_option"]]
    for option in chosen:
        if option not in offered(element):
            name = "initial_options" if "initial_options" in element else "initial_option"
            page.wrong(f"{at}/{name}", f"`{name}` must match one of the provided options")


def length_order(element: Any, at: str, page: Page) -> None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if least > most:
        page.wrong(f"{at}/min_length", "min_length must be less than or equal to max_length")


def whole_unless_decimal(element: Any, at: str, page: Page) -> None:
    for name in ("initial_value", "min_value", "max_value"):
        if "." in element.get(name, "") and not element["is_decimal_allowed"]:
            page.wrong(f"{at}/{name}", "must be a whole number")


BUTTON = Shape(
    {"text": plain(75)},
    {
        **ACTION_ID,
        "value": string(2000),
        "url": string(3000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
SELECT_OPTIONS: dict[str, Rule] = {
    "options": options(PLAIN_OPTION, 1, 100),
    "option_groups": array(GROUP, 1, 100),
}
STATIC_SELECT = Shape(
    {}, {**PICKED, **SELECT_OPTIONS, "initial_option": PLAIN_OPTION}, (options_xor_groups, initial_is_offered)
)
MULTI_STATIC_SELECT = Shape(
    {},
    {
        **PICKED,
        **SELECT_OPTIONS,
        "initial_options": options(PLAIN_OPTION, 1, 100),
        "max_selected_items": whole(1, 100),
    },
    (options_xor_groups, initial_is_offered),
)
EXTERNAL_SELECT = Shape({}, {**PICKED, "initial_option": PLAIN_OPTION, "min_query_length": whole(0, 100)})
CHECKBOXES = Shape(
    {"options": options(RICH_OPTION, 1, 10)},
    {**ACTION_ID, "initial_options": options(RICH_OPTION, 1, 10), "confirm": CONFIRM, "focus_on_load": focus},
    (initial_is_offered,),
)
RADIO = Shape(
    {"options": options(RICH_OPTION, 1, 10)},
    {**ACTION_ID, "initial_option": RICH_OPTION, "confirm": CONFIRM, "focus_on_load": focus},
    (initial_is_offered,),
)
OVERFLOW = Shape({"options": options(OVERFLOW_OPTION, 2, 5)}, {**ACTION_ID, "confirm": CONFIRM})
PLAIN_TEXT_INPUT = Shape(
    {},
    {
        **TYPED,
        "initial_value": string(3000, 0),
        "multiline": flag,
        "min_length": whole(0, 3000),
        "max_length": whole(1, 3000),
    },
    (length_order,),
)
NUMBER_INPUT = Shape(
    {"is_decimal_allowed": flag},
    {**TYPED, "initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
    (whole_unless_decimal,),
)
ADDRESS_INPUT = Shape({}, {**TYPED, "initial_value": string(3000)})
DATEPICKER = Shape({}, {**PICKED, "initial_date": DAY})
TIMEPICKER = Shape({}, {**PICKED, "initial_time": CLOCK, "timezone": string(50)})
DATETIMEPICKER = Shape(
    {},
    {**ACTION_ID, "initial_date_time": whole(10**9, 10**10 - 1), "confirm": CONFIRM, "focus_on_load": focus},
)


def picker(what: str, **more: Rule) -> Shape:
    return Shape({}, {**PICKED, f"initial_{what}": ID, **more})


def pickers(what: str, **more: Rule) -> Shape:
    most = {"max_selected_items": whole(1, 100)}
    return Shape({}, {**PICKED, f"initial_{what}s": array(ID, 1, 100), **most, **more})


CONVERSATION_FILTER = Shape(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 1, 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)
CONVERSATION: dict[str, Rule] = {"default_to_current_conversation": flag, "filter": CONVERSATION_FILTER}
ANSWERABLE: dict[str, Rule] = {"response_url_enabled": flag}

CHOOSERS: dict[str, Rule] = {
    "static_select": STATIC_SELECT,
    "multi_static_select": MULTI_STATIC_SELECT,
    "external_select": EXTERNAL_SELECT,
    "checkboxes": CHECKBOXES,
    "radio_buttons": RADIO,
    "datepicker": DATEPICKER,
    "timepicker": TIMEPICKER,
    "users_select": picker("user"),
    "conversations_select": picker("conversation", **CONVERSATION, **ANSWERABLE),
    "channels_select": picker("channel", **ANSWERABLE),
    "multi_users_select": pickers("user"),
    "multi_conversations_select": pickers("conversation", **CONVERSATION),
    "multi_channels_select": pickers("channel"),
}
PRESSED: dict[str, Rule] = {"button": BUTTON, "overflow": OVERFLOW}
WRITTEN: dict[str, Rule] = {
    "plain_text_input": PLAIN_TEXT_INPUT,
    "number_input": NUMBER_INPUT,
    "email_text_input": ADDRESS_INPUT,
    "url_text_input": ADDRESS_INPUT,
}
