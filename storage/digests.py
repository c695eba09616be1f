"""The week's digest: lines put together for an editor, changed one by one, then approved and published."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.tables import DigestRow, WeeknoteRow

Scope = Literal["channel", "partners", "public"]
Files = Literal["none", "due", "written"]
Hold = Literal["", "held", "asked", "left"]
NOTE, DIGEST = "note", "digest"  # what a line comes from, and the kind of living message a digest is


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a digest says. ``number`` stays its own for as long as the digest exists.

    ``about`` is what it comes from (``note/12``, ``release/5``; nothing where an editor added it), ``source`` how people
    call that and ``link`` where it stands. ``shown`` is a chart or table under it, as a reply in JSON. ``original`` are
    the words it was made from, ``before`` those it had until version ``changed``. ``late`` is the day it was added
    after publication, ``gone`` the day it was taken out; withdrawn words are deleted, and ``instead`` may stand there.
    ``out`` says that published files have it.
    """

    number: int
    section: str
    text: str
    name: str = ""
    organisation: str = ""
    about: str = ""
    source: str = ""
    link: str = ""
    scope: Scope = "channel"
    shown: str = ""
    original: str = ""
    changed: int = 1
    before: str = ""
    left_out: bool = False
    late: str = ""
    gone: str = ""
    instead: str = ""
    out: bool = False

    @property
    def stands(self) -> bool:
        """Whether it is said: neither left out nor taken out."""
        return not (self.left_out or self.gone)


@dataclass(frozen=True, slots=True)
class Digest:
    """``week`` is its Monday; ``editor`` and ``approved_by`` are people's numbers.

    While there is a ``hold``, published files say only what they said before.
    """

    id: int
    partnership: str
    week: date
    approved: bool
    version: int
    editor: int | None
    lines: tuple[Line, ...]
    markdown: str
    made_at: datetime
    approved_by: int | None
    approved_at: datetime | None
    changed_at: datetime | None
    files: Files
    hold: Hold
    published_at: datetime | None

    @property
    def key(self) -> str:
        """What its living message is called."""
        return f"{DIGEST}/{self.week.isoformat()}"

    def line(self, number: int) -> Line | None:
        return next((line for line in self.lines if line.number == number), None)

    def standing(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.stands)


def digest_of(row: DigestRow) -> Digest:
    """A row as the digest it holds."""
    files: Files = row.files  # type: ignore[assignment]  # only this module writes these columns
    hold: Hold = row.hold  # type: ignore[assignment]
    return Digest(
        row.id,
        row.partnership,
        row.week,
        row.state == "approved",
        row.version,
        row.editor,
        tuple(Line(**each) for each in row.lines),
        row.markdown,
        row.made_at,
        row.approved_by,
        row.approved_at,
        row.changed_at,
        files,
        hold,
        row.published_at,
    )


def of_week(db: Session, partnership: str, week: date, *, locked: bool = False) -> Digest | None:
    """The digest of a week; ``locked`` keeps others from changing it until the commit."""
    query = select(DigestRow).filter_by(partnership=partnership, week=week)
    row = db.scalar(
        query.with_for_update() if locked else query, execution_options={"populate_existing": locked}
    )
    return None if row is None else digest_of(row)


def read_again(db: Session, digest: Digest) -> Digest:
    """The digest as this transaction has it now."""
    return digest_of(_row(db, digest))


def newest(db: Session, partnership: str, *, approved: bool) -> Digest | None:
    """The last digest that was approved, or the last draft that nobody has approved yet."""
    state = "approved" if approved else "draft"
    query = select(DigestRow).filter_by(partnership=partnership, state=state)
    row = db.scalar(query.order_by(DigestRow.week.desc()).limit(1))
    return None if row is None else digest_of(row)


def made_before(db: Session, partnership: str, week: date) -> datetime | None:
    """When the digest of an earlier week was put together, the last one of them."""
    query = select(DigestRow.made_at).filter_by(partnership=partnership).where(DigestRow.week < week)
    found: datetime | None = db.scalar(query.order_by(DigestRow.week.desc()).limit(1))
    return found


def keep_draft(
    db: Session, partnership: str, week: date, lines: Sequence[Line], editor: int | None, now: datetime
) -> Digest:
    """Store a new draft."""
    row = DigestRow(
        partnership=partnership,
        week=week,
        state="draft",
        version=1,
        editor=editor,
        lines=[asdict(line) for line in lines],
        markdown="",
        made_at=now,
    )
    db.add(row)
    db.flush()
    return digest_of(row)


def change(db: Session, digest: Digest, lines: Sequence[Line], now: datetime) -> Digest:
    """Store other lines as the next version; after approval its files are to be written again."""
    row = _row(db, digest)
    row.lines, row.version = [asdict(line) for line in lines], row.version + 1
    if row.state == "approved":
        row.changed_at = now
        row.files = "none" if row.files == "none" else "due"
    db.flush()
    return digest_of(row)


def _row(db: Session, digest: Digest) -> DigestRow:
    row = db.get(DigestRow, digest.id)
    if row is None:
        raise LookupError(digest.id)
    return row


def hand_over(db: Session, digest: Digest, editor: int) -> Digest:
    row = _row(db, digest)
    row.editor = editor
    db.flush()
    return digest_of(row)


def approve(db: Session, digest: Digest, by: int, now: datetime, *, with_files: bool) -> Digest:
    """Make a draft the week's digest: its notes are in no other from now on."""
    row = _row(db, digest)
    row.state, row.approved_by, row.approved_at = "approved", by, now
    row.files = "due" if with_files else "none"
    db.flush()
    note_in(db, digest)
    return digest_of(row)


def keep_markdown(db: Session, digest: Digest, markdown: str) -> None:
    """Keep what is published of a digest in words, as a record."""
    _row(db, digest).markdown = markdown
    db.flush()


def note_in(db: Session, digest: Digest) -> None:
    """The notes whose words stand in this digest are in no later one; what was left out may come again."""
    numbers = notes_of(digest.standing())
    db.execute(update(WeeknoteRow).where(WeeknoteRow.id.in_(numbers)).values(digest=digest.id))


def notes_of(lines: Iterable[Line]) -> list[int]:
    """The numbers of the notes that lines quote."""
    kinds = [line.about.partition("/") for line in lines]
    return [int(number) for kind, _, number in kinds if kind == NOTE]


def set_hold(db: Session, digest: Digest, hold: Hold) -> Digest:
    """Keep back what is not published yet, or with an empty hold let it out."""
    row = _row(db, digest)
    row.hold = hold
    row.files = "due" if not hold and row.files == "written" else row.files
    db.flush()
    return digest_of(row)


def ask_about(db: Session, digest: Digest) -> bool:
    """Note that a lead is asked whether it may go out now; ``False`` if another process has asked."""
    held = update(DigestRow).filter_by(id=digest.id, hold="held").values(hold="asked").returning(DigestRow.id)
    return db.execute(held).first() is not None


def note_written(db: Session, digest: Digest, out: Container[int], now: datetime) -> bool:
    """Its files stand and have these lines; ``False`` if the digest has changed since they were made."""
    row = db.get(DigestRow, digest.id, with_for_update=True, populate_existing=True)
    if row is None or row.version != digest.version or row.hold != digest.hold:
        return False
    row.lines = [asdict(replace(line, out=line.number in out)) for line in digest.lines]
    row.files, row.published_at = "written", now
    db.flush()
    return True


def note_nothing_to_write(db: Session, digest: Digest) -> None:
    """Everything of it is held back, so there is no file."""
    row = _row(db, digest)
    row.files = "written" if row.version == digest.version else row.files
    db.flush()


def to_write(db: Session) -> list[Digest]:
    """The digests whose files are to be written, of every partnership, oldest week first."""
    rows = db.scalars(select(DigestRow).filter_by(files="due").order_by(DigestRow.week))
    return [digest_of(row) for row in rows]


def held(db: Session) -> list[Digest]:
    """The digests of which a pause keeps something back, of every partnership."""
    rows = db.scalars(select(DigestRow).where(DigestRow.files != "none", DigestRow.hold == "held"))
    return [digest_of(row) for row in rows]


def published(db: Session, partnership: str) -> list[Digest]:
    """What stands in the folder, newest week first."""
    query = select(DigestRow).where(DigestRow.partnership == partnership, DigestRow.published_at.is_not(None))
    return [digest_of(row) for row in db.scalars(query.order_by(DigestRow.week.desc()))]
