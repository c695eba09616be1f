"""What becomes of an action, by button or words; each change can be undone, and all of it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from storage import database, migrate, people
from storage.actions import changing, finding, making
from storage.actions.action import Draft, Owner
from tests.world import NOW

SENTENCE = "/action @food-hub-lead to send the parcel counts by Fri"


@pytest.fixture
def noted(quick):
    quick.says("lead", SENTENCE)
    return quick


@pytest.mark.parametrize(
    ("line", "said", "news"),
    [
        ("A1 done", "Action A1 is done", "Marked by Demo Food Hub Lead"),
        ("action drop A1 it came by post", "Action A1 is not needed", "not needed any more"),
        (
            "A1 blocked: no printer",
            "Action A1 is blocked: no printer. It stays on the list.",
            "is blocked: no printer",
        ),
    ],
)
def test_each_end_is_said_once_and_told_to_whoever_noted_it(noted, line, said, news):
    assert noted.says("food-hub-lead", line).startswith(said)
    assert news in noted.told("lead")
    assert "already" in noted.says("food-hub-lead", line)
    assert noted.told("lead").count(news) == 1


def test_one_redelivered_event_closes_it_once(noted):
    assert noted.says("food-hub-lead", "A1 done", key="tap").startswith("Action A1 is done")
    assert noted.says("food-hub-lead", "A1 done", key="tap") == ""


def test_blocked_without_a_reason_asks_for_one(noted):
    assert "What does A1 wait for?" in noted.says("food-hub-lead", "action blocked A1")
    assert "blocked: the freezer" in noted.fills("food-hub-lead", {"why": "the freezer"})
    assert "blocked: the freezer" in noted.says("lead", "action list")


def test_the_history_has_everything_with_names(noted):
    for line in ("action accept A1", "action comment A1 half of it is sent", "A1 done", "action reopen A1"):
        noted.says("food-hub-lead", line)
    shown = noted.says("lead", "action show A1")
    for each in (
        "Demo Lead noted",
        "accepted",
        "said: half of it is sent",
        "marked as done",
        "opened it again",
    ):
        assert each in shown


def test_what_is_closed_is_not_moved_or_blocked(noted):
    noted.says("food-hub-lead", "A1 done")
    for line in ("action move A1 to Monday", "action blocked A1 the van", "action give A1 to @analyst"):
        assert noted.says("lead", line).startswith("A1 is done."), line


@pytest.mark.parametrize("line", ["action comment A1 ring 07700 900123", "A1 blocked: jo@example.org"])
def test_personal_details_are_refused(noted, line):
    assert "so Parley has not kept it" in noted.says("lead", line)
    assert "07700" not in noted.says("lead", "action show A1")


CHANGES = st.lists(
    st.sampled_from(
        ("accepted", "done", "not needed", "blocked", "moved", "reassigned", "reopened", "commented")
    ),
    max_size=8,
)


@pytest.fixture(scope="module")
def db(tmp_path_factory) -> Session:
    engine = database.connect(f"sqlite:///{tmp_path_factory.mktemp('actions') / 'parley.db'}")
    migrate.upgrade(engine, NOW)
    with database.writing(engine) as session, session.begin():
        yield session


@given(CHANGES)
def test_undoing_everything_gives_back_what_was_noted(db, wanted):
    person = people.new_person(db, "p", "Somebody").id
    made = making.add(
        db, "p", Draft("send the counts", Owner("Somebody", person), NOW.date()), person, NOW, "asked"
    )
    for number, kind in enumerate(wanted):
        _do(db, made.id, kind, person, number)
    while changing.undo(db, made, person, NOW):
        pass
    now = finding.by_id(db, made.id)
    assert now == made
    kinds = [each.kind for each in changing.history(db, made)]
    assert kinds[0] == "made"
    assert kinds.count("commented") == wanted.count("commented")


def _do(db: Session, number: int, kind: str, by: int, turn: int) -> None:
    now = finding.by_id(db, number)
    assert now is not None
    match kind:
        case "done" | "not needed":
            changing.close(db, now, kind, by, NOW, "why")
        case "reopened":
            changing.reopen(db, now, by, NOW)
        case "commented":
            changing.comment(db, now, "words", by, NOW)
        case "blocked":
            changing.change(db, now, kind, by, NOW, state="blocked", why=str(turn))
        case "moved":
            changing.change(db, now, kind, by, NOW, due=NOW.date().replace(day=turn + 1), at_meeting=True)
        case "reassigned":
            changing.give_to(db, now, Owner(f"Name {turn}"), by, NOW, "")
        case _:
            changing.change(db, now, kind, by, NOW, answer=kind)
