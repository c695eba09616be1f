"""The door itself: everybody gets some reply, nothing is done twice, nobody is mistaken for another."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.heard import Heard
from commands import REGISTRY, command
from commands.reply import say
from storage import audit, database, releases
from storage.tables import ActionRow, AuditRow, EventKeyRow, InboxRow, LoaderKeyRow, PersonRow, ReleaseRow


def test_somebody_is_welcomed_once_in_four_lines(chat):
    chat.says("pantry-lead", "ask foodbank-referrals")
    chat.says("pantry-lead", "action list")
    hello = chat.told("pantry-lead")
    assert hello.count("Hello from Parley") == 1
    for line in ("What it does:", "What it stores:", "Who sees what:", "Whom to ask:"):
        assert line in hello


def test_a_sealed_answer_is_never_accompanied_by_a_welcome(chat):
    chat.says("lead", '/poll "Low?" Yes | No')
    chat.says("pantry-lead", "poll vote 1 1")
    assert chat.told("pantry-lead") == ""


def test_unknown_words_get_the_nearest_three_to_press(quick):
    seen = quick.says("pantry-lead", "/weeknot")
    assert seen.startswith("Parley does not know this command. Did you mean one of these?")
    assert "[Weeknote]" in seen


@pytest.mark.parametrize(
    "words", ["is Mrs Patel on your list?", "parley, does Mr Khan get help in your records"]
)
def test_a_named_resident_gets_a_person_to_talk_to_even_outside_ask(quick, words):
    seen = quick.says("pantry-lead", words)
    assert seen.startswith(
        "Parley cannot say anything about one person, and nothing you wrote has been kept."
    )
    with database.reading(quick.app.engine) as db:
        assert [
            row.detail
            for row in db.scalars(select(AuditRow))
            if "Patel" in row.detail or "Khan" in row.detail
        ] == []


def test_a_place_that_is_not_configured_gets_a_polite_answer_and_nothing_else(quick):
    answer = quick.run(quick.app.hear(Heard("web", "lead", "Lead", "elsewhere", "weeknote hello")))
    assert "Parley is not set up for this channel" in answer.reply.blocks[0].text
    with database.reading(quick.app.engine) as db:
        assert db.scalar(select(AuditRow)) is None


def test_a_stranger_in_private_is_told_how_to_be_known(quick):
    assert "Parley does not know you yet." in quick.says("nobody", "ask foodbank-referrals", private=True)


def test_a_newcomer_in_a_configured_place_is_a_member_at_once(chat):
    assert "Camden had" in chat.says("new-volunteer", "ask foodbank-referrals")
    with database.reading(chat.app.engine) as db:
        assert db.scalar(select(PersonRow).filter_by(name="New-Volunteer")).roles == ["member"]


def test_only_a_steward_sees_what_waits(quick):
    assert quick.says("pantry-lead", "/data") == "Only a deputy, lead or steward can do this. Ask Demo Lead."
    assert "Release" in quick.says("steward", "/data")


def test_an_event_delivered_again_changes_and_says_nothing(chat):
    assert chat.says("lead", "action to ring by Fri", key="event-1").startswith("Action A1")
    assert chat.says("lead", "action to ring by Fri", key="event-1") == ""
    with database.reading(chat.app.engine) as db:
        assert len(list(db.scalars(select(ActionRow)))) == 1


@pytest.fixture
def broken():
    """A command that fails, with somebody's words in its error."""

    def fail(request, words):
        raise ValueError(f"cannot do {words}")

    fail.__doc__ = "Fail."
    command("break", example="break", writes=True)(fail)
    yield
    del REGISTRY["break"]


def test_a_mistake_of_ours_is_apologised_for_with_a_code_and_logged_without_words(quick, broken, capsys):
    seen = quick.says("lead", "break the secret plan")
    assert seen.startswith(
        "Sorry, there is a problem with Parley and this did not work. Nothing was changed."
    )
    code = seen.rstrip(".").split()[-1]
    logged = capsys.readouterr()
    assert code in logged.out + logged.err
    assert "secret plan" not in logged.out + logged.err


def test_logs_hold_no_word_of_what_people_say(quick, capsys, caplog):
    caplog.set_level(logging.DEBUG)
    for line in (
        "weeknote Zanzibar",
        "ask Zanzibar",
        "action @analyst to do Zanzibar by Fri",
        'poll "Zanzibar?" A | B',
    ):
        quick.says("lead", line)
    out = capsys.readouterr()
    assert "Zanzibar" not in out.out + out.err + caplog.text


def test_the_audit_chain_holds_and_a_changed_row_breaks_it(chat):
    for line in ("ask foodbank-referrals", "action to ring by Fri", "weeknote Hello."):
        chat.says("lead", line)
    with database.writing(chat.app.engine) as db, db.begin():
        assert audit.broken_at(db, "demo-food") is None
        row = db.scalar(select(AuditRow).order_by(AuditRow.id).limit(1))
        row.detail = "something else"
        db.flush()
        assert audit.broken_at(db, "demo-food") == row.id


def test_the_audit_log_knows_people_by_key_and_not_by_name(chat):
    chat.says("pantry-lead", "ask foodbank-referrals ward=Kilburn")
    with database.reading(chat.app.engine) as db:
        text = json.dumps(
            [[row.person, row.place, row.what, row.detail] for row in db.scalars(select(AuditRow))]
        )
    assert "Pantry" not in text
    assert "ward=Kilburn" in text


def test_nobodys_own_words_are_in_the_audit_log(chat):
    chat.says("lead", "weeknote The boiler is broken")
    with database.reading(chat.app.engine) as db:
        assert "boiler" not in "".join(row.detail for row in db.scalars(select(AuditRow)))
        assert list(db.scalars(select(InboxRow))) == []


def test_a_steward_approves_what_another_loaded_and_everybody_can_ask_at_once(chat):
    before = chat.says("analyst", "ask helpline-calls")
    number = next(row[0] for row in _waiting(chat))
    assert "Every number is a multiple of 5" in chat.says("steward", f"data show {number}")
    assert chat.presses("steward", "Approve").startswith("Approved.")
    assert chat.says("analyst", "ask helpline-calls") != before
    assert "approved your release of Helpline calls" in chat.told("analyst")


def _waiting(chat):
    chat.says("steward", "data")
    return next(block for block in chat.last.blocks if block.kind == "table").rows


def test_approving_without_having_looked_is_not_possible(chat):
    number = _waiting(chat)[0][0]
    assert "Look at the release first" in chat.says("steward", f"data approve {number}")
    assert "Look at the release first" in chat.says("steward", f"data approve {number} 000000000000")


def test_who_loaded_it_cannot_approve_it(chat):
    number = _waiting(chat)[0][0]
    with database.writing(chat.app.engine) as db, db.begin():
        key = db.get(LoaderKeyRow, db.get(ReleaseRow, int(number)).loader_key)
        key.person = db.scalar(select(PersonRow.id).filter_by(name="Demo Steward"))
    chat.says("steward", f"data show {number}")
    assert "You loaded this release, so somebody else must decide. Ask Demo Deputy." in chat.presses(
        "steward", "Approve"
    )
    chat.says("deputy", f"data show {number}")
    assert chat.presses("deputy", "Approve").startswith("Approved.")


def test_withdrawing_needs_a_reason_and_holds_at_once(chat):
    chat.says("steward", "data withdraw 2")
    seen = chat.fills("steward", {"reason": "Counts were doubled"})
    measure = chat.app.partnerships["demo-food"].shelf.withdrawn
    assert seen.startswith("Withdrawn.")
    assert len(measure) == 1
    assert "Counts were doubled" in chat.says("analyst", f"ask {next(iter(measure))}")


def test_declining_tells_the_loader_why(chat):
    number = _waiting(chat)[0][0]
    chat.says("steward", f"data decline {number} A week is missing")
    assert "Reason: A week is missing" in chat.told("analyst")
    assert chat.says("steward", "data").startswith("No release is waiting for a decision.")


@settings(max_examples=60, deadline=None)
@given(line=st.text(max_size=300))
def test_any_words_at_all_get_some_reply(shared, line):
    assert shared.says("lead", line).strip()


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(["ask", "poll", "action", "weeknote", "data", "poll vote", "action done"]),
    rest=st.text(max_size=120),
)
def test_any_words_after_a_command_get_an_answer_and_never_an_apology(shared, name, rest):
    assert not shared.says("lead", f"{name} {rest}").startswith("Sorry")


@pytest.fixture(scope="module")
def shared(built, tmp_path_factory):
    """One world for all the examples of a property."""
    from tests import world

    folder, bundles = built
    made = world.make(folder, f"sqlite:///{tmp_path_factory.mktemp('door') / 'door.db'}", bundles)
    yield made
    made.close()


def test_every_listed_command_has_help_with_an_example_that_works(quick):
    for known in [each for each in REGISTRY.values() if each.listed]:
        assert f"/{known.example}" in quick.says("steward", f"help {known.name}")
        assert not quick.says("steward", known.example).startswith(
            ("Sorry", "Parley does not know this command")
        )


def test_a_reply_survives_being_stored(quick):
    from commands.reply import from_json, to_json

    for line in ("ask foodbank-referrals as=chart", "help", "weeknote", "catalogue", "poll"):
        quick.says("lead", line)
        assert from_json(to_json(quick.last)) == quick.last
    assert from_json(to_json(say("Hello"))) == say("Hello")


def test_an_approval_in_another_process_is_taken_in_at_the_next_tick(chat):
    number = int(_waiting(chat)[0][0])
    before = chat.says("analyst", "ask helpline-calls")
    with database.writing(chat.app.engine) as db, db.begin():
        release = releases.find(db, "demo-food", number)
        releases.decide(db, release, "approved", "Demo Steward", chat.clock())
    chat.run(chat.scheduler.tick())
    assert chat.says("analyst", "ask helpline-calls") != before


def test_event_keys_are_kept_for_days_and_then_forgotten(chat):
    chat.says("lead", "action to ring by Fri", key="old")
    chat.clock.move_by(timedelta(days=1))
    chat.run(chat.scheduler.tick())
    assert chat.says("lead", "action to ring by Fri", key="old") == ""
    chat.clock.move_by(timedelta(days=5))
    chat.run(chat.scheduler.tick())
    with database.reading(chat.app.engine) as db:
        assert db.get(EventKeyRow, "old") is None
