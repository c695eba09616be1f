"""Reads blocks as a person would: the words on the screen, the buttons, and who is called by name."""

import html
import re
from collections.abc import Iterator
from typing import Any

CALLS = re.compile(r"<(?:@[UWB]\w+|!(?:here|channel|everyone|group)|!subteam\^\w+)(?:\|[^>]*)?>")
LINK = re.compile(r"<(?:https?://|mailto:)[^|>]*\|([^>]*)>|<((?:https?://|mailto:)[^|>]*)>")
DATE = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
NAMES = re.compile(r"(?<!\S)@[\w.-]+")
# The order in which the parts of a block stand on the screen.
ORDER = [
    "title",
    "label",
    "text",
    "fields",
    "rows",
    "elements",
    "element",
    "accessory",
    "options",
    "option_groups",
    "placeholder",
    "initial_value",
    "description",
    "hint",
    "confirm",
    "deny",
    "alt_text",
]
INLINE = {"text", "link", "user", "channel", "usergroup", "emoji", "date", "broadcast", "color"}


def unescape(text: str) -> str:
    """The three escapes Slack undoes when it shows mrkdwn."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def shown(mrkdwn: str) -> str:
    """mrkdwn as read: links by their label, dates by their fallback; mentions stay as `<@U…>`."""
    text = LINK.sub(lambda found: found[1] or found[2], mrkdwn)
    return unescape(DATE.sub(r"\1", text))


def readable(node: Any) -> str:
    """All words under `node`, one line for each text."""
    return "\n".join(line for line in lines(node) if line)


def lines(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from lines(item)
    if not isinstance(node, dict):
        return
    kind = node.get("type")
    if kind in ("plain_text", "raw_text"):
        yield node.get("text", "")
    elif kind == "raw_number":
        yield str(node.get("text", node.get("value", "")))
    elif kind == "table":
        yield from (" | ".join(readable(cell) for cell in row) for row in node["rows"])
    elif kind in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
        yield "".join(inline(part) for part in node["elements"])
    else:
        yield from parts(node)


def parts(node: dict) -> Iterator[str]:
    for name in ORDER:
        value = node.get(name)
        if isinstance(value, str):
            yield shown(value) if name == "text" else value
        else:
            yield from lines(value)


def inline(part: dict) -> str:
    match part["type"]:
        case "text":
            return part["text"]
        case "link":
            return part.get("text") or part["url"]
        case "user" | "channel" | "usergroup":
            mark = {"user": "@", "channel": "#", "usergroup": "!subteam^"}[part["type"]]
            return f"<{mark}{part[part['type'] + '_id']}>"
        case "broadcast":
            return f"<!{part['range']}>"
        case "emoji":
            return f":{part['name']}:"
        case "date":
            return part.get("fallback") or part["format"]
    return part.get("value", "")


def pings(text: str, blocks: list[dict], link_names: bool = False) -> list[str]:
    """The control sequences that would notify someone; plain_text and raw_text never do."""
    found = CALLS.findall(text)
    if link_names:
        found += NAMES.findall(html.unescape(text))
    for node in nodes(blocks):
        found += node_pings(node)
    return found


def node_pings(node: dict) -> list[str]:
    kind = node.get("type")
    if kind in ("mrkdwn", "markdown"):
        return CALLS.findall(node.get("text", ""))
    if kind in ("user", "usergroup", "broadcast"):
        return [inline(node)]
    return []


def nodes(tree: Any) -> Iterator[dict]:
    """Every object in the tree, outermost first."""
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for item in tree:
            yield from nodes(item)


def elements(blocks: list[dict]) -> Iterator[tuple[dict, dict]]:
    """Each interactive element with the block it stands in."""
    for block in blocks:
        inside = block.get("elements", []) if block["type"] in ("actions", "context_actions") else []
        for element in [*inside, block.get("accessory"), block.get("element")]:
            if element and element["type"] != "image":
                yield block, element


def buttons(blocks: list[dict]) -> Iterator[tuple[dict, dict]]:
    return (pair for pair in elements(blocks) if pair[1]["type"] == "button")
