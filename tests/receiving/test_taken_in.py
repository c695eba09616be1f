"""Who signed it, whose key that is, and whose declaration it follows."""

from __future__ import annotations

import json

import pytest
import yaml

from bot.cli.loading import take_in
from bot.config import load
from storage import bundle, database, migrate, seeding
from storage.demo import partnership
from storage.signing import read_key
from tests.bundle.release import rewrite, unzipped
from tests.office import MEASURE
from tests.receiving.arriving import LARGE, refused
from tests.world import NOW


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
