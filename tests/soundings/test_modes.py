"""Who is asked, who sees what, and what may still be changed."""

from datetime import UTC, datetime

from tests.soundings.people import FRIDAY_LINE, answer_all

FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)


def test_only_those_asked_can_answer(chat):
    chat.says("lead", f'/poll "Is stock low?" Yes | No who=vcs {FRIDAY_LINE}')
    assert "0 of 4 organisations have answered." in chat.place()
    assert "does not ask Demo Borough Council" in chat.says("analyst", "poll 1 yes")
    assert chat.says("pantry-lead", "poll 1 yes").startswith("Counted.")


def test_organisations_can_be_chosen_by_name(chat):
    chat.says("lead", '/poll "Is stock low?" Yes | No mode=named who="Demo Pantry, food-hub"')
    assert "0 of 2 organisations have answered." in chat.place()
    assert chat.says("food-hub-lead", "poll 1 yes").startswith("Counted.")


def test_named_answers_are_seen_at_once_changed_and_taken_back(chat):
    chat.says("lead", f'/poll "Which day suits you?" Tuesday | Thursday mode=named {FRIDAY_LINE}')
    assert "Named: everybody here sees who chose what." in chat.place()
    chat.says("pantry-lead", "poll 1 tuesday")
    assert "Demo Pantry | Tuesday" in chat.place()
    chat.says("pantry-lead", "poll 1 thursday")
    assert "Demo Pantry | Thursday" in chat.place()
    assert "Tuesday | 1" not in chat.place()
    assert chat.presses("pantry-lead", "Take it back") == "Your answer is taken back."
    assert "0 of 6 organisations have answered." in chat.place()


def test_a_sealed_answer_cannot_be_taken_back(chat):
    chat.says("lead", '/poll "Is stock low?" Yes | No')
    chat.says("pantry-lead", "poll 1 yes")
    assert "cannot be taken back" in chat.says("pantry-lead", "poll unvote 1")


def test_one_answer_for_each_person(chat):
    chat.says("lead", f'/poll "How was the call?" Useful | Long voice=person {FRIDAY_LINE}')
    assert chat.says("analyst", "poll 1 useful") == "Counted. You have answered sounding 1."
    assert chat.says("steward", "poll 1 long") == "Counted. You have answered sounding 1."
    assert "2 people have answered." in chat.place()


def test_a_form_shows_who_will_see_what_before_it_is_asked(chat):
    chat.says("lead", "poll")
    seen = chat.fills("lead", {"question": "Stock?", "answers": "Fine\nLow", "who": "vcs", "mode": "sealed"})
    assert "Who is asked: The voluntary sector, 4 organisations" in seen
    assert "results need 5 answers, so no result will be shown" in seen
    assert chat.place() == ""


def test_a_mended_word_keeps_the_answers_and_is_said(chat):
    chat.says("lead", '/poll "How is demnad?" Higher | Same')
    chat.says("pantry-lead", "poll 1 higher")
    chat.says("lead", "poll mend 1")
    seen = chat.fills("lead", {"new": "How is demand?", "means": "same"})
    assert "now asks: How is demand?" in seen
    assert "It was opened as: How is demnad?" in chat.place()
    assert "1 of 6 organisations has answered." in chat.place()


def test_a_change_of_meaning_is_another_sounding(chat):
    chat.says("lead", '/poll "How is demand?" Higher | Same')
    chat.says("lead", "poll mend 1")
    seen = chat.fills("lead", {"new": "How is stock?", "means": "other"})
    assert "people have answered another question" in seen
    assert "How is demand?" in chat.place()


def test_a_cancelled_sounding_keeps_nothing(chat):
    chat.says("lead", '/poll "Is stock low?" Yes | No')
    answer_all(chat, 1, ["yes"] * 5)
    assert "Its answers will be deleted" in chat.says("lead", "poll cancel 1")
    chat.presses("lead", "Cancel it")
    assert "was cancelled" in chat.says("deputy", "poll 1 yes")
    assert "Its answers are deleted and nobody has seen them." in chat.place()


def test_another_time_to_close(chat):
    chat.says("lead", f'/poll "Is stock low?" Yes | No {FRIDAY_LINE}')
    assert "closes at 5pm on Monday 23 November 2026" in chat.says("lead", "poll extend 1 Mon 5pm")
    assert "has closed" not in chat.reaches(FRIDAY)
    assert chat.says("pantry-lead", "poll 1 yes").startswith("Counted.")


def test_nearly_the_same_asked_again_at_once_is_not_shown(chat):
    for number, voices in ((1, 5), (2, 6)):
        chat.says("lead", f'/poll "Is stock low?" Yes | No closes="Fri {15 + number}:00"')
        answer_all(chat, number, ["yes"] * voices)
        chat.says("lead", f"poll close {number}")
    assert "asked nearly the same organisations the same as sounding 1" in chat.place()
