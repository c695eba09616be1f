"""One sounding in Slack and in Telegram at once: through the real libraries, one tally."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from bot.slack.transport import Slack
from bot.telegram.transport import Telegram
from tests.process import CHANNEL, GROUP
from tests.surfaces.chats import SlackSurface, TelegramSurface
from tests.surfaces.parley import approve, settle, until
from tests.surfaces.surface import PEOPLE
from tests.test_surfaces import Stage, open_slack, open_telegram

EVERY = 0.3  # seconds between two edits of one message
NUMBERS = []  # of the soundings opened, each closed when its test ends: nobody may have many open


async def platforms(app, charts):
    """As they are, but that Telegram's limit of 20 messages a minute is no hindrance."""
    yield Slack(app, charts)
    yield Telegram(app, charts, pace=0.005)


@pytest.fixture(scope="module")
def both(built, tmp_path_factory):
    """Slack and Telegram on one Parley, for all the tests of this file in turn."""
    path = settle(built[0], tmp_path_factory.mktemp("places") / "made")
    approve(path, built[1])
    env = {}
    with ExitStack() as stack:
        slack = SlackSurface(open_slack(stack, env))
        telegram = TelegramSurface(open_telegram(stack, env))
        running = Stage(path.parent, tmp_path_factory.mktemp("run"), stack).run(env, platforms)
        running.parley.office._rewriter._every = EVERY
        slack.running = telegram.running = running
        slack.slack.wait_connected()
        for _, user, _ in PEOPLE.values():
            telegram.telegram.start(user)
        yield slack, telegram


@pytest.fixture
def places(both):
    slack, telegram = both
    yield slack, telegram
    slack.write("lead", f"/poll close {NUMBERS[-1]}")
    assert slack.slack.refusals == []
    assert telegram.telegram.refusals == []


def opened(slack, text):
    """Open a sounding in Slack; its number."""
    before = {each.key: each.text for each in slack.visible("lead")}
    slack.write("lead", f"/poll {text}")
    said = until(
        lambda: [
            each.text
            for each in slack.visible("lead")
            if "is open until" in each.text and before.get(each.key) != each.text
        ],
        "that it is open",
    )[-1]
    NUMBERS.append(int(said.split("Sounding ")[1].split(" ")[0]))
    return NUMBERS[-1]


def tally(surface, number, words):
    return until(
        lambda: [
            each.text
            for each in surface.public()
            if f"Sounding {number}\n" in each.text and words in each.text
        ],
        f"{words} of sounding {number}",
    )


def standing(surface, number):
    """The message of a sounding in the place."""
    return until(
        lambda: [each for each in surface.public() if f"Sounding {number}\n" in each.text], "the sounding"
    )[-1]


def privately(telegram, who, words):
    return telegram.telegram.wait_message(PEOPLE[who][1], containing=words)


def test_each_place_has_one_living_message_and_both_have_one_tally(places):
    slack, telegram = places
    number = opened(slack, '"How is demand?" Higher | Same | Lower')
    tally(telegram, number, "0 of 6 organisations have answered.")
    slack.presses("food-hub-lead", "Higher", "Counted.")
    telegram.presses("pantry-lead", "Same", "Counted.")
    tally(slack, number, "2 of 6 organisations have answered.")
    tally(telegram, number, "2 of 6 organisations have answered.")
    assert len(tally(slack, number, "")) == len(tally(telegram, number, "")) == 1


def test_a_word_typed_is_an_answer_wherever_it_is_typed(places):
    slack, telegram = places
    number = opened(slack, '"How is stock?" Fine | Tight | Low')
    slack.says("food-hub-lead", f"poll {number} fine", "Counted. Demo Food Hub")
    assert slack.slack.direct(PEOPLE["pantry-lead"][0], f"poll {number} tight").acked
    slack.slack.wait_direct(PEOPLE["pantry-lead"][0], "Counted. Demo Pantry")
    telegram.telegram.says(PEOPLE["centre-manager"][1], None, f"poll {number} low")
    privately(telegram, "centre-manager", "Counted. Demo Community Centre")
    telegram.telegram.says(PEOPLE["analyst"][1], GROUP, f"/poll {number} low")
    tally(telegram, number, "4 of 6 organisations have answered.")


def test_nobody_in_the_place_reads_what_somebody_answered(places):
    slack, telegram = places
    assert not any("Counted." in each.text for each in (*slack.public(), *telegram.public()))


def test_a_reaction_is_no_answer_and_nothing_is_polled_natively(places):
    slack, telegram = places
    assert "reaction_added" not in {each.type for each in slack.slack.events}
    assert not any(call.method == "sendPoll" for call in telegram.telegram.calls)


def test_several_answers_in_a_slack_modal_and_one_message_in_telegram(places):
    slack, telegram = places
    number = opened(slack, '"What is low?" several: Tins | Fresh food | Nothing')
    message = standing(slack, number)
    slack.press("food-hub-lead", message, "Answer")
    slack.fill("food-hub-lead", f"Sounding {number}", {"What is low?": ["Tins", "Fresh food"]})
    tally(slack, number, "1 of 6 organisations has answered.")
    message = standing(telegram, number)
    telegram.press("pantry-lead", message, "Answer")
    privately(telegram, "pantry-lead", "What is low?")
    telegram.telegram.says(PEOPLE["pantry-lead"][1], None, "1, 2")
    tally(telegram, number, "2 of 6 organisations have answered.")


@pytest.mark.parametrize(("shape", "answer"), [("number of parcels", "25"), ("text", "A second van")])
def test_a_number_and_words_are_asked_for_in_private(places, shape, answer):
    slack, telegram = places
    number = opened(slack, f'"Tell us {answer.lower()}?" {shape}')
    message = standing(slack, number)
    slack.press("food-hub-lead", message, "Answer")
    slack.fill("food-hub-lead", f"Sounding {number}", {f"Tell us {answer.lower()}?": answer})
    tally(telegram, number, "1 of 6 organisations has answered.")
    message = standing(telegram, number)
    telegram.press("pantry-lead", message, "Answer")
    privately(telegram, "pantry-lead", f"Tell us {answer.lower()}?")
    telegram.telegram.says(PEOPLE["pantry-lead"][1], None, answer)
    tally(slack, number, "2 of 6 organisations have answered.")


def test_the_second_question_follows_in_private(places):
    slack, telegram = places
    number = opened(slack, '"Is stock low?" Yes | No\n"Are volunteers short?" Often | Never')
    slack.press("food-hub-lead", standing(slack, number), "Yes")
    slack.told("food-hub-lead", "Question 2 of 2: Are volunteers short?")
    telegram.press("pantry-lead", standing(telegram, number), "No")
    follows = privately(telegram, "pantry-lead", "Question 2 of 2: Are volunteers short?")
    assert not any("Are volunteers short?" in each.text for each in telegram.public())
    telegram.telegram.press(PEOPLE["pantry-lead"][1], follows, "Never")
    tally(slack, number, "2 of 6 organisations have answered.")


def test_a_burst_of_answers_is_a_few_edits(places):
    slack, telegram = places
    number = opened(slack, '"Is the van mended?" Yes | No')
    message = standing(slack, number)
    before = len([name for name, _ in slack.slack.calls if name == "chat.update"])
    for who in ("food-hub-lead", "pantry-lead", "centre-manager", "analyst", "deputy", "lead"):
        slack.press(who, message, "Yes")
    tally(telegram, number, "6 of 6 organisations have answered.")
    edits = len([name for name, _ in slack.slack.calls if name == "chat.update"]) - before
    assert edits <= 3


def test_who_asked_for_it_gets_each_new_sounding_in_private(places):
    slack, telegram = places
    telegram.telegram.says(PEOPLE["centre-manager"][1], None, "mine telegram soundings on")
    privately(telegram, "centre-manager", "Each new sounding comes too.")
    number = opened(slack, '"Is it warm enough?" Yes | No')
    copy = privately(telegram, "centre-manager", "Is it warm enough?")
    telegram.telegram.press(PEOPLE["centre-manager"][1], copy, "Yes")
    tally(slack, number, "1 of 6 organisations has answered.")
    assert CHANNEL not in copy.visible_text


def test_a_draft_longer_than_a_button_of_slack_holds_keeps_its_buttons(places):
    slack, _ = places
    answers = " | ".join(letter * 55 for letter in "abcdefgh")
    slack.write(
        "lead", "/poll draft " + "\n".join(f'"{number} {"q" * 200}?" {answers}' for number in "12345")
    )
    change = "Change when it closes"
    seen = until(lambda: [each for each in slack.visible("lead") if change in each.text], change)[-1]
    slack.press("lead", seen, change)
    slack.fill("lead", "When it closes", {"When does it close?": "in 3 hours"})
    said = slack.presses("lead", "Ask it now", "is open until")
    NUMBERS.append(int(said.split("Sounding ")[1].split(" ")[0]))
    assert "4 more questions follow" in standing(slack, NUMBERS[-1]).text
