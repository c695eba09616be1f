"""Somebody in two partnerships writes in private, in the real Slack and Telegram clients against their strict fakes."""

from contextlib import ExitStack

import pytest

from bot import assemble, config
from bot.run import platforms
from storage import database
from storage.demo import partnership
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram
from tests.surfaces.parley import Running
from tests.world import NOW, Hand

FOOD, RURAL = "Demo food insight partnership", "Demo rural support partnership"
ASKED = "You are in more than one partnership."
LONG = "action @rural-lead to ring every village hall about the winter and write down who has a kitchen by friday"


def run(both, env, tmp_path, stack, **off):
    """Parley with both partnerships in a thread of its own."""

    def make(clock):
        folder, built = both
        settings = config.load(
            folder / "config.yaml", env | {"PARLEY_DATABASE_URL": f"sqlite:///{tmp_path / 'b.db'}"}
        )
        http = settings.http.model_copy(update={"port": 0})
        app = assemble.open_app(settings.model_copy(update={"http": http, **off}), clock)
        with database.writing(app.engine) as db, db.begin():
            for each, bundles in zip(settings.partnerships, built, strict=True):
                partnership.approve(db, each.id, bundles, clock())
        app.reload()
        return app

    made = Running(make, Hand(NOW), platforms)
    made.begin(stack)
    return made


@pytest.fixture
def slack(both, tmp_path):
    with ExitStack() as stack:
        slack = stack.enter_context(FakeSlack())
        for user, name in (("U04", "Demo Analyst"), ("U08", "Demo Lead"), ("U28", "Demo Rural Lead")):
            slack.add_user(user, name)
        slack.add_channel("C0123456789", "food", ["U04", "U08"])
        slack.add_channel("C0987654321", "rural", ["U04", "U28"])
        slack.subscribe("app_mention", "message.im", "member_joined_channel")
        env = {
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
        }
        run(both, env, tmp_path, stack, telegram=None)
        slack.wait_connected()
        yield slack
        assert slack.refusals == []


@pytest.fixture
def telegram(both, tmp_path):
    with ExitStack() as stack:
        telegram = stack.enter_context(FakeTelegram())
        for user, name in ((104, "Demo Analyst"), (108, "Demo Lead"), (208, "Demo Rural Lead")):
            telegram.add_user(user, name=name)
        telegram.add_group(-1001234567890, title="Food", members=[104, 108])
        telegram.add_group(-1009876543210, title="Rural", members=[104, 208])
        env = {"TELEGRAM_API_URL": telegram.api_url, "TELEGRAM_BOT_TOKEN": telegram.token}
        run(both, env, tmp_path, stack, slack=None)
        yield telegram
        assert telegram.refusals == []


def test_in_slack_the_question_goes_on_where_it_belongs(slack):
    slack.direct("U04", LONG)
    asked = slack.wait_direct("U04", ASKED)
    assert slack.press("U04", asked, RURAL).error is None
    assert "village hall" in slack.wait_direct("U04", f"now about {RURAL}").visible_text
    slack.direct("U04", "partnership")
    assert FOOD in slack.wait_direct("U04", f"are about {RURAL}").visible_text


def test_on_telegram_the_question_goes_on_where_it_belongs(telegram):
    telegram.start(104)
    telegram.press(104, telegram.wait_message(104, containing=ASKED), FOOD)
    hello = telegram.wait_message(104, containing=f"Hello from Parley, {FOOD}")
    telegram.says(104, None, "partnership")
    telegram.press(104, telegram.wait_message(104, containing=f"are about {FOOD}"), RURAL)
    telegram.wait_message(104, containing=f"are about {RURAL}")
    telegram.says(104, None, LONG)
    telegram.wait_message(104, containing="village hall")
    telegram.press(104, hello, "What can I ask?")
    telegram.wait_message(104, containing="Helpline calls")  # the old button is of the other partnership
    telegram.says(104, None, "catalogue")
    telegram.wait_message(104, containing="Money advice calls")


def test_on_telegram_a_long_line_waits_behind_a_short_button(telegram):
    telegram.says(104, None, LONG)
    telegram.press(104, telegram.wait_message(104, containing=ASKED), RURAL)
    telegram.wait_message(104, containing="village hall")
