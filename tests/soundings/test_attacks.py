"""Somebody who knows who answered, and sees all that is shown, tries every way in which people may have answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from storage import database
from storage.database import as_changed
from storage.soundings import ballot_box, closing, finding, likeness, opening, results
from storage.soundings.ballot_box import Ballot
from storage.soundings.results import Result
from storage.soundings.sounding import Draft, Question
from storage.tables import PersonRow
from tests.soundings.people import answer_all
from tests.world import NOW

FEW = 3  # the minimum in these tests: all ways in which few voices may have answered can be tried
VOICES = tuple("abcdefgh")
CHOICES = ("Yes", "No")
QUESTION = Question("Stock?", options=CHOICES)
Shown = list[tuple[frozenset[str], int]]  # voices, and how many of them said yes


def held(db: Session, choices: dict[str, str], parts: dict[str, str], hours: int):
    """One sounding from its opening to its close; what it shows."""
    opened: datetime = NOW + timedelta(hours=hours)
    draft = Draft(
        (QUESTION,),
        opened + timedelta(hours=1),
        roster=VOICES,
        minimum=FEW,
        parts=tuple(sorted(set(parts.values()))),
    )
    owner = PersonRow(partnership="p", key=f"k{hours}", name="Demo Lead", roles=[])
    db.add(owner)
    db.flush()
    asked = opening.open_sounding(db, "p", owner.id, draft, opened)
    taps = [
        Ballot("", NOW.date(), "p", asked.number, asked.id, 1, voice, choice, parts.get(voice, ""))
        for voice, choice in choices.items()
    ]
    assert set(ballot_box.cast(as_changed(db), taps)) <= {"counted"}
    closing.close(db, asked, opened + timedelta(hours=1))
    return results.results(db, finding.by_id(db, asked.id))[0]


def as_equations(result, choices, parts) -> Shown:
    if not isinstance(result, Result):
        return []
    every = [(frozenset(choices), result.counts)]
    every += [
        (frozenset(v for v in choices if parts.get(v) == part), counts) for part, counts in result.parts
    ]
    return [(who, next(each.votes for each in counts if each.answer == "Yes")) for who, counts in every]


def ways(shown: Shown) -> list[dict[str, str]]:
    """Every way of answering that would show the same; in the worst case everybody says the same each time."""
    every = (dict(zip(VOICES, way, strict=True)) for way in product(CHOICES, repeat=len(VOICES)))
    return [way for way in every if all(sum(way[v] == "Yes" for v in who) == yes for who, yes in shown)]


def found_out(shown: Shown) -> dict[str, set[str]]:
    """By choice, whose choice is the same in every way that is left."""
    left = ways(shown)
    known: dict[str, set[str]] = {choice: set() for choice in CHOICES}
    for voice in VOICES:
        said = {way[voice] for way in left}
        if len(said) == 1:
            known[said.pop()].add(voice)
    return known


def are_all_of_some(known: set[str], groups: list[frozenset[str]]) -> bool:
    """Whether they are known because whole groups of at least the minimum said the same, which the notice says."""
    return all(
        any(voice in group and group <= known and len(group) >= FEW for group in groups) for voice in known
    )


def cells(sets: list[frozenset[str]]) -> list[frozenset[str]]:
    """Everybody by which of several sets they are in."""
    key = {voice: tuple(voice in each for each in sets) for voice in VOICES}
    return [frozenset(v for v in VOICES if key[v] == which) for which in set(key.values())]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.tuples(*(st.sampled_from(CHOICES) for _ in VOICES)),
    rolls=st.lists(st.frozensets(st.sampled_from(VOICES)), min_size=1, max_size=3),
    sides=st.tuples(*(st.sampled_from(("council", "vcs")) for _ in VOICES)) | st.none(),
)
@example(
    said=tuple("Yes" if voice in "af" else "No" for voice in VOICES),
    rolls=[frozenset(VOICES), frozenset("abcde")],
    sides=tuple("council" if voice in "abcf" else "vcs" for voice in VOICES),
)
def test_nobodys_choice_follows_from_all_that_is_shown(attacked, said, rolls, sides):
    """Slices, late joiners and repeats in one: a choice follows only where a whole large enough group said the same."""
    choices = dict(zip(VOICES, said, strict=True))
    parts = dict(zip(VOICES, sides, strict=True)) if sides else {}
    shown: Shown = []
    with database.writing(attacked) as db:
        for number, roll in enumerate(rolls):
            theirs = {voice: choices[voice] for voice in sorted(roll)}
            shown += as_equations(held(db, theirs, parts, 2 * number), theirs, parts)
        db.rollback()
    groups = cells([who for who, _ in shown])
    for known in found_out(shown).values():
        assert are_all_of_some(known, groups), (shown, known)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    from storage import migrate

    engine = database.connect(f"sqlite:///{tmp_path_factory.mktemp('attack') / 'parley.db'}")
    migrate.upgrade(engine, NOW)
    yield engine
    engine.dispose()


def test_the_attacker_of_these_tests_finds_the_one_who_joined_late():
    """Without the rule it would: five, then the same five and one more."""
    shown = [(frozenset("abcde"), 2), (frozenset("abcdef"), 3)]
    assert found_out(shown)["Yes"] == {"f"}
    assert not are_all_of_some({"f"}, cells([who for who, _ in shown]))


@pytest.mark.parametrize(
    ("rolls", "smallest"),
    [
        (["abcde"], 5),
        (["abcde", "abcdef"], 1),
        (["abcde", "fghij"], 5),
        (["abcdefghij", "abcde"], 5),
        (
            ["abcdefghij", "abcde", "fghijk"],
            1,
        ),  # the first less the second is five; the third less that is one
        ([], 0),
    ],
)
def test_the_smallest_group_that_sums_and_differences_lead_to(rolls, smallest):
    assert likeness.smallest_group([frozenset(roll) for roll in rolls]) == smallest


@given(st.lists(st.frozensets(st.sampled_from(VOICES)), min_size=1, max_size=3))
def test_every_set_that_two_results_lead_to_is_made_of_groups(rolls):
    least = likeness.smallest_group(rolls)
    for one, other in combinations(rolls, 2):
        assert all(not part or len(part) >= least for part in (one - other, other - one, one & other))


def test_of_two_at_the_same_time_only_the_first_that_closes_is_shown(chat):
    """Whichever was opened first."""
    for what in ("stock", "rice"):
        chat.says("lead", f'/poll "Is {what} low?" Yes | No closes="Fri 17:00"')
    answer_all(chat, 1, ["yes"] * 6)
    answer_all(chat, 2, ["yes"] * 5)
    chat.says("lead", "poll close 2")
    assert "Yes | 5" in chat.place()
    chat.clock.move_by(timedelta(seconds=1))
    chat.says("lead", "poll close 1")
    assert "the same as sounding 2" in chat.place()
    assert "Yes | 6" not in chat.place()


def test_a_first_try_that_too_few_answered_hides_nothing(chat):
    for number, voices in ((1, 3), (2, 6)):
        chat.says("lead", '/poll "Is stock low?" Yes | No closes="Fri 17:00"')
        answer_all(chat, number, ["yes"] * voices)
        chat.says("lead", f"poll close {number}")
    assert "Yes | 6" in chat.place()


def test_closed_early_says_when_it_closed(chat):
    chat.says("lead", '/poll "Is stock low?" Yes | No closes="Fri 17:00"')
    chat.says("lead", "poll close 1")
    assert "This closed at 10am today, Wednesday 18 November 2026." in chat.place()
