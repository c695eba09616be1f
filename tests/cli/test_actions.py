"""parley actions import: an earlier log from a file, looked at, then taken in whole or not at all."""

import pytest

LOG = "Meeting date,Action,Owner,Status,Due\n14/10/2025,Send the counts,Demo Steward,Open,\n14/10/2025,Book it,Jo,Done,\n"


@pytest.fixture
def log(folder):
    def write(text, name="log.csv"):
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder / name

    return write


def test_a_log_is_shown_then_taken_in_and_not_a_second_time(parley, log):
    seen = parley("actions", "import", log(LOG), input="y\n")
    assert seen.exit_code == 0, seen.stderr
    assert "New in this log: 2 actions: 1 open, 1 done" in seen.stdout
    assert "Taken in: 2 actions: 1 open, 1 done. Their numbers are A1 to A2." in " ".join(seen.stdout.split())
    again = parley("actions", "import", log(LOG), "--yes")
    assert "Nothing new: 2 actions of this log are here already." in again.stdout
    assert "Send the counts" in parley("console", "--line", "action list").stdout


def test_a_no_takes_nothing_in(parley, log):
    assert "Nothing was taken in." in parley("actions", "import", log(LOG), input="n\n").stderr
    assert "There are no open actions" in parley("console", "--line", "action list").stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            LOG.replace("Done", "Purple"),
            "log.csv, row 3, column “Status”: This is not a status that Parley knows.",
        ),
        (b"\x00\xff\x00", "log.csv: This is not a table in plain text."),
        (b"%PDF-1.7", "save it as CSV UTF-8."),
        ("", "No row has the headings of an action log"),
    ],
)
def test_what_is_no_log_says_why_and_leaves_with_2(parley, log, text, said):
    seen = parley("actions", "import", log(text), "--yes")
    assert seen.exit_code == 2
    assert said in seen.stderr
    assert "Nothing was taken in." in seen.stderr


def test_what_is_missing_is_asked_for(parley, log, folder):
    assert "There is no file" in parley("actions", "import", folder / "none.csv").stderr
    seen = parley("actions", "import", log(LOG), "--as", "Nobody")
    assert seen.exit_code == 2
    assert "Say who takes it in: --as with one of Demo" in seen.stderr
