"""After the close: words are read before they are seen, and the owner says what was done."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.soundings.people import FRIDAY_LINE, answer_all

FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
WORDS = ("A second van", "More tins", "A quiet room", "Debt advice on Mondays", "Mrs Smith knows")


def closed_with_words(chat):
    chat.says("lead", f'/poll "What would help most?" text {FRIDAY_LINE}')
    answer_all(chat, 1, WORDS)
    chat.reaches(FRIDAY)


def test_words_wait_for_a_moderator_and_come_out_together(chat):
    closed_with_words(chat)
    assert "5 answers in people's own words wait for you to read" in chat.told("lead")
    assert "A second van" not in chat.place()
    seen = chat.says("lead", "poll words 1")
    number = next(line[0] for line in seen.split("\n") if "Mrs Smith" in line)
    assert chat.presses("lead", f"Leave {number} out").startswith("It is left out")
    chat.says("lead", "poll words 1")
    assert chat.presses("lead", "Let these out") == "They are shown with the result now."
    assert "A second van" in chat.place()
    assert "Mrs Smith" not in chat.place()


def test_nobody_else_reads_them_and_nobody_before_the_close(chat):
    chat.says("lead", f'/poll "What would help most?" text {FRIDAY_LINE}')
    chat.says("pantry-lead", "poll 1 A second van")
    assert "is open until" in chat.says("lead", "poll words 1")
    assert chat.says("analyst", "poll words 1").startswith("Only Demo Lead can read")


def test_too_few_words_are_not_let_out(chat):
    chat.says("lead", f'/poll "What would help most?" text {FRIDAY_LINE}')
    answer_all(chat, 1, WORDS[:4])
    chat.reaches(FRIDAY)
    assert chat.says("lead", "poll words release 1").startswith("Too few answered sounding 1")


def test_the_owner_says_what_was_done_and_is_asked_again_once(chat):
    chat.says("analyst", f'/poll "Is stock low?" Yes | No {FRIDAY_LINE}')
    answer_all(chat, 1, ["yes"] * 5)
    chat.reaches(FRIDAY)
    assert chat.told("analyst").count("say in one line what you did") == 1
    chat.reaches(FRIDAY + timedelta(days=7))
    assert chat.told("analyst").count("say in one line what you did") == 2
    chat.says("analyst", "poll did 1 We moved the van to Tuesdays")
    assert "You said, we did: We moved the van to Tuesdays" in chat.place()


def test_who_has_said_is_not_asked_again(chat):
    chat.says("analyst", f'/poll "Is stock low?" Yes | No {FRIDAY_LINE}')
    answer_all(chat, 1, ["yes"] * 5)
    chat.reaches(FRIDAY)
    chat.says("analyst", "poll did 1 We moved the van")
    chat.reaches(FRIDAY + timedelta(days=7))
    assert chat.told("analyst").count("say in one line what you did") == 1


@pytest.mark.parametrize("name", ["demand", "first-time", "stock", "volunteers", "unmet"])
def test_a_ready_sounding_is_looked_at_and_asked(quick, name):
    quick.says("lead", "poll templates")
    seen = quick.says("lead", f"poll template {name}")
    assert "Before you ask" in seen
    assert "is open until" in quick.presses("lead", "Ask it now")
    assert "It asks about the " in quick.place()


def test_a_sealed_result_is_exported_only_when_it_is_shown(chat):
    chat.says("lead", f'/poll "Is stock low?" =Yes | No {FRIDAY_LINE}')
    answer_all(chat, 1, ["No"] * 4)
    assert "Its result comes then." in chat.says("lead", "poll export 1")
    chat.reaches(FRIDAY)
    chat.says("lead", "poll export 1")
    table, program = [block.text for block in chat.last.blocks if hasattr(block, "name")]
    assert "Too few replies to share the results." in table
    assert "Too few replies to share the results." in program
    assert "No,4" not in table


def test_a_named_result_says_who_and_no_spreadsheet_runs_it(chat):
    chat.says("lead", '/poll "Which day?" =Tuesday | Thursday mode=named')
    chat.says("pantry-lead", "poll 1 1")
    chat.says("lead", "poll export 1")
    table, program = [block.text for block in chat.last.blocks if hasattr(block, "name")]
    assert "'=Tuesday" in table
    assert '"Demo Pantry": [' in program
