"""Whatever is written, changed, drafted, approved and withdrawn in whatever order: withdrawn words are nowhere."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from storage import database
from storage.tables import Base
from tests.rhythm_of_notes import DIGEST

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["write", "change", "withdraw", "scope", "draft", "approve"]), st.integers(0, 3)
    ),
    max_size=12,
)


class Week:
    """One week of somebody's notes; each has words that stand nowhere else."""

    def __init__(self, chat, number: int) -> None:
        self.chat, self.number, self.made = chat, number, 0
        self.standing: dict[int, str] = {}
        self.gone: set[str] = set()
        chat.clock.move_to(DIGEST + timedelta(weeks=number, hours=-2))

    def new_words(self) -> str:
        self.made += 1
        return f"words{self.number}x{self.made}end"

    def take(self, step: str, which: int) -> None:
        note = sorted(self.standing)[which % len(self.standing)] if self.standing else 0
        getattr(self, step)(note)

    def write(self, note: int) -> None:
        words = self.new_words()
        self.chat.says("pantry-lead", f"weeknote {words}")
        undo = self.chat.last.blocks[1].buttons[0].line
        self.standing[int(undo.split()[-1])] = words

    def change(self, note: int) -> None:
        words = self.new_words()
        seen = self.chat.says("pantry-lead", f"weeknote change {note}", values={"text": words})
        if "is changed" in seen:
            self.standing[note] = words

    def withdraw(self, note: int) -> None:
        if note:
            self.chat.says("pantry-lead", f"weeknote withdraw {note}")
            self.gone.add(self.standing.pop(note))

    def scope(self, note: int) -> None:
        for wanted in ("channel", "public"):
            self.chat.says("pantry-lead", f"weeknote scope {note} {wanted}")

    def draft(self, note: int) -> None:
        self.chat.reaches(DIGEST + timedelta(weeks=self.number))

    def approve(self, note: int) -> None:
        if "Approve and post" in self.chat.says("lead", "digest"):
            self.chat.presses("lead", "Approve and post")


def weeks() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1


def everything(chat) -> str:
    with database.reading(chat.app.engine) as db:
        return str([list(db.execute(select(table))) for table in Base.metadata.sorted_tables])


@pytest.fixture
def numbers():
    return weeks()


@given(steps=STEPS)
@example(steps=[("write", 0), ("scope", 0), ("draft", 0), ("approve", 0), ("withdraw", 0)])
@example(steps=[("write", 0), ("write", 0), ("draft", 0), ("change", 1), ("approve", 0), ("withdraw", 1)])
@example(steps=[("write", 0), ("write", 0), ("draft", 0), ("withdraw", 0), ("approve", 0), ("change", 0)])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_withdrawn_words_are_nowhere(quick, numbers, steps):
    week = Week(quick, next(numbers))
    for step, which in steps:
        week.take(step, which)
    kept = everything(quick)
    assert [words for words in week.gone if words in kept] == []
    assert all(words in kept for words in week.standing.values())
