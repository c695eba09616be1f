"""How a method is declared, and what every method checks before it does anything."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..model import Refused
from ..workspace import Workspace

# The SDK and bolt add these to calls of their own accord.
ALWAYS = frozenset({"token", "team_id"})


@dataclass
class Call:
    """One call under way: its arguments and the workspace it acts on."""

    world: Workspace
    args: dict[str, Any]

    def get(self, name: str, default: Any = None) -> Any:
        value = self.args.get(name)
        return default if value is None else value

    def text(self, name: str, default: str = "") -> str:
        value = self.get(name, default)
        if not isinstance(value, str):
            raise Refused("invalid_arguments", [f"must be a string [json-pointer:/{name}]"])
        return value

    def flag(self, name: str) -> bool:
        return self.get(name, False) in (True, 1, "1", "true", "True")

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.get(name, default))
        except (TypeError, ValueError):
            raise Refused("invalid_arguments", [f"must be an integer [json-pointer:/{name}]"]) from None

    def need(self, *scopes: str) -> None:
        """Any one of these will do."""
        if not self.world.scopes.intersection(scopes):
            raise Refused(
                "missing_scope", needed=",".join(scopes), provided=",".join(sorted(self.world.scopes))
            )


@dataclass(frozen=True)
class Method:
    run: Callable[[Call], dict]
    required: frozenset[str]
    accepted: frozenset[str]
    scopes: tuple[str, ...]
    app_token: bool
    form_only: bool

    def __call__(self, call: Call) -> dict:
        if self.scopes and not self.app_token:
            call.need(*self.scopes)
        problems = [
            f"invalid additional property: {name}" for name in call.args.keys() - self.accepted - ALWAYS
        ]
        problems += [f"missing required field: {name}" for name in self.required if call.get(name) is None]
        if problems:
            raise Refused("invalid_arguments", [f"{line} [json-pointer:]" for line in sorted(problems)])
        return self.run(call)


METHODS: dict[str, Method] = {}


def method(
    name: str, args: str = "", scope: str = "", app_token: bool = False, form_only: bool = False
) -> Callable[[Callable[[Call], dict]], Callable[[Call], dict]]:
    """Declares a method: its arguments (a star: required), the scopes of which one is needed, its token."""
    names = args.split()

    def declare(run: Callable[[Call], dict]) -> Callable[[Call], dict]:
        required = frozenset(part[:-1] for part in names if part.endswith("*"))
        accepted = frozenset(part.rstrip("*") for part in names)
        METHODS[name] = Method(run, required, accepted, tuple(scope.split()), app_token, form_only)
        return run

    return declare
