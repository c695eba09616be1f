"""What the tests of bad weather use: a post office in Slack, and one in Telegram."""

import pytest

import commands
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram
from tests.slack.world import HERE, THERE
from tests.weather.offices import AFTERNOON, InSlack, InTelegram


class NoCharts:
    """Draws a picture of nothing at once."""

    async def png(self, chart):
        from tests.fakes.telegram.trial import png

        return png(40, 30)


@pytest.fixture
def slack_server():
    with FakeSlack() as slack:
        for user in ("U01", "U02", "U03"):
            slack.add_user(user, f"person {user}")
        for channel in (HERE, THERE):
            slack.add_channel(channel, members=["U01", "U02", "U03"])
        yield slack
        assert slack.refusals == []


@pytest.fixture
def in_slack(slack_server, tmp_path):
    commands.discover()
    made = []

    def make(**more):
        made.append(InSlack(slack_server, tmp_path, NoCharts(), **more))
        return made[-1]

    yield make
    for office in made:
        office.close()


@pytest.fixture
def telegram_server():
    with FakeTelegram(privacy=False, loopback_webhooks=True) as fake:
        fake.add_user(11, "Ada")
        fake.add_user(102, "Demo Lead")
        fake.add_group(-1001234567890, members=[11, 102], admins=[102])
        fake.add_group(AFTERNOON, members=[11, 102], supergroup=False)
        yield fake
        assert fake.refusals == []


@pytest.fixture
def in_telegram(telegram_server, tmp_path):
    commands.discover()
    made = []

    def make():
        made.append(InTelegram(telegram_server, tmp_path))
        return made[-1]

    yield make
    for office in made:
        office.close()
