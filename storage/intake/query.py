"""A read-only question to a database as rows of texts; its address comes from the environment and is never shown."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from storage.intake.problems import refused
from storage.intake.texts import text_of
from storage.layouts import Query
from storage.progress import Progress

STEP = 20_000  # rows fetched at a time
CAN_PROMISE = (
    "postgresql",
    "mysql",
    "mariadb",
    "oracle",
)  # databases in which a transaction can be read-only


def rows(asked: Query, environment: Mapping[str, str], progress: Progress) -> list[list[str]]:
    """The names of the columns and then every row; raises SourceError."""
    engine = _engine(asked, environment)
    try:
        with _opened(engine, asked) as connection:
            return _answer(connection, asked, progress)
    finally:
        engine.dispose()


def name(asked: Query) -> str:
    """What stands in place of a file's name in what is said about the answer."""
    return f"the query to {asked.url_env}"


def _engine(asked: Query, environment: Mapping[str, str]) -> Engine:
    address = environment.get(asked.url_env, "").strip()
    if not address:
        sentence = f"Set {asked.url_env} in the environment to the address of the database, such as sqlite:///counts.db."
        raise refused(name(asked), sentence)
    try:
        url = make_url(address)
        if url.get_backend_name() == "sqlite":
            return _sqlite(url)
        return create_engine(url, poolclass=NullPool)
    except ImportError as error:
        sentence = f"Python has no driver for this kind of database here. Install {error.name or 'it'} beside Parley."
        raise refused(name(asked), sentence) from None
    except SQLAlchemyError:
        sentence = (
            f"The address in {asked.url_env} cannot be read. Write it as postgresql+psycopg://user@host/name."
        )
        raise refused(name(asked), sentence) from None


def _sqlite(url: URL) -> Engine:
    """An SQLite file opened so that nothing can be written to it and none is made."""
    path = Path((url.database or "").removeprefix("file:")).absolute()
    address = f"file:{quote(str(path))}?mode=ro"
    return create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool)


def _opened(engine: Engine, asked: Query) -> Connection:
    try:
        connection = engine.connect()
        if engine.dialect.name in CAN_PROMISE:
            connection.execute(text("SET TRANSACTION READ ONLY"))
        return connection
    except DBAPIError:
        sentence = f"The database cannot be opened. Check {asked.url_env}, the network and your rights there."
        raise refused(name(asked), sentence) from None


def _answer(connection: Connection, asked: Query, progress: Progress) -> list[list[str]]:
    try:
        result = connection.execution_options(stream_results=True).execute(text(asked.query))
        found = [[str(column) for column in tuple(result.keys())]]
        for part in result.partitions(STEP):
            found += [[text_of(value) for value in row] for row in part]
            progress(len(found), 0)
        return found
    except SQLAlchemyError as error:
        raise refused(name(asked), _in_words(error)) from None


def _in_words(error: SQLAlchemyError) -> str:
    """What the database says about the words of a query; about values it may repeat a count, so then nothing."""
    kind = type(error).__name__
    said = str(getattr(error, "orig", None) or "").splitlines()
    if said and kind in ("ProgrammingError", "OperationalError"):
        return f"The database did not accept the query ({said[0]}). Mend “query” in the measure file."
    return f"The database could not answer the query ({kind}). Try it there, and mend “query” in the measure file."
