"""Configuration: one YAML file and the environment become settings, or every problem with them at once."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import get_args

import yaml
from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.settings import (
    FileSettings,
    Problem,
    Secrets,
    Settings,
    disagreements,
    missing_secrets,
    nearest,
    required_secrets,
)
from storage import yaml_text

__all__ = ["ConfigError", "Problem", "load", "missing_secrets", "read_secrets", "required_secrets"]

FROM_ENVIRONMENT = {
    "PARLEY_DATABASE_URL": "database_url",
    "SLACK_API_URL": "slack.api_url",
    "TELEGRAM_API_URL": "telegram.api_url",
}
SECRET_KEY = re.compile(r"token|secret|passw|credential|signing|api_?key|(^|_)key$", re.IGNORECASE)
SECRET_VALUE = re.compile(r"\bx(?:ox[a-z]|app)-|\b\d{6,}:[\w-]{30,}")
SECRETS_ELSEWHERE = (
    "Secrets come from the environment, never from this file: take it out and set its variable, such as"
    " SLACK_BOT_TOKEN, or a file named by SLACK_BOT_TOKEN_FILE."
)
WANTED = {
    "string_type": "text",
    "path_type": "a folder or file name",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a block of keys",
    "model_type": "a block of keys",
}
EXAMPLES = {
    "slack": "a Slack id, such as C0123456789 for a channel or U0123456789 for a person",
    "id": "small letters, digits and hyphens, such as food-hub",
    "command_prefix": "small letters, digits, hyphens and underscores, such as parley-",
}
LIMITS = {
    "greater_than": "above {gt}",
    "greater_than_equal": "of {ge} or more",
    "less_than": "below {lt} (the id of a Telegram group is negative)",
    "less_than_equal": "of {le} or less",
}


class ConfigError(Exception):
    """A configuration that cannot be used; `problems` lists all that is wrong, and repeats no token."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(p for p in problems if not SECRET_VALUE.search(p.text)))
        super().__init__("\n".join(map(str, self.problems)))


def load(path: Path, env: Mapping[str, str]) -> Settings:
    """Read a configuration file and the environment; raises ConfigError with every problem found."""
    folder = path.resolve().parent
    raw, problems = _read(path)
    secrets, unread = read_secrets(env)
    problems += disagreements(raw := _with_environment(raw, env))
    try:
        stated = FileSettings.model_validate(raw, context={"folder": folder})
    except ValidationError as wrong:
        found = [_problem(error, env) for error in wrong.errors(include_url=False) if _is_news(error)]
        raise ConfigError([*problems, *found, *unread]) from None
    if problems or unread:
        raise ConfigError([*problems, *unread])
    return Settings(**dict(stated), folder=folder, secrets=secrets)


def read_secrets(env: Mapping[str, str]) -> tuple[Secrets, list[Problem]]:
    """Take the secrets from NAME or from the file that NAME_FILE names."""
    read = {field: _secret(field.upper(), env) for field in Secrets.model_fields}
    problems = [value for value in read.values() if isinstance(value, Problem)]
    return Secrets(**{k: v for k, v in read.items() if isinstance(v, SecretStr)}), problems


def _secret(name: str, env: Mapping[str, str]) -> SecretStr | Problem | None:
    value, file = env.get(name, "").strip(), env.get(f"{name}_FILE", "")
    if value and file:
        return Problem(name, f"Set {name} or {name}_FILE, not both.")
    if not file:
        return SecretStr(value) if value else None
    try:
        value = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as unread:
        text = f"{file} cannot be read ({_why(unread)}): check its path and its rights."
        return Problem(f"{name}_FILE", text)
    if not value:
        return Problem(f"{name}_FILE", f"{file} is empty: write the secret into it.")
    return SecretStr(value)


def _read(path: Path) -> tuple[object, list[Problem]]:
    try:
        document = yaml_text.parse(path.read_text(encoding="utf-8-sig"))
        return document.raw, list(_key_problems(document.root))
    except (OSError, UnicodeDecodeError) as unread:
        text = f"This file cannot be read ({_why(unread)}): name another, or write one with parley init."
        raise ConfigError([Problem(str(path), text)]) from None
    except (yaml.YAMLError, ValueError) as unread:
        raise ConfigError([Problem(str(path), _not_yaml(unread))]) from None
    except RecursionError:
        raise ConfigError(
            [Problem(str(path), "A block here contains itself: take out its * name.")]
        ) from None


def _why(unread: OSError | UnicodeDecodeError) -> str:
    return (unread.strerror or "unknown").lower() if isinstance(unread, OSError) else "it is not UTF-8 text"


def _not_yaml(unread: Exception) -> str:
    mark, what = getattr(unread, "problem_mark", None), getattr(unread, "problem", "a stray character")
    place = f"Line {mark.line + 1}, column {mark.column + 1}" if mark else "The file"
    return f"{place} is not YAML ({what}): check the indentation, colons and quotes there."


def _key_problems(node: yaml.Node | None, path: str = "") -> Iterator[Problem]:
    """Find what YAML itself forgives: a key written twice, and secrets under any key at all."""
    if isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value):
            yield from _key_problems(item, f"{path}[{i}]")
    if isinstance(node, yaml.ScalarNode) and SECRET_VALUE.search(node.value):
        yield Problem(path, SECRETS_ELSEWHERE)
    seen: set[str] = set()
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        here = f"{path}.{key.value}".removeprefix(".")
        if key.value in seen:
            yield Problem(here, "This key is written twice: keep one.")
        seen.add(str(key.value))
        if SECRET_KEY.search(str(key.value)):
            yield Problem(here, SECRETS_ELSEWHERE)
            continue
        yield from _key_problems(value, here)


def _with_environment(raw: object, env: Mapping[str, str]) -> object:
    """Lay the addresses of the environment over the file; a platform that is off stays off."""
    if not isinstance(raw, dict):
        return raw
    merged = {key: dict(value) if isinstance(value, dict) else value for key, value in raw.items()}
    for name, path in FROM_ENVIRONMENT.items():
        section, _, key = path.rpartition(".")
        block = merged.get(section) if section else merged
        if env.get(name) and isinstance(block, dict):
            block[key] = env[name]
    return merged


def _is_news(error: ErrorDetails) -> bool:
    """Leave out what is said better elsewhere: a secret's key, and a list short only of its broken items."""
    if error["type"] == "too_short":
        return bool(len(error["input"]) < error["ctx"]["min_length"])
    return error["type"] != "extra_forbidden" or not SECRET_KEY.search(str(error["loc"][-1]))


def _problem(error: ErrorDetails, env: Mapping[str, str]) -> Problem:
    path = "".join(
        f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"] if part != "[key]"
    )
    path = path.removeprefix(".") or "the file"
    from_env = [name for name, key in FROM_ENVIRONMENT.items() if key == path and env.get(name)]
    return Problem(from_env[0] if from_env else path, _sentence(error))


def _sentence(error: ErrorDetails) -> str:
    """Say in plain words what to write instead; the types are pydantic's names for what can go wrong."""
    kind, context, key = error["type"], error.get("ctx", {}), str(error["loc"][-1] if error["loc"] else "")
    match kind:
        case "missing":
            return f"Add {key}: {_field_at(error['loc']).description}."
        case "extra_forbidden":
            return f'There is no key "{key}" here{nearest(key, _keys_at(error["loc"]))}'
        case "invalid_key":
            return f'Put this key in quotes, as "{key}", or take it out.'
        case "value_error":
            return str(context["error"])
        case "literal_error":
            return f"Write {context['expected']} here; it is {_said(error['input'])}.".replace("'", '"')
        case "string_pattern_mismatch":
            return f"Write {EXAMPLES[key]}."
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            return f"Write a number {LIMITS[kind].format(**context)}; it is {_said(error['input'])}."
        case "too_short":
            return f"List at least {context['min_length']} here."
        case "string_too_short":
            return "Write something here; it is empty."
    return f"Write {WANTED.get(kind, 'something else')} here; it is {_said(error['input'])}."


def _said(value: object) -> str:
    """Name what was written without repeating anything long, which might be private."""
    match value:
        case None:
            return "empty"
        case bool():
            return "true (YAML reads yes so too)" if value else "false (YAML reads no so too)"
        case int() | float():
            return f"the number {value}"
        case str():
            return f'"{value}"' if len(value) <= 30 else "a longer text"
    return "a list" if isinstance(value, list) else "a block of keys"


def _field_at(loc: tuple[int | str, ...]) -> FieldInfo:
    model = _model_at(loc[:-1])
    return next(field for name, field in model.model_fields.items() if loc[-1] in (name, field.alias))


def _keys_at(loc: tuple[int | str, ...]) -> list[str]:
    return [field.alias or name for name, field in _model_at(loc[:-1]).model_fields.items()]


def _model_at(loc: tuple[int | str, ...]) -> type[BaseModel]:
    model: type[BaseModel] = FileSettings
    for i, part in enumerate(loc):
        if isinstance(part, str):
            model = next(_models(_field_at(loc[: i + 1]).annotation))
    return model


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
