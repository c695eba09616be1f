"""What Parley hears in Slack, what it leaves alone, and what it never keeps."""

import pytest

from bot.slack.hear import Team, as_written, understand_message
from commands.no_files import FILE_SENT
from tests.slack.world import HERE

# Files people send


def test_a_file_sent_in_private_is_kindly_refused(slack, either):
    slack.direct("U01", "tell hello")
    there = slack.wait_direct("U01", "hello").channel
    slack.upload("U01", there, ["figures.xlsx", "more.csv"], "tell these")
    refusal = slack.wait_direct("U01", "Parley takes no files in chat")
    assert "ask Demo Lead." in refusal.visible_text
    assert not any("Only for you: these" in one.visible_text for one in slack.directs("U01"))
    assert slack.fetched == []


def test_a_file_sent_with_a_mention_is_refused_to_its_sender_alone(slack, parley):
    slack.upload("U01", HERE, ["referrals 2026.xlsx"], "<@UBOT> note please load this")
    refusal = slack.wait_ephemeral("U01", "Parley takes no files in chat")
    assert "parley data build" in refusal.visible_text
    assert not any(one.bot for one in slack.messages(HERE))
    assert slack.fetched == []
    assert parley.rows("select count(*) from posts") == [(0,)]


def test_a_file_sent_to_others_is_left_alone(slack, parley):
    slack.upload("U01", HERE, ["rota.xlsx"], "for Monday")
    slack.mention("U01", HERE, "tell later")
    slack.wait_ephemeral("U01", "later")
    assert len(slack.ephemerals("U01")) == 1


def test_of_a_file_nothing_is_kept(slack, parley):
    team = Team("T01", "UBOT", "BBOT")
    event = {"user": "U01", "channel": "D01", "text": "for Mrs Example", "files": [{"name": "secret.xlsx"}]}
    assert understand_message(event, team) == {
        "channel": "D01",
        "user": "U01",
        "account": "U01",
        "thread": "",
        "direct": True,
        "ts": "",
        "line": FILE_SENT,
    }


# Events


@pytest.mark.parametrize(
    "more", [{"subtype": "message_changed"}, {"bot_id": "B9"}, {"subtype": "channel_join"}]
)
def test_what_no_person_wrote_is_ignored(slack, parley, more):
    body = {"type": "message", "user": "U01", "text": "tell hello", "channel": "D01", "channel_type": "im"}
    assert slack._tell([{**body, "ts": "1700000000.000100", **more}]).acked
    assert parley.rows("select count(*) from event_keys") == [(0,)]


def test_an_event_nobody_answers_is_acknowledged(slack, either):
    assert slack._tell([{"type": "reaction_added", "user": "U01"}]).acked


def test_an_event_delivered_twice_changes_and_says_nothing_twice(slack, either):
    outcome = slack.mention("U01", HERE, "note once")
    slack.wait_ephemeral("U01", "Kept: once")
    assert slack.redeliver(outcome).acked
    slack.mention("U01", HERE, "tell later")
    slack.wait_ephemeral("U01", "later")
    assert len([one for one in slack.ephemerals("U01") if "once" in one.visible_text]) == 1
    assert either.rows("select count(*) from posts where platform = 'slack'") == [(1,)]


# What is not kept


@pytest.mark.parametrize("way", ["slash", "mention", "direct", "press"])
def test_a_sealed_answer_is_counted_and_kept_nowhere(slack, parley, way):
    if way == "slash":
        slack.slash("U01", HERE, "/vote", "heliotrope")
    if way == "mention":
        slack.mention("U01", HERE, "vote heliotrope")
    if way == "direct":
        slack.direct("U01", "vote heliotrope")
    if way == "press":
        slack.slash("U01", HERE, "/press", "me")
        slack.press("U01", slack.wait_ephemeral("U01", "Press one."), "vote")
    found = slack.wait_direct if way == "direct" else slack.wait_ephemeral
    found("U01", "Your answer is counted.")
    kept = " ".join(path.read_bytes().decode("latin1") for path in parley.folder.glob("parley.db*"))
    assert "heliotrope" not in kept


def test_somebodys_details_stay_out_of_the_inbox(slack, parley):
    parley.app.writer.run_now(
        lambda db: db.connection().exec_driver_sql(
            "create trigger watch after insert on inbox begin select raise(abort, 'kept'); end"
        )
    )
    slack.mention("U01", HERE, "tell jane@example.org")
    slack.wait_ephemeral("U01", "jane@example.org")


def test_a_sealed_answer_delivered_twice_counts_once(slack, parley):
    outcome = slack.mention("U01", HERE, "vote blue")
    slack.wait_ephemeral("U01", "counted")
    slack.redeliver(outcome)
    slack.mention("U01", HERE, "tell later")
    slack.wait_ephemeral("U01", "later")
    assert len([one for one in slack.ephemerals("U01") if "counted" in one.visible_text]) == 1


def test_nothing_people_say_is_logged(slack, parley, caplog, capsys):
    with caplog.at_level("DEBUG"):
        slack.mention("U01", HERE, "tell chartreuse")
        slack.wait_ephemeral("U01", "chartreuse")
        slack.slash("U01", HERE, "/tell", "chartreuse")
    said = capsys.readouterr()
    for text in (caplog.text, said.out, said.err):
        assert "chartreuse" not in text
        assert slack.bot_token not in text


# Words as they come


@pytest.mark.parametrize(
    "words",
    [
        "<!channel> *bold* `x` & <@U02>",
        "&lt;!here&gt;",
        "x" * 9_000,
        "\u202e\x00\x07 zalgo̷̢",
        "~nothing",
        "=",
        "jot colour=",
        "🎉" * 500,
    ],
)
def test_hostile_words_do_no_harm(slack, parley, words):
    slack.mention("U01", HERE, f"show {words}")
    slack.mention("U01", HERE, words)
    slack.direct("U01", words)
    slack.slash("U01", HERE, "/show", words)
    slack.mention("U01", HERE, "show end")
    slack.wait_message(HERE, "For all: end", timeout=15)
    assert [one.pings for one in slack.messages(HERE) if one.bot and one.pings] == []


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("a &lt;b&gt; &amp;lt;", "a <b> &lt;"),
        ("give it to <@U02>", "give it to <@U02>"),
        ("see <http://example.org|example.org> or <https://b.org>", "see example.org or https://b.org"),
        ("<mailto:a@b.org|a@b.org> in <#C1|food>", "a@b.org in #food"),
        ("<!here> <!subteam^S1|@crew>", "@here @crew"),
    ],
)
def test_text_is_read_as_it_was_typed(sent, meant):
    assert as_written(sent) == meant
