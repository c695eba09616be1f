"""The fake, a client of it and a bot that lives there."""

import pytest

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.small_bot import SmallBot
from tests.loops import end_rest


@pytest.fixture
def slack():
    with FakeSlack() as slack:
        slack.add_user("U1", "ada")
        slack.add_user("U2", "ben")
        slack.add_channel("C1", "general", members=["U1", "U2"])
        yield slack


@pytest.fixture
def bot(slack):
    bot = SmallBot(slack)
    bot.thread.start()
    bot.run(bot.build())
    yield bot
    bot.run(bot.close())
    bot.run(end_rest())
    bot.loop.call_soon_threadsafe(bot.loop.stop)
    bot.thread.join()
    bot.loop.close()


@pytest.fixture(params=["socket", "http"])
def live(request, slack, bot):
    if request.param == "http":
        slack.deliver_to(bot.run(bot.http()))
        assert slack.verify_url()
    else:
        bot.run(bot.socket())
    slack.wait_connected()
    return bot
