"""A number that looks wrong goes to the person who looks after it, and an answer can be shown to everybody."""

from sqlalchemy import select

from storage import database
from storage.tables import AuditRow, ReleaseRow

QUESTION = "ask foodbank-referrals ward=Highgate"


def press_wrong(chat, who="pantry-lead") -> str:
    chat.says(who, QUESTION)
    return chat.presses(who, "Looks wrong here")


def test_the_contact_is_told_in_private_and_the_person_learns_who_and_what_next(chat):
    assert "What looks wrong, in one sentence?" in press_wrong(chat)
    seen = chat.fills("pantry-lead", {"why": "We had twice as many that week."})
    assert seen.startswith("Demo Analyst has been told, with your name and your sentence.")
    assert "If the figure was wrong, it is withdrawn or corrected" in seen
    told = chat.told("analyst")
    assert (
        "Demo Pantry Lead from Demo Pantry looked at Food bank referrals in Highgate in the week of" in told
    )
    assert "says: “We had twice as many that week.”" in told
    assert "twice" not in chat.place()


def test_nothing_about_the_number_itself_is_told(quick):
    press_wrong(quick)
    quick.fills("pantry-lead", {"why": "Too low."})
    assert not any(character.isdigit() for character in quick.last.blocks[0].text)


def test_the_contact_can_open_the_figure_from_the_message(quick):
    press_wrong(quick)
    quick.fills("pantry-lead", {"why": "Too low."})
    button = next(each for each in quick.wall.posts[-1][2].blocks[-1].buttons if each.label == "Look at it")
    assert quick.says("analyst", button.line).startswith("Highgate had")


def test_the_contact_who_doubts_their_own_figure_reaches_the_steward(quick):
    press_wrong(quick, "analyst")
    assert quick.fills("analyst", {"why": "Too low."}).startswith("Demo Steward has been told")


def test_personal_details_are_not_passed_on(quick):
    press_wrong(quick)
    seen = quick.fills("pantry-lead", {"why": "Ann, 07700 900123, was not counted."})
    assert "phone number" in seen
    assert "07700" not in quick.told("analyst")
    with database.reading(quick.app.engine) as db:
        assert "07700" not in "".join(row.detail for row in db.scalars(select(AuditRow)))


def test_a_sentence_that_is_too_long_says_how_long_it_may_be(quick):
    press_wrong(quick)
    assert "500 characters or less" in quick.fills("pantry-lead", {"why": "x" * 501})


def test_without_a_figure_there_is_nothing_to_doubt(quick):
    assert "Ask for the figure first" in quick.says("pantry-lead", "/wrong")


def test_an_answer_can_be_shared_with_the_place_under_a_name(chat):
    chat.says("pantry-lead", QUESTION)
    assert chat.place() == ""
    assert chat.presses("pantry-lead", "Share in channel") == "Everybody here can see it now."
    shared = chat.place()
    assert shared.startswith("Highgate had")
    assert "Shared by Demo Pantry Lead from Demo Pantry." in shared
    assert "[Share in channel]" not in shared


def test_a_shared_answer_says_the_same_as_the_private_one(quick):
    alone = quick.says("pantry-lead", QUESTION)
    quick.presses("pantry-lead", "Share in channel")
    assert quick.place().split("\n")[0] == alone.split("\n")[0]


def test_sharing_is_audited_under_its_release_and_needs_one_that_stands(chat):
    chat.says("pantry-lead", QUESTION)
    line = next(button.line for button in chat.last.blocks[-1].buttons if button.label == "Share in channel")
    with database.writing(chat.app.engine) as db, db.begin():  # withdrawn by another process
        row = db.scalar(select(ReleaseRow).filter_by(measure="foodbank-referrals"))
        row.state, row.decided_by, row.decided_at = "withdrawn", "Demo Steward", chat.clock()
        row.reason = "Counts were doubled"
    assert "changing just now" in chat.says("pantry-lead", line)
    assert chat.place() == ""
    assert "were withdrawn by Demo Steward" in chat.says("pantry-lead", line)


def test_sharing_belongs_to_a_place_and_to_questions(quick):
    assert "Ask in the channel" in quick.says("pantry-lead", "share foodbank-referrals", private=True)
    assert "[Share in channel]" not in quick.says("pantry-lead", QUESTION, private=True)
    quick.says("pantry-lead", "share action @lead to ring")
    assert quick.place() == ""
