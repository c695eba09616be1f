"""The outbox: order for each address, waits honoured, failures said, ambiguity never sent twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.post import PostOffice
from bot.transport import Impossible, Moved, NotSent, Unknown
from commands.reply import Reply, Send, Text, ToEveryPlace, ToPerson, ToPlace
from storage import database, people, posts, seeding
from storage.tables import PlaceRow, PostRow
from tests.world import PLACE


def owe(chat, *words: str, to=None) -> None:
    from bot import outgoing

    with database.writing(chat.app.engine) as db, db.begin():
        for each in words:
            outgoing.owe(db, "demo-food", Send(to or ToEveryPlace(), Reply((Text(each),))), chat.clock())


def send_all(chat) -> None:
    chat.run(chat.office.drain())


def states(chat) -> list[str]:
    with database.reading(chat.app.engine) as db:
        return [row.state for row in db.scalars(select(PostRow).order_by(PostRow.id))]


class Trouble:
    """Makes the next sends of a wall go wrong, one trouble each."""

    def __init__(self, chat, *troubles: Exception | None) -> None:
        self.left, self.send, self.calls = list(troubles), chat.wall.send, 0
        chat.wall.send = self

    async def __call__(self, address: str, reply: Reply, mark: str, under: str = "") -> str:
        self.calls += 1
        trouble = self.left.pop(0) if self.left else None
        if trouble is not None:
            raise trouble
        return await self.send(address, reply, mark, under)


def test_messages_for_one_place_keep_their_order(chat):
    owe(chat, *(f"message {number}" for number in range(12)))
    send_all(chat)
    read = chat.place()
    assert [read.index(f"message {number}") for number in range(12)] == sorted(
        read.index(f"message {number}") for number in range(12)
    )


def test_a_wait_the_platform_asks_for_holds_back_what_comes_after(chat):
    Trouble(chat, NotSent("Too many at once.", wait=30))
    owe(chat, "first", "second")
    send_all(chat)
    assert chat.place() == ""
    chat.clock.move_by(timedelta(seconds=31))
    send_all(chat)
    assert chat.place().index("first") < chat.place().index("second")


def test_a_passing_failure_is_tried_again_and_then_given_up_and_said(chat):
    trouble = Trouble(chat, *[NotSent("The network is down.")] * 5)
    owe(chat, "hello")
    for _ in range(6):
        send_all(chat)
        chat.clock.move_by(timedelta(minutes=11))
    assert trouble.calls >= 5
    assert states(chat)[0] == "failed"
    assert "Parley could not post “hello”" in chat.told("lead")
    assert "The network is down." in chat.told("lead")


def test_a_closed_place_is_remembered_and_the_lead_is_told_once(chat):
    archived = Impossible("The channel is archived.", closed=True)
    Trouble(chat, archived, None, archived)
    owe(chat, "hello")
    send_all(chat)
    owe(chat, "again")
    send_all(chat)
    assert chat.told("lead").count("could not post") == 1
    assert states(chat).count("failed") == 2
    with database.reading(chat.app.engine) as db:
        assert db.scalar(select(PlaceRow.closed).filter_by(address=PLACE)) == "The channel is archived."


def test_a_group_that_moved_is_followed_and_nothing_is_lost(chat):
    Trouble(chat, Moved("elsewhere"))
    owe(chat, "hello")
    send_all(chat)
    assert "hello" in chat.wall.reads("elsewhere")
    with database.reading(chat.app.engine) as db:
        assert people.place_at(db, "web", "elsewhere") is not None


def test_an_ambiguous_post_that_cannot_be_looked_for_is_not_sent_again_and_the_lead_is_asked(chat):
    trouble = Trouble(chat, Unknown("gone"))
    owe(chat, "hello")
    send_all(chat)
    assert states(chat)[0] == "unknown"
    assert "Look whether it is there. Parley will not post it again by itself." in chat.told("lead")
    assert trouble.calls == 2  # the post, and the notice to the lead


@pytest.mark.parametrize("there", [True, False])
def test_an_ambiguous_post_that_can_be_looked_for_stands_exactly_once(chat, there):
    async def find(address: str, mark: str, under: str) -> str | None:
        return "found" if there else None

    chat.wall.find = find
    Trouble(chat, Unknown("gone"))
    owe(chat, "hello")
    send_all(chat)
    assert states(chat) == ["sent"]
    assert chat.place().count("hello") == (0 if there else 1)


def test_what_a_dead_process_was_sending_is_settled_at_the_next_start(chat):
    owe(chat, "hello", "after")
    with database.writing(chat.app.engine) as db, db.begin():
        claimed = posts.claim(db, ["web"], chat.clock())
    assert len(claimed) == 1
    chat.clock.move_by(timedelta(minutes=2))
    office = PostOffice(chat.app, {"web": chat.wall}, rewrite_every=0)

    async def restart() -> None:
        await office.settle_left_behind()
        await office.close()
        await office.drain()

    chat.run(restart())
    assert states(chat)[:2] == ["unknown", "sent"]
    assert "after" in chat.place()


def test_somebody_nobody_can_reach_costs_nothing_and_loses_nothing(chat):
    with database.writing(chat.app.engine) as db, db.begin():
        person = people.called(db, "demo-food", "@schools-officer")[0]  # has no account on the page
    owe(chat, "hello", to=ToPerson(person.id))
    assert states(chat) == []


def test_a_message_for_one_place_goes_there_alone(chat):
    with database.writing(chat.app.engine) as db, db.begin():
        seeding.seed_place(db, "demo-food", "web", "second")
        second = people.place_at(db, "web", "second")
    owe(chat, "only there", to=ToPlace(second.id))
    send_all(chat)
    assert "only there" in chat.wall.reads("second")
    assert chat.place() == ""


def test_a_picture_that_fails_never_loses_the_numbers(chat):
    async def attach(address, reference, attachment):
        raise RuntimeError("no upload today")

    chat.wall.attach = attach
    posted = chat.reaches(chat.clock().replace(day=23, hour=9, minute=30))
    assert "The last 8 weeks" in posted
    assert "could not be shown" in chat.told("lead")


def test_a_post_for_a_platform_that_is_not_running_waits(chat):
    owe(chat, "hello")
    idle = PostOffice(chat.app, {}, rewrite_every=0)
    assert chat.run(idle.send_due()) == 0
    assert states(chat) == ["due"]


def test_while_nothing_is_due_another_process_may_hold_the_lock(quick):
    with database.writing(quick.app.engine) as db, db.begin():
        db.connection()
        send_all(quick)
