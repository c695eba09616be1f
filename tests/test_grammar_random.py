"""Any line is a question or is refused, and the line of a question asks it again."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from commands import Refusal
from commands.question import line, reads_as_question, understand
from tests import asker
from tests.grammar import DEMO, REFERRALS, asked

WARDS = [area.name for area in DEMO.catalogue.areas.at("ward")]
KEYS = {
    "ward": st.lists(st.sampled_from(WARDS), min_size=1, max_size=4, unique=True).map(", ".join),
    "by": st.sampled_from(["ward", "reason", "time", "month"]),
    "reason": st.sampled_from(["debt", "benefits", "low-income", "crisis", "other"]),
    "vs": st.sampled_from(
        ["last year", "month before", "October 2025", "2025/26", "from 1 May 2026 to 2 June 2026"]
    ),
    "as": st.sampled_from(["text", "table", "chart", "csv", "map"]),
}
TIMES = {
    "week": st.dates(date(2024, 9, 30), date(2026, 11, 2)).map(str),
    "month": st.dates(date(2024, 10, 1), date(2026, 11, 1)).map(lambda day: f"{day:%B %Y}"),
    "term": st.sampled_from(["autumn term 2025", "last", "spring 2026"]),
    "since": st.dates(date(2024, 10, 1), date(2026, 11, 8)).map(str),
    "year": st.sampled_from(["2025", "2025/26", "last"]),
    "last": st.integers(1, 200).map(str),
}


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A line of keys, in any order, with at most one time."""
    wanted = draw(st.fixed_dictionaries({}, optional=KEYS))
    if name := draw(st.sampled_from(["", *TIMES])):
        wanted[name] = draw(TIMES[name])
    pairs = draw(st.permutations([f"{key}={value}" for key, value in wanted.items()]))
    return " ".join([REFERRALS, *pairs])


@given(lines())
def test_the_line_of_a_question_asks_it_again(typed):
    try:
        question = asked(typed)
    except Refusal:
        return
    assert asked(line(question).removeprefix("ask ")) == question


PHRASES = [
    *WARDS,
    *DEMO.catalogue.measures,
    *TIMES,
    *KEYS,
    "ward=",
    "vs=",
    "per=1000",
    "by=",
    "gap",
    "and",
    "last",
]
PHRASES += [
    "compare",
    "vs",
    "what about",
    "“",
    "'s",
    ",",
    ":",
    "=",
    "week=31/2",
    "from=",
    "to=",
    "2026",
    "not",
    "\n",
]
MIXED = st.lists(st.sampled_from(PHRASES) | st.text(max_size=8), max_size=9).map(" ".join)


@settings(max_examples=300)
@given(MIXED | st.text(max_size=60))
def test_any_text_is_a_question_or_is_refused_in_whole_sentences(typed):
    request = asker.request(DEMO)
    try:
        assert understand(request, typed, {}).window.periods
    except Refusal as refusal:
        told = refusal
    else:
        return
    assert told.text.endswith((".", "?")) or "Example: ask " in told.text
    assert all(button.label and button.line for button in told.offer)
    assert reads_as_question(request, typed) in (True, False)
