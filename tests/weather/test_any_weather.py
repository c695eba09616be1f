"""Whatever goes wrong in whichever order: nothing is lost, nothing stands twice, and the order of a place is kept."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

IN_SLACK = [
    "limit",
    "html_500",
    "html_503",
    "html_500_after",
    "reset_before",
    "reset_after",
    "hang_before",
    "hang_after",
]
IN_TELEGRAM = ["limit", "500", "502", "reset_before", "reset_after", "hang_before", "hang_after"]
FEW = settings(
    max_examples=settings().max_examples // 6,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)


def weather(modes):
    """What befalls the next calls in one place and in the other, and how many posts there are for each."""
    troubles = st.lists(st.tuples(st.booleans(), st.sampled_from(modes)), max_size=6)
    return st.tuples(troubles, st.integers(1, 3), st.integers(0, 2))


@pytest.fixture(scope="module")
def numbers():
    return iter(range(1_000_000))


def through(office, drawn, number):
    """Post through this weather; what was owed in each place."""
    troubles, here, there = drawn
    office.pause = 0
    owed = {
        office.here: [f"{number} here {each}" for each in range(here)],
        office.there: [f"{number} there {each}" for each in range(there)],
    }
    for is_here, mode in troubles:
        office.fault(mode, seconds=0.2, address=office.here if is_here else office.there)
    for address, words in owed.items():
        office.owe(*words, to=address)
    office.settles()
    office.calm()
    return owed


def stood(office, address, number):
    said = [text.split("\n")[0] for text in office.texts(address)]
    return [each for each in said if each.startswith(f"{number} ")]


def test_in_slack_every_post_stands_exactly_once_and_in_order_or_was_given_up_after_five_times_and_said(
    in_slack, numbers
):
    office = in_slack(patience=0.15)

    @FEW
    @given(weather(IN_SLACK))
    def property_(drawn):
        number = next(numbers)
        for address, words in through(office, drawn, number).items():
            there = stood(office, address, number)
            assert there == [each for each in words if each in there]
            befell = sum(
                office.here == address if is_here else office.there == address for is_here, _ in drawn[0]
            )
            assert len(words) - len(there) <= befell // 5
            for missing in set(words) - set(there):
                assert f"could not post “{missing}”" in office.lead()

    property_()


def test_in_telegram_every_post_stands_at_most_once_in_order_and_what_does_not_was_asked_about(
    in_telegram, telegram_server, numbers
):
    office = in_telegram()
    telegram_server.start(102)
    office.reach("102")

    @FEW
    @given(weather(IN_TELEGRAM))
    def property_(drawn):
        number = next(numbers)
        for address, words in through(office, drawn, number).items():
            there = stood(office, address, number)
            assert there == [each for each in words if each in there]
            for missing in set(words) - set(there):
                assert f"posting “{missing}”" in office.lead()

    property_()
