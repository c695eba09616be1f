"""What Parley publishes about itself: counts of the partnership, and never of anybody in it."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from commands.reply import File
from storage import relationship
from storage.actions.action import Action, Owner
from storage.relationship import FEWEST, Span
from storage.requests.request import DataRequest
from tests.requests.test_clock import raised
from tests.world import NOW

BEGIN, END = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2026, 9, 1), datetime(2027, 2, 1), timezones=st.just(UTC))
STATES = ("raised", "talking", "answered", "differently", "later", "no", "withdrawn")
REASONS = ("Nobody counts this. We asked around.", "Nobody has time for it now. After Easter.")


@st.composite
def requests(draw):
    """A request at any moment of its life."""
    asked, state = draw(MOMENTS), draw(st.sampled_from(STATES))
    is_open, was_refused = state in ("raised", "talking"), state in ("later", "no")
    replied = draw(st.none() | st.timedeltas(timedelta(), timedelta(60))) if state != "raised" else None
    return DataRequest(
        id=1,
        partnership="p",
        number=1,
        kind="figures",
        what="",
        why="",
        smallest="",
        side=draw(st.sampled_from(["council", "vcs", None])),
        measure=None,
        asked_by=draw(st.integers(1, 9)),
        asked_at=asked,
        place=None,
        respondent=draw(st.integers(1, 9)),
        reply_by=asked,
        replied_at=None if replied is None else asked + replied,
        replied_by=None,
        state=state,
        settled_at=None if is_open else draw(MOMENTS),
        settled_by=None,
        reason=draw(st.sampled_from(REASONS)) if was_refused else "",
        offer="",
        answer="",
        revisit_on=None,
        chased=0,
        chased_at=None,
        waiting_since=asked,
    )


MONTH = Span(BEGIN, END)


def measured(asked, actions=(), span=MONTH):
    return relationship.measured(asked, [], actions, ["pantry"], 6, span)


@given(st.lists(requests(), max_size=12), st.randoms(use_true_random=False))
def test_who_asked_or_answered_and_in_which_order_changes_nothing(asked, chance: random.Random):
    shuffled = [replace(each, asked_by=7, respondent=8, settled_by=9) for each in asked]
    chance.shuffle(shuffled)
    assert measured(shuffled) == measured(asked)


@given(st.lists(requests(), max_size=12))
def test_a_median_of_fewer_than_three_replies_is_never_told(asked):
    found = measured(asked)
    for side, days in (("council", found.days_to_vcs), ("vcs", found.days_to_council)):
        waits = [
            each.replied_at - each.waiting_since
            for each in asked
            if each.side == side and each.replied_at and BEGIN <= each.replied_at < END
        ]
        assert (days is None) == (len(waits) < FEWEST)
        if days is not None:
            assert min(waits) <= timedelta(days) + timedelta(seconds=1)
            assert max(waits) >= timedelta(days) - timedelta(seconds=1)


@given(st.lists(requests(), max_size=12))
def test_every_refusal_has_its_reason_and_months_add_up_to_the_year(asked):
    found = measured(asked)
    assert sum(count for _, count in found.reasons) == found.turned_down
    halves = [measured(asked, span=span) for span in (Span(BEGIN, NOW), Span(NOW, END))]
    for name in ("raised", "talked", "answered", "differently", "turned_down"):
        assert sum(getattr(each, name) for each in halves) == getattr(found, name)


def test_actions_and_organisations_are_counted():
    done = Action(
        1,
        "p",
        1,
        "",
        Owner("x"),
        (),
        None,
        False,
        "done",
        "",
        "",
        None,
        None,
        None,
        1,
        NOW,
        NOW,
        None,
        1,
        NOW,
        None,
    )
    dropped = replace(done, state="not needed")
    found = measured([], [done, done, dropped, replace(done, done_at=END)])
    assert (found.done, found.not_needed, found.heard_from, found.organisations) == (2, 1, 1, 6)


def month_of_talk(chat):
    """Three questions of the voluntary sector are answered within two days; one of the council waits."""
    for number, what in enumerate(
        ("Parcels by month", "Helpline calls about debt", "Children at holiday clubs"), 1
    ):
        raised(chat, "pantry-lead", what)
        chat.clock.move_by(timedelta(days=2))
        chat.says("steward", f"request say {number} We look at it this week.")
    values = {"reason": "uncounted", "sentence": "No club keeps a register of children."}
    values |= {"offer": "A talk with the clubs about it.", "revisit": "14 January 2027"}
    chat.says("steward", "request no 3", values=values)
    raised(chat, "analyst", "Volunteers by weekday")


def test_the_first_digest_of_a_month_has_one_table_about_the_partnership(quick):
    month_of_talk(quick)
    quick.sleeps_until(datetime(2026, 11, 27, 15, 31, tzinfo=UTC))
    assert "Whether asking leads to talking" not in quick.says("lead", "digest", private=True)
    quick.reaches(datetime(2026, 12, 4, 15, 31, tzinfo=UTC))
    draft = quick.says("lead", "digest", private=True)
    assert draft.count("Whether asking leads to talking") >= 1
    assert " | November 2026 | December 2025 to November 2026" in draft
    assert "Requests raised | 4 | 4" in draft
    assert "Requests talked about | 3 | 3" in draft
    assert "Because nobody counts this | 1 | 1" in draft
    assert "Days until a person replied: the voluntary sector asked | 2 | 2" in draft
    assert "Days until a person replied: the council asked | too few replies" in draft
    table = draft.partition(" | November 2026 |")[2]
    assert "Demo Pantry Lead" not in table.partition("\n\n")[0]


def test_it_can_be_taken_away_as_csv_and_json(chat):
    month_of_talk(chat)
    said = chat.says("lead", "about export", private=True)
    assert "Requests raised | 4 | 0 | 0" in said
    csv, whole = (block for block in chat.last.blocks if isinstance(block, File))
    assert "Because nobody counts this,1,0,0" in csv.text
    now = json.loads(whole.text)["times"]["November 2026 so far"]
    assert now["raised"] == 4
    assert now["days_to_council"] == 2.0
    assert now["days_to_vcs"] is None
    assert now["reasons"] == {"Nobody counts this": 1}
    for name in ("Pantry", "Analyst", "Steward"):
        assert name not in whole.text


def test_a_partnership_in_which_nothing_happened_is_not_bothered_with_a_table(quick):
    quick.sleeps_until(datetime(2026, 11, 27, 15, 31, tzinfo=UTC))
    quick.reaches(datetime(2026, 12, 4, 15, 31, tzinfo=UTC))
    assert "Whether asking leads to talking" not in quick.says("lead", "digest", private=True)
