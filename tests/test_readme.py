"""What the README and its neighbours say is true: commands, files, functions, pictures and links."""

import ast
import re
import shlex
from pathlib import Path

import pytest
import typer
from PIL import Image

import commands
from bot.__main__ import app
from commands import REGISTRY, either

ROOT = Path(__file__).parent.parent
PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
FUNCTION = re.compile(r"\[`([A-Za-z_.]+)`\]\(([\w/]+\.py)\)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
TAG = re.compile(r"<img [^>]*>")
INSTEAD = {"…", "COMMAND"}  # what stands for any command


def page(name):
    return (ROOT / name).read_text(encoding="utf-8")


def code(name):
    """Every piece of code on a page, one line each, without the comment at its end."""
    text = page(name)
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^```\w*\n.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", rest)
    return [line.split("  #")[0].split("     #")[0].strip() for line in lines]


def pictures(name):
    """Each picture of a page as (words, file)."""
    tags = [
        (re.search(r'alt="([^"]*)"', tag)[1], re.search(r'src="([^"]*)"', tag)[1])
        for tag in TAG.findall(page(name))
    ]
    return PICTURE.findall(page(name)) + tags


def row(known):
    name, example = (f"`/{each}`".replace("|", "\\|") for each in (known.name, known.example))
    only = f" Only for a {either(sorted(known.roles))}." if known.roles else ""
    return f"| {name} | {known.summary}{only} | {example} |"


def test_the_table_of_commands_is_what_the_registry_says():
    commands.discover()
    wanted = [
        row(known)
        for name, known in sorted(REGISTRY.items())
        if known.listed and " " not in name and not name.startswith("test")
    ]
    assert re.findall(r"^\| `/.*$", page("README.md"), re.MULTILINE) == wanted


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_function_named_is_in_its_file(name):
    named = FUNCTION.findall(page(name))
    assert [each for each in named if each[0] not in names_in(ROOT / each[1])] == []


def test_the_way_of_a_question_is_told_in_functions():
    way = page("README.md").partition("## How one question travels")[2].partition("\n## ")[0]
    steps = re.findall(r"^\d+\. .*$", way, re.MULTILINE)
    assert len(steps) >= 8
    assert [step for step in steps if not FUNCTION.search(step)] == []


def names_in(path):
    """Functions and classes of a file; a method as ``Class.method``."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            methods = [each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
            found |= {f"{node.name}.{method.name}" for method in methods}
    return found


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name):
    missing = []
    for link in LINK.findall(page(name)) + [file for _, file in pictures(name)]:
        if re.match(r"https?://", link):
            continue
        file, _, heading = link.partition("#")
        target = ROOT / (file or name)
        if not target.exists() or (heading and heading not in headings(target)):
            missing.append(link)
    assert missing == []


def headings(path):
    found = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("name", PAGES)
def test_every_file_named_in_code_is_there(name):
    named = [
        each for each in code(name) if re.fullmatch(r"(?:bot|commands|jobs|storage|tests)/[\w./]*", each)
    ]
    assert [each for each in named if not (ROOT / each).exists()] == []


def test_every_picture_is_there_small_and_told_in_words():
    shown = pictures("README.md")
    assert len(shown) == 3
    for words, file in shown:
        assert len(words) > 80
        assert (ROOT / file).stat().st_size < 200_000
        with Image.open(ROOT / file) as picture:
            assert picture.width > 500


@pytest.mark.parametrize("name", PAGES)
def test_every_make_target_exists(name):
    targets = set(re.findall(r"^([a-z-]+):", page("Makefile"), re.MULTILINE))
    named = {found for line in code(name) for found in re.findall(r"\bmake ([a-z-]+)", line)}
    assert named - targets == set()


@pytest.mark.parametrize("name", PAGES)
def test_every_line_for_the_command_line_would_be_understood(name):
    lines = [line for line in code(name) if re.match(r"(?:\S*/python -m bot|parley)(?: |$)", line)]
    assert [line for line in lines if not understood(line)] == []


def understood(line):
    """Whether the commands and options of a line exist; nothing is run."""
    known = typer.main.get_command(app)
    words = shlex.split(line.removeprefix(".venv/bin/python -m bot").removeprefix("parley"))
    while words:
        word = words.pop(0)
        if word in INSTEAD:
            return True
        if word.startswith("-"):
            option = next((each for each in known.params if word in (*each.opts, *each.secondary_opts)), None)
            if option is None:
                return False
            if not getattr(option, "is_flag", False):
                words = words[1:]
            continue
        if not hasattr(known, "commands"):
            continue
        if word not in known.commands:
            return False
        known = known.commands[word]
    return True


def test_the_readme_can_be_read_in_one_go():
    lines = page("README.md").splitlines()
    assert len(lines) < 200
    assert not re.search(r"/home/|/root/|/work/|pypi\.org|index-url", page("README.md"))
