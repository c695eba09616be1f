"""The blocks themselves, and on which surface each may stand."""

from typing import Any

from .elements import CHOOSERS, DATETIMEPICKER, PRESSED, WRITTEN
from .objects import either, mrkdwn, plain, plain_text
from .rich_text import RICH_TEXT
from .rules import Page, Rule, Shape, array, flag, one_of, string, variant, whole

BLOCK_ID: dict[str, Rule] = {"block_id": string(255)}
SLACK_FILE = Shape({}, {"id": string(50), "url": string(3000)})
ELEMENTS = {**PRESSED, **CHOOSERS, "datetimepicker": DATETIMEPICKER}


def needs_text_or_fields(block: Any, at: str, page: Page) -> None:
    if not block.keys() & {"text", "fields"}:
        page.wrong(at, "missing required field: text")


def one_picture(image: Any, at: str, page: Page) -> None:
    if ("image_url" in image) == ("slack_file" in image):
        return page.wrong(at, "must define exactly one of `image_url` and `slack_file`")
    file = image.get("slack_file")
    if file is not None and not page.file_is_ready(file.get("id", file.get("url", ""))):
        page.wrong(f"{at}/slack_file", "invalid slack file")
    return None


def public_url(value: Any, at: str, page: Page) -> None:
    """Slack fetches the picture itself, so an address inside the firewall does not do."""
    string(3000)(value, at, page)
    if not str(value).startswith(("https://", "http://")):
        page.wrong(at, "invalid url")
    elif "//127." in str(value) or "//localhost" in str(value):
        page.wrong(at, "downloading image failed")


def unique_actions(block: Any, at: str, page: Page) -> None:
    seen: set[str] = set()
    for index, element in enumerate(block["elements"]):
        action = element.get("action_id")
        if action in seen:
            page.wrong(
                f"{at}/elements/{index}/action_id", f'`action_id` "{action}" already exists for this block'
            )
        seen.add(action or f"#{index}")


def even_rows(table: Any, at: str, page: Page) -> None:
    if len(table.get("column_settings", [])) > max(len(row) for row in table["rows"]):
        page.wrong(f"{at}/column_settings", "more column settings than columns")


PICTURE: dict[str, Rule] = {"image_url": public_url, "slack_file": SLACK_FILE}
IMAGE_ELEMENT = Shape({"alt_text": string(2000)}, PICTURE, (one_picture,))
NUMBER_CELL = Shape({"value": whole(-(10**15), 10**15)}, {"text": string(3000)})
CELL = variant(
    {
        "raw_text": Shape({"text": string(10_000)}),
        "raw_number": NUMBER_CELL,
        "rich_text": Shape({"elements": array(RICH_TEXT, 1, 1000)}, BLOCK_ID),
    }
)
COLUMN = Shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})

SECTION = Shape(
    {},
    {
        **BLOCK_ID,
        "text": either(3000),
        "fields": array(either(2000), 1, 10),
        "accessory": variant({**ELEMENTS, "image": IMAGE_ELEMENT}),
        "expand": flag,
    },
    (needs_text_or_fields,),
)
CONTEXT = variant({"plain_text": plain_text(3000), "mrkdwn": mrkdwn(3000), "image": IMAGE_ELEMENT})
ANYWHERE: dict[str, Rule] = {
    "section": SECTION,
    "header": Shape({"text": plain(150)}, BLOCK_ID),
    "divider": Shape({}, BLOCK_ID),
    "context": Shape({"elements": array(CONTEXT, 1, 10)}, BLOCK_ID),
    "actions": Shape({"elements": array(variant(ELEMENTS), 1, 25)}, BLOCK_ID, (unique_actions,)),
    "image": Shape({"alt_text": string(2000)}, {**BLOCK_ID, **PICTURE, "title": plain(2000)}, (one_picture,)),
    "input": Shape(
        {
            "label": plain(2000),
            "element": variant({**CHOOSERS, **WRITTEN, "datetimepicker": DATETIMEPICKER}),
        },
        {**BLOCK_ID, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": Shape({"elements": array(RICH_TEXT, 1, 10_000)}, BLOCK_ID),
}
TABLE = Shape(
    {"rows": array(array(CELL, 1, 20), 1, 100)},
    {**BLOCK_ID, "column_settings": array(COLUMN, 0, 20)},
    (even_rows,),
)
MARKDOWN = Shape({"text": string(12_000)}, BLOCK_ID)
ALERT = Shape(
    {"text": either(200)}, {**BLOCK_ID, "level": one_of("default", "info", "warning", "error", "success")}
)
BLOCKS: dict[str, Rule] = {
    "message": variant({**ANYWHERE, "table": TABLE, "markdown": MARKDOWN}),
    "modal": variant({**ANYWHERE, "alert": ALERT}),
    "home": variant({**ANYWHERE, "table": TABLE}),
}
