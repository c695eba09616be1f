"""Who was there: people, organisations, guests without an account, and apologies."""

from tests.meetings.test_capture import begun

NAMES = [
    ("here: Jo Example from Age UK", "Noted as here: Jo Example (Age UK)."),
    (
        "present: Jo (Demo Pantry), @analyst and Sam",
        "Jo (Demo Pantry), Demo Analyst (Demo Borough Council), Sam.",
    ),
    (
        "Apologies from the Demo Pantry, @steward",
        "Noted as sending apologies: Demo Pantry, Demo Steward (",
    ),
    ("meeting apologies me", "Noted as sending apologies: Demo Lead (Demo Voluntary Sector Forum)."),
    ("meeting apologies", "That was noted already: sending apologies."),
    ("here: @nobody", "Parley does not know “@nobody”. For a guest write the name without the @."),
    ("here: @demo", "Parley does not know “@demo”."),
    ("here: @lead", "More than one person could be “@lead”."),
    ("here: ring 07700 900123", "seems to contain a phone number"),
    ("here: " + "x" * 81, "Write names of 80 characters or less"),
    ("meeting absent Morgan", "Nobody called Morgan is noted in M1."),
]


def test_organisations_are_shown_and_each_is_noted_once(quick):
    begun(quick)
    assert (
        quick.says("pantry-lead", "here")
        == "Noted as here: Demo Pantry Lead (Demo Pantry).\n\n[Take it back]"
    )
    assert quick.says("pantry-lead", "I am here!") == "That was noted already: here."
    quick.says("lead", "apologies from Demo Schools Team")
    assert "Here: Demo Voluntary Sector Forum, Demo Pantry\nApologies: Demo Schools Team" in quick.place()


def test_whoever_says_something_is_here(quick):
    begun(quick)
    quick.says("centre-manager", "apologies")
    assert "Apologies: Demo Community Centre" in quick.place()
    quick.says("centre-manager", "decision: we came after all")
    assert "Apologies" not in quick.place()
    assert "Here: Demo Community Centre, Demo Voluntary Sector Forum" in quick.place()


def test_names_as_people_write_them(quick):
    begun(quick)
    quick.says("lead", "meeting absent me")
    for line, said in NAMES:
        assert said in quick.says("lead", line)


def test_somebody_noted_by_mistake_is_taken_off_the_list(quick):
    begun(quick)
    quick.says("lead", "here: Jo from Age UK")
    assert quick.presses("lead", "Take it back") == "Taken off the list: Jo."
    assert "Age UK" not in quick.place()
    quick.says("lead", "here: JO")
    assert quick.says("lead", "meeting absent jo") == "Taken off the list: jo."


def test_a_guest_is_known_by_their_name_in_capitals_or_not(quick):
    begun(quick)
    quick.says("lead", "here: Jo")
    assert quick.says("lead", "here: jo") == "That was noted already: here."


def test_a_crowd_does_not_fill_the_message(quick):
    begun(quick)
    quick.says("lead", f"here: {', '.join(f'Guest {number}' for number in range(30))}")
    assert "and 11 more" in quick.place()
