"""Files that people can keep: their names and what is in them."""

import pytest
from hypothesis import given

from bot.text import (
    file_bytes,
    file_name,
    plain,
)
from commands.reply import (
    File,
    Reply,
)
from tests.text.awkward import AWKWARD


@given(AWKWARD)
def test_every_file_has_a_name_that_every_system_can_keep(name):
    kept = file_name(File(name, "", ""))
    assert 0 < len(kept.encode()) <= 120
    assert not set(kept) & set('/\\:*?"<>|%\n\t\0\u202e')
    assert kept == kept.strip(" .")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("figures.csv", "figures.csv"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Users\\x.csv", "C-Users-x.csv"),
        ("con.csv", "file-con.csv"),
        (".hidden", "hidden"),
        ("\u202efdp.exe.csv", "fdp.exe.csv"),
        ("ffigurau Ynys Môn.csv", "ffigurau Ynys Môn.csv"),
        ("x" * 10_000 + ".csv", "x" * 116 + ".csv"),
        ("", "file.txt"),
        ("...", "file.txt"),
    ],
)
def test_a_name_leads_nowhere_and_hides_nothing(name, kept):
    assert file_name(File(name, "", "")) == kept


def test_a_file_is_read_as_its_name_and_what_is_in_it():
    file = File("referrals.csv", "a,b", "Referrals by ward: 20 rows for a spreadsheet.")
    assert plain(Reply((file,))) == "referrals.csv\nReferrals by ward: 20 rows for a spreadsheet."


def test_any_text_can_be_saved():
    assert file_bytes(File("a", "\ufeffé \ud800", "")) == "\ufeffé ?".encode()
