"""Bots in processes of their own: Parley as it is really run, and the echoes; their processor time and memory."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil
import yaml
from sqlalchemy import func, select, update

from bot import assemble, config
from storage import database
from storage.tables import AuditRow, IdentityRow, PersonRow
from tests.bench import slack, telegram

ROOT = Path(__file__).parent.parent.parent
OURS = ("SLACK_", "TELEGRAM_", "PARLEY_")
OTHERWISE = "PYTHONDONTWRITEBYTECODE"  # with it Python compiles Parley at every start, and no library
MEBIBYTE = 2**20
GROUP = -1001234567890


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Bot:
    """One process. It is ended with everything it started when the ``with`` block is left."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str], log: Path) -> None:
        self._arguments, self._log = arguments, log
        clean = {name: value for name, value in os.environ.items() if not name.startswith((*OURS, OTHERWISE))}
        self._environment = {**clean, **environment}

    def __enter__(self) -> Bot:
        self.started = time.perf_counter()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self._arguments], cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )
        self._seen = psutil.Process(self._process.pid)
        return self

    def __exit__(self, *error: object) -> None:
        children = self._seen.children(recursive=True) if self._process.poll() is None else []
        self._process.kill()
        self._process.wait()
        for child in children:
            if child.is_running():
                child.kill()

    def said(self) -> str:
        return self._log.read_text(errors="replace")

    def check(self) -> None:
        """Raise if it has left, with its last words."""
        if self._process.poll() is not None:
            raise RuntimeError(f"{self._arguments} has left:\n{self.said()[-3000:]}")

    def processor(self) -> float:
        """Seconds of processor time so far, in every thread of the one process."""
        if sys.platform == "linux":  # which has a clock for each process, and it is a fine one
            return time.clock_gettime(~self._process.pid << 3 | 2)
        spent = self._seen.cpu_times()
        return float(spent.user + spent.system)

    def memory(self) -> tuple[float, float]:
        """MiB resident, and MiB with what is shared divided among those who share it (0 where nobody knows)."""
        seen = self._seen.memory_full_info()
        return seen.rss / MEBIBYTE, getattr(seen, "pss", 0) / MEBIBYTE


def echo(kind: str, environment: Mapping[str, str], folder: Path, *options: str) -> tuple[Bot, int]:
    """An echo bot and the port it listens at, if it is of that kind."""
    port = free_port()
    arguments = [*options, "-m", "tests.bench.echo", kind, str(port)]
    return Bot(arguments, environment, folder / f"{kind}.log"), port


def parley(config: Path, environment: Mapping[str, str], *how: str) -> Bot:
    """Parley as an administrator runs it, or run by other means than ``-m bot``."""
    arguments = [*(how or ("-m", "bot")), "--config", str(config), "run"]
    return Bot(arguments, environment, config.parent / "parley.log")


class Demo:
    """The demonstration, made once by ``parley init --demo``, and copies of it for people of a benchmark."""

    def __init__(self, folder: Path) -> None:
        self._made = folder / "made"
        subprocess.run(
            [sys.executable, "-m", "bot", "init", "--demo", str(self._made)],
            cwd=ROOT, check=True, capture_output=True,
        )  # fmt: skip

    @property
    def catalogue(self) -> Path:
        return self._made / "catalogue"

    def copy(self, name: str, people: int, organisations: int = 1, **modes: str) -> tuple[Path, int]:
        """A configuration for these people on these platforms, and its port; everybody has met Parley before."""
        folder, port = self._made.parent / name, free_port()
        shutil.copytree(self._made, folder)
        path = folder / "config.yaml"
        raw = yaml.safe_load(path.read_text())
        path.write_text(yaml.safe_dump(_settings(raw, people, organisations, port, modes)))
        _introduce(path)
        return path, port


def _settings(
    raw: dict[str, Any], people: int, organisations: int, port: int, modes: Mapping[str, str]
) -> dict[str, Any]:
    partnership = next(each for each in raw["partnerships"] if each["id"] == "demo-food")
    partnership["places"] = [{"slack": slack.CHANNEL}, {"telegram": GROUP}]
    partnership["organisations"] += [
        {"id": f"bench-{number}", "name": f"Bench {number}", "side": "vcs"} for number in range(organisations)
    ]
    for person in partnership["people"]:
        person.pop("slack", None)
        person.pop("telegram", None)
    partnership["people"] += [
        {
            "name": f"Bench person {number}",
            "organisation": f"bench-{number % organisations}",
            "slack": slack.account(number),
            "telegram": telegram.account(number),
            "roles": ["lead"] if number == 0 else ["member"],
        }
        for number in range(people)
    ]
    http = {"host": "127.0.0.1", "port": port, "public_url": f"http://127.0.0.1:{port}"}
    rest = {key: value for key, value in raw.items() if key not in ("slack", "telegram", "http")}
    platforms = {name: {"mode": mode} for name, mode in modes.items()}
    return {**rest, "http": http, "partnerships": [partnership], **platforms}


def _introduce(path: Path) -> None:
    app = assemble.open_app(config.load(path, {}))
    app.writer.close()
    with database.writing(app.engine) as db, db.begin():
        db.execute(update(PersonRow).values(welcomed=True))
        db.execute(update(IdentityRow).values(reachable=True))
    app.engine.dispose()


def audited(path: Path) -> int:
    """How many rows the audit log of a running Parley has."""
    engine = database.connect(config.load(path, {}).database_url)
    with database.reading(engine) as db:
        rows = db.scalar(select(func.count()).select_from(AuditRow)) or 0
    engine.dispose()
    return rows
