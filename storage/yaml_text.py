"""YAML with a memory for lines: what the text holds, and on which line each key of it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as SafeLoader  # libyaml's, several times as fast
except ImportError:  # PyYAML can be built without it
    from yaml import SafeLoader  # type: ignore[assignment]  # the same to everybody who uses it

Key = tuple[str | int, ...]
DEEPEST = 100  # blocks within blocks; libyaml takes the process with it where there are tens of thousands
UNREADABLE = "This line cannot be read. Check indents, colons and quotation marks; texts such as * or - need quotation marks."


class Unreadable(Exception):
    """A text that is not YAML; `line` is where reading stopped, 0 where that is not known."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        self.line, self.sentence = line, sentence
        super().__init__(sentence)


@dataclass(frozen=True)
class Document:
    """The values of a text, and the nodes they were read from."""

    raw: object
    root: yaml.Node | None

    def line(self, path: Key) -> int:
        """The line of a key, or of the nearest key around it where it is not there; 1 is the first."""
        node, found = self.root, 0
        for part in path:
            inside = next((pair for pair in _children(node) if str(pair[0]) == str(part)), None)
            if inside is None:
                break
            _, mark, node = inside
            found = mark.line
        return found + 1

    def repeated(self) -> Iterator[tuple[Key, int]]:
        """Every key that is written twice, with its second line; YAML itself would silently take that one."""
        yield from _repeated(self.root, (), set())


class Loader(SafeLoader):
    """Dates stay text, so that 2027-02-30 is reported beside its key like any other mistake."""

    yaml_implicit_resolvers = {  # noqa: RUF012  # declared so by PyYAML
        letter: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:timestamp"]
        for letter, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read(text: str) -> Document:
    """Read a text that holds one document; raises Unreadable."""
    try:
        return parse(text)
    except yaml.MarkedYAMLError as error:
        raise Unreadable(UNREADABLE, error.problem_mark.line + 1 if error.problem_mark else 0) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise Unreadable("This file cannot be read as YAML text.") from None


def parse(text: str) -> Document:
    """Read a text that holds one document; raises what PyYAML raises, and RecursionError for a bottomless one."""
    depth = 0
    for event in yaml.parse(text, Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise RecursionError
    loader = Loader(text)
    root = loader.get_single_node()
    return Document(loader.construct_document(root) if root else None, root)


def _children(node: yaml.Node | None) -> Iterator[tuple[Any, yaml.Mark, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from ((key.value, key.start_mark, value) for key, value in node.value)
    if isinstance(node, yaml.SequenceNode):
        yield from ((at, item.start_mark, item) for at, item in enumerate(node.value))


def _repeated(node: yaml.Node | None, path: Key, seen: set[int]) -> Iterator[tuple[Key, int]]:
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    keys: set[str] = set()
    for key, mark, value in _children(node):
        if str(key) in keys:
            yield (*path, str(key)), mark.line + 1
        keys.add(str(key))
        yield from _repeated(value, (*path, key), seen)
