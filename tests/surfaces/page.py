"""The page as a surface, spoken to over HTTP."""

from __future__ import annotations

import json
import re
from html import unescape
from uuid import uuid4

import httpx

from tests.surfaces.parley import until
from tests.surfaces.surface import PEOPLE, Seen, Surface

LINK = re.compile(r'<a href="([^"]+)" download="([^"]+)"')


class PageSurface(Surface):
    """The page, as a browser speaks to it over HTTP."""

    name = "page"

    def __init__(self) -> None:
        self._client: httpx.Client | None = None

    @property
    def client(self) -> httpx.Client:
        if self._client is None:
            port = self.running.parley.server.servers[0].sockets[0].getsockname()[1]
            self._client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10)
            page = self._client.get("/").text
            token = re.search(
                r'name="parley-token" content="([^"]+)"|content="([^"]+)" name="parley-token"', page
            )
            assert token, "the page holds no token"
            self._client.headers["X-Parley-Token"] = token[1] or token[2]
        return self._client

    def _post(self, who: str, line: str, values: dict[str, str] | None = None, form: str = "") -> None:
        body = {
            "id": str(uuid4()),
            "persona": who,
            "where": "channel",
            "line": line,
            "values": values,
            "form": form,
        }
        answer = self.client.post("/say", json=body)
        assert answer.status_code == 200, answer.text
        assert not answer.json()["field"], answer.text

    def write(self, who: str, line: str) -> None:
        self._post(who, line)

    def press(self, who: str, seen: Seen, label: str) -> None:
        found = [
            unescape(line)
            for line, words in re.findall(
                r'<button[^>]*data-line="([^"]*)"[^>]*>(.*?)</button>', seen.thing, re.DOTALL
            )
            if unescape(words).strip() == label
        ]
        self._post(who, found[0])

    def fill(self, who: str, title: str, answers: dict[str, str]) -> None:
        seen = until(lambda: [each for each in self.visible(who) if "data-command" in each.thing], "a form")[
            -1
        ]
        command = re.search(r'data-command="([^"]*)"', seen.thing)
        assert command
        self._post(who, unescape(command[1]), _by_name(seen.thing, answers), seen.key)

    def visible(self, who: str) -> list[Seen]:
        found: dict[str, Seen] = {}
        with self.client.stream("GET", "/events", params={"persona": who}) as stream:
            name = ""
            for line in stream.iter_lines():
                name = line.removeprefix("event: ") if line.startswith("event: ") else name
                if line.startswith("data: ") and name == "message":
                    data = json.loads(line.removeprefix("data: "))
                    found[data["id"]] = Seen(data["id"], _words(data["html"]), data["html"])
                if line.startswith("data: ") and name == "state":
                    break
        return list(found.values())

    def public(self) -> list[Seen]:
        """What two different people can both read."""
        one = {each.key: each for each in self.visible("lead")}
        return [each for each in self.visible("deputy") if each.key in one]

    def pictures(self) -> int:
        pages = [each.thing for who in PEOPLE for each in self.visible(who)]
        addresses = {found for page in pages for found in re.findall(r'<img[^>]*src="([^"]+)"', page)}
        pictures = [self.client.get(address).content for address in addresses]
        return len([picture for picture in pictures if picture.startswith(b"\x89PNG")])

    def files(self, who: str) -> list[tuple[str, bytes]]:
        links = [found for each in self.visible(who) for found in LINK.findall(each.thing)]
        return [(unescape(name), self.client.get(unescape(address)).content) for address, name in links]


def _words(html: str) -> str:
    """The words of a piece of HTML, one line each."""
    body = re.sub(r"<header.*?</header>", "", html, flags=re.DOTALL)
    lines = unescape(re.sub(r"<[^>]+>", "\n", body)).split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


def _by_name(html: str, answers: dict[str, str]) -> dict[str, str]:
    """The answers under the names of their fields, as a browser sends them."""
    names = {
        "words": "What happened this week?",
        "scope": "How far may it be quoted?",
        "question": "What do you want to ask?",
        "answers": "What can people answer?",
        "closes": "When does it close?",
    }
    choices = {
        unescape(label).strip(): value
        for value, label in re.findall(r'value="([^"]+)"[^>]*>\s*<label[^>]*>(.*?)</label>', html, re.DOTALL)
    }
    return {
        name: choices.get(answers[label], answers[label]) for name, label in names.items() if label in answers
    }
