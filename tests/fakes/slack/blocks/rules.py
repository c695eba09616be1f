"""The few kinds of rule Block Kit is made of; every rule notes its complaint with a JSON pointer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Rule = Callable[[Any, str, "Page"], None]


def no_file(_: str) -> bool:
    return False


@dataclass
class Page:
    """One payload under inspection: what it is for, and what was found wrong."""

    surface: str
    file_is_ready: Callable[[str], bool] = no_file
    problems: list[str] = field(default_factory=list)
    focused: int = 0

    def wrong(self, at: str, message: str) -> None:
        self.problems.append(f"{message} [json-pointer:{at}]")


def length(text: str) -> int:
    """Slack does not say what it counts; UTF-16 units is the stricter reading."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def string(most: int, least: int = 1) -> Rule:
    def check(value: Any, at: str, page: Page) -> None:
        if not isinstance(value, str):
            return page.wrong(at, "must be a string")
        if length(value) < least:
            page.wrong(at, f"must be more than {least - 1} characters")
        if length(value) > most:
            page.wrong(at, f"must be less than {most + 1} characters")
        return None

    return check


def flag(value: Any, at: str, page: Page) -> None:
    if not isinstance(value, bool):
        page.wrong(at, "must be a boolean")


def whole(least: int, most: int) -> Rule:
    def check(value: Any, at: str, page: Page) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            return page.wrong(at, "must be an integer")
        if not least <= value <= most:
            page.wrong(at, f"must be between {least} and {most}")
        return None

    return check


def one_of(*words: str) -> Rule:
    def check(value: Any, at: str, page: Page) -> None:
        if value not in words:
            page.wrong(at, "must be a valid enum value")

    return check


def fits(pattern: Any) -> Rule:
    def check(value: Any, at: str, page: Page) -> None:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            page.wrong(at, "must match the format " + pattern.pattern)

    return check


def array(rule: Rule, least: int, most: int) -> Rule:
    def check(value: Any, at: str, page: Page) -> None:
        if not isinstance(value, list):
            return page.wrong(at, "must be an array")
        if len(value) > most:
            page.wrong(at, f"no more than {most} items allowed")
        if len(value) < least:
            page.wrong(at, f"no fewer than {least} items allowed")
        for index, item in enumerate(value):
            rule(item, f"{at}/{index}", page)
        return None

    return check


@dataclass(frozen=True)
class Shape:
    """An object with a known set of fields; `also` are rules across fields."""

    required: dict[str, Rule] = field(default_factory=dict)
    optional: dict[str, Rule] = field(default_factory=dict)
    also: tuple[Rule, ...] = ()

    def __call__(self, value: Any, at: str, page: Page) -> None:
        if not isinstance(value, dict):
            return page.wrong(at, "must be an object")
        known = {**self.required, **self.optional}
        before = len(page.problems)
        for name in self.required.keys() - value.keys():
            page.wrong(at, f"missing required field: {name}")
        for name, part in value.items():
            self.check_field(known, name, part, at, page)
        if len(page.problems) == before:
            for rule in self.also:
                rule(value, at, page)
        return None

    @staticmethod
    def check_field(known: dict[str, Rule], name: str, part: Any, at: str, page: Page) -> None:
        if name not in known:
            return page.wrong(at, f"invalid additional property: {name}")
        return known[name](part, f"{at}/{name}", page)


def variant(kinds: dict[str, Rule]) -> Rule:
    """An object whose `type` says which rule it obeys."""

    def check(value: Any, at: str, page: Page) -> None:
        if not isinstance(value, dict):
            return page.wrong(at, "must be an object")
        if "type" not in value:
            return page.wrong(at, "missing required field: type")
        kind = value["type"]
        if not isinstance(kind, str) or kind not in kinds:
            return page.wrong(f"{at}/type", f"unsupported type: {kind}")
        return kinds[kind]({name: part for name, part in value.items() if name != "type"}, at, page)

    return check
