"""What holds for every action log: out and in again it is the same, and no bytes are more than refused."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands import Request, personal
from commands.actions import importing, incoming, log
from commands.actions.log_words import COLUMNS
from commands.as_csv import plain_csv
from commands.reply import Reply
from storage import people
from storage.actions import finding, making
from tests.meetings.test_action_csv import actions
from tests.world import read

TODAY = date(2026, 11, 18)
LETTERS = st.characters(codec="utf-8", exclude_categories=("C", "Z"))
WORDS = st.text(st.one_of(LETTERS, st.just(" ")), min_size=1, max_size=40).map(
    lambda said: " ".join(said.split()).strip("'. ")
)
DAYS = st.dates(date(2020, 1, 1), date(2026, 11, 1))
ROWS = st.tuples(
    DAYS, WORDS.filter(bool), st.sampled_from(["Demo Analyst", "Jo", "Demo Food Hub; Jo"]),
    st.sampled_from(["open", "blocked", "done", "not needed"]), st.none() | DAYS, WORDS,
)  # fmt: skip


@given(st.lists(ROWS, max_size=5))
def test_what_is_written_as_a_table_is_read_as_it_was(rows):
    cells = [
        ("A1", day.isoformat(), what, owner, state, due.isoformat() if due else "", said)
        for day, what, owner, state, due, said in rows
    ]
    found = log.read("log", plain_csv(COLUMNS, cells).encode(), TODAY)
    wrong = {problem.row for problem in found.problems}
    assert all("seems to contain" in problem.sentence for problem in found.problems)
    wanted = [row for at, row in enumerate(rows, 2) if at not in wrong]
    assert [
        (each.meeting_on, each.what, each.owners, each.state, each.due, each.comments) for each in found.rows
    ] == wanted


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(data):
    found = log.read("log", data, TODAY)
    assert found.problems
    assert all(str(problem).startswith("log") for problem in found.problems)


@given(st.text(max_size=80))
def test_any_words_under_the_headings_are_read_or_refused(text):
    found = log.read("log", f"Action,Owner,Status,Due\n{text}".encode("utf-8", "replace"), TODAY)
    assert all(problem.sentence for problem in found.problems)
    assert all(row.what and row.owners for row in found.rows)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROWS, max_size=4, unique_by=lambda row: row[1].casefold()))
def test_out_and_in_again_gives_the_same_actions(quick, rows):
    kept = [row for row in rows if not (personal.kinds(row[1]) or personal.kinds(row[5]))]
    cells = [
        ("", day.isoformat(), what, who, state, due or "", said) for day, what, who, state, due, said in kept
    ]
    emptied(quick)
    take_in(quick, plain_csv(COLUMNS, [[str(cell) for cell in row] for row in cells]))
    before = actions(quick)
    assert len(before) == len(kept)
    quick.says("lead", "action export")
    table = quick.last.attachments()[0].text if before else ""
    assert before == [] or take_in(quick, table).startswith("Nothing new")
    emptied(quick)
    assert before == [] or take_in(quick, table).startswith("Taken in")
    assert actions(quick) == before


def take_in(world, table):
    """Take a table in as the command line does."""

    def change(db):
        lead = people.configured(db, "demo-food")["Demo Lead"]
        request = Request(lead, None, world.app.partnerships["demo-food"], world.clock(), db)
        found = incoming.read(request, "actions.csv", table.encode())
        return read(Reply(importing.taken(request, found).blocks))

    return world.app.writer.run_now(change)


def emptied(world):
    """Take every action away."""
    world.app.writer.run_now(
        lambda db: making.erase(db, [each.id for each in finding.every(db, "demo-food")])
    )
