"""Never lost and never doubled: two at once, two processes, and a close in the middle of it."""

from __future__ import annotations

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from bot.heard import Heard
from storage import database
from storage.soundings import closing, finding, opening
from storage.soundings.ballot_box import Ballot
from storage.soundings.sounding import Draft, Question
from storage.tables import PersonRow
from storage.writer import Writer
from tests.soundings.files import rows_as_they_lie
from tests.world import NOW, PLACE

QUESTION = Question("Stock?", options=("Fine", "Low"))


def opened(engine: Engine):
    with database.writing(engine) as db, db.begin():
        owner = PersonRow(partnership="p", key="k", name="Demo Lead", roles=[])
        db.add(owner)
        db.flush()
        return opening.open_sounding(
            db, "p", owner.id, Draft((QUESTION,), NOW + timedelta(days=1), voice="person"), NOW
        )


def cast_all(url: str, poll: int, number: int, who: str, voices: range) -> list[str]:
    """What one process does: everybody taps, up to a hundred at a time, until the sounding is closed."""
    engine = database.connect(url)
    writer = Writer(engine)

    async def tap() -> list[str]:
        done: list[str] = []
        for first in range(voices.start, voices.stop, 100):
            some = [
                Ballot(
                    f"{who}-{each}",
                    date(2026, 11, 18),
                    "p",
                    number,
                    poll,
                    1,
                    f"v{each}",
                    QUESTION.options[each % 2],
                )
                for each in range(first, min(first + 100, voices.stop))
            ]
            done += await asyncio.gather(*map(writer.cast, some))
            if done[-1] == "closed":
                break
        return done

    done = asyncio.run(tap())
    writer.close()
    engine.dispose()
    return done


def check(engine: Engine, poll: int, outcomes: list[str]) -> None:
    """As many on the roll and in the counts as were told that they count."""
    counted = outcomes.count("counted")
    roll = rows_as_they_lie(engine, "poll_rolls", poll)
    counts = rows_as_they_lie(engine, "poll_counts", poll)
    assert len(roll) == len(set(roll)) == counted == sum(int(row[3]) for row in counts)
    chosen = [QUESTION.options[int(voice.removeprefix("v")) % 2] for _, voice in roll]
    assert {row[2]: int(row[3]) for row in counts if row[3] != "0"} == {
        each: chosen.count(each) for each in set(chosen)
    }


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_two_processes_count_each_voice_once(url, engine):
    """The same six hundred people tap in both, while they answer."""
    asked = opened(engine)
    here = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, here) as pool:
        both = [pool.submit(cast_all, url, asked.id, asked.number, who, range(600)) for who in "ab"]
        outcomes = [each for done in both for each in done.result()]
    assert outcomes.count("counted") == outcomes.count("already answered") == 600
    check(engine, asked.id, outcomes)


def test_who_is_told_that_it_counts_is_counted_also_while_it_closes(url, engine):
    asked = opened(engine)
    with ThreadPoolExecutor(3) as pool:
        both = [
            pool.submit(cast_all, url, asked.id, asked.number, who, voices)
            for who, voices in (("a", range(100_000)), ("b", range(100_000, 200_000)))
        ]
        for number in range(20_000):
            with database.reading(engine) as db:
                if finding.by_id(db, asked.id).answered > 300 or number == 19_999:
                    break
        with database.writing(engine) as db, db.begin():
            assert closing.close(db, asked, NOW)
        outcomes = [each for done in both for each in done.result()]
    assert set(outcomes) == {"counted", "closed"}
    check(engine, asked.id, outcomes)


@pytest.mark.parametrize("lines", [("poll vote 1 1", "poll vote 1 2"), ("poll vote 1 1", "poll 1 no")])
def test_two_of_one_organisation_at_once_are_one_voice(chat, lines):
    """One on each platform, a tap and a word: the second is told, and each event is heard once."""
    chat.says("lead", '/poll "Is stock low?" Yes | No closes="Fri 17:00"')
    heard = [
        Heard("web", who, "Demo", PLACE, line, key=f"press-{who}")
        for who, line in zip(("analyst", "steward"), lines, strict=True)
    ]

    async def at_once():
        return await asyncio.gather(*(chat.app.hear(each) for each in heard * 2))

    seen = [answer.reply.blocks[0].text for answer in chat.run(at_once()) if answer.reply is not None]
    assert len(seen) == 2
    assert sum(text.startswith("Counted.") for text in seen) == 1
    assert sum("already answered" in text for text in seen) == 1
    chat.run(chat.office.drain())
    assert "1 of 6 organisations has answered." in chat.place()
