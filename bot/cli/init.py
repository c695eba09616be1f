"""parley init: a few questions become a working configuration, with a first measure file to start from."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import typer

from bot.cli.base import stop, tell
from bot.cli.starter import Answers, config_text, parts, write_catalogue
from bot.config import ConfigError, load
from bot.settings import Problem

NATIONS = ("England", "Wales", "Scotland", "Northern Ireland")
SLACK_PLACE, SLACK_PERSON = r"[CG][A-Z0-9]+", r"[UW][A-Z0-9]+"


@dataclass(frozen=True, slots=True)
class Question:
    """What init needs to know: its flag, how it is asked, and what an answer has to look like."""

    flag: str
    text: str
    fits: Callable[[str], bool] = bool
    help: str = "Write something here."
    optional: bool = False


def _is_place(text: str) -> bool:
    return bool(re.fullmatch(SLACK_PLACE, text) or re.fullmatch(r"-\d+", text))


def _is_account(text: str) -> bool:
    return all(re.fullmatch(SLACK_PERSON, part) or part.isdigit() for part in parts(text))


PLACES = "Write the ids with a comma between them, such as C0123456789 (Slack) or -1001234567890 (Telegram)."
ACCOUNT = "Write a Slack member id such as U0123456789, a Telegram user id such as 123456789, or both."
QUESTIONS = (
    Question("name", "What is the partnership called?"),
    Question(
        "nation",
        f"Which nation? ({', '.join(NATIONS)})",
        lambda text: text in NATIONS,
        f"Write one of {NATIONS}.",
    ),
    Question(
        "places",
        "Which channels and groups does it use?",
        lambda text: bool(parts(text)) and all(map(_is_place, parts(text))),
        PLACES,
    ),
    Question("council", "What is the council called?"),
    Question("partner", "What is the first voluntary organisation called?"),
    Question("lead", "Who leads the partnership? (name)"),
    Question(
        "lead-account", "The lead's Slack or Telegram id (may be left empty)", _is_account, ACCOUNT, True
    ),
    Question("steward", "Who at the council approves figures? (name)"),
    Question(
        "steward-account",
        "The steward's Slack or Telegram id (may be left empty)",
        _is_account,
        ACCOUNT,
        True,
    ),
    Question("deputy", "Who approves them when the steward is away? (may be left empty)", optional=True),
    Question(
        "deputy-account", "The deputy's Slack or Telegram id (may be left empty)", _is_account, ACCOUNT, True
    ),
)


def write(folder: Path, given: dict[str, str | None], force: bool, today: date) -> Path:
    """Ask what is not given, write the configuration once it is known to load, and return its path."""
    target = folder / "config.yaml"
    refuse_to_replace(target, force)
    answers = _answers(given)
    folder.mkdir(parents=True, exist_ok=True)
    text = config_text(answers)
    if problems := problems_in(text, folder):
        stop(*problems)
    target.write_text(text, encoding="utf-8")
    write_catalogue(folder / "catalogue", answers, today)
    return target


def refuse_to_replace(target: Path, force: bool) -> None:
    if target.exists() and not force:
        stop(f"{target} is there already. Choose another folder, or add --force to replace it.")


def refuse_unknown(chosen: Sequence[str]) -> None:
    """Say which demonstration partnerships there are when another one is asked for, or one twice."""
    from storage.demo.figures import names

    wrong = [name for name in chosen if name not in names() or chosen.count(name) > 1]
    if wrong:
        stop(f"--partnership: “{wrong[0]}” cannot be used here. There are, each once: {', '.join(names())}.")


def _answers(given: dict[str, str | None]) -> Answers:
    """Every question answered by a flag, else at the terminal, else left empty where that is allowed."""
    asking = sys.stdin.isatty()
    missing = [each for each in QUESTIONS if given.get(each.flag) is None and not each.optional]
    if missing and not asking:
        stop(*(f"--{each.flag}: {each.text}" for each in missing))
    wrong = [
        each for each in QUESTIONS if (text := given.get(each.flag)) is not None and not _fits(each, text)
    ]
    if wrong:
        stop(*(f"--{each.flag}: {each.help}" for each in wrong))
    answers: Answers = {}
    for each in QUESTIONS:
        idle = each.flag.endswith("-account") and not answers[each.flag.removesuffix("-account")]
        answers[each.flag] = _answer(each, given.get(each.flag), asking and bool(missing) and not idle)
    return answers


def _fits(each: Question, text: str) -> bool:
    return (each.optional and not text.strip()) or each.fits(text.strip())


def _answer(each: Question, said: str | None, asking: bool) -> str:
    while said is None and asking:
        typed = str(
            typer.prompt(each.text, default="" if each.optional else None, show_default=False, err=True)
        )
        if _fits(each, typed):
            return typed.strip()
        tell(each.help)
    return (said or "").strip()


def problems_in(text: str, folder: Path) -> tuple[Problem, ...]:
    """What the loader of the real thing says about a text, tried in a file of its own."""
    trial = folder / ".config.yaml.new"
    trial.write_text(text, encoding="utf-8")
    try:
        load(trial, {})
    except ConfigError as error:
        return error.problems
    finally:
        trial.unlink()
    return ()


def next_steps(path: Path, demo: bool) -> Iterator[str]:
    """What to do with a new configuration, in order."""
    yield f"{path} is ready."
    if demo:
        yield f"  1. In {path}, put your own channel or group under places, and your own ids under people."
    else:
        yield f"  1. In {path.parent / 'catalogue'}, describe your first measure and your areas."
    yield "  2. For Slack, make an app: parley slack-manifest. For Telegram, ask @BotFather for a bot."
    yield "  3. Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or TELEGRAM_BOT_TOKEN, in the environment."
    yield f"  4. parley --config {path} check, then doctor, then run."
    if demo:
        yield "  5. Build releases with the made-up keys beside sources; real keys stay on the analyst's computer."
    if demo:
        yield f"To try it without any token: parley --config {path} console"
