"""A release and where it is written."""

from dataclasses import replace
from random import Random

import pytest

from storage.bundle import build, sign, write
from tests.bundle.release import AREAS, KEY, MEASURE, SAFE, SIGNER, extract


@pytest.fixture
def bundle():
    random = Random(4)
    return build(MEASURE, extract(lambda: random.randrange(9)), AREAS, KEY, "Demo Analyst")


@pytest.fixture
def path(bundle, tmp_path):
    write(bundle, tmp_path / "release.zip")
    return tmp_path / "release.zip"


@pytest.fixture
def signed(bundle, tmp_path):
    path = tmp_path / "signed.zip"
    write(sign(replace(bundle, verdict=SAFE), SIGNER), path)
    return path
