"""Requests that Slack refuses, each with the words it refuses them in."""

from .small_bot import ASK


def section(text):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label="Go", **more):
    return {"type": "button", "text": {"type": "plain_text", "text": label}, **more}


def actions(*elements, **more):
    return {"type": "actions", "elements": list(elements), **more}


def option(value):
    return {"text": {"type": "plain_text", "text": value}, "value": value}


def select(*options, **more):
    return {"type": "static_select", "options": list(options), **more}


CELL = {"type": "raw_text", "text": "1"}
PIN = {"type": "image", "alt_text": "x", "slack_file": {"id": "F404"}}
TEXT = {"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}
WORD = {"type": "mrkdwn", "text": "x"}
LONG = "must be less than {} characters".format
BAD_BLOCKS = [
    (section("a" * 3001), LONG(3001), "/text/text"),
    (section("😀" * 1501), LONG(3001), "/text/text"),
    (section(""), "must be more than 0 characters", "/text/text"),
    ({"type": "section"}, "missing required field: text", ""),
    ({"type": "sektion"}, "unsupported type: sektion", "/type"),
    ({"type": "divider", "x": 1}, "invalid additional property: x", ""),
    ({"type": "header", "text": section("x")["text"]}, "unsupported type: mrkdwn", "/text/type"),
    (
        {"type": "context", "elements": [WORD] * 11},
        "no more than 10 items allowed",
        "/elements",
    ),
    (actions(), "no fewer than 1 items allowed", "/elements"),
    (actions(*[button()] * 26), "no more than 25 items allowed", "/elements"),
    (actions(button("a" * 76)), LONG(76), "/elements/0/text/text"),
    (actions(button(value="a" * 2001)), LONG(2001), "/elements/0/value"),
    (actions(button(style="loud")), "must be a valid enum value", "/elements/0/style"),
    (
        actions(button(action_id="a"), button(action_id="a")),
        '`action_id` "a" already exists for this block',
        "/elements/1/action_id",
    ),
    (
        actions(select(option("a"), initial_option=option("b"))),
        "`initial_option` must match one of the provided options",
        "/elements/0/initial_option",
    ),
    (
        actions(select(option("a"), option("a"))),
        'option value "a" already exists',
        "/elements/0/options/1/value",
    ),
    (actions({"type": "plain_text_input"}), "unsupported type: plain_text_input", "/elements/0/type"),
    ({"type": "table", "rows": [[CELL] * 21]}, "no more than 20 items allowed", "/rows/0"),
    (PIN, "invalid slack file", "/slack_file"),
    (
        {"type": "rich_text", "elements": [TEXT]},
        "must be more than 0 characters",
        "/elements/0/elements/0/text",
    ),
]


POST, HELLO = "chat.postMessage", {"channel": "C1", "text": "x"}
TABLE = {"type": "table", "rows": [[CELL]]}
BAD_CALLS = [
    (POST, {"channel": "C1"}, "no_text"),
    (POST, {**HELLO, "text": "a" * 40_001}, "msg_too_long"),
    (POST, {**HELLO, "colour": "red"}, "invalid_arguments"),
    (POST, {**HELLO, "channel": "C9"}, "channel_not_found"),
    (POST, {**HELLO, "channel": "COUT"}, "not_in_channel"),
    (POST, {**HELLO, "channel": "CHIDDEN"}, "channel_not_found"),
    (POST, {**HELLO, "channel": "COLD"}, "is_archived"),
    (POST, {**HELLO, "blocks": "[oh"}, "invalid_blocks_format"),
    (POST, {**HELLO, "blocks": [section("x")] * 51}, "invalid_blocks"),
    (POST, {**HELLO, "blocks": [section("x") | {"block_id": "b"}] * 2}, "invalid_blocks"),
    (POST, {**HELLO, "blocks": [TABLE, TABLE]}, "only_one_table_allowed"),
    (POST, {**HELLO, "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
    (POST, {**HELLO, "thread_ts": "1.000001"}, "cannot_reply_to_message"),
    (POST, {**HELLO, "markdown_text": "x"}, "markdown_text_conflict"),
    ("chat.postEphemeral", {**HELLO, "user": "U3"}, "user_not_in_channel"),
    ("chat.update", {**HELLO, "ts": "1.000001"}, "message_not_found"),
    ("conversations.open", {"users": "U9"}, "user_not_found"),
    ("users.info", {"user": "U9"}, "user_not_found"),
    ("files.getUploadURLExternal", {"filename": "a", "length": 0}, "invalid_arguments"),
    ("apps.connections.open", {}, "not_allowed_token_type"),
    ("chat.shout", {}, "unknown_method"),
    ("views.publish", {"user_id": "U1", "view": ASK}, "invalid_arguments"),
]
