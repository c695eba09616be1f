"""A folder as parley init makes it, and what is done with it at the command line and in the chat."""

import asyncio
import re
from datetime import date, timedelta

import yaml
from typer.testing import CliRunner

from bot.__main__ import app as command_line
from bot.assemble import open_app
from bot.config import load
from bot.heard import Heard

ANSWERS = {
    "name": "Demo partnership",
    "nation": "England",
    "places": "C0123456789",
    "council": "Demo Council",
    "partner": "Food Hub",
    "lead": "Demo Lead",
    "lead-account": "U01",
    "steward": "Demo Steward",
    "steward-account": "U02",
    "deputy": "Demo Deputy",
}
WEEKS = [date.today() - timedelta(days=date.today().weekday() + 7 * back) for back in (4, 3, 2)]


def build(folder, measure="example-referrals", file="counts.csv", signer="me.key"):
    yield from ("data", "build", measure, folder / file, "-o", folder / "release.zip")
    yield from ("--key-file", folder / "key", "--sign-with", folder / signer)


def change(folder, **keys):
    path = folder / "config.yaml"
    raw = yaml.safe_load(path.read_text())
    raw["partnerships"][0].update(keys)
    path.write_text(yaml.safe_dump(raw))


def hear(folder, account, line):
    app = open_app(load(folder / "config.yaml", {}))
    try:
        answer = asyncio.run(app.hear(Heard("slack", account, "", "", line)))
    finally:
        app.writer.close()
        app.engine.dispose()
    return answer


def every_command(group=("",)):
    shown = CliRunner().invoke(command_line, prog_name="parley", args=[*group[1:], "--help"]).stdout
    lines = re.search(r"Commands:\n(.*?)(\n\n|\Z)", shown, re.S)
    for name in re.findall(r"^  (\S+)", lines[1] if lines else "", re.M):
        yield (*group[1:], name)
        yield from every_command((*group, name))
