"""A newcomer's path: ``parley init --demo``, the places edited, the tokens set, ``parley run``, and it answers.

The real command in a process of its own and the real SDKs, against the strict pretend platforms.
"""

import json
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest
import yaml

from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram
from tests.process import LONG, ROOT, Bot, environment, free_port, until

CHANNEL, GROUP = "C0777777777", -1007777777777
PANTRY, CENTRE, ANALYST, LEAD = ("U02", 102), ("U03", 103), ("U04", 104), ("U08", 108)
WARD = "ask foodbank-referrals ward=Highgate"
PLANTED = "quokka"  # a word nobody says by accident


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """What ``parley init --demo`` writes."""
    folder = tmp_path_factory.mktemp("newcomer") / "demo"
    command = [sys.executable, "-m", "bot", "init", "--demo", folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


class Here:
    """The two platforms, and the bot that a newcomer has just set up."""

    def __init__(self, slack, telegram, bot):
        self.slack, self.telegram, self.bot = slack, telegram, bot

    def in_slack(self, who, line):
        """What somebody sees in Slack after a slash command."""
        name, _, words = line.partition(" ")
        outcome = self.slack.slash(who[0], CHANNEL, f"/{name}", words)
        assert outcome.error is None
        return outcome.response.visible_text if outcome.response else ""

    def in_private(self, who, line, containing):
        """What Parley writes to somebody in the private chat on Telegram after a line."""
        before = self.telegram.transcript(who[1])
        self.telegram.says(who[1], None, line)
        last = before[-1].message_id if before else 0
        return self.telegram.wait_message(who[1], containing, LONG, after=last)


def set_up(made, folder, slack, telegram, sections):
    """Edit the places, as the first line of the next steps says, and the sections a test is about."""
    port = free_port()
    shutil.copytree(made, folder)
    text = (folder / "config.yaml").read_text()
    text = text.replace("C0123456789", CHANNEL).replace("-1001234567890", str(GROUP))
    for name, section in {"http": {"port": "@"}, **sections}.items():
        written = json.dumps(section).replace('"@"', str(port)).replace("@", str(port))
        text = re.sub(rf"(?m)^{name}: .*$", f"{name}: {written}", text)
    (folder / "config.yaml").write_text(text)
    assert yaml.safe_load(text)["partnerships"][0]["places"] == [{"slack": CHANNEL}, {"telegram": GROUP}]
    for number in range(1, 9):
        slack.add_user(f"U0{number}", f"person{number}")
        telegram.add_user(100 + number, f"Person {number}")
    slack.add_channel(CHANNEL, members=[f"U0{number}" for number in range(1, 9)])
    telegram.add_group(GROUP, members=[100 + number for number in range(1, 9)])
    bot = Bot(folder / "config.yaml", environment(slack, telegram), port)
    return Here(slack, telegram, bot)


@contextmanager
def running(made, folder, **sections):
    with FakeSlack() as slack, FakeTelegram(loopback_webhooks=True) as telegram:
        here = set_up(made, folder, slack, telegram, sections)
        try:
            here.bot.start()
            if sections.get("slack", {}).get("mode") == "http":
                slack.deliver_to(f"http://127.0.0.1:{here.bot.port}/slack/events")
            here.bot.ready()
            yield here
            assert slack.refusals == []
            assert telegram.refusals == []
        finally:
            here.bot.end()


@pytest.fixture(scope="module")
def here(made, tmp_path_factory):
    with running(made, tmp_path_factory.mktemp("run") / "demo") as whole:
        yield whole


def test_a_question_is_answered_on_both_platforms(here):
    answer = here.in_slack(PANTRY, WARD)
    assert "Highgate" in answer
    assert "made up" in answer or "synthetic" in answer.lower()
    again = here.in_private(PANTRY, f"/{WARD}", "Highgate").visible_text
    number = re.search(r"\d+ (?:food bank )?referrals?", answer)
    assert number is None or number[0] in again


def test_a_mention_is_answered(here):
    assert here.slack.mention(ANALYST[0], CHANNEL, WARD).acked
    until(lambda: any("Highgate" in seen for seen in seen_by(here, ANALYST)), "The answer")


def seen_by(here, who):
    said = [*here.slack.ephemerals(who[0]), *here.slack.messages(CHANNEL), *here.slack.directs(who[0])]
    return [each.visible_text for each in said if each.bot]


def test_a_chart_is_shown_with_its_words(here):
    here.in_slack(LEAD, WARD)
    answer = here.slack.ephemerals(LEAD[0])[-1]
    chart = next(label for label in answer.labels if "chart" in label.lower())
    assert here.slack.press(LEAD[0], answer, chart).acked
    picture = until(lambda: here.slack.files, "The picture")[-1]
    assert picture.alt_txt
    asked = here.in_private(LEAD, f"/{WARD}", "Highgate")
    here.telegram.press(LEAD[1], asked, chart)
    here.telegram.wait_call("sendPhoto", timeout=LONG)


def test_a_weeknote_is_a_form_in_slack(here):
    assert here.slack.slash(PANTRY[0], CHANNEL, "/weeknote").acked
    view = here.slack.wait_view(PANTRY[0], "What happened this week?")
    sent = here.slack.submit(PANTRY[0], view, {"What happened this week?": f"A {PLANTED} came by."})
    assert sent.acked
    assert not sent.errors
    here.slack.wait_ephemeral(PANTRY[0], "Thank you.", LONG)


def test_a_weeknote_is_one_question_at_a_time_on_telegram(here):
    here.in_private(ANALYST, "/weeknote", "What happened this week?")
    asked = here.in_private(ANALYST, f"The {PLANTED} has left.", "How far may it be quoted?")
    here.telegram.press(ANALYST[1], asked, "Only in this partnership")
    here.telegram.press(ANALYST[1], here.telegram.wait_message(ANALYST[1], "What is it?", LONG), "Skip")
    here.telegram.wait_message(ANALYST[1], "Thank you.", LONG)


def test_a_sounding_in_both_places_has_one_tally(here):
    here.in_slack(LEAD, f'poll "Has anybody seen the {PLANTED}?" Yes | No closes="in 2 days"')
    in_slack = here.slack.wait_message(CHANNEL, PLANTED, LONG)
    in_telegram = here.telegram.wait_message(GROUP, PLANTED, LONG)
    assert here.slack.press(PANTRY[0], in_slack, "Yes").acked
    here.slack.wait_ephemeral(PANTRY[0], "Counted.", LONG)
    here.telegram.wait_edit(GROUP, in_telegram, "1 of 6 organisations has answered.", LONG)
    press = here.telegram.press(ANALYST[1], in_telegram, "No").wait(LONG)
    assert "Counted." in press.answer_text
    here.slack.wait_message(CHANNEL, "2 of 6 organisations have answered.", LONG)
    twice = here.telegram.press(PANTRY[1], in_telegram, "No").wait(LONG)
    assert "already answered" in twice.answer_text


def test_an_action_is_told_to_its_owner_in_private(here):
    assert "Action A" in here.in_slack(LEAD, f"action @centre-manager to feed the {PLANTED} by Fri")
    told = here.slack.wait_direct(CENTRE[0], PLANTED, LONG)
    assert "A new action for you" in told.visible_text


def test_help_is_there_on_both(here):
    assert "/weeknote" in here.in_slack(PANTRY, "parley help")
    here.in_private(PANTRY, "/help", "/weeknote")


def test_an_operator_sees_that_it_is_well_and_nobody_sees_a_page(here):
    assert here.bot.get("/healthz") == (200, "ok\n")
    status, text = here.bot.get("/readyz")
    assert (status, set(text.splitlines())) == (200, {"database: ok", "slack: ok", "telegram: ok"})
    status, numbers = here.bot.get("/metrics")
    assert status == 200
    named = re.findall(r"(?m)^# TYPE (parley_\w+) ", numbers)
    assert {name for name in named if not name.endswith("_created")} == {
        "parley_heard_total",
        "parley_answer_seconds",
        "parley_posts_total",
        "parley_posts_waiting",
        "parley_oldest_post_waiting_seconds",
        "parley_platform_up",
        "parley_untold_notices",
        "parley_open_requests",
        "parley_oldest_open_request_seconds",
        "parley_outbox_read_seconds",
        "parley_last_tick_seconds",
    }
    for address in ("/", "/say", "/slack/events", "/telegram/x"):
        assert here.bot.get(address)[0] == 404, address


def test_nothing_anybody_wrote_and_no_token_is_in_the_log(here):
    """What the other tests said is in the log of the same process; here everything is said once more, and badly."""
    here.in_slack(PANTRY, f"weeknote The {PLANTED} is back.")
    here.in_slack(PANTRY, f"nonsense {PLANTED}")
    here.in_private(ANALYST, f"who is {PLANTED}", "Parley")
    here.slack.fault("chat.postMessage", "html_500")
    here.telegram.fault("sendMessage", "502")
    here.slack.mention(PANTRY[0], CHANNEL, f"action @nobody to find the {PLANTED}")
    here.telegram.says(ANALYST[1], GROUP, f"/action @analyst to look for the {PLANTED} by Fri")
    here.telegram.wait_message(GROUP, f"look for the {PLANTED}", LONG)
    here.telegram.says(ANALYST[1], None, "x" * 4000 + PLANTED)
    here.telegram.wait_idle(LONG)
    log = here.bot.said()
    assert '"event": "started"' in log
    assert PLANTED not in log
    for private in (here.slack.bot_token, here.slack.app_token, here.telegram.token, "hook-secret"):
        assert private not in log
    assert all(json.loads(line)["event"] for line in log.splitlines())


def test_what_a_library_logs_is_kept_without_its_words():
    code = f"""
import logging
from bot import log
log.start()
try:
    raise ValueError("{PLANTED}")
except ValueError:
    logging.getLogger("uvicorn.error").exception("a request failed: {PLANTED}")
logging.getLogger("telegram").error("could not read {PLANTED}")
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    first, second = map(json.loads, done.stderr.splitlines())
    assert (first["library"], first["error"]) == ("uvicorn.error", "ValueError")
    assert second["library"] == "telegram"
    assert PLANTED not in done.stderr


def test_it_stops_in_order_within_two_seconds_and_starts_again(here):
    code, seconds = here.bot.stop()
    assert code == 0, here.bot.said()
    assert seconds < 10
    until(lambda: not here.bot.workers(), "The end of what it started")
    here.bot.start()
    here.bot.ready()
    assert "Highgate" in here.in_slack(PANTRY, WARD)


FIRST_ANSWER = f"""
import asyncio, pathlib, sys
import bot.__main__, bot.run, bot.slack.transport, bot.telegram.transport
from bot import assemble, config
from bot.heard import Heard

app = assemble.open_app(config.load(pathlib.Path(sys.argv[1]), {{}}))
answer = asyncio.run(app.hear(Heard("slack", "U03", "Somebody", "C0123456789", "{WARD} since=2026-01-05")))
app.writer.close()
assert answer.reply.cites, answer
unneeded = "alembic holidays pandas numpy matplotlib highspy jinja2 babel psycopg openpyxl python_calamine"
print(*(set(unneeded.split()) & set(sys.modules)))
"""


def test_what_answers_questions_loads_nothing_that_questions_do_not_need(made, tmp_path):
    shutil.copytree(made, tmp_path / "demo")
    command = [sys.executable, "-c", FIRST_ANSWER, tmp_path / "demo" / "config.yaml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout.split(), done.returncode) == ([], 0), done.stderr


def test_slack_may_deliver_by_signed_http_and_telegram_to_a_webhook(made, tmp_path):
    http = {"port": "@", "public_url": "http://127.0.0.1:@"}
    modes = {"slack": {"mode": "http"}, "telegram": {"mode": "webhook"}}
    with running(made, tmp_path / "demo", http=http, **modes) as here:
        assert here.slack.verify_url()
        until(lambda: here.telegram.webhook_url, "Setting the webhook")
        assert here.telegram.webhook_secret == "hook-secret"
        assert "Highgate" in here.in_slack(PANTRY, WARD)
        here.in_private(PANTRY, f"/{WARD}", "Highgate")
        here.in_slack(LEAD, 'poll "Enough tins?" Yes | No')
        sounding = here.slack.wait_message(CHANNEL, "Enough tins?", LONG)
        assert here.slack.press(PANTRY[0], sounding, "Yes").acked
        here.slack.wait_message(CHANNEL, "1 of 6 organisations has answered.", LONG)
        sounding = here.telegram.wait_message(GROUP, "Enough tins?", LONG)
        assert "Counted." in here.telegram.press(ANALYST[1], sounding, "Yes").wait(LONG).answer_text
        assert here.slack.mention(ANALYST[0], CHANNEL, "weeknote It came by post.").acked
        here.slack.wait_ephemeral(ANALYST[0], "Thank you.", LONG)
        assert here.telegram.forge({"update_id": 1}, "a wrong secret") == 403
        code, seconds = here.bot.stop()
        assert (code, seconds < 10) == (0, True)
