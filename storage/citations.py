"""Which posts show figures of which release, so that they can be corrected when it is withdrawn."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from storage.tables import CitationRow, PostRow, ReleaseRow

CITING = "citing"  # the kind of live message that shows figures: citing/12 is post 12


def cite(db: Session, post: int, releases: Iterable[int]) -> None:
    """Remember which figures a post shows; from then on it is written again when one of them is withdrawn."""
    rows = [CitationRow(release=release, post=post) for release in dict.fromkeys(releases)]
    if not rows:
        return
    db.add_all(rows)
    db.execute(update(PostRow).where(PostRow.id == post).values(live=f"{CITING}/{post}"))
    db.flush()


def of(db: Session, release: int) -> list[tuple[int, str]]:
    """The posts that show figures of a release: number and state, oldest first."""
    cited = select(CitationRow.post).where(CitationRow.release == release)
    query = select(PostRow.id, PostRow.state).where(PostRow.id.in_(cited)).order_by(PostRow.id)
    return [(number, state) for number, state in db.execute(query)]


def reply_of(db: Session, post: int) -> str:
    """The words of a post as they are kept; raises LookupError where it is kept no longer."""
    row = db.get(PostRow, post)
    if row is None:
        raise LookupError(post)
    return row.reply


def quoting(db: Session, partnership: str, measure: str, words: str) -> list[tuple[int, str, str]]:
    """The posts that show figures of a measure and hold these words: number, state and reply, oldest first."""
    of_measure = select(ReleaseRow.id).filter_by(partnership=partnership, measure=measure)
    cited = select(CitationRow.post).where(CitationRow.release.in_(of_measure))
    as_kept = json.dumps(words, ensure_ascii=False)[1:-1]
    query = (
        select(PostRow.id, PostRow.state, PostRow.reply)
        .where(PostRow.id.in_(cited), PostRow.reply.contains(as_kept, autoescape=True))
        .order_by(PostRow.id)
    )
    return [(number, state, reply) for number, state, reply in db.execute(query)]


def any_withdrawn(db: Session, releases: Sequence[int]) -> bool:
    """Whether one of these releases is withdrawn."""
    gone = select(ReleaseRow.id).where(ReleaseRow.id.in_(releases), ReleaseRow.state == "withdrawn")
    return db.scalar(gone.limit(1)) is not None


def may_be_untrue() -> ColumnElement[bool]:
    """The condition for live posts that may have to be written again: not those whose figures still stand."""
    gone = select(CitationRow.post).join(ReleaseRow, ReleaseRow.id == CitationRow.release)
    withdrawn = PostRow.id.in_(gone.where(ReleaseRow.state == "withdrawn"))
    return or_(~PostRow.live.startswith(f"{CITING}/"), withdrawn)
