"""What was posted, beside what should have been: nothing missing, nothing twice, and every reason true."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import select

from commands.missed_words import title
from storage import database
from storage.tables import OccurrenceRow, PostRow
from tests.fakes.telegram.world import Message
from tests.process import CHANNEL, GROUP
from tests.rhythm.calendar import PUBLIC, outcome, schedule
from tests.rhythm.life import Life

LEAD = {"U08", "108"}
DOUBT = "Look whether it is there"


def check(life: Life) -> Counter[str]:
    """Compare everything; what became of how many."""
    engine = database.connect(life.settings.database_url)
    with database.reading(engine) as db:
        occurrences = list(db.scalars(select(OccurrenceRow).where(OccurrenceRow.local_due != "once")))
        posts = list(db.scalars(select(PostRow).order_by(PostRow.id)))
    engine.dispose()
    seen = check_occurrences(life, occurrences)
    return seen + check_posts(life, occurrences, posts)


def check_occurrences(life: Life, rows: list[OccurrenceRow]) -> Counter[str]:
    """Each due time of our own calendar is one row, which ended as it had to; and there is no other row."""
    every = schedule(life.begun, life.clock.now)
    found = {(row.job, datetime.fromisoformat(row.local_due)): row for row in rows if not row.subject}
    assert len(found) == len([row for row in rows if not row.subject])
    ends: Counter[str] = Counter()
    for due in every:
        wanted, row = outcome(due, every, life.ticks), found.pop((due.rule.job, due.local), None)
        ends[wanted] += 1
        if wanted == "nothing yet":
            continue
        assert row is not None, f"{due.rule.job} of {due.local} was forgotten"
        assert row.due == due.instant, f"{due.rule.job} of {due.local} was due at {row.due}"
        said = row.reason or ""
        if wanted == "done":
            quiet = row.state == "skipped" and due.rule.job not in PUBLIC  # it had nothing to say
            assert row.state == "done" or quiet, f"{due.rule.job} of {due.local}: {row.state}, {said}"
            continue
        assert row.state == "skipped", f"{due.rule.job} of {due.local} should be left out: {wanted}"
        assert wanted in said, f"{due.rule.job} of {due.local}: {said} instead of {wanted}"
    assert not found, f"nobody expected {list(found)}"
    return ends


def check_posts(life: Life, occurrences: list[OccurrenceRow], posts: list[PostRow]) -> Counter[str]:
    """What was done stands once in Slack; in Telegram at most once, and else the lead was asked to look."""
    ends: Counter[str] = Counter()
    done = Counter(row.ended_at for row in occurrences if row.state == "done" and row.job in PUBLIC)
    marks = Counter(
        each.metadata["event_payload"]["post"]
        for each in life.slack.messages(CHANNEL)
        if each.metadata and not each.deleted
    )
    for row in posts:
        ends[f"{row.platform} {row.state}"] += 1
    for moment, count in done.items():
        theirs = [row for row in posts if row.made_at == moment and row.place is not None]
        assert Counter(row.platform for row in theirs) == {"slack": count, "telegram": count}, moment
    in_slack = [row for row in posts if row.platform == "slack" and row.place is not None]
    for row in in_slack:
        assert row.state == "sent", f"post {row.id} is {row.state}: {row.error}"
        assert marks[f"post-{row.id}"] == 1, f"post {row.id} stands {marks[f'post-{row.id}']} times"
    assert sum(marks.values()) == len(in_slack)
    check_telegram(life, [row for row in posts if row.platform == "telegram" and row.place is not None])
    asked = sum(DOUBT in row.reply and row.state == "sent" and row.address in LEAD for row in posts)
    in_doubt = sum(row.state == "unknown" for row in posts if row.place is not None)
    assert asked >= in_doubt, f"{in_doubt} are in doubt, and the lead was asked {asked} times"
    return ends


def check_telegram(life: Life, rows: list[PostRow]) -> None:
    """What is known to be sent stands where it says; what else stands there is one of those in doubt, each once."""
    standing = {each.message_id: each.visible_text for each in life.telegram.messages(GROUP) if is_text(each)}
    for row in rows:
        assert row.state in ("sent", "unknown"), f"post {row.id} is {row.state}: {row.error}"
    sent = [number for row in rows if row.state == "sent" for number in references(row)]
    assert len(sent) == len(set(sent))
    assert set(sent) <= standing.keys()
    doubtful = Counter(title(row.reply) for row in rows if row.state == "unknown")
    others = [text for number, text in standing.items() if number not in set(sent)]
    for name, most in doubtful.items():
        assert sum(name in text for text in others) <= most, f"“{name}” stands too often"
    assert len(others) <= doubtful.total(), "something stands there that nobody posted"


def is_text(message: Message) -> bool:
    return not (message.picture or message.file or message.deleted)


def references(row: PostRow) -> list[int]:
    """The numbers of the messages a post consists of."""
    assert row.reference is not None
    return [int(number) for number in row.reference.partition(":")[2].split(",")]
