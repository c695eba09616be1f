"""Posts of figures that were withdrawn: what they say from then on, and the correction beneath them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from commands import Request, live
from commands.deciding import sentence_end
from commands.figures import lower_first
from commands.reply import Block, Buttons, Chart, File, Reply, Send, Text, ToThread, from_json, say
from storage import citations, digest_sources, live_posts, posts, releases
from storage.releases import Release
from storage.times import say_day

MARK = "Withdrawn: "


@dataclass(frozen=True)
class Corrections:
    """What follows for earlier posts: replies in their threads, posts to write again, posts that never go out."""

    replies: tuple[Send, ...]
    again: tuple[str, ...]
    held: int


def correct(db: Session, withdrawn: Sequence[Release]) -> Corrections:
    """Correct every post that shows figures of these releases; those still waiting to be posted never are."""
    replies: list[Send] = []
    again: list[str] = []
    held = 0
    for release in withdrawn:
        words = say(sentence(release), private=False)
        for number, state in citations.of(db, release.id):
            if state == "due":
                posts.hold_back(db, number, "Its figures were withdrawn before it was posted.")
                held += 1
            elif state != "failed":
                replies.append(Send(ToThread(number), words))
                again.append(f"{citations.CITING}/{number}")
        for key in _taken_out_of_digests(db, release):
            again.append(key)
            replies += [
                Send(ToThread(number), words) for number in live_posts.standing(db, release.partnership, key)
            ]
    return Corrections(tuple(replies), tuple(dict.fromkeys(again)), held)


def _taken_out_of_digests(db: Session, release: Release) -> list[str]:
    """The living messages of the digests that showed it; their files are written again too."""
    if release.decided_at is None:
        return []
    today = release.decided_at.date()
    instead = (
        f"Figures for {lower_first(release.measure.title)} were withdrawn on {say_day(today)} and are taken out. "
        "Please do not use them."
    )
    return digest_sources.take_out(
        db, release.partnership, f"release/{release.id}", release.decided_at, today, instead
    )


def sentence(release: Release) -> str:
    """Who withdrew these figures, when and why."""
    day = say_day(release.decided_at.date()) if release.decided_at else ""
    return (
        f"These figures for {lower_first(release.measure.title)} were withdrawn by {release.decided_by} on {day}: "
        f"{sentence_end(release.reason or '')} Please do not use them."
    )


@live(citations.CITING)
def as_it_is_now(request: Request, number: str) -> Reply:
    """A post that shows figures: as it was, or with what was withdrawn since said first."""
    reply = from_json(citations.reply_of(request.db, int(number)))
    cited = [releases.find(request.db, request.partnership.id, release) for release in reply.cites]
    for release in cited:
        if release is not None and release.state == "withdrawn":
            reply = corrected(reply, sentence(release))
    return reply


def corrected(reply: Reply, words: str) -> Reply:
    """A reply that begins with a correction; said once, however often it is written again."""
    first = Text(words)
    if first in reply.blocks:
        return reply
    kept = tuple(_marked(block) for block in reply.blocks if not isinstance(block, Buttons | File))
    return replace(reply, blocks=(first, *kept))


def _marked(block: Block) -> Block:
    if not isinstance(block, Chart) or block.title.startswith(MARK):
        return block
    return replace(block, title=f"{MARK}{block.title}", summary=f"{MARK}{block.summary}")


def said(done: Corrections) -> list[Text]:
    """What whoever withdrew something learns about earlier posts."""
    texts = []
    if done.again:
        count = f"{len(done.again)} earlier post{'s' if len(done.again) > 1 else ''}"
        texts.append(
            Text(
                f"Parley corrects {count} of these figures, in the post and beneath it. What people were "
                "shown in private, copied or downloaded cannot be taken back."
            )
        )
    if done.held:
        texts.append(Text(f"{done.held} waiting to be posted will not be."))
    return texts
