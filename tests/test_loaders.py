"""Who may load figures: a lead registers whose key is whose, and nobody approves what their own key has signed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from commands.loader import ADD
from storage import audit, database
from storage.signing import new_key
from storage.tables import AuditRow, LoaderKeyRow, PersonRow, ReleaseRow

KEY = new_key("Demo Pantry Lead")
LINE = KEY.public.line(KEY.name)


def number_of(chat, name):
    with database.reading(chat.app.engine) as db:
        return str(db.scalar(select(PersonRow.id).filter_by(name=name, partnership="demo-food")))


def rows(chat, table):
    with database.reading(chat.app.engine) as db:
        return list(db.scalars(select(table).order_by(table.id)))


# Registering


def test_a_lead_registers_a_key_by_a_form_and_both_are_told_what_to_compare(chat):
    seen = chat.says("lead", "/data loader")
    assert seen == "[Register a key]\nWhat is the line of the key?\nWhose key is it?"
    seen = chat.fills("lead", {"line": LINE, "person": number_of(chat, "Demo Pantry Lead")})
    assert seen.startswith(
        f"Registered as the key of Demo Pantry Lead. Its fingerprint is {KEY.public.fingerprint}."
    )
    assert "Ask Demo Pantry Lead to read theirs out to you, face to face or by telephone." in seen
    told = chat.told("pantry-lead")
    assert "Demo Lead has registered a signing key as yours." in told
    assert KEY.public.fingerprint in told
    assert "If it is not your key, tell Demo Lead at once." in told


def test_a_line_with_a_name_behind_it_needs_no_form(quick):
    assert quick.says("lead", f"data loader {LINE}").startswith("Registered as the key of Demo Pantry Lead.")


def test_a_name_that_nobody_has_is_asked_for_again(quick):
    seen = quick.says("lead", f"data loader {KEY.public.line('Somebody Else')}")
    assert seen.startswith("[Register a key]")
    assert quick.last.form().fields[0].value.startswith("loader-key")
    assert len(rows(quick, LoaderKeyRow)) == 1


def test_only_people_of_the_configuration_can_be_chosen(quick):
    quick.says("stranger", "help")  # whoever writes in the channel may call themselves anything
    quick.says("lead", "data loader")
    labels = [option.label for option in quick.last.form().fields[1].options]
    assert "Demo Analyst, Demo Borough Council" in labels
    assert not any("Stranger" in label for label in labels)
    seen = quick.says("lead", "data loader", values={"line": LINE, "person": number_of(quick, "Stranger")})
    assert seen.startswith("[Register a key]")


@pytest.mark.parametrize("who", ["steward", "deputy", "analyst", "pantry-lead"])
@pytest.mark.parametrize(
    "line", ["data loader", f"data loader {LINE}", "data loaders", "data loader remove 1"]
)
def test_nobody_else_may_even_look(quick, who, line):
    assert quick.says(who, line).startswith("Only a lead can do this.")
    assert len(rows(quick, LoaderKeyRow)) == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("hello", "Copy the whole line that begins with loader-key."),
        (LINE[:60], "Copy the whole line that begins with loader-key."),
        (
            LINE[:20] + ("0" if LINE[20] != "0" else "1") + LINE[21:],
            "A character of this line is wrong or missing.",
        ),
        (KEY.text, "This is the secret half of a key. Delete the message, throw the key away"),
    ],
    ids=["words", "half", "typing", "secret"],
)
def test_what_is_no_public_line_is_refused_beside_its_field(quick, line, words):
    seen = quick.says(
        "lead", "data loader", values={"line": line, "person": number_of(quick, "Demo Analyst")}
    )
    assert seen.startswith(words)
    assert len(rows(quick, LoaderKeyRow)) == 1


def test_a_secret_key_that_was_pasted_is_kept_nowhere(quick):
    secret = KEY.text.splitlines()[4]
    quick.says("lead", f"data loader {KEY.text}")
    quick.says("lead", "data loader", values={"line": KEY.text, "person": "1"})
    assert quick.app.keeps_out(f"data loader {KEY.text}")  # so that it never waits in the inbox
    quick.says("lead", f"weeknote {KEY.text}")
    with database.reading(quick.app.engine) as db:
        stored = "\n".join(db.connection().connection.iterdump())
    assert "Demo Pantry Lead" in stored
    assert secret not in stored


def test_a_key_is_registered_once(quick):
    quick.says("lead", f"data loader {LINE}")
    seen = quick.says("lead", "data loader", values={"line": LINE, "person": number_of(quick, "Demo Lead")})
    assert seen.startswith("This key is registered already, as that of Demo Pantry Lead.")


def test_who_also_approves_is_said_to_need_somebody_else(quick):
    seen = quick.says("lead", f"data loader {KEY.public.line('Demo Steward')}")
    assert "What they load themselves, somebody else must approve." in seen


def test_registering_and_removing_are_in_the_audit_log(chat):
    chat.says("lead", f"data loader {LINE}")
    chat.says("lead", "data loader remove 2")
    added, removed = rows(chat, AuditRow)[-2:]
    assert (added.what, KEY.public.text in added.detail) == ("data loader", True)
    assert (removed.what, removed.detail) == ("data loader remove", "2")
    with database.reading(chat.app.engine) as db:
        assert audit.broken_at(db, "demo-food") is None


# The list, and removing


def test_the_list_shows_whose_key_is_whose(quick):
    quick.says("lead", f"data loader {LINE}")
    seen = quick.presses("lead", "See the keys")
    assert f"2 | Demo Pantry Lead | {KEY.public.fingerprint} | 18 November 2026" in seen
    assert "[Register a key] [Remove 1] [Remove 2]" in seen


def test_a_key_that_is_removed_cannot_come_back(chat):
    chat.says("lead", f"data loader {LINE}")
    chat.says("lead", "data loaders")
    seen = chat.presses("lead", "Remove 2")
    assert seen.startswith(
        "Removed. Parley takes in nothing that this key of Demo Pantry Lead signs from now on."
    )
    assert "Demo Lead has removed your signing key" in chat.told("pantry-lead")
    assert "Demo Pantry Lead" not in chat.says("lead", "data loaders")
    assert chat.says("lead", "data loader remove 2").startswith("This key has been removed already.")
    again = chat.says("lead", f"data loader {LINE}")
    assert again.startswith("This key was removed on 18 November 2026 and cannot be used again.")


def test_what_a_removed_key_signed_and_nobody_has_decided_about_is_named(quick):
    waiting = next(row.id for row in rows(quick, ReleaseRow) if row.state == "pending")
    seen = quick.says("lead", "data loader remove 1")
    assert f"No decision has been made about {waiting} yet" in seen
    assert quick.says("lead", "data loaders").startswith("No key is registered, so nobody can load figures.")
    assert ADD.line == "data loader"


@pytest.mark.parametrize("words", ["", "x", "99", "-1", "1; drop table", "9" * 30])
def test_a_key_that_is_not_there_cannot_be_removed(quick, words):
    seen = quick.says("lead", f"data loader remove {words}")
    assert seen.startswith("Say which key, for example /data loader remove 1.")


# Two people


def test_nobody_approves_what_their_own_key_signed_whatever_they_are_called(chat):
    with database.writing(chat.app.engine) as db, db.begin():
        release = db.scalar(select(ReleaseRow).filter_by(state="pending"))
        key = db.get(LoaderKeyRow, release.loader_key)
        key.person = int(number_of(chat, "Demo Steward"))
        number = release.id
    chat.says("steward", f"data show {number}")
    assert chat.presses("steward", "Approve").startswith(
        "You loaded this release, so somebody else must decide."
    )
    assert chat.says("steward", f"data decline {number} no").startswith("You loaded this release")
    chat.says("deputy", f"data show {number}")
    assert chat.presses("deputy", "Approve").startswith("Approved.")


def test_somebody_with_the_name_of_the_loader_is_not_the_loader(quick):
    with database.writing(quick.app.engine) as db, db.begin():
        release = db.scalar(select(ReleaseRow).filter_by(state="pending"))
        release.loaded_by, number = "Demo Steward", release.id
    quick.says("steward", f"data show {number}")
    assert quick.presses("steward", "Approve").startswith("Approved.")


def test_a_release_from_before_keys_is_known_by_its_name(quick):
    with database.writing(quick.app.engine) as db, db.begin():
        release = db.scalar(select(ReleaseRow).filter_by(state="pending"))
        release.loaded_by, release.loader_key, number = "Demo Steward", None, release.id
    quick.says("steward", f"data show {number}")
    assert quick.presses("steward", "Approve").startswith("You loaded this release")
