"""Writing a sounding on a phone: a short form, a look, buttons for what should be otherwise, and one to ask it."""

import pytest


def drafted(quick, **more):
    quick.says("lead", "poll")
    return quick.fills(
        "lead", {"question": "Is stock low?", "kind": "choice", "answers": "- Yes\n- No", **more}
    )


def change(quick, button, **values):
    quick.presses("lead", button)
    return quick.fills("lead", values) if values else quick.last


def test_what_the_form_says_is_looked_at_first(quick):
    seen = drafted(quick)
    assert "Is stock low?\nYes · No · Prefer not to say · Does not apply here" in seen
    assert "Who is asked: Everybody, 6 organisations, one answer from each" in seen
    assert "Closes: 5pm on Friday 20 November 2026" in seen
    assert "Nobody sees who chose what, you included." in seen
    assert quick.place() == ""


@pytest.mark.parametrize(
    ("kind", "answers", "shown"),
    [
        ("several", "Tins\nMilk", "Any of: Tins · Milk · Prefer"),
        ("scale", "", "A number from 0 to 5 · Prefer"),
        ("number", "parcels", "A number of parcels · Prefer"),
        ("text", "", "A few words, read by a moderator before anybody sees them"),
    ],
)
def test_the_form_makes_every_kind_of_question(quick, kind, answers, shown):
    assert shown in drafted(quick, kind=kind, answers=answers)
    assert "is open until" in quick.presses("lead", "Ask it now")


def test_everything_else_is_changed_with_a_tap_or_a_short_form(quick):
    drafted(quick)
    change(quick, "Add a question", question2="How many parcels?", kind2="number", answers2="parcels")
    change(quick, "Change when it closes", closes="Thu 4pm")
    seen = change(quick, "Change who is asked", who="some", some="pantry\nfood-hub")
    assert "Demo Pantry, Demo Food Hub, one answer from each" in seen
    assert "This asks 2 organisations, and results need 5 answers" in seen
    for button in ("Ask with names", "One answer from each person", "Remind everybody alike"):
        quick.presses("lead", "Change something else")
        quick.presses("lead", button)
    quick.presses("lead", "Change something else")
    seen = change(quick, "Say which time it asks about", recall="the last 14 days")
    assert "1. Is stock low?" in seen
    assert "2. How many parcels?\nA number of parcels" in seen
    assert "Closes: 4pm tomorrow, Thursday 19 November 2026" in seen
    assert "Everybody here sees who chose what, at once." in seen
    assert "one answer from each person" in seen
    assert "Everybody is reminded once" in seen
    assert "open until 4pm tomorrow" in quick.presses("lead", "Ask it now")
    assert "It asks about the last 14 days. 1 more question follows" in quick.place()


def test_a_question_is_written_otherwise_or_taken_out(quick):
    drafted(quick)
    change(quick, "Add a question", question2="How full?", kind2="scale", answers2="")
    quick.presses("lead", "Change something else")
    seen = change(
        quick, "Write question 1 otherwise", question="Is milk low?", kind="choice", answers="Yes\nNo\nA bit"
    )
    assert "1. Is milk low?\nYes · No · A bit" in seen
    quick.presses("lead", "Change something else")
    assert "Is milk low?" not in str(quick.presses("lead", "Take question 1 out"))


def test_a_mistake_in_an_added_question_stands_beside_its_field(quick):
    drafted(quick)
    quick.presses("lead", "Add a question")
    assert "Give between 2 and 8 answers" in quick.fills("lead", {"question2": "Which?", "answers2": "One"})
    quick.says("lead", "poll")
    assert "no sounding" not in quick.fills(
        "lead", {"question": 'Is "low" stock | bad?', "answers": "Yes\nNo"}
    )
    assert "Is 'low' stock | bad?" in str(quick.last)
    assert "is open until" in quick.presses("lead", "Ask it now")


def test_a_bank_holiday_before_the_close_is_said(quick):
    assert "Friday 25 December 2026 is a bank holiday" in drafted(quick, closes="29 December 2026")
    assert "is a bank holiday" in quick.presses("lead", "Ask it now")


def test_nobody_leaves_a_sounding_open_for_years(quick):
    assert "closes within 3 months" in quick.says(
        "lead", '/poll "Is stock low?" Yes | No closes="1 May 2027"'
    )


def test_a_second_tap_asks_nothing_twice(quick):
    drafted(quick)
    draft = quick.last
    quick.presses("lead", "Ask it now")
    quick.last = draft
    assert "You are asking this already: it is sounding 1" in quick.presses("lead", "Ask it now")


def test_nobody_but_a_lead_has_more_than_five_open(quick):
    for number in range(5):
        quick.says("analyst", f'/poll "Is shelf {number} low?" Yes | No')
    assert "You have 5 soundings open" in quick.says("analyst", '/poll "Is shelf 5 low?" Yes | No')


def test_a_template_is_called_by_its_name_alone(quick):
    assert "It asks about" not in quick.says("lead", "/poll unmet")
    assert "Asks about: the last 14 days" in quick.says("lead", "/poll Unmet need")
    assert "No capacity · No referral route" in quick.says("lead", "/poll unmet need")


def test_personal_details_are_refused_wherever_they_stand(quick):
    for line in (
        '"Is A 07700 900123 right?" Yes | No',
        '"Whom to ring?" 07700 900123 | No',
        '"Low?" Yes | No recall="born 1/2/1990"',
    ):
        assert "seems to contain" in quick.says("lead", f"/poll {line}")
    assert quick.place() == ""
