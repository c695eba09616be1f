"""Block Kit's small parts: texts, options, confirm dialogues."""

from typing import Any

from .rules import Page, Rule, Shape, array, flag, one_of, string, variant


def plain_text(most: int) -> Shape:
    return Shape({"text": string(most)}, {"emoji": flag})


def mrkdwn(most: int) -> Shape:
    return Shape({"text": string(most)}, {"verbatim": flag})


def plain(most: int) -> Rule:
    return variant({"plain_text": plain_text(most)})


def either(most: int) -> Rule:
    return variant({"plain_text": plain_text(most), "mrkdwn": mrkdwn(most)})


CONFIRM = Shape(
    {"title": plain(100), "text": either(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)

PLAIN_OPTION = Shape({"text": plain(75), "value": string(150)}, {"description": plain(75)})
RICH_OPTION = Shape({"text": either(75), "value": string(150)}, {"description": either(75)})
OVERFLOW_OPTION = Shape(
    {"text": plain(75), "value": string(150)}, {"description": plain(75), "url": string(3000)}
)


def unique_values(options: Any, at: str, page: Page) -> None:
    seen: set[str] = set()
    for index, option in enumerate(options):
        if option["value"] in seen:
            page.wrong(f"{at}/{index}/value", f'option value "{option["value"]}" already exists')
        seen.add(option["value"])


def options(rule: Rule, least: int, most: int) -> Rule:
    listed = array(rule, least, most)

    def check(value: Any, at: str, page: Page) -> None:
        before = len(page.problems)
        listed(value, at, page)
        if len(page.problems) == before:
            unique_values(value, at, page)

    return check


GROUP = Shape({"label": plain(75), "options": options(PLAIN_OPTION, 1, 100)})
