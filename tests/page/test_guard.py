"""The guard of the page: who may speak to it, and what it refuses."""

import asyncio
import json
import uuid

import pytest

from tests.page.browser import Browser


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Parley-Token": "guess"},
        {"X-Parley-Token": "ÿ"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Content-Type": "text/plain"},
    ],
)
def test_another_page_cannot_speak(world, headers):
    body = {"id": str(uuid.uuid4()), "persona": "frontline", "where": "channel", "line": "test wave"}
    headers = {name: value.encode("latin-1") for name, value in headers.items()}
    for path in ("/say", "/clock"):
        answer = asyncio.run(Browser(world, "frontline").http.post(path, json=body, headers=headers))
        assert answer.status_code == 403
    assert Browser(world, "frontline").sees() == []


@pytest.mark.parametrize(
    "host", ["evil.example:8123", "127.0.0.1:9999", "127.0.0.1", "localhost:8123.evil.example"]
)
@pytest.mark.parametrize("path", ["/", "/events?persona=frontline", "/page.js"])
def test_another_host_name_is_refused(world, host, path):
    answer = asyncio.run(Browser(world, "frontline").http.get(path, headers={"Host": host}))
    assert answer.status_code == 403


def test_localhost_is_at_home(world):
    answer = asyncio.run(Browser(world, "frontline").http.get("/", headers={"Host": "localhost:8123"}))
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/", "/page.css", "/page.js", "/icon.svg", "/chart/none.png", "/file/none"])
def test_every_answer_carries_the_guards_headers(world, path):
    headers = asyncio.run(Browser(world, "frontline").http.get(path)).headers
    assert headers["content-security-policy"].startswith("default-src 'self';")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("persona", ["frontline", "nobody", "<script>"])
def test_the_page_holds_nothing_inline_and_nothing_from_outside(world, persona):
    html = asyncio.run(Browser(world, "frontline").http.get("/", params={"persona": persona})).text
    assert "<script>" not in html
    assert "style=" not in html
    assert "//" not in html.replace("<!doctype", "")
    assert html.count("<h1") == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'{"persona": "frontline"}', 400),
        (
            json.dumps(
                {"id": str(uuid.uuid4()), "persona": "nobody", "where": "channel", "line": "help"}
            ).encode(),
            400,
        ),
        (b" " * (64 * 1024 + 1), 413),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(world, body, status):
    browser = Browser(world, "frontline")
    answer = asyncio.run(
        browser.http.post("/say", content=body, headers={"Content-Type": "application/json"})
    )
    assert answer.status_code == status
    assert answer.json()["text"].endswith(".")
