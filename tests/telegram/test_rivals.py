"""Somebody else uses our Telegram bot: another poller, or a webhook."""

import urllib.parse
import urllib.request

from tests.telegram.world import ADA, LEAD

HOOK = "http://127.0.0.1:9/elsewhere"


def asks(fake, method, **given):
    address = f"{fake.api_url}/bot{fake.token}/{method}?{urllib.parse.urlencode(given)}"
    with urllib.request.urlopen(address) as answer:
        return answer.read()


def test_a_webhook_somebody_set_is_taken_away_and_what_was_written_meanwhile_is_heard(chat, fake):
    fake.start(LEAD)
    chat.idle()
    asks(fake, "setWebhook", url=HOOK)
    fake.says(ADA, None, "/pub a")
    fake.wait_message(ADA, "Public a", timeout=10)
    assert fake.webhook_url == ""
    assert "webhook" in chat.telegram.problem
    assert not chat.telegram.healthy


def test_one_that_is_set_again_is_told_to_the_lead_once(chat, fake):
    fake.start(LEAD)
    chat.idle()
    for _ in range(2):
        asks(fake, "setWebhook", url=HOOK)
        fake.wait_until(lambda: fake.webhook_url == "", timeout=10)
    chat.eventually(lambda: "keeps setting a webhook" in told(chat, fake), timeout=10)
    assert told(chat, fake).count("keeps setting a webhook") == 1


def told(chat, fake):
    chat.run(chat.office.drain())
    return "\n".join(each.visible_text for each in fake.messages(LEAD))
