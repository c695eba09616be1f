"""What somebody finds who takes a copy of the database: bytes, rows as they lie there, and who wrote them."""

from __future__ import annotations

import struct
from pathlib import Path

from sqlalchemy import Engine, text

from storage import database, migrate

TABLES = ("polls", "poll_counts", "poll_rolls", "poll_words")
PAGE, HEAD, POINTER = 8192, 24, 4  # bytes of a page of PostgreSQL, of its head, and of what points to one row


def copied(engine: Engine) -> bytes:
    """All bytes of the database's files: with SQLite its log too, with PostgreSQL the tables of soundings."""
    file = migrate.sqlite_file(engine)
    if file is not None:
        every = (file.with_name(file.name + ending) for ending in ("", "-wal"))
        return b"".join(each.read_bytes() for each in every if each.exists())
    return b"".join(relation(engine, table) for table in TABLES)


def relation(engine: Engine, table: str) -> bytes:
    """The file of a table of PostgreSQL, as it is on the disk."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.execute(text("CHECKPOINT"))
        folder = db.scalar(text("SHOW data_directory"))
        place = db.scalar(text("SELECT pg_relation_filepath(:table)"), {"table": table})
    return (Path(str(folder)) / str(place)).read_bytes()


def versions(engine: Engine, table: str) -> int:
    """How many rows lie in a table of PostgreSQL, those overwritten included."""
    content = relation(engine, table)
    lowest = (struct.unpack_from("<H", content, at + 12)[0] for at in range(0, len(content), PAGE))
    return sum((low - HEAD) // POINTER for low in lowest if low)


def rows_as_they_lie(engine: Engine, table: str, poll: int) -> list[tuple[str, ...]]:
    """The rows of a sounding in the order in which they lie there, without its id."""
    columns = {"poll_rolls": "question, voice", "poll_counts": "question, part, answer, votes"}[table]
    order = "" if database.is_sqlite(engine) else " ORDER BY ctid"
    with engine.connect() as db:
        found = db.execute(text(f"SELECT {columns} FROM {table} WHERE poll = :poll{order}"), {"poll": poll})
        return [tuple(map(str, row)) for row in found]


def writers(engine: Engine, table: str, poll: int) -> set[str]:
    """The transactions that PostgreSQL says wrote the rows of a sounding."""
    with engine.connect() as db:
        found = db.execute(text(f"SELECT xmin::text FROM {table} WHERE poll = :poll"), {"poll": poll})
        return {writer for (writer,) in found}
