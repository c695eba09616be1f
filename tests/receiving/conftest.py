"""An office that takes releases in."""

from __future__ import annotations

import pytest

from tests.office import Office
from tests.receiving.arriving import LARGE


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    return Office(tmp_path_factory.mktemp("opened"))


@pytest.fixture(scope="module")
def begun(opened, tmp_path_factory):
    office = opened.copy(tmp_path_factory.mktemp("begun"))
    assert office.hears("lead", f"data loader {office.line}").startswith("Registered")
    built = office.build(*LARGE)
    assert built.exit_code == 0, built.stderr
    return office


@pytest.fixture
def office(opened, tmp_path):
    return opened.copy(tmp_path)


@pytest.fixture
def ready(begun, tmp_path):
    """The analyst's key is registered, and a release is built."""
    return begun.copy(tmp_path)
