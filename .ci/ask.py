"""Ask the running demonstration one question over HTTP, as its page would, and see that it is answered."""

# ruff: noqa: S310, T201 - a script for the command line; the address is the one that .ci/run gives it

from __future__ import annotations

import argparse
import json
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from uuid import uuid4

PERSONA = "food-hub-lead"
LINE = "ask foodbank-referrals ward=Highgate"
ANSWER = "Highgate had"
PATIENCE = 20.0  # seconds for the start and the answer together


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="where the demonstration is, for example http://127.0.0.1:8000")
    url = parser.parse_args().url.rstrip("/")
    until = time.monotonic() + PATIENCE
    page = wait_for_page(url, until)
    token = re.search(r'<meta name="parley-token" content="([^"]+)">', page)
    if token is None:
        sys.exit("The page carries no token, so nothing can be asked.")
    ask(url, token[1])
    print(wait_for_answer(url, until))


def wait_for_page(url: str, until: float) -> str:
    """The page, as soon as the demonstration answers."""
    while True:
        try:
            with urllib.request.urlopen(f"{url}/?persona={PERSONA}", timeout=5) as page:
                return str(page.read().decode())
        except OSError as problem:
            if time.monotonic() > until:
                sys.exit(
                    f"The demonstration did not answer at {url} within {PATIENCE:.0f} seconds: {problem}"
                )
            time.sleep(0.2)


def ask(url: str, token: str) -> None:
    """Send the line as the page sends it; anything else is refused with 403."""
    said = {"id": str(uuid4()), "persona": PERSONA, "where": "channel", "line": LINE}
    headers = {"Content-Type": "application/json", "X-Parley-Token": token, "Origin": origin(url)}
    request = urllib.request.Request(f"{url}/say", json.dumps(said).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            outcome = json.load(response)
    except urllib.error.HTTPError as problem:
        sys.exit(f"The question was not taken ({problem.code}): {problem.read().decode()}")
    if outcome["refused"]:
        sys.exit("The question was refused.")


def origin(url: str) -> str:
    parts = urllib.parse.urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def wait_for_answer(url: str, until: float) -> str:
    """The sentence that answers, from the first batch of the live updates."""
    while time.monotonic() < until:
        for message in batch(url):
            text = " ".join(re.sub(r"<[^>]+>", " ", message).split())
            if found := re.search(rf"{ANSWER}[^.]*\.", text):
                return found[0]
        time.sleep(0.5)
    sys.exit(f"No answer with “{ANSWER}” came within {PATIENCE:.0f} seconds.")


def batch(url: str) -> Iterator[str]:
    """The HTML of every message that stands at present; the batch ends with the state."""
    event = ""
    with urllib.request.urlopen(f"{url}/events?persona={PERSONA}", timeout=10) as stream:
        for raw in stream:
            field, _, value = raw.decode().rstrip("\n").partition(": ")
            if field == "event":
                event = value
            elif field == "data" and event == "message":
                yield json.loads(value)["html"]
            elif field == "data" and event == "state":
                return


if __name__ == "__main__":
    main()
