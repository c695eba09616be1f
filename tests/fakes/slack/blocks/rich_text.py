"""The rich_text block and the inline elements its lines are made of."""

from .rules import Rule, Shape, array, flag, one_of, string, variant, whole

STYLE = Shape({}, {"bold": flag, "italic": flag, "strike": flag, "code": flag, "underline": flag})
INLINE = variant(
    {
        "text": Shape({"text": string(40_000)}, {"style": STYLE}),
        "link": Shape({"url": string(3000)}, {"text": string(40_000), "unsafe": flag, "style": STYLE}),
        "user": Shape({"user_id": string(50)}, {"style": STYLE}),
        "channel": Shape({"channel_id": string(50)}, {"style": STYLE}),
        "usergroup": Shape({"usergroup_id": string(50)}, {"style": STYLE}),
        "emoji": Shape(
            {"name": string(100)}, {"unicode": string(100), "skin_tone": whole(1, 6), "style": STYLE}
        ),
        "broadcast": Shape({"range": one_of("here", "channel", "everyone")}, {"style": STYLE}),
        "date": Shape(
            {"timestamp": whole(0, 10**11), "format": string(1000)},
            {"url": string(3000), "fallback": string(1000), "style": STYLE},
        ),
        "color": Shape({"value": string(20)}),
    }
)
LINE: dict[str, Rule] = {"elements": array(INLINE, 1, 10_000)}
SECTION = Shape(LINE)
RICH_TEXT = variant(
    {
        "rich_text_section": SECTION,
        "rich_text_quote": Shape(LINE, {"border": whole(0, 1)}),
        "rich_text_preformatted": Shape(LINE, {"border": whole(0, 1), "language": string(50)}),
        "rich_text_list": Shape(
            {
                "style": one_of("bullet", "ordered"),
                "elements": array(variant({"rich_text_section": SECTION}), 1, 10_000),
            },
            {"indent": whole(0, 8), "offset": whole(0, 10_000), "border": whole(0, 1)},
        ),
    }
)
