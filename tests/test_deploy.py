"""The container, the compose file and the systemd unit fit the code they start."""

import configparser
import json
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from bot.settings import HttpSettings
from bot.web import site
from tests.test_readme import understood

ROOT = Path(__file__).parent.parent
LAYERS = ["bot", "commands", "jobs", "storage"]
DATA = [
    "bot/page/files",
    "storage/demo/camden",
    "storage/demo/central-bedfordshire",
    "storage/migrations/versions",
]


def lines_of_dockerfile():
    """Each instruction of the Dockerfile as (name, rest), with broken lines joined."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    return [tuple(line.split(maxsplit=1)) for line in text.splitlines() if line and not line.startswith("#")]


def instructions(name):
    return [rest for found, rest in lines_of_dockerfile() if found == name]


def compose():
    return yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["parley"]


class Unit(configparser.ConfigParser):
    optionxform = staticmethod(str)


def unit():
    read = Unit(interpolation=None, strict=True)
    read.read(ROOT / "deploy" / "parley.service")
    return read


def starts(words):
    """Whether ``python -m bot`` takes these words and runs with the configuration they name."""
    return understood(f"parley {shlex.join(words)}") and words[0] == "--config" and words[2:] == ["run"]


def test_the_container_has_every_layer_and_what_it_needs():
    copied = [rest.split() for rest in instructions("COPY") if "--from" not in rest]
    assert [each for *sources, _ in copied for each in sources if not (ROOT / each).exists()] == []
    assert {source for *sources, _ in copied for source in sources} == {"requirements.lock", *LAYERS}
    let_in = set(re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    assert let_in == {"requirements.lock", *LAYERS}


def test_the_container_starts_parley_on_the_configuration_in_its_volume():
    entry, command = (json.loads(instructions(name)[0]) for name in ("ENTRYPOINT", "CMD"))
    assert entry[:3] == ["python", "-m", "bot"]
    assert starts(entry[3:] + command)
    assert entry[-1].startswith(instructions("VOLUME")[0] + "/")


def test_the_container_is_nobody_special():
    user = instructions("USER")[-1]
    assert user == "10001"
    assert any(f"--uid {user}" in rest for rest in instructions("RUN"))


def test_the_container_is_asked_for_its_health_where_parley_answers():
    port = str(HttpSettings().port)
    check = instructions("HEALTHCHECK")[0]
    assert instructions("EXPOSE") == [port]
    assert f"http://127.0.0.1:{port}/healthz" in check
    assert "/healthz" in {route.path for route in site(NoHealth(), []).routes}


class NoHealth:
    alive = ready = staticmethod(lambda request: None)


def test_compose_gives_the_container_its_folder_and_its_port():
    service, port = compose(), HttpSettings().port
    assert (ROOT / service["build"] / "Dockerfile").exists()
    assert service["volumes"] == [f"./data:{instructions('VOLUME')[0]}"]
    assert service["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]


def test_there_is_time_to_stop():
    """Parley stops within two seconds; nobody may kill it before."""
    assert int(compose()["stop_grace_period"].removesuffix("s")) >= 5
    assert int(unit()["Service"]["TimeoutStopSec"]) >= 5


def test_the_unit_starts_parley_as_a_user_of_its_own():
    service = unit()["Service"]
    python, *words = service["ExecStart"].split()
    assert python == f"{service['WorkingDirectory']}/.venv/bin/python"
    assert words[:2] == ["-m", "bot"]
    assert starts(words[2:])
    assert f"/var/lib/{service['StateDirectory']}/config.yaml" in words
    assert service["User"] not in ("", "root")
    assert service["EnvironmentFile"].startswith("/etc/")


def test_what_may_not_write_beside_the_code_does_not_compile_it_at_each_start():
    copied = [each for rest in instructions("COPY") if "--from" not in rest for each in rest.split()[:-1]]
    layers = " ".join(each for each in copied if (ROOT / each).is_dir())
    assert f".venv/bin/python -m compileall -q {layers}" in instructions("RUN")
    service = unit()["Service"]
    assert f"PYTHONPYCACHEPREFIX=/var/cache/{service['CacheDirectory']}/" in service["Environment"]


def test_the_unit_comes_back_and_is_held_in():
    read = unit()
    assert read["Service"]["Restart"] == "on-failure"
    assert read["Unit"]["After"] == "network-online.target"
    assert read["Install"]["WantedBy"] == "multi-user.target"
    held = {"NoNewPrivileges": "yes", "PrivateTmp": "yes", "ProtectSystem": "strict", "ProtectHome": "yes"}
    assert {key: read["Service"][key] for key in held} == held


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_reads_the_unit(tmp_path):
    copy = tmp_path / "parley.service"
    text = (ROOT / "deploy" / "parley.service").read_text()
    copy.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", text))
    run = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=no", str(copy)], capture_output=True, text=True
    )
    about = [line for line in run.stderr.splitlines() if "parley.service" in line]
    assert about == []


def test_a_built_parley_would_have_the_files_that_are_not_python():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["packages"] == LAYERS
    assert set(wheel) == {"packages"}  # nothing is left out again
    assert [each for each in DATA if not (ROOT / each).exists() or each.split("/")[0] not in LAYERS] == []
    assert [each for each in DATA if is_ignored(each)] == []
    assert project["project"]["scripts"] == {"parley": "bot.__main__:main"}


def is_ignored(path):
    """Hatchling leaves out what git ignores."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        return False
    asked = subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT, capture_output=True)
    return asked.returncode == 0
