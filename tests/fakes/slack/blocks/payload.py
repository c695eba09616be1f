"""Checks a whole message or view, and raises what Slack would answer."""

import json
from collections.abc import Callable
from typing import Any

from ..model import Refused
from .kinds import BLOCKS
from .objects import plain
from .rules import Page, Shape, array, flag, length, no_file, one_of, string

ENDS = {"private_metadata": string(3000, 0), "callback_id": string(255), "external_id": string(255)}


def check_message(blocks: Any, file_is_ready: Callable[[str], bool] = no_file) -> None:
    page = Page("message", file_is_ready)
    check_blocks(blocks, "/blocks", page, 50)
    if page.problems:
        raise Refused("invalid_blocks", page.problems)
    if sum(block["type"] == "table" for block in blocks) > 1:
        raise Refused("only_one_table_allowed")
    if sum(length(block["text"]) for block in blocks if block["type"] == "markdown") > 12_000:
        raise Refused("msg_blocks_too_long")


def check_view(view: Any, kinds: tuple[str, ...], file_is_ready: Callable[[str], bool] = no_file) -> None:
    if not isinstance(view, dict) or view.get("type") not in kinds:
        raise Refused("invalid_arguments", [f"must be one of: {', '.join(kinds)} [json-pointer:/view/type]"])
    if len(json.dumps(view)) > 250_000:
        raise Refused("view_too_large")
    page = Page(view["type"], file_is_ready)
    VIEWS[view["type"]](view, "/view", page)
    if page.problems:
        raise Refused("invalid_arguments", page.problems)
    if (
        sum(block["type"] == "table" for block in view["blocks"]) > 1
    ):  # as in a message, for all anybody knows
        raise Refused("invalid_arguments", ["only_one_table_allowed [json-pointer:/view/blocks]"])


def check_blocks(blocks: Any, at: str, page: Page, most: int) -> None:
    array(BLOCKS[page.surface], 0, most)(blocks, at, page)
    if page.problems:
        return
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        name = block.get("block_id")
        if name in seen:
            page.wrong(f"{at}/{index}/block_id", f'`block_id` "{name}" already exists')
        seen.add(name or f"#{index}")


def view_blocks(value: Any, at: str, page: Page) -> None:
    check_blocks(value, at, page, 100)


def submit_for_inputs(view: Any, at: str, page: Page) -> None:
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        page.wrong(f"{at}/blocks", "must define `submit` to use an `input` block in modals")


VIEWS = {
    "modal": Shape(
        {"type": one_of("modal"), "title": plain(24), "blocks": view_blocks},
        {
            **ENDS,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": flag,
            "notify_on_close": flag,
        },
        (submit_for_inputs,),
    ),
    "home": Shape({"type": one_of("home"), "blocks": view_blocks}, ENDS),
}
