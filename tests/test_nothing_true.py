"""True counts stay with the analyst: planted ones are looked for in all that the server has, and in its memory."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.assemble import open_app
from bot.charts.draw import draw
from bot.config import load
from bot.heard import Heard
from bot.text import plain
from commands.reply import Chart
from tests import needles
from tests.office import MEASURE, PEOPLE, Office

ROOT = Path(__file__).parent.parent
BASE = 5
PLANTED = ((40_152_631, 51_263_742), (62_374_853, 73_485_964), (84_596_173, 95_617_283))
TRUE = {n for pair in PLANTED for n in (*pair, sum(pair))} | {
    sum(column) for column in (*zip(*PLANTED, strict=True), tuple(sum(pair) for pair in PLANTED))
}
QUESTIONS = (
    f"ask {MEASURE}",
    f"ask {MEASURE} by=ward",
    f"ask {MEASURE} ward=North last=3",
    f"ask {MEASURE} by=time as=chart",
    f"ask {MEASURE} by=ward as=chart",
    f"ask {MEASURE} as=csv",
    "ask what changed",
    "data",
    "data show 1",
    f"definition {MEASURE}",
)
ANSWERS = """
import asyncio, sys
from pathlib import Path
from bot.heard import Heard
from bot.assemble import open_app
from bot.charts.pool import ChartPool
from bot.config import load
from commands.reply import Chart

async def main():
    app = open_app(load(Path(sys.argv[1]), {}))
    charts = ChartPool()
    for line in sys.argv[2:]:
        answer = await app.hear(Heard("slack", "U02", "", "", line))
        for block in answer.reply.blocks:
            if isinstance(block, Chart):
                await charts.png(block)
    print("answered", flush=True)
    sys.stdin.readline()

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """What a server has once a release was built elsewhere, taken in, approved and asked about."""
    desk = Office(tmp_path_factory.mktemp("desk"))
    desk.hears("lead", f"data loader {desk.line}")
    built = desk.build(*PLANTED)
    assert built.exit_code == 0, built.stderr
    folder = tmp_path_factory.mktemp("server")
    for name in ("config.yaml", "release.zip"):
        shutil.copy(desk.at(name), folder)
    shutil.copytree(desk.at("catalogue"), folder / "catalogue")
    for path in desk.folder.glob("parley.db*"):
        shutil.copy(path, folder)
    desk.folder, desk.secret = folder, desk.at("protection.key").read_bytes().strip()
    said = [desk.takes_in(), desk.parley("data", "verify", desk.at("release.zip")), built]
    (folder / "said.txt").write_text("\n".join(each.output for each in said) + desk.approves(1))
    return desk


def reply(desk, line):
    app = open_app(load(desk.at("config.yaml"), {}))
    try:
        return asyncio.run(app.hear(Heard("slack", PEOPLE["steward"], "", "", line))).reply
    finally:
        app.writer.close()
        app.engine.dispose()


def everywhere(folder):
    return {
        path.relative_to(folder): here
        for path in folder.rglob("*")
        if path.is_file() and (here := needles.in_file(path, TRUE))
    }


def test_what_is_looked_for_would_be_found(server):
    """The published numbers, which must be there, are found in the same way."""
    shown = {n // BASE * BASE for n in TRUE} | {n // BASE * BASE + BASE for n in TRUE}
    for name in ("release.zip", "parley.db"):
        assert len(needles.in_file(server.at(name), shown)) >= len(TRUE) - 4  # sums over time are not stored
    assert all(needles.found(form, [7_654_321_9]) for form in needles.forms(76_543_219))


def test_no_true_count_is_in_the_files_of_a_server(server):
    for number, line in enumerate(QUESTIONS):
        answer = reply(server, line)
        server.at(f"answer-{number}.txt").write_text(plain(answer))
        for chart in [block for block in answer.blocks if isinstance(block, Chart)]:
            server.at(f"chart-{number}.png").write_bytes(draw(chart))
    backup = server.parley("db", "backup", server.at("backup.db"))
    export = server.parley("data", "export", MEASURE, "-o", server.at("open-data.zip"))
    assert (backup.exit_code, export.exit_code) == (0, 0), backup.output + export.output
    assert list(server.folder.glob("chart-*.png"))
    assert everywhere(server.folder) == {}


def test_neither_key_is_on_the_server(server):
    secret = server.secret
    assert secret
    for path in server.folder.rglob("*"):
        assert not (path.is_file() and secret in path.read_bytes()), path.name
    assert not list(server.folder.rglob("*.key"))
    assert not list(server.folder.rglob("*.ledger"))


def test_no_true_count_is_in_the_error_of_a_release_that_was_changed(server, tmp_path):
    changed = tmp_path / "changed.zip"
    data = bytearray(server.at("release.zip").read_bytes())
    data[len(data) // 2] ^= 1
    changed.write_bytes(data)
    said = server.takes_in(str(changed))
    assert said.exit_code == 2
    assert not needles.found(said.output.encode(), TRUE)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows the memory of a process as a file")
def test_no_true_count_is_in_the_memory_of_the_process_that_answers(server):
    words = [sys.executable, "-c", ANSWERS, str(server.at("config.yaml")), *QUESTIONS]
    with (
        server.at("log").open("w") as log,
        subprocess.Popen(
            words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        assert process.stdout.readline() == "answered\n"
        newest = PLANTED[-1][0]  # every one takes its time: the newest is in most of the answers
        shown = {newest // BASE * BASE, newest // BASE * BASE + BASE}
        ours = [process.pid, *children(process.pid)]
        here = {pid: needles.in_memory(pid, {newest, *shown}) for pid in ours}
        assert here[process.pid] & shown
        assert not any(newest in seen for seen in here.values())
        process.communicate("\n")
    assert not needles.in_file(server.at("log"), TRUE)


def children(process):
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True)
    pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    return [pid for pid, parent in pairs if parent == process]
