"""What people do on the page, and what others see of it."""

import pytest

from tests.browser.chromium import CHROMIUM, PHONE, see, sync, type_line

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


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
