"""Structured logs: what happened and how long it took, never who said what, never a token."""

from __future__ import annotations

import logging
import secrets
import sys
import traceback
from pathlib import Path

import structlog

log: structlog.stdlib.BoundLogger = structlog.get_logger("parley")
TALKERS = ("httpx", "httpcore", "apscheduler", "slack_bolt", "slack_sdk", "telegram", "aiohttp", "uvicorn")


def short_code() -> str:
    """A code that ties an apology to its log line; short enough to read out on the phone."""
    return secrets.token_hex(3).upper()


def frames(error: BaseException) -> list[str]:
    """Where an error came from. Its own words stay out: they may hold what somebody wrote."""
    places = traceback.extract_tb(error.__traceback__)
    return [f"{Path(place.filename).name}:{place.lineno} {place.name}" for place in places][-8:]


class Quiet(logging.Handler):
    """What libraries log: where and what kind of problem. Their words stay out: they quote what they were given."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        log.warning(
            "a library reported a problem",
            library=record.name,
            where=f"{record.filename}:{record.lineno} {record.funcName}",
            error=type(error).__name__ if error else None,
            at=frames(error) if error else [],
        )


def start(level: str = "INFO", as_json: bool = True) -> None:
    """Send logs to standard error as one JSON object a line, or as plain lines for a person."""
    for name in TALKERS:  # httpx logs the bot token at INFO; the SDKs log what people wrote at DEBUG
        logging.getLogger(name).setLevel(logging.WARNING)
    draw = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    shared: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, draw],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=lambda *_: structlog.PrintLogger(
            sys.stderr
        ),  # as it is then: tests replace and close it
    )
    logging.captureWarnings(True)
    logging.basicConfig(level=logging.WARNING, handlers=[Quiet()])
