"""Words already said become an action: "make that an action for the analyst by next meeting"."""

import pytest

from commands.actions import that
from commands.actions.from_message import to_do

THE_ANALYST = {"author": "analyst", "author_name": "Analyst", "address": "demo", "message": "7", "link": ""}


@pytest.mark.parametrize(
    ("line", "who", "due", "what"),
    [
        ("make that an action for the analyst by next meeting", "the analyst", "next meeting", ""),
        ("that's an action for @x by Fri", "@x", "Fri", ""),
        ("That’s an action for Ben.", "Ben", "", ""),
        ("thats an action", "", "", ""),
        ("Please turn this into an action item by 31/3, please", "", "31/3", ""),
        ("can you note it down as an action for me", "me", "", ""),
        ("make it an action for @a and @b due next Wednesday", "@a and @b", "next Wednesday", ""),
        ("that is an action for @x to send the map by Friday!", "@x", "Friday", "send the map"),
        ("action that for <@U02> by end of month", "<@U02>", "end of month", ""),
    ],
)
def test_how_people_say_it(line, who, due, what):
    assert that.read(line) == that.That(who, due, what)


@pytest.mark.parametrize(
    "line",
    [
        "that's an action film",
        "make that a decision",
        "action @x to do that",
        "that's an action: who=@x",
        "action that who=@x due=Fri",
        "make that an action\nring 1=2",
        "",
        "we said make that an action for x",
    ],
)
def test_what_does_not_mean_that(line):
    assert that.read(line) is None


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("We should ring the pantry.", "ring the pantry"),
        ("OK, can somebody please send the map?", "send the map"),
        ("I'll write it up", "write it up"),
        ("Please book the hall", "book the hall"),
        ("NHS figures are late", "NHS figures are late"),
        ("The van is back!", "the van is back"),
        ("?", "?"),
        ("x" * 600, "x" * 499 + "…"),
    ],
)
def test_a_message_becomes_what_is_to_be_done(words, what):
    assert to_do(words) == what


def of(chat, who, words, said, **more):
    return chat.says(who, "action of", values={**THE_ANALYST, "words": words, "said": said, **more})


def test_without_a_message_the_form_has_owner_and_date_filled_in(quick):
    seen = quick.says("lead", "@parley make that an action for the analyst by next Wednesday")
    assert seen.startswith("[Note an action]")
    form = quick.last.form()
    assert [field.value for field in form.fields] == ["", "the analyst", "next Wednesday"]
    seen = quick.fills("lead", {"what": "send the map", "who": "the analyst", "due": "next Wednesday"})
    assert seen.startswith("Action A1: Demo Analyst to send the map, by Wednesday 25 November 2026.")


def test_with_its_words_it_is_noted_at_once(quick):
    seen = quick.says("lead", "that's an action for the analyst to send the map by Fri")
    assert seen.startswith("Action A1: Demo Analyst to send the map, by Friday 20 November 2026.")


def test_a_message_is_noted_and_its_author_told(chat):
    seen = of(chat, "lead", "We should ring the pantry", "make that an action for @food-hub-lead by Fri")
    assert seen.startswith(
        "Action A1: Demo Food Hub Lead to ring the pantry, by Friday 20 November 2026. "
        "Demo Food Hub Lead has been told in private."
    )
    assert (
        "Demo Lead made your message into action A1: Demo Food Hub Lead to ring the pantry, "
        "by Friday 20 November 2026." in chat.told("analyst")
    )
    assert "A new action for you: A1" in chat.told("food-hub-lead")
    assert "your message" not in chat.told("food-hub-lead")


@pytest.mark.parametrize(
    ("words", "said", "seen"),
    [
        ("ring the pantry by Friday", "/action", "Demo Lead (you) to ring the pantry, by Friday 20"),
        ("I will ring the pantry", "/action", "Demo Analyst to ring the pantry"),
        ("@food-hub-lead will ring them by Fri", "/action", "Demo Food Hub Lead to ring them, by Friday 20"),
        ("ring the pantry", "/action @analyst by Fri", "Demo Analyst to ring the pantry, by Friday 20"),
        ("ring the pantry", "/action the analyst by Fri", "Demo Analyst to ring the pantry, by Friday 20"),
        ("ring the pantry", "/action for the analyst", "Demo Analyst to ring the pantry"),
        ("The van!", "/action @analyst to mend it by Fri", "Demo Analyst to mend it, by Friday 20"),
        ("The van!", "/action mend it", "Demo Lead (you) to mend it"),
    ],
)
def test_who_and_when_are_taken_from_whoever_says_so(quick, words, said, seen):
    assert seen in of(quick, "lead", words, said)


def test_nobody_is_told_twice_or_of_what_they_did(quick):
    of(quick, "lead", "ring the pantry", "/action @analyst")
    assert "made your message" not in quick.told("analyst")
    assert of(quick, "analyst", "ring the hub", "/action @demo-lead").startswith("Action A2: Demo Lead")
    assert "made your message" not in quick.told("analyst")


def test_personal_details_and_wordless_messages_are_refused(quick):
    seen = of(quick, "lead", "Ring 07700 900123", "/action")
    assert "This message seems to contain a phone number, so Parley has not kept it." in seen
    assert of(quick, "lead", "", "/action").startswith("Only what people wrote can become an action.")
    assert of(quick, "lead", "hello", "/action", author="").startswith("Only what people wrote")
    assert quick.says("lead", "action list") == "There are no open actions."


def test_it_can_be_typed_and_is_then_an_action_of_its_own(quick):
    seen = quick.says("lead", "/action that nobody wants by Fri")
    assert seen.startswith("Action A1: Demo Lead (you) to that nobody wants, by Friday 20 November 2026.")
    assert "to of the week" in quick.says("lead", "/action of the week")


def test_nobody_becomes_known_by_a_typed_line(quick):
    before = quick.says("lead", "/action @stranger to dance")
    quick.says("lead", "action of x author=stranger author_name=Stranger message=7")
    assert quick.says("lead", "/action @stranger to dance") == before


def test_a_doubtful_date_and_the_same_again_are_asked(quick):
    asked = of(
        quick,
        "lead",
        "ring who: the pantry",
        "/action @food-hub-lead by next Friday",
        link="https://x.example/7",
    )
    assert "Which one?" in asked
    assert quick.presses("lead", "Friday 27 November 2026").startswith(
        "Action A1: Demo Food Hub Lead to ring who - the pantry, by Friday 27 November 2026."
    )
    assert "made your message into action A1" in quick.told("analyst")
    assert "Is this the same as A1" in of(
        quick, "lead", "ring who - the pantry", "/action @food-hub-lead by Fri"
    )
    assert quick.presses("lead", "Note it too").startswith("Action A2")


def test_own_words_about_a_message_with_details_keep_none_of_it(quick):
    seen = of(quick, "lead", "Ring 07700 900123", "/action @analyst to ring them by Fri")
    assert seen.startswith("Action A1: Demo Analyst to ring them, by Friday 20 November 2026.")


def test_in_a_meeting_it_is_the_line_that_was_noted_last(quick):
    quick.says("lead", "meeting start Weekly call")
    quick.says("analyst", "meeting info ring the pantry")
    seen = quick.says("lead", "that's an action for the analyst by Fri")
    for words in ("A1 is noted in M1", "Demo Analyst", "by Friday 20 November 2026", "ring the pantry"):
        assert words in seen
    assert "made your message" not in quick.told("analyst")
    quick.says(
        "analyst", "meeting info book the hall", values={"address": "demo", "message": "9", "link": ""}
    )
    quick.says("lead", "meeting info something else")
    keys = {
        "address": "demo",
        "message": "9",
        "link": "",
        "unread": "yes",
        "said": "that's an action for @food-hub-lead",
    }
    assert "book the hall" in quick.says("lead", "action of", values=keys)


def test_who_is_unknown_is_said(quick):
    seen = of(quick, "lead", "ring the pantry", "make that an action for Bob by Fri")
    assert seen.startswith("Parley does not know “Bob”.")
