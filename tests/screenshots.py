"""The pictures in the README, taken of the real demonstration: python -m tests.screenshots docs."""

from __future__ import annotations

import asyncio
import io
import socket
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from playwright.async_api import BrowserType, Page, async_playwright, expect

from bot import config
from bot.page import demo
from bot.run import Parley
from storage import database, migrate, seeding
from storage.demo import partnership
from tests import world
from tests.browser.chromium import ARGUMENTS, CHROMIUM

MORNING = datetime(2026, 11, 16, 9, 20, tzinfo=UTC)  # a Monday, just before the chart of the week
WIDE, TALL = {"width": 1280, "height": 900}, {"width": 375, "height": 920}
LARGEST = 200_000  # bytes of one picture
QUESTION = (
    'poll "How is demand compared with two weeks ago?" Higher | About the same | Lower closes="Wed 17:00"'
)
ANSWERS = {"lead": "Higher", "pantry-lead": "Higher", "centre-manager": "About the same", "deputy": "Lower"}


def prepare(folder: Path) -> Path:
    """The demonstration with a key that does not change, so that its rounded figures do not either."""
    path = partnership.write_files(folder, MORNING.date())
    bundles = partnership.build(folder, key=b"a key that only these pictures have")
    settings = config.load(path, {})
    engine = database.connect(settings.database_url)
    migrate.upgrade(engine, MORNING)
    with database.writing(engine) as db, db.begin():
        seeding.seed(db, settings.partnerships[0])
        partnership.approve(db, settings.partnerships[0].id, bundles, MORNING)
    engine.dispose()
    return path


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Visitor:
    """Somebody at the page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    async def open(cls, chromium: BrowserType, port: int, persona: str, viewport: dict[str, int]) -> Visitor:
        """A browser of their own: sharing one lets the size of one window change the letters of another."""
        browser = await chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = await browser.new_context(
            viewport=viewport,
            device_scale_factor=2 if viewport is TALL else 1.5,
            color_scheme="light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/London",
        )
        page = await context.new_page()
        await page.goto(f"http://127.0.0.1:{port}/?persona={persona}")
        await page.wait_for_selector("main[data-ready]")
        return cls(page)

    async def says(self, line: str, shows: str, pane: str = "channel") -> None:
        """Write a line, and wait for what it brings about."""
        await self.page.fill(f"#{pane}-line", line)
        await self.page.press(f"#{pane}-line", "Enter")
        await self.sees(shows, pane)

    async def sees(self, words: str, pane: str = "channel") -> None:
        await expect(self.page.locator(f"#{pane}")).to_contain_text(words, timeout=20_000)

    async def presses(self, label: str, shows: str) -> None:
        await self.page.get_by_role("button", name=label, exact=True).last.click()
        await self.sees(shows)

    async def scrolls_to(self, words: str, pane: str = "channel") -> None:
        """Put the last message with these words at the top of its conversation."""
        message = self.page.locator(f"#{pane} .message", has_text=words).last
        await message.evaluate("""each => {
            const log = each.closest(".log");
            log.scrollTop += each.getBoundingClientRect().top - log.getBoundingClientRect().top - 12;
        }""")

    async def picture(self) -> bytes:
        """The page as it is, once every chart on it is drawn and nothing has the focus."""
        await self.page.evaluate("document.activeElement.blur()")
        await self.page.wait_for_function("[...document.images].every((image) => image.complete)")
        return await self.page.screenshot(animations="disabled", caret="hide")


def small(png: bytes) -> bytes:
    """The same picture in at most 256 colours."""
    out = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


async def monday(parley: Parley, clock: world.Hand, chromium: BrowserType, port: int) -> dict[str, bytes]:
    """A Monday in the channel: the chart of the week, a sounding, and a question from a phone."""
    lead = await Visitor.open(chromium, port, "lead", WIDE)
    await lead.page.get_by_role("button", name="Next Monday 9:30am").click()
    await lead.sees("What would explain this?")
    clock.move_to(MORNING.replace(hour=10, minute=5))
    await lead.says(QUESTION, "0 of 6 organisations")
    for persona, answer in ANSWERS.items():
        voter = await Visitor.open(chromium, port, persona, WIDE)
        await voter.presses(answer, "Counted.")
        await voter.page.close()

    clock.move_to(MORNING.replace(hour=11, minute=40))
    desk = await Visitor.open(chromium, port, "food-hub-lead", WIDE)
    await desk.sees("4 of 6 organisations")
    await desk.says("/ask food bank as=chart", "The last 8 weeks", "private")
    await desk.scrolls_to("Sounding 1")
    await desk.scrolls_to("/ask food bank as=chart", "private")

    curious = await Visitor.open(chromium, port, "centre-manager", WIDE)
    await curious.says(
        "/ask foodbank-referrals ward=St Pancras & Somers Town as=chart", "The last 8", "private"
    )
    drawing = await curious.page.locator("#private img").last.get_attribute("src")
    drawn = await curious.page.request.get(f"http://127.0.0.1:{port}{drawing}")

    phone = await Visitor.open(chromium, port, "pantry-lead", TALL)
    await phone.says("/ask vouchers ward=kings x", "King's Cross had")
    await phone.scrolls_to("/ask vouchers ward=kings x")
    return {
        "desktop.png": await desk.picture(),
        "phone.png": await phone.picture(),
        "chart.png": await drawn.body(),
    }


async def take() -> dict[str, bytes]:
    """Start the demonstration in a folder of its own, visit it, and stop it."""
    with tempfile.TemporaryDirectory() as folder:
        clock, port = world.Hand(MORNING), free_port()
        parley = demo.assembled(prepare(Path(folder) / "demo"), clock, port)
        await parley.start()
        try:
            async with async_playwright() as playwright:
                return await monday(parley, clock, playwright.chromium, port)
        finally:
            await parley.stop()


def main(folder: Path) -> None:
    images = folder / "images"
    images.mkdir(parents=True, exist_ok=True)
    for name, png in asyncio.run(take()).items():
        picture = small(png)
        if len(picture) > LARGEST:
            sys.exit(f"{name} has {len(picture):,} bytes, more than a README should load.")
        (images / name).write_bytes(picture)
        print(f"{images / name}: {len(picture):,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
