"""What people type to ask something, and that it reads the same when a button types it again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands import Refusal
from commands.polling import checks, line, wanted
from commands.polling.wanted import Wanted
from storage.soundings.sounding import Question

STOCK = Question("Is stock low?", options=("Yes", "No"))
PARCELS = Question("How many parcels?", "number", unit="parcels")
LOW = Question("What is low?", "several", ("Tins", "Milk, fresh"))
FULL = Question("How full are you?", "scale")
HELP = Question("What would help?", "text")


@pytest.mark.parametrize(
    "text",
    [
        '"Is stock low?" Yes | No',
        "“Is stock low?” Yes | No",
        "Is stock low? Yes | No",
        "Is stock low? Yes|No",
        'Is stock low? "Yes" | "No"',
        '"Is stock low?" "Yes" "No"',
        '"Is stock low?" "Yes", "No"',
        '"Is stock low?" Yes, No',
        '"Is stock low?" Yes / No',
        '"Is stock low?"\nYes\nNo',
        '"Is stock low?"\n- Yes\n- No',
        "Is stock low?\n• Yes\n• No\n",
        "Is stock low?\n1. Yes\n2. No",
        "Is stock low?\na) Yes\nb) No",
        "Is stock low?\n\nYes | No",
        'Yes | No "Is stock low?"',
        "Yes\nNo\nIs stock low?",
        '"Is stock low?" one of: Yes | No',
        '"Is stock low?" | Yes | No',
    ],
)
def test_one_question_in_every_way_people_write_it(text):
    assert line.questions(text) == (STOCK,)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('"How full are you?" 0-5', FULL),
        ('"How full are you?" 0 to 5', FULL),
        ('"How full are you?" (out of 5)', FULL),
        ('"How full are you?" scale of 0 to 5', FULL),
        ('"How full are you?" from 0 to 5', FULL),
        ("How full are you? scale", FULL),
        ('"How many parcels?" number of parcels', PARCELS),
        ('"How many parcels?" Number (parcels)', PARCELS),
        ('"How many parcels?" a number of parcels', PARCELS),
        ('"What would help?" in your own words', HELP),
        ('"What would help?" own words', HELP),
        ('"What would help?" free text', HELP),
        ('"What would help?" a few words', HELP),
        ('"What is low?" several: Tins | Milk, fresh', LOW),
        ('"What is low?" any of: Tins | Milk, fresh', LOW),
        ('"What is low?" (multiple) Tins | Milk, fresh', LOW),
        ('"What is low?" tick all that apply Tins | Milk, fresh', LOW),
        ('"What is low?" tick all: Tins | Milk, fresh', LOW),
        ('"What is low?" multiple\nTins\nMilk, fresh', LOW),
        ("Which day: Tuesday | Thursday", Question("Which day", options=("Tuesday", "Thursday"))),
        ("Which day\nTuesday\nThursday", Question("Which day", options=("Tuesday", "Thursday"))),
        ('"How often?" Several times | Never', Question("How often?", options=("Several times", "Never"))),
        ('"What kind?" Text | Number', Question("What kind?", options=("Text", "Number"))),
    ],
)
def test_every_kind_of_answer_in_the_words_people_use(text, meant):
    assert line.questions(text) == (meant,)


def test_several_questions_each_on_its_lines():
    text = """"Is stock low?" Yes | No
How many parcels? number of parcels

What is low?
several
Tins
Milk, fresh
How full are you? scale
"What would help?" text"""
    assert line.questions(text) == (STOCK, PARCELS, LOW, FULL, HELP)


@pytest.mark.parametrize(
    "text",
    [
        'closes="Fri 17:00" "Is stock low?" Yes | No who=vcs',
        '"Is stock low?" closes="Fri 17:00" who=vcs Yes | No'.replace("who=vcs", 'who="vcs"'),
        '"Is stock low?" Yes | No closes=Fri 17:00 who=vcs',
        '"Is stock low?"\nYes\nNo\ncloses=Fri 17:00\nwho=vcs',
        "closes=Fri 17:00\nwho=vcs\nIs stock low?\nYes\nNo",
        'who=vcs closes=Fri 17:00 "Is stock low?" Yes | No',
    ],
)
def test_settings_stand_anywhere(text):
    assert wanted.read(text, {}) == Wanted((STOCK,), "Fri 17:00", "vcs")


def test_what_stands_in_quotes_is_no_setting():
    asked = Question("Is who=vcs right, or mode: named?", options=("Yes", "No"))
    assert wanted.read('"Is who=vcs right, or mode: named?" Yes | No', {}) == Wanted((asked,))


def can_be_asked(questions):
    try:
        checks.check(questions)
    except Refusal:
        return False
    return True


WORDS = st.text("ab?!:|,.'\"-=()0125 \n“/", min_size=1, max_size=14) | st.sampled_from(
    ["several: x", "choice: y", "number", "number of", "scale", "- x", "who=vcs", "1. z", "own words", "0-5", "A?", '"']
)  # fmt: skip
QUESTIONS = st.builds(
    Question,
    WORDS,
    st.sampled_from(["choice", "several", "scale", "number", "text"]),
    st.lists(WORDS, min_size=2, max_size=4, unique=True).map(tuple),
    st.sampled_from(["", "parcels", "hot meals", "a-b", "of", "'"]) | WORDS,
)


@given(st.lists(QUESTIONS, min_size=1, max_size=3), WORDS.map(line.tidy))
def test_whatever_can_be_asked_reads_the_same_when_a_button_types_it(questions, recall):
    made = tuple(
        Question(
            line.tidy(each.words),
            each.shape,
            tuple(map(line.tidy, each.options)) if each.shape in ("choice", "several") else (),
            each.unit if each.shape == "number" else "",
        )
        for each in questions
    )
    if can_be_asked(made):
        asked = Wanted(made, "Fri 5pm", "vcs", recall=recall)
        assert wanted.read(asked.line("").strip(), {}) == asked
