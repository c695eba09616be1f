"""Parley is killed without a word in the middle of everything, and nothing is lost or doubled.

The real command in a process of its own, the real SDKs, strict pretend platforms, ``SIGKILL``. More of the
same for as long as one likes: ``python -m tests.torture --kills 100``.
"""

import asyncio
import random
import string
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot import outgoing
from bot.post import LEASE, PostOffice
from commands.reply import Send, ToEveryPlace, say
from storage import database, posts
from storage.tables import PollRow, PostRow
from tests.crash.pairs import kill_one_of_two
from tests.crash.points import POINTS, fridays
from tests.crash.stored import notes, tally_in
from tests.crash.votes import ask, press_in_slack, vote_through_kills
from tests.crash.words import write_through_kills
from tests.mould import fresh_postgres
from tests.process import CHANNEL, GROUP, LONG, life, telegram_id


@pytest.mark.parametrize(("kind", "kills"), [("sqlite", 2), ("postgresql", 1)])
def test_kill_in_a_burst_of_votes_loses_none_and_counts_none_twice(tmp_path, request, kind, kills):
    url = "" if kind == "sqlite" else fresh_postgres(request.getfixturevalue("postgres"))
    with life(tmp_path / "life", url) as whole:
        whole.start()
        vote_through_kills(whole, kills, rng=random.Random(f"votes {kind}"))


@pytest.mark.parametrize(("kind", "points"), [("sqlite", POINTS[::2]), ("postgresql", POINTS[1::2])])
def test_kill_at_a_named_point_loses_no_post_and_doubles_none(tmp_path, request, kind, points):
    """Every second one on each; all of them on both, with and without history: make torture."""
    url = "" if kind == "sqlite" else fresh_postgres(request.getfixturevalue("postgres"))
    with fridays(tmp_path / "life", url, history=kind == "sqlite") as life:
        for point in points:
            life.kill_at(point)


def test_kill_one_of_two_processes_and_the_other_finishes_what_it_left(tmp_path, postgres):
    url = fresh_postgres(postgres)
    kill_one_of_two(tmp_path / "life", url, count=4, rng=random.Random("two"), history=True)


def test_kill_while_people_write_notes_and_actions_loses_none_and_doubles_none(tmp_path):
    with life(tmp_path / "life", size=24) as whole:
        whole.start()
        write_through_kills(whole, kills=1, rng=random.Random("words"))


@pytest.mark.parametrize("history", [True, False])
def test_kill_around_posts_leaves_each_once_or_the_lead_knows(tmp_path, history):
    rng = random.Random(f"posts {history}")
    with fridays(tmp_path / "life", history=history) as life:
        for _ in range(2):
            life.kill_after(rng.uniform(0.1, 0.4))


def test_kill_amid_a_rewriting_and_a_form_leaves_the_message_true_and_the_form_goes_on(tmp_path):
    with life(tmp_path / "life", size=6) as whole:
        whole.start()
        ask(whole)
        person = telegram_id(1)
        whole.telegram.says(person, None, "/weeknote")
        asked = whole.telegram.wait_message(person, "What happened this week?", LONG)
        whole.slack.fault("chat.update", "html_500")
        whole.telegram.fault("editMessageText", "502")
        press_in_slack(whole, 1, "Higher")
        whole.telegram.wait_call("editMessageText", timeout=LONG)
        whole.kill()  # within the pause before it would try again
        whole.telegram.says(person, None, "A van was lent to us.")
        whole.start()
        choice = whole.telegram.wait_message(person, "How far may it be quoted?", LONG, after=asked)
        whole.telegram.press(person, choice, "Only in this partnership")
        kind = whole.telegram.wait_message(person, "What is it?", LONG, after=choice)
        whole.telegram.press(person, kind, "What happened")
        whole.telegram.wait_message(person, "Thank you.", LONG)
        assert notes(whole) == {"A van was lent to us.": 1}
        whole.slack.wait_message(CHANNEL, "1 of 6 organisations has answered.", LONG)
        whole.telegram.wait_message(GROUP, "1 of 6 organisations has answered.", LONG)


# -- the same on the world behind the door, where a dead process is only a row ------------------------


def left_behind(chat) -> int:
    """A post that a process was sending when it died, and one that waits behind it."""

    def owe(db):
        for words in ("The first.", "The second."):
            outgoing.owe(db, "demo-food", Send(ToEveryPlace(), say(words, private=False)), chat.clock())
        return posts.claim(db, ["web"], chat.clock())

    [post] = chat.app.writer.run_now(owe)
    return post.id


def looks_after_itself(chat, while_it_runs) -> None:
    """The post office runs for as long as it takes."""

    async def run():
        post_office = PostOffice(chat.app, {"web": chat.wall})
        office = asyncio.create_task(post_office.run())
        try:
            async with asyncio.timeout(LONG):
                while not while_it_runs():
                    chat.app.changed.set()
                    await asyncio.sleep(0.01)
        finally:
            await post_office.close()
            office.cancel()

    chat.run(run())


def state_of(chat, number: int) -> str:
    with chat.app.engine.connect() as connection:
        return str(connection.scalar(select(PostRow.state).where(PostRow.id == number)))


def test_what_another_process_left_behind_is_settled_when_its_time_is_over_and_the_next_may_go(chat):
    number = left_behind(chat)
    chat.clock.move_by(timedelta(seconds=1))
    office_has_seen_it_too_early = [False]

    def settled():
        if not office_has_seen_it_too_early[0]:
            office_has_seen_it_too_early[0] = True
            return False
        chat.clock.move_by(LEASE / 2)
        return state_of(chat, number) == "unknown" and "The second." in chat.place()

    looks_after_itself(chat, settled)
    assert "The first." not in chat.place()


def test_a_message_still_on_its_way_is_written_again_if_it_has_become_untrue(quick):
    quick.wall.send, at_once = hold_back(quick), quick.wall.send
    quick.says("lead", 'poll "Enough tins?" Yes | No')
    quick.wall.send = at_once
    quick.says("pantry-lead", "poll vote 1 1")
    quick.clock.move_by(timedelta(minutes=1))
    quick.run(quick.office.drain())
    assert "1 of 6 organisations has answered." in quick.place()


def hold_back(world):
    from bot.transport import NotSent

    async def send(address, reply, mark, under=""):
        raise NotSent("The platform is away.")

    return send


VOICES = {
    "food-hub-lead": "food-hub",
    "pantry-lead": "pantry",
    "centre-manager": "community-centre",
    "analyst": "council",
    "steward": "council",
    "deputy": "schools-team",
    "lead": "forum",
}
ANSWERS = st.tuples(
    st.sampled_from(sorted(VOICES)), st.integers(1, 3), st.sampled_from(string.ascii_lowercase)
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(ANSWERS, max_size=15))
def test_in_any_order_the_first_answer_of_each_organisation_counts_and_a_second_delivery_nothing(
    quick, answers
):
    with database.reading(quick.app.engine) as db:
        number = (db.scalar(select(func.max(PollRow.number))) or 0) + 1
    quick.says("lead", f'poll "Enough tins on shelf {number}?" Higher | Same | Lower')
    expected: dict[str, int] = {}
    delivered = set()
    for who, choice, letter in answers:
        key = f"{number}-{letter}"
        seen = quick.says(who, f"poll vote {number} {choice}", key=key)
        if key in delivered:
            assert seen == ""
            continue
        delivered.add(key)
        assert seen.startswith("Counted.") == (VOICES[who] not in expected)
        expected.setdefault(VOICES[who], choice)
    with database.reading(quick.app.engine) as db:
        roll, counters = tally_in(db, number)
    assert roll == set(expected)
    assert list(counters.values()) == [list(expected.values()).count(each) for each in (1, 2, 3)]
