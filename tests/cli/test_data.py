"""A release on its way from a file to an answer, at the command line."""

import re
import sqlite3
import stat

from typer.testing import CliRunner

from bot.__main__ import app as command_line
from tests.cli.folder import WEEKS, build, hear


def test_a_file_becomes_an_answer_only_after_a_steward_has_approved(parley, folder, known):
    taken = parley("data", "import", known)
    assert taken.exit_code == 0, taken.stderr
    assert (
        "Release 1 of Example referrals waits for the decision of Demo Steward or Demo Deputy."
        in taken.stdout
    )
    assert "pending" in parley("data", "list").stdout
    assert hear(folder, "U01", "ask example-referrals ward=North ward").refused
    with sqlite3.connect(folder / "parley.db") as db:
        [(address, reply)] = db.execute("SELECT address, reply FROM posts WHERE address = 'U02'").fetchall()
        [(first,), (what,)] = db.execute("SELECT what FROM audit ORDER BY id").fetchall()
    assert (first, address, "data show 1" in reply, what) == ("data loader", "U02", True, "data import")
    shown = hear(folder, "U02", "data show 1").reply
    [line] = re.findall(r"data approve 1 \w+", repr(shown))
    assert not hear(folder, "U02", line).refused
    assert "referrals" in repr(hear(folder, "U01", "ask example-referrals ward=North ward").reply)
    assert "approved, by Demo Steward" in parley("data", "list").stdout


def test_the_same_release_twice_is_loaded_once(parley, known):
    parley("data", "import", known)
    again = parley("data", "import", known)
    assert (again.exit_code, again.stdout) == (0, "This release is there already: number 1, pending.\n")


def test_a_stranger_cannot_have_loaded_a_release(parley, folder, known):
    parley("data", "new-loader-key", folder / "other.key", "--name", "Demo Lead")
    parley(*build(folder, signer="other.key"))
    said = parley("data", "import", known)
    assert said.exit_code == 2
    assert "signed with a key that is not registered here" in said.stderr
    assert "There are no releases" in parley("data", "list").stderr


def test_a_release_that_was_changed_on_the_way_is_refused(parley, folder, release):
    data = bytearray(release.read_bytes())
    data[len(data) // 3] ^= 1  # whichever of them it hits
    release.write_bytes(bytes(data))
    for command in ("verify", "import"):
        assert parley("data", command, release).exit_code == 2


def test_verify_needs_no_configuration(folder, release, tmp_path, monkeypatch):
    (folder / "config.yaml").unlink()
    said = CliRunner().invoke(command_line, prog_name="parley", args=["data", "verify", str(release)])
    assert said.exit_code == 0
    assert "agrees with its certificate" in said.stdout
    assert "signed with the key " in said.stdout
    assert "It cannot be seen from here whether that key is registered" in said.stderr


def test_verify_tries_what_a_contributor_could_learn_and_keeps_their_number(parley, folder, release):
    place = f"North ward, {WEEKS[0]}"
    holds = parley("data", "verify", release, "--own", f"{place} = 1")
    assert holds.exit_code == 0
    assert f"{place}: the policy of 3 holds for everybody else; how many they are stays open" in holds.stdout
    fails = parley(
        "data", "verify", release, "--own", f"{place} = 1", "--own", f"South ward, {WEEKS[0]} = 21"
    )
    assert fails.exit_code == 1  # 20 is a multiple of 5, so it is published as 20 and may be 24 at most
    assert "the policy of 3 does not hold for everybody else" in fails.stdout
    assert "3 or fewer others, in South ward" in fails.stdout
    for wrong in ("Nrth ward, 2026 = 1377", f"{place} = 1377", f"{place} 1377"):
        said = parley("data", "verify", release, "--own", wrong)
        assert said.exit_code == 2
        assert "--own: " in said.stderr
        assert "1377" not in said.stdout + said.stderr
    assert not [path for path in folder.rglob("*") if path.is_file() and b"= 21" in path.read_bytes()]


def test_build_needs_only_the_catalogue(folder, release):
    (folder / "config.yaml").unlink()
    words = [str(word) for word in build(folder)]
    assert CliRunner().invoke(command_line, prog_name="parley", args=words).exit_code == 2
    done = CliRunner().invoke(
        command_line, prog_name="parley", args=[*words, "--catalogue", str(folder / "catalogue")]
    )
    assert done.exit_code == 0, done.stderr
    assert not (folder / "parley.db").exists()


def test_every_problem_of_a_file_at_once_and_no_release(parley, folder, release):
    release.unlink()
    (folder / "counts.csv").write_text(
        f"ward,week_commencing,referrals\nNrth,{WEEKS[0]},-4\nSouth ward,tomorrow,x\n"
    )
    said = parley(*build(folder))
    assert (said.exit_code, said.stdout) == (2, "")
    assert len(said.stderr.splitlines()) == 4
    assert not release.exists()


def test_build_names_what_is_missing(parley, folder, release):
    assert 'did you mean "example-referrals"?' in parley(*build(folder, measure="example-referals")).stderr
    assert "new-loader-key" in parley(*build(folder, signer="none.key")).stderr
    assert "This is not a signing key" in parley(*build(folder, signer="key")).stderr
    (folder / "key").write_bytes(b"short")
    said = parley(*build(folder))
    assert (said.exit_code, "32 bytes" in said.stderr) == (2, True)
    (folder / "key").unlink()
    assert "new-key" in parley(*build(folder)).stderr


def test_a_key_is_secret_and_never_replaced(parley, folder):
    made = parley("data", "new-key", folder / "key")
    key = (folder / "key").read_bytes()
    assert stat.S_IMODE((folder / "key").stat().st_mode) == 0o600
    assert len(key.strip()) >= 32
    assert key.decode().strip() not in made.output
    assert parley("data", "new-key", folder / "key").exit_code == 2
    assert (folder / "key").read_bytes() == key
