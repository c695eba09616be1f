"""That ``make bench`` measures and says what it measured. How fast anything is, no test asks."""

from __future__ import annotations

import re

import pytest

from tests.bench import answers
from tests.bench.__main__ import PARTS, Scale, measure
from tests.bench.asking import Sizes
from tests.bench.ballots import Turnout
from tests.bench.lines import Line, report

TINY = Scale(
    Sizes(2, 4, 1), voices=4, left=(500, 1_000), rounds=2, drawn=1, starts=1, held=(500, 1_000), pooled=2,
    asked=2, ways=answers.WAYS[:1], look=False, loaded=0.1, warm=False, tables=0, weeks=2,
    turnout=Turnout(5, (10,), 10, 100, 3, server=False),
    waiting=(10, 20), due=20, partnerships=2,
)  # fmt: skip


def test_every_part_measures_something_and_shows_a_ratio_for_it():
    lines = list(measure(PARTS, TINY))
    shown = report(lines, answers.NOTES).partition("Numbers on this machine")[0]
    for line in lines:
        assert re.search(rf"^ +[\d.]+ .*{re.escape(line.what)}$", shown, re.MULTILINE), line.what
        assert line.floor > 0


@pytest.mark.parametrize(
    ("line", "met"),
    [
        (Line("", 2, 3, "ms", 1.5), True),
        (Line("", 2, 3.1, "ms", 1.5), False),
        (Line("", 100, 59, "a second", 0.6, least=True), False),
        (Line("", 0.1, 4, "ms", 5.0, absolute=True), True),
        (Line("", 2, 3, "ms", 1.5, ratio_of=1.6), False),
        (Line("", 1, 9, "ms"), None),
    ],
)
def test_a_target_is_met_or_missed(line, met):
    assert line.met is met


def test_what_is_missed_says_why():
    missed = Line("drawing", 1, 2, "ms", 1.5, why="it is drawn twice")
    kept = Line("waiting", 1, 1, "ms", 1.5, why="there is no reason")
    shown = report([missed, kept])
    assert "MISSED  drawing" in shown
    assert "it is drawn twice" in shown
    assert "no reason" not in shown
