"""Somebody in two partnerships who writes in private: asked once, and nothing they said or press is lost or misplaced."""

import pytest

from bot import outgoing
from bot.heard import Heard
from bot.text import buttons
from commands.reply import Button, Buttons, Form, Reply, Send, Text, ToPerson
from storage import database, people
from storage.tables import AuditRow, ChosenRow, InboxRow, StoredLineRow, WeeknoteRow
from tests.pair import FOOD, RURAL, RURAL_PLACE
from tests.world import NOW, PLACE, read

ASKED = f"You are in more than one partnership. Which one is this about?\n\n[{FOOD}] [{RURAL}]"
NOW_RURAL = f"Your private messages are now about {RURAL}. To change that, write: partnership"
ACCOUNTS = pytest.mark.parametrize(
    ("platform", "account"), [("slack", "U04"), ("telegram", "104"), ("web", "analyst")]
)


@ACCOUNTS
def test_somebody_in_two_is_asked_which_one_once_and_their_question_goes_on(pair, platform, account):
    assert pair.hears(account, "catalogue", platform=platform) == ASKED
    answer = pair.chooses(account, RURAL, platform=platform)
    assert "Money advice calls" in answer
    assert "Helpline calls" not in answer
    assert answer.endswith(NOW_RURAL)
    again = pair.hears(account, "/parley catalogue", platform=platform)
    assert "Money advice calls" in again
    assert "Your private messages" not in again


@ACCOUNTS
def test_the_choice_can_be_changed(pair, platform, account):
    pair.hears(account, "catalogue", platform=platform)
    pair.chooses(account, RURAL, platform=platform)
    said = pair.hears(account, "/parley partnership", platform=platform)
    assert said == f"Your private messages are about {RURAL}. You can change that.\n\n[{FOOD}]"
    changed = pair.chooses(account, FOOD, platform=platform)
    assert changed == f"Your private messages are about {FOOD}. You can change that.\n\n[{RURAL}]"
    assert "Helpline calls" in pair.hears(account, "catalogue", platform=platform)
    [row] = pair.rows(ChosenRow)
    assert (row.platform, row.account, row.partnership) == (platform, account, "demo-food")


def test_each_account_of_a_person_has_its_own_choice(quick_pair):
    quick_pair.hears("U04", "partnership demo-rural", platform="slack")
    assert quick_pair.hears("104", "catalogue", platform="telegram") == ASKED


@pytest.mark.parametrize("words", ["demo-rural", RURAL, "rural", "Rural Support", "DEMO-RURAL:"])
def test_a_partnership_is_chosen_by_its_id_or_its_name(quick_pair, words):
    assert f"messages are about {RURAL}" in quick_pair.hears("analyst", f"partnership {words}")


@pytest.mark.parametrize("words", ["demo", "nowhere", "demo-food2", "support insight"])
def test_a_partnership_that_is_not_meant_clearly_is_never_chosen(quick_pair, words):
    said = quick_pair.hears("analyst", f"partnership {words}")
    assert said == f"You are in no partnership called “{words}”.\n\n[{FOOD}] [{RURAL}]"
    assert quick_pair.rows(ChosenRow) == []


def test_what_changes_something_waits_too_and_happens_once(pair):
    assert pair.hears("analyst", "action @rural-lead to ring the hall by friday").startswith(
        "You are in more"
    )
    line = pair.line_of(RURAL)
    assert line == "partnership demo-rural: action @rural-lead to ring the hall by friday"
    heard = Heard("web", "analyst", "Analyst", "", line, None, "the same event")
    replies = [pair.run(pair.app.hear(heard)).reply for _ in range(2)]
    assert replies[1] is None
    assert "ring the hall" in read(replies[0])
    assert "ring the hall" in pair.hears("rural-lead", "action list")
    assert "ring the hall" not in pair.hears("lead", "action list")


def test_a_very_long_line_waits_too(pair):
    """Longer than any button: it is kept in the database while its question waits."""
    note = "We gave out more parcels than usual. " * 60
    pair.hears("analyst", f"weeknote {note}")
    assert all(len(button.line) < 100 for button in buttons(pair.last))
    pair.chooses("analyst", RURAL)
    assert [(row.partnership, row.words) for row in pair.rows(WeeknoteRow)] == [("demo-rural", note.strip())]
    assert pair.hears("U04", "weeknote " + "a" * 20_000, platform="slack").startswith("You are in more")
    assert [button.line for button in buttons(pair.last)] == [
        "partnership demo-food:",
        "partnership demo-rural:",
    ]


def test_the_answer_of_a_line_that_waited_is_kept_with_the_choice(pair):
    """An event from the inbox that is answered twice is answered the same."""
    pair.hears("analyst", "action @rural-lead to ring the hall by friday")
    line = pair.line_of(RURAL)
    with database.writing(pair.app.engine) as db, db.begin():
        db.add(InboxRow(key="k", position=1, platform="web", payload={}))
    heard = Heard("web", "analyst", "Analyst", "", line, None, "k", owed=True)
    first, second = (pair.run(pair.app.hear(heard)).reply for _ in range(2))
    assert read(first) == read(second)
    assert pair.hears("rural-lead", "action list").count("ring the hall") == 1


def test_somebody_in_one_partnership_is_never_asked(quick_pair):
    assert "Helpline calls" in quick_pair.hears("lead", "catalogue")
    assert "Money advice calls" in quick_pair.hears("rural-lead", "catalogue")
    assert quick_pair.hears("lead", "partnership") == (
        f"You are in one partnership here: {FOOD}. There is nothing to choose."
    )
    assert "You are in no partnership called" in quick_pair.hears("lead", "partnership demo-rural")
    assert "Parley does not know you yet" in quick_pair.hears("stranger", "catalogue")
    assert "Parley does not know you yet" in quick_pair.hears("stranger", "partnership demo-food: catalogue")


def test_a_place_answers_for_its_own_partnership(quick_pair):
    assert "Helpline calls" in quick_pair.hears("analyst", "catalogue", address=PLACE)
    assert "Money advice calls" in quick_pair.hears("analyst", "catalogue", address=RURAL_PLACE)
    said = quick_pair.hears("analyst", "partnership rural", address=PLACE)
    assert said == f"This channel belongs to {FOOD}. Choose in a private message to Parley."
    refused = quick_pair.hears("analyst", "in demo-rural: catalogue", address=PLACE)
    assert refused == "This channel belongs to another partnership. Ask Parley in a private message."
    assert "Helpline calls" in quick_pair.hears("analyst", "in demo-food: catalogue", address=PLACE)
    assert quick_pair.rows(ChosenRow) == []


def test_an_old_button_never_acts_in_another_partnership_than_its_own(pair):
    pair.hears("analyst", "partnership demo-rural")
    pair.hears("analyst", "catalogue")
    old = pair.last
    assert {button.line.partition(":")[0] for button in buttons(old)} == {"in demo-rural"}
    pair.hears("analyst", "partnership demo-food")
    assert "Helpline calls" in pair.hears("analyst", "catalogue")
    button = next(each for each in buttons(old) if each.label == "Money advice calls")
    assert "Helpline" not in pair.hears("analyst", button.line)
    assert "Helpline calls" in pair.hears("analyst", "catalogue")  # pressing it changed no choice


def test_an_answer_in_a_place_that_is_read_in_private_is_bound_to_the_place(quick_pair):
    quick_pair.hears("analyst", "catalogue", address=RURAL_PLACE)
    assert all(button.line.startswith("in demo-rural: ") for button in buttons(quick_pair.last))
    quick_pair.hears("rural-lead", "catalogue", address=RURAL_PLACE)
    assert all(button.line.startswith("ask ") for button in buttons(quick_pair.last))


def test_a_private_message_that_parley_sends_is_bound_to_its_partnership(pair):
    reply = Reply(
        (Text("Is it done?"), Buttons((Button("Yes", "action done 1"),)), Form("F", "weeknote", ()))
    )
    with database.reading(pair.app.engine) as db:
        analyst = people.person_at(db, "demo-rural", "web", "analyst")
        lead = people.person_at(db, "demo-rural", "web", "rural-lead")
    for person in (analyst, lead):
        send = Send(ToPerson(person.id), reply)
        pair.run(pair.app.write(lambda db, send=send: outgoing.owe(db, "demo-rural", send, NOW)))
    pair.run(pair.office.drain())
    lines = {
        to: (buttons(sent)[0].line, sent.form().command) for to, _, sent in pair.wall.posts if sent.form()
    }
    assert lines == {
        "analyst": ("in demo-rural: action done 1", "in demo-rural: weeknote"),
        "rural-lead": ("action done 1", "weeknote"),
    }


def test_a_form_is_sent_where_it_was_opened(pair):
    pair.hears("analyst", "partnership demo-rural")
    pair.hears("analyst", "introduce")
    form = pair.last.form()
    pair.hears("analyst", "partnership demo-food")
    said = pair.hears("analyst", form.command, values={"organisation": "shared-analysts"})
    assert "Demo Shared Analysts" in said


def test_a_sealed_answer_never_waits_in_a_button(pair):
    for line in ("poll vote 1 1", "partnership demo-rural: poll vote 1 1", "in demo-rural: poll vote 1 1"):
        assert pair.app.is_sealed(line)
        assert pair.app.keeps_out(line)
    said = pair.hears("analyst", "poll vote 1 1")
    assert said.startswith("You are in more than one partnership. Which one is this about? Choose one, then")
    assert [button.line for button in buttons(pair.last)] == [
        "partnership demo-food:",
        "partnership demo-rural:",
    ]
    assert pair.rows(StoredLineRow) == []
    assert [row for row in pair.rows(AuditRow) if "vote" in row.what or "vote" in row.detail] == []


def test_words_with_personal_details_never_wait_in_a_button(quick_pair):
    quick_pair.hears("analyst", "weeknote we rang jo@example.org")
    assert all("example" not in button.line for button in buttons(quick_pair.last))


def test_the_same_account_keeps_separate_roles(pair):
    pair.hears("analyst", "partnership demo-rural")
    assert "Money advice calls" in pair.hears("analyst", "data")
    pair.hears("analyst", "partnership demo-food")
    assert "Only a deputy, lead or steward can do this" in pair.hears("analyst", "data")
    assert "Only a deputy, lead or steward can do this" in pair.hears("analyst", "data", address=PLACE)
    with database.reading(pair.app.engine) as db:
        roles = [people.person_at(db, each, "web", "analyst").roles for each in ("demo-food", "demo-rural")]
    assert roles == [{"member"}, {"member", "deputy"}]


def test_a_choice_of_a_partnership_one_has_left_is_asked_again(quick_pair):
    with database.writing(quick_pair.app.engine) as db, db.begin():
        db.add(ChosenRow(platform="web", account="analyst", partnership="gone"))
        db.add(ChosenRow(platform="web", account="lead", partnership="demo-rural"))
    assert quick_pair.hears("analyst", "catalogue") == ASKED
    assert "Helpline calls" in quick_pair.hears("lead", "catalogue")


def test_the_same_measure_name_means_each_partnerships_own(pair):
    pair.hears("analyst", "ask food-parcels")
    food, rural = (pair.line_of(name) for name in (FOOD, RURAL))
    assert "Camden had" in pair.hears("analyst", food)
    assert "Central Bedfordshire had" in pair.hears("analyst", rural)
    partnerships = [row.partnership for row in pair.rows(AuditRow) if row.what == "ask"]
    assert partnerships == ["demo-food", "demo-rural"]
