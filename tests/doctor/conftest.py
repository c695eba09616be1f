"""Both platforms, and a Parley on each."""

import pytest

from bot.settings import SlackSettings
from bot.slack.manifest import scopes
from tests.doctor.patient import CHANNEL, Patient
from tests.fakes.slack import FakeSlack


@pytest.fixture
def slack():
    with FakeSlack(scopes={*scopes(SlackSettings()), "connections:write"}) as slack:
        slack.add_user("U1", "ada")
        slack.add_channel(CHANNEL, "food", members=["U1"])
        yield slack


@pytest.fixture
def on_slack(tmp_path, slack):
    patient = Patient(tmp_path, slack={"api_url": slack.api_url})
    patient.env = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
    return patient
