"""The settings of one deployment: its database, its platforms, its door to the web and its secrets."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationInfo
from rapidfuzz import fuzz, process

from storage.partnership import PartnershipSettings
from storage.schedule_settings import ScheduleSettings
from storage.settings_values import Strict

LISTS_OF_PEOPLE = (
    ("schedule", "weeknote_digest", "editors"),
    ("polls", "deputies"),
    ("polls", "moderators"),
    ("requests", "respondents"),
    ("stories", "moderators"),
)
PURPOSES = {
    "SLACK_BOT_TOKEN": "so that Parley can post in Slack",
    "SLACK_APP_TOKEN": "so that Parley can listen to Slack in socket mode",
    "SLACK_SIGNING_SECRET": "so that Parley knows a request comes from Slack",
    "TELEGRAM_BOT_TOKEN": "so that Parley can speak in Telegram",
    "TELEGRAM_WEBHOOK_SECRET": "so that Parley knows a request comes from Telegram",
}
NEEDED = {
    "socket": ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"),
    "http": ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"),
    "polling": ("TELEGRAM_BOT_TOKEN",),
    "webhook": ("TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET"),
}
DATABASE_HELP = "Write sqlite:///parley.db or postgresql+psycopg://user@host/name."


def read_url(value: object) -> object:
    """Check a web address without repeating it, since an address can hold a password."""
    if isinstance(value, str) and not re.fullmatch(r"https?://[^\s/]+\S*", value):
        raise ValueError("Write a web address that starts with https:// or http://.")
    return value


def read_database(value: object, info: ValidationInfo) -> object:
    """Check the database address and read a relative SQLite path from the configuration file's folder."""
    if not isinstance(value, str):
        return value
    scheme, _, rest = value.partition("://")
    if scheme == "postgresql+psycopg" and rest:
        return value
    if scheme != "sqlite":
        raise ValueError(DATABASE_HELP)
    folder, name = (info.context or {}).get("folder"), rest.removeprefix("/")
    if folder is None or name in ("", ":memory:") or name.startswith(("/", "file:")):
        return value
    return f"sqlite:///{folder / name}"


Url = Annotated[str, BeforeValidator(read_url)]
SlackUrl = Annotated[Url, BeforeValidator(lambda url: url.rstrip("/") + "/" if isinstance(url, str) else url)]
PlainUrl = Annotated[Url, BeforeValidator(lambda url: url.rstrip("/") if isinstance(url, str) else url)]


class SlackSettings(Strict):
    """How Slack is reached; without this section Slack is off."""

    mode: Literal["socket", "http"] = "socket"
    api_url: SlackUrl = "https://slack.com/api/"
    command_prefix: Annotated[str, Field(pattern=r"^[a-z0-9_-]*$")] = ""
    read_history: Annotated[bool, Field(strict=True)] = False


class TelegramSettings(Strict):
    """How Telegram is reached; without this section Telegram is off."""

    mode: Literal["polling", "webhook"] = "polling"
    api_url: PlainUrl = "https://api.telegram.org"

    @property
    def bot_url(self) -> str:
        return f"{self.api_url}/bot"

    @property
    def file_url(self) -> str:
        return f"{self.api_url}/file/bot"


class HttpSettings(Strict):
    """Where Parley listens for the platforms and for health checks."""

    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(strict=True, ge=0, le=65535)] = 8080
    public_url: PlainUrl | None = None


class Secrets(BaseModel):
    """What only the environment holds; each field is the lower-case name of its variable."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    telegram_bot_token: SecretStr | None = None
    telegram_webhook_secret: SecretStr | None = None
    parley_signing_key: SecretStr | None = None


class FileSettings(Strict):
    """Everything the configuration file may say."""

    database_url: Annotated[str, BeforeValidator(read_database)] = Field(
        default="sqlite:///parley.db", validate_default=True, repr=False, exclude=True
    )
    slack: SlackSettings | None = None
    telegram: TelegramSettings | None = None
    http: HttpSettings = HttpSettings()
    partnerships: Annotated[tuple[PartnershipSettings, ...], Field(min_length=1)] = Field(
        description="the partnerships this Parley serves, at least one"
    )


class Settings(FileSettings):
    """A deployment ready to run; secrets and the database address are left out of every dump and repr."""

    folder: Path
    secrets: Secrets = Field(default=Secrets(), repr=False, exclude=True)


@dataclass(frozen=True)
class Problem:
    """One thing to put right: where it is and a sentence that says what to do."""

    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}: {self.text}"


def required_secrets(settings: Settings) -> dict[str, str]:
    """The variables that the platforms switched on need, each with what it is for."""
    modes = [platform.mode for platform in (settings.slack, settings.telegram) if platform]
    return {name: PURPOSES[name] for mode in modes for name in NEEDED[mode]}


def missing_secrets(settings: Settings, secrets: Secrets) -> list[Problem]:
    """What has to be set before the platforms switched on can run."""
    return [
        Problem(name, f"Set {name} or {name}_FILE {purpose}.")
        for name, purpose in required_secrets(settings).items()
        if getattr(secrets, name.lower()) is None
    ]


def disagreements(raw: object) -> Iterator[Problem]:
    """What the parts of a file contradict each other about, read before validation so that nothing waits."""
    yield from _empty(raw, ("slack", "telegram"), "")
    partnerships = _blocks(raw, "partnerships")
    yield from _repeats((f"{path}.id", block.get("id")) for path, block in partnerships)
    places = [found for path, block in partnerships for found in _blocks(block, "places", path)]
    for platform in ("slack", "telegram"):
        yield from _repeats((f"{path}.{platform}", place.get(platform)) for path, place in places)
    for path, block in partnerships:
        yield from _within(path, block)


def _within(path: str, block: Mapping[object, object]) -> Iterator[Problem]:
    organisations, people = _blocks(block, "organisations", path), _blocks(block, "people", path)
    for key in ("id", "name"):
        yield from _repeats((f"{at}.{key}", one.get(key)) for at, one in organisations)
    for key in ("name", "slack", "telegram"):
        yield from _repeats((f"{at}.{key}", one.get(key)) for at, one in people)
    belongs = [(f"{at}.organisation", one.get("organisation")) for at, one in people]
    yield from _strangers(belongs, organisations, "id", "an organisation of this partnership")
    yield from _strangers(_named_people(path, block), people, "name", "one of its people")
    places = _blocks(block, "places", path)
    yield from _strangers(_named_places(path, block), places, "name", "the name of a place")
    yield from _empty(_at(block, "schedule"), tuple(ScheduleSettings.model_fields), f"{path}.schedule.")


def _empty(block: object, keys: tuple[str, ...], path: str) -> Iterator[Problem]:
    for key in keys:
        if isinstance(block, Mapping) and key in block and block[key] is None:
            yield Problem(f"{path}{key}", f"There is nothing under {key}: fill it in, or take it out.")


def _named_people(path: str, block: object) -> Iterator[tuple[str, object]]:
    for keys in LISTS_OF_PEOPLE:
        yield from _listed(block, keys, path)
    for at, meeting in _blocks(_at(block, "schedule"), "meetings", f"{path}.schedule"):
        yield f"{at}.chair", meeting.get("chair")
    for at, series in _blocks(_at(block, "schedule"), "soundings", f"{path}.schedule"):
        yield f"{at}.owner", series.get("owner")


def _named_places(path: str, block: object) -> Iterator[tuple[str, object]]:
    schedule, here = _at(block, "schedule"), f"{path}.schedule"
    for job in schedule if isinstance(schedule, Mapping) else ():
        yield from _listed(schedule, (str(job), "places"), here)
        for at, one in _blocks(schedule, str(job), here):
            yield from _listed(one, ("places",), at)


def _strangers(
    said: Iterable[tuple[str, object]], known: list[tuple[str, Mapping[object, object]]], key: str, what: str
) -> Iterator[Problem]:
    names = [name for _, block in known if isinstance(name := block.get(key), str)]
    for path, name in said:
        if isinstance(name, str) and name not in names:
            yield Problem(path, f'"{name}" is not {what}{nearest(name, names)}')


def _repeats(said: Iterable[tuple[str, object]]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for path, value in said:
        if not isinstance(value, str | int):
            continue
        if (seen := first.setdefault(str(value).casefold(), path)) != path:
            yield Problem(path, f'"{value}" is already at {seen}: write each one once.')


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown word: what may have been meant."""
    names = sorted(known)
    found = process.extractOne(word, names, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=60)
    if found:
        return f'; did you mean "{found[0]}"?'
    return f"; choose from {', '.join(names)}." if names else "."


def _at(block: object, key: str) -> object:
    return block.get(key) if isinstance(block, Mapping) else None


def _listed(block: object, keys: tuple[str, ...], path: str) -> Iterator[tuple[str, object]]:
    for key in keys:
        block = _at(block, key)
    for i, item in enumerate(block if isinstance(block, list) else ()):
        yield f"{'.'.join((path, *keys))}[{i}]", item


def _blocks(block: object, key: str, path: str = "") -> list[tuple[str, Mapping[object, object]]]:
    listed = _listed(block, (key,), path)
    return [(at.removeprefix("."), item) for at, item in listed if isinstance(item, Mapping)]
