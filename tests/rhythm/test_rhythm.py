"""Some weeks around a change of the clocks, with restarts, outages and platforms that fail. Two years: make torture."""

from datetime import UTC, datetime

import pytest

from tests.rhythm.check import check
from tests.rhythm.life import lives

WEEKS = [
    (datetime(2027, 3, 24, 12, tzinfo=UTC), datetime(2027, 4, 6, 12, tzinfo=UTC)),  # Easter and summer time
    (datetime(2027, 10, 27, 12, tzinfo=UTC), datetime(2027, 11, 9, 12, tzinfo=UTC)),  # winter time
]


@pytest.mark.parametrize(("begin", "end"), WEEKS)
def test_what_should_come_comes_once_or_is_left_out_for_a_true_reason(tmp_path, built, begin, end):
    life = lives(tmp_path / "life", *built, seed=f"{begin}", now=begin, end=end)
    ends = check(life)
    assert ends["done"] > 10
    assert life.starts > 1
