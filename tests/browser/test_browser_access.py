"""Everybody can use the page: by keyboard, on a phone, with any eyes."""

import re

import pytest

from tests.browser.chromium import CHROMIUM, PHONE, WIDE, see, sync, type_line

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
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
