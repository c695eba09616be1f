"""The action log as files, and an earlier log taken in: all of it, or nothing and every problem at once."""

import json
from datetime import timedelta

import pytest

from tests.meetings import held
from tests.world import NOW

LOG = """Meeting date,Action,Owner,Status,Due,Comments
14/10/2026,Send the counts,Demo Analyst,Open,27/11/2026,Half of it is sent
14/10/2026,Book the hall,Jo from the church,Complete,,
21/10/2026,"Ring the pantry, twice",Demo Food Hub,On hold,ASAP,No answer
"""
AGAIN = "Take in 3 actions"


def takes_in(world, text, label=None):
    """Paste a log, look at it, press the button."""
    world.says("lead", "action import")
    seen = world.fills("lead", {"log": text})
    if "[Take in" not in seen:
        return seen
    return world.presses(
        "lead", label or next(each for each in seen.split("[") if each.startswith("Take")).strip("] \n")
    )


def actions(world):
    """What the JSON file has of every action, without its number."""
    world.says("lead", "action export")
    whole = world.last.attachments()[1].text if world.last.attachments() else '{"actions": []}'
    return [{**each, "number": ""} for each in json.loads(whole)["actions"]]


def test_a_log_is_looked_at_first_and_then_taken_in_whole(chat):
    chat.says("lead", "action import")
    seen = chat.fills("lead", {"log": LOG})
    assert "New in this log: 3 actions: 1 open, 1 blocked, 1 done" in seen
    assert "Without an account here, kept as names: Jo from the church." in seen
    assert "Send the counts | Demo Analyst | Friday 27 November 2026 | open" in seen
    assert actions(chat) == []
    said = takes_in(chat, LOG)
    assert said.startswith("Taken in: 3 actions: 1 open, 1 blocked, 1 done. Their numbers are A1 to A3.")
    assert "blocked: Due: ASAP. No answer" in chat.says("lead", "action list")
    assert chat.told("analyst") == ""


def test_an_action_of_an_earlier_log_keeps_its_day_and_says_where_it_is_from(quick):
    takes_in(quick, LOG)
    seen = quick.says("lead", "action show A1")
    assert "Demo Lead noted: read in from an earlier log, agreed on 14 October 2026" in seen
    assert "Demo Lead said: Half of it is sent" in seen
    quick.says("lead", "meeting start Extra")
    assert "A1 | Send the counts" in quick.place()
    assert "Book the hall" not in quick.place()
    quick.sleeps_until(NOW + timedelta(days=700))
    assert "Book the hall" in quick.says("lead", "action list closed")
    quick.sleeps_until(NOW + timedelta(days=760))
    assert "Book the hall" not in quick.says("lead", "action list closed")


def test_minutes_of_before_do_not_change_when_an_earlier_log_is_taken_in(quick):
    held.hold(quick, "meeting info Nothing new")
    before = quick.says("lead", "minutes M1")
    quick.clock.move_by(timedelta(minutes=1))
    takes_in(quick, LOG)
    assert quick.says("lead", "minutes M1") == before


def test_the_same_log_twice_adds_nothing_twice(chat):
    takes_in(chat, LOG)
    before = actions(chat)
    assert "Nothing new: 3 actions of this log are here already." in takes_in(chat, LOG)
    more = LOG + "28/10/2026,Mend the door,Demo Analyst,,,\n"
    assert "3 actions are here already and left out." in chat.says(
        "lead", "action import", values={"log": more}
    )
    assert takes_in(chat, more).startswith("Taken in: 1 action: 1 open. Its number is A4.")
    assert actions(chat)[:3] == before


def test_the_button_pressed_twice_adds_nothing_twice(chat):
    chat.says("lead", "action import")
    chat.fills("lead", {"log": LOG})
    looked_at = chat.last
    assert chat.presses("lead", AGAIN).startswith("Taken in")
    chat.last = looked_at
    assert chat.presses("lead", AGAIN).startswith("Nothing new")


@pytest.mark.parametrize(
    "text",
    [
        LOG.replace(",", "\t").replace('"Ring the pantry\t twice"', "Ring the pantry, twice"),
        LOG.replace(",", ";").replace('"Ring the pantry; twice"', '"Ring the pantry, twice"'),
        "\ufeff" + LOG.replace("\n", "\r\n"),
        "Action log of the partnership,,,,,\n,,,,,\n" + LOG,
        LOG.replace("Meeting date,Action,Owner,Status,Due,Comments", "Date of meeting,ACTION POINT,By whom,State,Deadline,Notes"),
        LOG.replace("14/10/2026", "14 October 2026").replace("21/10/2026", "21.10.26"),
        LOG.replace("27/11/2026", "Fri 27 Nov 2026 00:00"),
        LOG + ",,,,,\n,,,,,\n",
    ],
)  # fmt: skip
def test_logs_are_read_as_people_keep_them(quick, text):
    takes_in(quick, LOG)
    assert takes_in(quick, text).startswith("Nothing new: 3 actions"), text


def test_a_heading_with_the_very_name_of_a_column_is_that_column(quick):
    seen = quick.says("lead", "action import", values={"log": "Task,Action,Owner\nMaps,Print it,Jo\n"})
    assert "Print it | Jo | no date | open" in seen
    assert "Columns left out: Task." in seen


def test_columns_come_in_any_order_and_others_are_left_out(quick):
    text = "RAG\tWho\tDue date\tAction\nRed\tDemo Analyst and Jo\t1 Dec\tSend the map\n"
    seen = quick.says("lead", "action import", values={"log": text})
    assert "Send the map | Demo Analyst, Jo | Tuesday 1 December 2026 | open" in seen
    assert "Columns left out: RAG." in seen


@pytest.mark.parametrize(
    ("owners", "who"),
    [
        ("Smith and Jones Ltd", "Smith and Jones Ltd"),
        ("demo analyst", "Demo Analyst"),
        ("Demo Analyst/Demo Steward", "Demo Analyst, Demo Steward"),
        ("Demo Food Hub; Jo", "Demo Food Hub, Jo"),
        ("All", "All"),
    ],
)
def test_owners_are_people_organisations_or_names(quick, owners, who):
    seen = quick.says("lead", "action import", values={"log": f'Action;Owner\nSend it;"{owners}"\n'})
    assert f"Send it | {who} | no date | open" in seen


def test_every_problem_is_said_at_once_with_its_row_and_nothing_is_taken_in(quick):
    text = """Meeting date,Action,Owner,Status,Due
31/2/2026,Send the counts,Demo Analyst,Open,
14/10/2026,,Demo Analyst,Open,
14/10/2026,Book the hall,,Open,
14/10/2026,Mend the door,Demo Analyst,Purple,
14/10/2026,Ring 07700 900123,Demo Analyst,Open,
14/10/2026,Print the map,Demo Analyst,Open,10/31/2026
14/10/2031,Print the map,Demo Analyst,Open,
14/10/2026,Print the map,Lead,Open,
14/10/2026,Print, the map,Demo Analyst,Open,1/12/2026
14/10/2026,This one is right,Demo Analyst,Open,
"""
    seen = quick.says("lead", "action import", values={"log": text})
    assert seen.startswith("Nothing was taken in. 9 things have to be put right in the log first:")
    for said in (
        "row 2, column “Meeting date”: This is not a real date with its year",
        "row 3, column “Action”: It does not say what is to be done.",
        "row 4, column “Owner”: It does not say who has it.",
        "row 5, column “Status”: This is not a status that Parley knows.",
        "row 6, column “Action”: This seems to contain a phone number. Leave that out.",
        "row 7, column “Due”: This is not a real date",
        "row 8, column “Meeting date”: This date is in the future.",
        "row 9, column “Owner”: More than one person could be “Lead”. Write the whole name.",
        "row 10: This row has more cells than there are headings.",
    ):
        assert said in seen
    assert "07700" not in seen
    assert actions(quick) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello", "No row has the headings of an action log"),
        ("Action,Owner\n", "There is no action under the headings."),
        ("Task,To do,Owner\nSend,it,Jo", "Two columns could be Action."),
        ('Action,Owner\n"Send it,Jo\n', "A quotation mark is opened and not closed."),
        (f"Action,Owner\n{'x' * 501},Jo", "This must be 500 characters or less."),
        ("Action,Owner\n" + "Send it,Jo\n" * 2001, "This log has 2,001 rows."),
        ("Action,Owner\n" + "".join(f"{'Send it ' * 9}{number},Jo\n" for number in range(200)), "too long for a message"),
    ],
)  # fmt: skip
def test_what_is_no_log_is_refused_in_words(quick, text, said):
    assert said in quick.says("lead", "action import", values={"log": text})


def test_only_a_lead_takes_a_log_in(quick):
    assert "Only a lead can do this." in quick.says("analyst", "action import")


def test_the_export_is_a_table_and_json_and_runs_nothing_in_a_spreadsheet(quick):
    held.hold(quick)
    quick.says("lead", "action @analyst to =HYPERLINK(1) by tomorrow")
    quick.says("lead", "A1 blocked waiting for the printer")
    quick.says("lead", "action comment A1 half of it is there")
    quick.says("lead", "action export")
    table, whole = quick.last.attachments()
    assert table.text.removeprefix("\ufeff").splitlines() == [
        "Number,Meeting date,Action,Owner,Status,Due,Comments",
        "A1,2026-11-18,send the counts,Demo Analyst,blocked,2026-11-27,waiting for the printer | half of it is there",
        "A2,2026-11-18,'=HYPERLINK(1),Demo Analyst,open,2026-11-19,",
    ]
    assert json.loads(whole.text)["actions"][0]["why"] == "waiting for the printer"
