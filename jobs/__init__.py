"""The clock's work: what happens when an occurrence is due. A job returns messages; it sends nothing."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, replace

from commands import Request
from commands.reply import Note, Reply, Send
from storage.occurrences import Occurrence


@dataclass(frozen=True, slots=True)
class Outcome:
    """Messages to owe, live messages made out of date, and why there are none of these."""

    sends: tuple[Send, ...] = ()
    touched: tuple[str, ...] = ()
    nothing: str = ""


Job = Callable[[Request, Occurrence], Outcome]
JOBS: dict[str, Job] = {}


def job(name: str) -> Callable[[Job], Job]:
    """Register a function ``(request, occurrence) -> Outcome`` under the name the schedule gives it."""

    def register(call: Job) -> Job:
        JOBS[name] = call
        return call

    return register


def find(name: str) -> Job | None:
    """The job of an occurrence; a series such as ``poll_series/Demand`` is done by the job ``poll_series``."""
    return JOBS.get(name) or JOBS.get(name.partition("/")[0])


def discover() -> None:
    """Load every job. Adding a job is adding a file here."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")


def labelled_late(send: Send, words: str) -> Send:
    """A message that goes out late says so."""
    reply: Reply = send.reply
    return replace(send, reply=replace(reply, blocks=(*reply.blocks, Note(words))))
