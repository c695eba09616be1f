"""A release on its way into the store: what is refused in one clear sentence, with nothing half-written."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from bot.cli.loading import take_in
from bot.config import load
from storage import bundle, database, migrate, seeding
from storage.catalogue import load_catalogue
from storage.demo import partnership
from storage.judging import Judged, Known, beside
from storage.protection.verdict import Verdict
from storage.receiving import take_in as store
from storage.signing import read_key
from tests.office import MEASURE, WEEKS, Office
from tests.test_bundle import rewrite, unzipped
from tests.world import NOW

LARGE = ((40, 50), (41, 52), (43, 54))


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    return Office(tmp_path_factory.mktemp("opened"))


@pytest.fixture(scope="module")
def begun(opened, tmp_path_factory):
    office = opened.copy(tmp_path_factory.mktemp("begun"))
    assert office.hears("lead", f"data loader {office.line}").startswith("Registered")
    built = office.build(*LARGE)
    assert built.exit_code == 0, built.stderr
    return office


@pytest.fixture
def office(opened, tmp_path):
    return opened.copy(tmp_path)


@pytest.fixture
def ready(begun, tmp_path):
    """The analyst's key is registered, and a release is built."""
    return begun.copy(tmp_path)


def refused(office, words, release="release.zip"):
    """The import fails with one sentence, and the store is as it was."""
    before = office.stored()
    said = office.takes_in(release)
    assert (said.exit_code, said.stdout) == (2, "")
    assert words in said.stderr
    assert office.stored() == before
    return said.stderr


def change(path, **keys):
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | keys, allow_unicode=True))


def test_a_release_keeps_who_signed_it_and_what_the_attack_came_to(ready):
    taken = ready.takes_in()
    assert taken.exit_code == 0, taken.stderr
    assert taken.stdout.startswith("Release 1 of Example referrals waits for the decision of Demo Steward")
    [(by, key, signature, verdict, together)] = ready.rows(
        "SELECT loaded_by, loader_key, signature, verdict, judged_with FROM releases"
    )
    assert (by, key, together) == ("Demo Analyst", 1, "[]")
    assert json.loads(signature)["key"] in ready.line
    assert json.loads(verdict)["releasable"] is True
    [(detail, who)] = ready.rows("SELECT detail, person FROM audit WHERE what = 'data import'")
    assert detail.endswith(", key 1")
    assert [(who,)] == ready.rows("SELECT key FROM people WHERE name = 'Demo Analyst'")


def test_who_loaded_it_is_who_owns_the_key_whatever_name_is_in_the_file(ready):
    ready.at("me.key").write_text(ready.at("me.key").read_text().replace("Demo Analyst", "Demo Steward"))
    ready.build(*LARGE)
    ready.takes_in()
    assert ready.rows("SELECT loaded_by FROM releases") == [("Demo Analyst",)]
    assert ready.approves(1).startswith("Approved.")


def test_a_steward_who_loads_needs_the_deputy(ready):
    line = ready.new_loader("steward.key", "Demo Steward")
    ready.hears("lead", f"data loader {line}")
    ready.build(*LARGE, signer="steward.key")
    taken = ready.takes_in()
    assert "Parley tells Demo Deputy in the chat." in taken.stdout
    assert ready.approves(1).startswith(
        "You loaded this release, so somebody else must decide. Ask Demo Deputy."
    )
    assert ready.approves(1, "deputy").startswith("Approved.")


# Refused


def test_a_key_that_nobody_has_registered(office):
    office.build(*LARGE)
    office.parley("db", "upgrade")
    key = read_key(office.at("me.key").read_bytes())
    said = refused(office, "signed with a key that is not registered here, so nothing was loaded.")
    assert key.public.fingerprint in said
    assert "If Demo Analyst reads out the same, a lead can register it in the chat: /data loader" in said


def test_a_key_that_was_removed(ready):
    ready.hears("lead", "data loader remove 1")
    refused(ready, "signed with a key of Demo Analyst that was removed on")


def test_a_release_that_nobody_signed(ready):
    path = ready.at("release.zip")
    rewrite(path, {name: data for name, data in unzipped(path).items() if name != "signature.json"})
    refused(ready, "Nobody has signed this release, so nothing was loaded.")
    said = ready.parley("data", "verify", path)
    assert (said.exit_code, "Nobody has signed it" in said.stderr) == (2, True)


def test_a_release_signed_anew_by_somebody_else(ready):
    ready.new_loader("other.key", "Demo Analyst")
    other = read_key(ready.at("other.key").read_bytes())
    bundle.write(bundle.sign(bundle.read(ready.at("release.zip")), other), ready.at("release.zip"))
    refused(ready, "signed with a key that is not registered here")


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_a_byte_that_was_changed_anywhere(ready, at):
    data = bytearray(ready.at("release.zip").read_bytes())
    place = at * len(data) // 100
    whole = bundle.read(ready.at("release.zip"))
    data[place] ^= 1
    ready.at("release.zip").write_bytes(data)
    before = ready.stored()
    said = ready.takes_in()
    if said.exit_code == 0:  # a byte of the zip's own, such as a date that nothing reads
        assert bundle.read(ready.at("release.zip")) == whole
        return
    assert (said.exit_code, len(said.stderr.splitlines()), ready.stored()) == (2, 1, before)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"steward": "Demo Lead"}, "They differ in: steward."),
        ({"protect": {"method": "controlled-rounding", "base": 5, "policy": 2}}, "They differ in: protect."),
        ({"title": "Referrals", "version": 2}, "They differ in: version, title."),
        ({"not": "Nothing at all."}, "They differ in: not."),
    ],
)
def test_a_declaration_that_is_not_the_partnerships(ready, keys, words):
    change(ready.at(f"catalogue/{MEASURE}.yaml"), **keys)
    said = refused(ready, f"built from another declaration of {MEASURE} than the catalogue here has")
    assert words in said


def test_other_areas_than_the_partnerships(ready):
    areas = ready.at("catalogue/wards.csv")
    areas.write_text(areas.read_text().replace("South ward", "Southern ward"))
    refused(ready, "They differ in: the code list of areas.")


def test_another_layout_of_the_officers_file_is_no_other_declaration(ready):
    path = ready.at(f"catalogue/{MEASURE}.yaml")
    change(path, aliases=["refs"], layout=yaml.safe_load(path.read_text())["layout"] | {"count": "n"})
    assert ready.takes_in().exit_code == 0


def test_a_measure_of_another_partnership(both, tmp_path):
    """Both have a measure called food-parcels; the second one's release does not get into the first."""
    folder, (first, second) = both
    url = f"sqlite:///{tmp_path / 'pair.db'}"
    settings = load(folder / "config.yaml", {"PARLEY_DATABASE_URL": url})
    here = settings.partnerships[0]
    theirs = next(each for each in second.approved if each.measure.id == "food-parcels")
    engine = database.connect(url)
    migrate.upgrade(engine, NOW)
    with database.writing(engine) as db, db.begin():
        seeding.seed(db, here)
        partnership.approve(db, here.id, first, NOW)
    with pytest.raises(bundle.BundleError, match="not registered here"):
        take_in(engine, here, theirs)
    with pytest.raises(bundle.BundleError, match="from another declaration of food-parcels"):
        take_in(engine, here, bundle.sign(theirs, first.loader))
    missing = next(each for each in second.approved if each.measure.id == "meals-taken")
    missing = bundle.sign(missing, first.loader)
    with pytest.raises(bundle.BundleError, match="does not declare meals-taken"):
        take_in(engine, here, missing)
    engine.dispose()


# The attack


@pytest.fixture
def twice(ready):
    """A release of small numbers that is out, and the same numbers rounded with another key."""
    small = ((2, 2), (2, 2), (2, 2))
    ready.build(*small, to="first.zip")
    assert ready.takes_in("first.zip").exit_code == 0
    assert ready.approves(1).startswith("Approved.")
    shown = bundle.read(ready.at("first.zip")).cells
    for number in range(20):
        ready.parley("data", "new-key", ready.at(f"{number}.key"))
        ready.build(*small, to="second.zip", key=f"{number}.key")
        if unlike(shown, bundle.read(ready.at("second.zip")).cells):
            return ready
    raise AssertionError("no key rounds differently")


def unlike(shown, cells):
    """Whether one of them shows no case at all in a week, and the other one ward with some."""
    nothing = {cell.period for cell in shown if cell.breakdown == "borough×week" and not cell.value}
    some = {cell.period for cell in cells if cell.breakdown == "ward×week" and cell.value}
    nothing |= {cell.period for cell in cells if cell.breakdown == "borough×week" and not cell.value}
    some |= {cell.period for cell in shown if cell.breakdown == "ward×week" and cell.value}
    return nothing & some


def test_what_tells_too_much_beside_what_is_out_is_refused_by_its_places(twice):
    assert twice.parley("data", "verify", twice.at("second.zip")).exit_code == 0
    said = refused(twice, "Example referrals cannot go out like this.", "second.zip")
    first, *places = said.splitlines()
    assert "could learn that a count is 3 or smaller" in first
    assert places
    days = {f"{week.day} {week:%B %Y}" for week in WEEKS}
    for place in places:
        ward, day = place.strip().split(" (")[0].split(", ")
        assert ward in {"North ward", "South ward", "Example borough"}
        assert day in days
        assert place.endswith((f"({MEASURE}, ward×week)", f"({MEASURE}, borough×week)"))


def test_a_release_that_was_withdrawn_is_still_known_to_everybody(twice):
    twice.hears("steward", "data withdraw 1 Counts were doubled")
    refused(twice, "Example referrals cannot go out like this.", "second.zip")


def test_one_that_only_waits_or_was_declined_is_known_to_nobody(ready):
    small = ((2, 2), (2, 2), (2, 2))
    ready.build(*small, to="first.zip")
    assert ready.takes_in("first.zip").exit_code == 0
    ready.hears("steward", "data decline 1 Not yet")
    ready.parley("data", "new-key", ready.at("new.key"))
    ready.build(*small, to="second.zip", key="new.key")
    assert ready.takes_in("second.zip").exit_code == 0


def test_what_was_attacked_beside_less_than_is_out_now_is_not_taken_in(ready, tmp_path):
    ready.takes_in()
    engine = database.connect(f"sqlite:///{tmp_path / 'parley.db'}")
    made = bundle.read(ready.at("release.zip"))
    safe = Judged(Verdict(True, (), (), (), ()), (99,))
    with database.writing(engine) as db, db.begin():
        assert store(db, "demo-partnership", made, safe, NOW) is None
    engine.dispose()


def test_the_next_week_with_the_ledger_goes_through_and_changes_nothing_that_is_out(ready):
    ready.takes_in()
    ready.approves(1)
    week = WEEKS[-1] + timedelta(days=7)
    rows = ready.at("counts.csv").read_text() + f"\nNorth ward,{week},44\nSouth ward,{week},51"
    ready.at("next.csv").write_text(rows)
    keys = ("--key-file", ready.at("protection.key"), "--sign-with", ready.at("me.key"))
    more = ("-o", ready.at("next.zip"), *keys, "--ledger", ready.at("release.ledger"))
    built = ready.parley("data", "build", MEASURE, ready.at("next.csv"), *more)
    assert built.exit_code == 0, built.stderr
    assert set(bundle.read(ready.at("release.zip")).cells) < set(bundle.read(ready.at("next.zip")).cells)
    assert ready.takes_in("next.zip").stdout.startswith("Release 2")
    assert ready.rows("SELECT judged_with FROM releases WHERE id = 2") == [("[1]",)]


# Building


def test_the_ledger_stays_beside_the_release_and_is_for_its_owner(ready):
    assert ready.at("release.ledger").stat().st_mode & 0o077 == 0
    assert b"ledger" not in b"".join(unzipped(ready.at("release.zip")).values())
    again = ready.build(*LARGE, more=("--ledger", ready.at("release.ledger")))
    assert (again.exit_code, "Give this release another name" in again.stderr) == (2, True)


def test_a_ledger_of_another_key_is_refused(ready):
    ready.parley("data", "new-key", ready.at("new.key"))
    said = ready.build(*LARGE, to="n.zip", key="new.key", more=("--ledger", ready.at("release.ledger")))
    assert (said.exit_code, "made with another protection key" in said.stderr) == (2, True)
    assert not ready.at("n.zip").exists()


def test_what_is_in_a_file_cannot_write_on_a_terminal(ready):
    made = bundle.read(ready.at("release.zip"))
    mean = "look\x1b[2J\x1b]0;owned\x07\u202eright"
    proof = replace(made.certificate, checks=(mean,), built_by=mean)
    signer = read_key(ready.at("me.key").read_bytes())
    bundle.write(bundle.sign(replace(made, certificate=proof), signer), ready.at("mean.zip"))
    ready.hears("lead", "data loader remove 1")
    for command in ("verify", "import"):
        said = ready.parley("data", command, ready.at("mean.zip"))
        assert not {"\x1b", "\x07", "\u202e"} & set(said.output)


def test_the_two_keys_are_not_mixed_up(office):
    said = office.build(*LARGE, key="me.key")
    assert "is a signing key, which says who you are. Name the protection key." in said.stderr
    said = office.build(*LARGE, signer="protection.key")
    assert "This is not a signing key." in said.stderr
    assert said.exit_code == 2


def test_a_signing_key_is_made_once_and_says_what_to_do_with_it(office):
    said = office.parley("data", "new-loader-key", office.at("you.key"), "--name", "Demo Lead")
    key = read_key(office.at("you.key").read_bytes())
    assert said.stdout == f"{key.public.line('Demo Lead')}\n"
    assert key.public.fingerprint in said.stderr
    assert "never send it to anybody" in said.stderr
    again = office.parley("data", "new-loader-key", office.at("you.key"), "--name", "Demo Lead")
    assert (again.exit_code, again.stdout) == (2, "")
    nameless = office.parley("data", "new-loader-key", office.at("no.key"), "--name", " ")
    assert (nameless.exit_code, office.at("no.key").exists()) == (2, False)


def test_others_who_can_read_a_key_are_told_of(office):
    office.at("me.key").chmod(0o644)
    assert f"chmod 600 {office.at('me.key')}" in office.build(*LARGE).stderr


def test_advice_needs_no_key_and_writes_nothing(office):
    file = office.counts((1, 40), (2, 45), (3, 51))
    before = sorted(each.name for each in office.folder.rglob("*"))
    said = office.parley("data", "advise", MEASURE, file)
    assert said.exit_code == 0, said.stderr
    assert said.stdout.startswith("ward×week: 50% of the numbers that are not 0 are below 5.")
    assert "Rounding is expected to move a typical one by " in said.stdout
    assert "Coarser tables have fewer: by month, " in said.stdout
    assert sorted(each.name for each in office.folder.rglob("*")) == before


def test_verdicts_at_home_and_on_the_server_agree_when_nothing_else_is_out(
    built: tuple[Path, partnership.Built],
):
    folder, made = built
    known = Known(load_catalogue(folder / "catalogue"), folder / "catalogue")
    first = made.approved[0]
    assert beside(first, (), known) == first.verdict
