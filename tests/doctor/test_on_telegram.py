"""What can be wrong with Telegram."""

import pytest

from tests.doctor.patient import GROUP, Patient
from tests.fakes.telegram import FakeTelegram


@pytest.fixture
def telegram():
    with FakeTelegram() as telegram:
        telegram.add_user(101, "Ada")
        telegram.add_group(GROUP, "Food group", [101])
        yield telegram


@pytest.fixture
def on_telegram(tmp_path, telegram):
    patient = Patient(tmp_path, telegram={"api_url": telegram.api_url})
    patient.env = {"TELEGRAM_BOT_TOKEN": telegram.token}
    return patient


def test_all_is_well_on_telegram(on_telegram, telegram):
    found = on_telegram.visit()
    assert {each.state for each in found if each.what != "Database"} == {"ok"}
    assert "Parley is in “Food group”." in [each.text for each in found]
    assert telegram.refusals == []


def test_a_wrong_telegram_token(on_telegram):
    on_telegram.env["TELEGRAM_BOT_TOKEN"] = "123456:somebody-elses-token-that-is-long-enough"
    [(state, text)] = on_telegram.says("Telegram token")
    assert (state, "TELEGRAM_BOT_TOKEN" in text) == ("problem", True)


def test_privacy_mode_that_is_off(on_telegram, telegram):
    telegram.world.privacy = False
    [(state, text)] = on_telegram.says("Telegram privacy mode")
    assert (state, "/setprivacy" in text) == ("warning", True)


def test_an_administrator_sees_everything_and_the_doctor_says_so(on_telegram, telegram):
    telegram.promote(GROUP)
    [(state, text)] = on_telegram.says("Telegram group")
    assert (state, "administrator" in text) == ("ok", True)


def test_a_group_parley_was_removed_from(on_telegram, telegram):
    telegram.kick(GROUP)
    assert on_telegram.states("Telegram group") == ["problem"]


def test_a_group_that_is_not_there(tmp_path):
    with FakeTelegram() as telegram:
        patient = Patient(tmp_path, telegram={"api_url": telegram.api_url})
        patient.env = {"TELEGRAM_BOT_TOKEN": telegram.token}
        assert patient.states("Telegram group") == ["problem"]


def test_a_group_that_became_a_supergroup(tmp_path):
    with FakeTelegram() as telegram:
        telegram.add_user(101, "Ada")
        telegram.add_group(-500, "Food group", [101], supergroup=False)
        telegram.migrate(-500, GROUP)
        patient = Patient(tmp_path, telegram={"api_url": telegram.api_url})
        path = tmp_path / "config.yaml"
        path.write_text(path.read_text().replace(str(GROUP), "-500"))
        patient.env = {"TELEGRAM_BOT_TOKEN": telegram.token}
        [(state, text)] = patient.says("Telegram group")
        assert (state, str(GROUP) in text) == ("warning", True)


def test_a_webhook_in_the_way_of_polling(on_telegram, telegram):
    call(telegram, "setWebhook", url="https://other.example/very-secret-path")
    [(state, text)] = on_telegram.says("Telegram updates")
    assert state == "problem"
    assert "other.example" in text
    assert "very-secret-path" not in text


def test_a_webhook_that_telegram_cannot_reach(tmp_path, telegram):
    sections = {"telegram": {"api_url": telegram.api_url, "mode": "webhook"}}
    patient = Patient(tmp_path, **sections, http={"public_url": "https://parley.example"})
    patient.env = {"TELEGRAM_BOT_TOKEN": telegram.token}
    assert patient.states("Telegram updates") == ["warning"]
    call(telegram, "setWebhook", url="https://parley.example/telegram/x")
    assert patient.states("Telegram updates") == ["ok"]
    telegram.service.hook.last_error = "Read timeout expired"
    telegram.service.hook.last_error_date = 1
    [(state, text)] = patient.says("Telegram updates")
    assert (state, "Read timeout expired" in text) == ("warning", True)


def call(telegram, method, **arguments):
    import urllib.parse
    import urllib.request

    data = urllib.parse.urlencode(arguments).encode()
    urllib.request.urlopen(f"{telegram.api_url}/bot{telegram.token}/{method}", data).read()
