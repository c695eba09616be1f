"""Keys and ledgers, on the analyst's side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from storage import bundle
from storage.catalogue import load_catalogue
from storage.demo import partnership
from storage.judging import Known, beside
from storage.signing import read_key
from tests.bundle.release import unzipped
from tests.office import MEASURE
from tests.receiving.arriving import LARGE


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
