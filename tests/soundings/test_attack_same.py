"""Nothing that anybody can look at differs by what was chosen: two lives with other choices, laid side by side."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot import metrics
from bot.health import Health
from bot.post import PostOffice
from commands import Request
from commands.digests.sections import Week
from commands.digests.sections.soundings import closed
from storage import database, people
from storage.tables import Base
from tests.soundings.people import FOR, FRIDAY_LINE
from tests.world import Wall, World, read

FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
COUNTERS = ("poll_counts", "poll_words")
CHOICES = {
    "Yes | No | A bit": ("yes", "no", "a bit", "prefer not to say"),
    "several: Tins | Milk | Nappies": ("Tins | Milk", "Nappies", "Milk", "prefer not to say"),
    "number of parcels": ("7", "7000", "0", "prefer not to say"),
    "text": ("A second van", "More tins, and soon", "Nothing", "prefer not to say"),
}


class Watched(Wall):
    """A platform that remembers when each message was written again, and how it read then."""

    def __init__(self, clock) -> None:
        super().__init__()
        self.clock, self.edits = clock, []

    async def edit(self, address, reference, reply) -> None:
        self.edits.append((self.clock(), address, reference, read(reply)))
        await super().edit(address, reference, reply)


class Life:
    """What can be seen of one sounding: by those who answer, by everybody, in files, and by whoever runs the server."""

    def __init__(self, world: World, shape: str, answers: list[str]) -> None:
        self.world, self.seen = world, [""]
        world.wall = Watched(world.clock)
        world.office = PostOffice(world.app, {"web": world.wall}, rewrite_every=0)
        before = counters()
        self.say("lead", f'/poll "What of stock?" {shape} {FRIDAY_LINE}')
        with capture_logs() as logs:
            for who, given in zip(FOR, answers, strict=False):
                world.clock.move_by(timedelta(minutes=7))
                self.say(who, f"poll 1 {given}")
            self.say(who, f"poll 1 {given}")
        world.reaches(FRIDAY)
        for line in ("poll 1", "poll list", "poll export 1", "poll words 1"):
            self.say("lead", line)
        self.note("everywhere", world.wall.posts)
        self.note("edits", world.wall.edits)
        self.note("logs", logs)
        self.note("metrics", {name: now - before.get(name, 0) for name, now in counters().items()})
        self.note("health", Health(world.app, dict, list).wrong())
        self.note("digest", self.digest())
        self.rows = stored(world)

    def say(self, who: str, line: str) -> None:
        """Speak, and look at what stands in the place afterwards."""
        self.seen.append(self.world.says(who, line, key=f"event-{len(self.seen)}"))
        self.note("files", [each.text for each in self.world.last.attachments() if hasattr(each, "text")])
        self.note("place", self.world.place())

    def note(self, what: str, found: object) -> None:
        self.seen.append(f"{what}: {found}")

    def digest(self) -> list[str]:
        partnership = next(iter(self.world.app.partnerships.values()))
        now = self.world.clock()
        with database.reading(self.world.app.engine) as db:
            lead = people.with_role(db, partnership.id, "lead")[0]
            week = Week(Request(lead, None, partnership, now, db), now.date(), now - timedelta(days=7))
            return [f"{line.text} {line.shown}" for line in closed(week)]


def counters() -> dict[str, float]:
    """Everything that Parley counts, but not how long it took."""
    samples = [each for metric in metrics.registry.collect() for each in metric.samples]
    ends = ("_total", "_count")
    return {f"{each.name} {each.labels}": each.value for each in samples if each.name.endswith(ends)}


def stored(world: World) -> dict[str, list[str]]:
    """Every row of every table."""
    with database.reading(world.app.engine) as db:
        tables = Base.metadata.sorted_tables
        return {table.name: sorted(map(repr, db.execute(select(table)))) for table in tables}


def lives(mould, shape, *every):
    for answers in every:
        with mould.cast() as cast:
            world = World(*cast)
            yield Life(world, shape, answers)
            world.close()


@pytest.mark.parametrize("shape", CHOICES)
def test_while_it_is_open_and_where_too_few_answered_nothing_depends_on_what_was_chosen(
    demo_on_sqlite, shape
):
    """Only the counters and the held words themselves do, and those name nobody."""
    first = list(CHOICES[shape])
    one, other = lives(demo_on_sqlite, shape, first, first[1:] + first[:1])
    assert one.seen == other.seen
    assert len(one.world.wall.edits) >= len(first)
    assert any("Too few replies to share the results." in each for each in one.seen)
    assert {name for name in one.rows if one.rows[name] != other.rows[name]} <= {*COUNTERS}


def test_who_of_them_chose_what_makes_no_difference_at_all_to_a_result(demo_on_sqlite):
    """The same answers from other organisations: every message, file, number and row is the same."""
    given = ["tins | milk", "tins", "prefer not to say", "nappies", "nappies", "milk | nappies"]
    one, other = lives(demo_on_sqlite, "several: Tins | Milk | Nappies", given, given[::-1])
    assert one.seen == other.seen
    assert one.rows == other.rows
    assert len([each for each in one.seen if "6 of 6 organisations have answered." in each]) > 1
