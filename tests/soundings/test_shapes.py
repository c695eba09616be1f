"""Every way to answer: one tap, several, a scale, a number, a few words, and always a way not to."""

from datetime import UTC, datetime

import pytest

from tests.soundings.people import FOR, FRIDAY_LINE, answer_all

FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)


def test_not_saying_and_not_applying_are_always_there(quick):
    quick.says("lead", '/poll "Is stock low?" Yes | No')
    assert "[Yes] [No] [Prefer not to say] [Does not apply here]" in quick.place()
    assert quick.says("pantry-lead", "poll vote 1 3").startswith("Counted.")
    assert quick.says("analyst", "poll 1 does not apply here").startswith("Counted.")


def test_a_word_typed_is_a_tap(chat):
    chat.says("lead", f'/poll "How is demand?" Higher | Same {FRIDAY_LINE}')
    assert chat.says("pantry-lead", "poll 1 higher") == "Counted. Demo Pantry has answered sounding 1."
    assert chat.says("analyst", "parley poll 1 n/a").startswith("Counted.")
    assert "no such answer" in chat.says("food-hub-lead", "poll 1 lower")


def test_a_scale_from_0_to_5(chat):
    chat.says("lead", f'/poll "How rested are your volunteers?" scale {FRIDAY_LINE}')
    assert "[0] [1] [2] [3] [4] [5] [Prefer not to say]" in chat.place()
    answer_all(chat, 1, ["4", "4", "0", "5", "2"])
    news = chat.reaches(FRIDAY)
    assert "Most often answered: 4, by 2 of 5. The average is 3.0 of 5." in news


def test_a_number_has_a_form_and_a_total(chat):
    chat.says("lead", f'/poll "How many parcels this week?" number of parcels {FRIDAY_LINE}')
    assert "[Answer] [Prefer not to say]" in chat.place()
    chat.says("pantry-lead", "poll vote 1")
    assert chat.fills("pantry-lead", {"answer": "1,200"}).startswith("Counted.")
    assert "Write a whole number" in chat.says("analyst", "poll 1 lots")
    answer_all(
        chat, 1, ["1000", "900", "1100", "800"], ["food-hub-lead", "centre-manager", "analyst", "lead"]
    )
    assert "5,000 parcels in all, 1,000 on average." in chat.reaches(FRIDAY)


def test_a_number_that_stands_out_is_not_shared(chat):
    chat.says("lead", f'/poll "How many parcels this week?" number of parcels {FRIDAY_LINE}')
    answer_all(chat, 1, ["5000", "20", "10", "5", "0"])
    news = chat.reaches(FRIDAY)
    assert "One number stands out" in news
    assert "5,0" not in news


def test_several_answers_go_through_a_form_and_count_once_each(chat):
    chat.says("lead", f'/poll "What is running low?" several: Tins | Milk, fresh | Nappies {FRIDAY_LINE}')
    chat.says("pantry-lead", "poll vote 1")
    assert chat.fills("pantry-lead", {"answer": "Tins\nMilk, fresh"}).startswith("Counted.")
    assert "already answered" in chat.says("pantry-lead", "poll 1 Nappies")
    answer_all(
        chat,
        1,
        ["Nappies", "Tins | Nappies", "Tins", "Milk, fresh"],
        ["food-hub-lead", "analyst", "lead", "deputy"],
    )
    news = chat.reaches(FRIDAY)
    assert [line for line in news.split("\n") if " | " in line][1:4] == [
        "Tins | 3",
        "Milk, fresh | 2",
        "Nappies | 2",
    ]


def test_not_saying_stands_alone(quick):
    quick.says("lead", '/poll "What is low?" several: Tins | Milk')
    assert "each stand alone" in quick.says("pantry-lead", "poll 1 Tins | Prefer not to say")
    assert "0 of 6 organisations" in quick.place()


def test_up_to_five_questions_one_tap_each(chat):
    chat.says(
        "lead",
        f'/poll "Is stock low?" Yes | No\n"Are volunteers enough?" Yes | No\n"How full are you?" scale {FRIDAY_LINE}',
    )
    assert "2 more questions follow, one tap each." in chat.place()
    seen = chat.says("pantry-lead", "poll vote 1 1")
    assert "Question 2 of 3: Are volunteers enough?" in seen
    assert "Question 3 of 3: How full are you?" in chat.presses("pantry-lead", "No")
    assert chat.presses("pantry-lead", "3") == "Counted. Demo Pantry has answered sounding 1."
    assert "1 of 6 organisations has answered." in chat.place()


def test_whoever_lost_the_next_question_finds_it_again(chat):
    chat.says("lead", '/poll "Is stock low?" Yes | No\n"Are volunteers enough?" Yes | No')
    chat.says("pantry-lead", "poll vote 1 1")
    seen = chat.says("pantry-lead", "poll vote 1 1")
    assert "already answered" in seen
    assert "Question 2 of 2: Are volunteers enough?" in seen


def test_words_are_held_and_never_in_the_log(chat):
    chat.says("lead", '/poll "What would help most?" text')
    chat.says("pantry-lead", "poll vote 1")
    assert chat.fills("pantry-lead", {"answer": "A second van"}).startswith("Counted.")
    assert "seems to contain a phone number" in chat.says("analyst", "poll 1 Ring 07700 900123")
    assert "A second van" not in chat.place()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('poll "A?" several: Yes', "Give between 2 and 8 answers"),
        ('poll "A?" Yes | Prefer not to say', "is always there"),
        (
            "\n".join(f'poll "Q{n}?" Yes | No' if n == 1 else f'"Q{n}?" Yes | No' for n in range(1, 7)),
            "Ask 5 questions at most",
        ),
        ('poll "A?" Yes | No who="nobody we know"', "No organisation here is called"),
        ('poll "A?" Yes | No mode=secret', "Write sealed"),
        ('poll "A?" Yes | No voice=crowd', "Write organisation"),
    ],
)
def test_what_cannot_be_asked(quick, line, said):
    assert said in quick.says("lead", line)
    assert quick.place() == ""


@pytest.mark.parametrize("who", FOR)
def test_every_organisation_can_answer(quick, who):
    quick.says("lead", '/poll "Is stock low?" Yes | No')
    assert quick.says(who, "poll 1 yes") == f"Counted. {FOR[who]} has answered sounding 1."
