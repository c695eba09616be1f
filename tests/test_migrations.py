"""The schema in the code and the schema that migrations make are the same, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from storage import database, migrate
from storage.tables import Base, CounterRow
from tests.world import NOW


def test_migrations_make_the_tables_of_the_code(engine):
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_migrated_database_is_left_alone(engine):
    assert migrate.version(engine) == migrate.newest()
    assert migrate.upgrade(engine, NOW) is None


def test_the_newest_version_is_the_one_that_no_migration_follows():
    assert migrate.newest() == ScriptDirectory(str(migrate.MIGRATIONS)).get_current_head()


def test_a_backup_is_made_before_a_database_with_something_in_it_is_migrated(tmp_path):
    engine = database.connect(f"sqlite:///{tmp_path / 'parley.db'}")
    with engine.begin() as connection:
        connection.execute(text("create table alembic_version (version_num varchar(32) primary key)"))
        connection.execute(text("create table mine (words text)"))
        connection.execute(text("insert into mine values ('kept')"))
    backup = migrate.upgrade(engine, NOW)
    assert backup is not None
    with database.connect(f"sqlite:///{backup}").connect() as kept:
        assert kept.scalar(text("select words from mine")) == "kept"


def test_sqlite_is_durable_and_takes_its_write_lock_at_the_start(tmp_path):
    engine = database.connect(f"sqlite:///{tmp_path / 'parley.db'}")
    migrate.upgrade(engine, NOW)
    with engine.connect() as connection:
        assert connection.scalar(text("pragma journal_mode")) == "wal"
        assert connection.scalar(text("pragma synchronous")) == 2  # FULL
    with database.writing(engine) as one, one.begin():
        one.execute(select(CounterRow))
        other = database.connect(f"sqlite:///{tmp_path / 'parley.db'}")
        with other.connect() as blocked:
            blocked.execute(text("pragma busy_timeout=0"))
        assert _is_locked(other.execution_options(parley_write=True))  # on the same connection


def _is_locked(engine) -> bool:
    from sqlalchemy.exc import OperationalError

    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("select 1")
    except OperationalError as error:
        return "locked" in str(error)
    return False
