"""A browser, a served page, and a visit to it."""

import pytest

from tests.browser.chromium import ARGUMENTS, CHROMIUM, WIDE, Served, sync
from tests.page.commands import small_commands
from tests.page.world import opened


@pytest.fixture(scope="module")
def chromium():
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def words():
    """The state that the small commands change."""
    with small_commands() as state:
        yield state


@pytest.fixture
def served(tmp_path, words):
    with opened(tmp_path) as world:
        served = Served(world)
        served.start()
        assert served.ready.wait(5)
        yield served
        served.stop()


@pytest.fixture
def visit(chromium, served):
    """Opens the page as somebody; afterwards no console may have complained and nobody may have left the page."""
    complaints, contexts = [], []

    def open_page(persona="frontline", viewport=WIDE, **more):
        context = chromium.new_context(viewport=viewport, **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith(served.address) else complaints.append(asked.url),
        )
        page.goto(f"{served.address}/?persona={persona}")
        page.wait_for_selector("main[data-ready]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
