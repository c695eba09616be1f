"""What every test of the page can use: a few small commands, and a page to give them to."""

import pytest

from tests.page.commands import small_commands
from tests.page.world import opened


@pytest.fixture
def words():
    """A few small commands, and the state they change; taken away again afterwards."""
    with small_commands() as state:
        yield state


@pytest.fixture
def world(tmp_path, words):
    with opened(tmp_path) as made:
        yield made
