"""The demonstration page in a real browser: seen, pressed, filled in, heard of elsewhere, and reached by everybody."""

import asyncio
import re
import shutil
import threading
from pathlib import Path

import pytest
import uvicorn

from bot.post import PostOffice
from tests.page.commands import small_commands
from tests.page.world import opened

DEBIAN = "/usr/bin/chromium"
CHROMIUM = DEBIAN if Path(DEBIAN).exists() else shutil.which("chromium")
sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ARGUMENTS += ["--disable-component-update", "--disable-sync", "--no-first-run"]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 812}

CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const read = (colour, under) => {
    canvas.fillStyle = `rgb(${under})`; canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const back = (node) => read(
    getComputedStyle(node).backgroundColor, node.parentElement ? back(node.parentElement) : [255, 255, 255]);
  const light = (rgb) => rgb.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const poor = [];
  for (const node of document.querySelectorAll("body *")) {
    const text = [...node.childNodes].some((each) => each.nodeType === 3 && each.textContent.trim());
    if ((!text && !node.matches("input, textarea")) || !node.checkVisibility({ visibilityProperty: true })) continue;
    if (node.closest("noscript, .skip, .hidden")) continue;
    const under = back(node);
    const [a, b] = [light(read(getComputedStyle(node).color, under)), light(under)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${node.localName}.${node.className} ${ratio.toFixed(2)} ${node.textContent.slice(0, 30)}`);
  }
  return poor;
}"""
SMALL_TARGETS = """() =>
  [...document.querySelectorAll("button, textarea, input, summary, .drop a")]
  .filter((each) => each.checkVisibility())
  .map((each) => each.type === "radio" ? each.closest(".option") : each)
  .map((each) => [each.localName, each.textContent.trim().slice(0, 30), each.getBoundingClientRect()])
  .filter(([, , box]) => box.height > 0 && (box.height < 43.5 || box.width < 43.5))
  .map(([name, words, box]) => `${name} ${words} ${box.width}×${box.height}`)"""
OUTSIDE = """() => [...document.querySelectorAll("body *")]
  .filter((each) => each.checkVisibility() && !each.closest(".scroll, .skip, .hidden, .log, details"))
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
  .map((each) => each.localName + "." + each.className)"""


class Served(threading.Thread):
    """The page behind uvicorn, with its post office, on a free port."""

    def __init__(self, world):
        super().__init__(daemon=True)
        self.world = world
        self.server = uvicorn.Server(
            uvicorn.Config(world.web, port=0, log_level="error", timeout_graceful_shutdown=1)
        )
        self.loop = None
        self.ready = threading.Event()

    def run(self):
        asyncio.run(self._serve())

    async def _serve(self):
        self.loop = asyncio.get_running_loop()
        office = asyncio.create_task(PostOffice(self.world.app, {"web": self.world.page}).run())
        serving = asyncio.create_task(self.server.serve())
        while not self.server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        self.ready.set()
        await serving
        office.cancel()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    def stop(self):
        self.loop.call_soon_threadsafe(self.world.page.close)
        self.server.should_exit = True
        self.join(5)


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


def type_line(page, line, pane="channel"):
    """Write a line where one writes, and send it."""
    page.fill(f"#{pane}-line", line)
    page.press(f"#{pane}-line", "Enter")


def last(page, pane="channel"):
    return page.locator(f"#{pane} .message").last


def see(page, sentence, pane="channel"):
    """Wait until the last message says something."""
    sync.expect(last(page, pane)).to_contain_text(sentence)


def test_a_typed_command_is_answered_and_the_box_is_empty_again(visit):
    page = visit()
    type_line(page, "/test wave")
    see(page, "Demo Frontline waves")
    assert page.locator("#channel .message .line").last.inner_text() == "/test wave"
    assert page.input_value("#channel-line") == ""


def test_the_welcome_stands_in_private_on_the_first_visit(visit):
    see(visit(), "Hello from Parley", "private")


def test_pressing_a_button_is_typing_its_line(visit):
    page = visit()
    type_line(page, "test wave")
    page.get_by_role("button", name="Wave back").click()
    see(page, "Demo Frontline waves back")
    assert page.locator("#channel .message .line").last.inner_text() == "test wave back"


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong_beside_the_field(visit, words):
    page = visit()
    type_line(page, "test form", "private")
    page.get_by_role("button", name="Save").click()
    sync.expect(page.locator(".error")).to_have_text("Answer “What happened this week?”")
    box = page.get_by_label("What happened this week?")
    sync.expect(box).to_be_focused()
    box.fill("Mrs Smith came")
    page.get_by_label("Busy").check()
    page.get_by_role("button", name="Save").click()
    sync.expect(page.locator(".error")).to_contain_text("Leave out the name of a person")
    sync.expect(box).to_be_focused()
    assert box.get_attribute("aria-invalid") == "true"
    assert page.locator(".error").get_attribute("id") in box.get_attribute("aria-describedby").split()
    assert box.input_value() == "Mrs Smith came"
    box.fill("Our van broke down")
    page.get_by_role("button", name="Save").click()
    see(page, "Your note is kept.", "private")
    sync.expect(page.locator("#private form[data-command]")).to_have_count(0)
    assert words["notes"] == [("Our van broke down", "busy", "")]


def test_what_one_browser_does_another_sees_at_once(visit):
    mine, theirs = visit("frontline"), visit("lead")
    type_line(mine, "test tally")
    see(theirs, "0 so far")
    theirs.get_by_role("button", name="Add one").focus()
    mine.get_by_role("button", name="Add one").click()
    sync.expect(theirs.locator("#channel .message", has_text="1 so far")).to_have_count(1)
    sync.expect(theirs.locator("#channel")).not_to_contain_text("0 so far")
    sync.expect(theirs.get_by_role("button", name="Add one")).to_be_focused()


def test_a_direct_message_shows_a_badge_until_it_is_looked_at(visit):
    page = visit("frontline", PHONE)
    type_line(page, "test tell")
    page.locator("nav summary").click()
    sync.expect(page.get_by_role("link", name="Demo Lead")).to_contain_text("1 new")
    page.get_by_role("link", name="Demo Lead").click()
    tab = page.get_by_role("button", name="Private with Parley")
    sync.expect(tab).to_contain_text("1 new")
    tab.click()
    see(page, "Demo Frontline asks for you.", "private")
    sync.expect(tab.locator(".badge")).to_be_hidden()


def test_a_sealed_answer_never_shows_on_any_screen(visit):
    mine, theirs = visit("frontline"), visit("lead")
    type_line(mine, "test sealed no")
    see(mine, "Your answer is counted.")
    for page in (mine, theirs):
        assert "sealed no" not in page.content()


def test_who_one_is_stays_with_the_tab(visit, served):
    page = visit("steward")
    page.goto(f"{served.address}/")
    page.wait_for_url("**/?persona=steward")
    sync.expect(page.locator(".people [aria-current]")).to_contain_text("Demo Steward")


def test_the_clock_moves_for_everybody(visit, served):
    mine, theirs = visit("lead"), visit("analyst")
    mine.get_by_role("button", name="Next Monday 9:30am").click()
    for page in (mine, theirs):
        sync.expect(page.locator("[data-clock]")).to_have_text("Monday 23 November 2026, 9:30am")
    assert len(served.world.ticks) == 1
    mine.fill("#moment", "2026-11-20T09:00")
    mine.get_by_role("button", name="Move", exact=True).click()
    sync.expect(mine.locator(".clock .error")).to_contain_text("Date and time must be after")
    sync.expect(mine.locator("#moment")).to_be_focused()


def test_everything_works_from_the_keyboard(visit):
    page = visit()
    page.keyboard.press("Tab")
    sync.expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.id") == "channel-line":
            break
    page.keyboard.type("test wave")
    page.keyboard.press("Enter")
    see(page, "Demo Frontline waves")
    while page.evaluate("() => document.activeElement.textContent") != "Wave back":
        page.keyboard.press("Shift+Tab")
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    see(page, "Demo Frontline waves back")


def test_an_example_is_put_where_one_writes(visit):
    page = visit(viewport=PHONE)
    page.locator("#channel .examples summary").click()
    example = page.locator("#channel [data-example]").first
    line = example.get_attribute("data-example")
    example.click()
    assert page.input_value("#channel-line") == line
    sync.expect(page.locator("#channel-line")).to_be_focused()


def fill_with_everything(page):
    """Something of every kind in the channel."""
    for line in ("test chart", "test form", "test whisper", "a word nobody knows"):
        type_line(page, line)
        sync.expect(page.locator("#channel .message .line").last).to_have_text(line)
    page.get_by_text("The numbers in this chart").click()


@pytest.mark.parametrize(
    "viewport", [WIDE, PHONE, {"width": 900, "height": 700}, {"width": 320, "height": 400}]
)
def test_nothing_scrolls_sideways(visit, viewport):
    page = visit(viewport=viewport)
    fill_with_everything(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= viewport["width"]
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(
        "() => [...document.querySelectorAll('.log')].every((log) => log.scrollWidth <= log.clientWidth)"
    )


@pytest.mark.parametrize("viewport", [WIDE, PHONE])
def test_text_stands_out_from_its_background(visit, viewport):
    page = visit(viewport=viewport, reduced_motion="reduce")
    fill_with_everything(page)
    page.get_by_role("button", name="Save").click()
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(CONTRASTS) == [], scheme


def test_every_control_on_a_phone_is_large_enough_to_tap(visit):
    page = visit(viewport=PHONE, has_touch=True)
    fill_with_everything(page)
    page.locator("nav summary").click()
    assert page.evaluate(SMALL_TARGETS) == []


def test_every_control_has_a_name_and_every_picture_its_words(visit):
    page = visit()
    fill_with_everything(page)
    assert page.locator("#channel img").get_attribute("alt").startswith("Referrals in Highgate rose")
    assert page.locator("img:not([alt])").count() == 0
    tree = page.locator("body").aria_snapshot()
    controls = re.findall(r"- (?:button|link|textbox|radio|region|log)(?: .*)?$", tree, re.MULTILINE)
    assert len(controls) > 15
    assert [each for each in controls if '"' not in each] == []
    assert len(re.findall(r"heading .*\[level=1\]", tree)) == 1
    for landmark in ("banner", "navigation", "main"):
        assert f"- {landmark}" in tree


def test_ids_are_never_used_twice(visit):
    page = visit()
    fill_with_everything(page)
    type_line(page, "test form")
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map((each) => each.id)")
    assert len(ids) == len(set(ids))


def test_a_table_too_wide_for_a_phone_scrolls_in_its_own_box(visit):
    page = visit(viewport=PHONE)
    type_line(page, "test table")
    box = page.locator("#channel .scroll").last
    sync.expect(box).to_have_attribute("tabindex", "0")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 375


def test_without_javascript_the_page_says_what_to_do(chromium, served):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.address)
    sync.expect(page.locator("noscript .notice")).to_be_visible()
    context.close()
