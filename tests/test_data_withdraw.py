"""Withdrawing: it holds for the very next answer everywhere, and earlier posts are corrected."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app import App
from bot.heard import Heard
from bot.scheduler import Scheduler
from bot.text import buttons
from bot.transport import NotSent
from commands.reply import Chart, from_json, to_json
from storage import database, occurrences, retention
from storage.tables import CitationRow, PostRow
from tests.deciding import HELPLINE, approved, audited, waiting
from tests.world import World, read

REFERRALS = "foodbank-referrals"
SENTENCE = (
    "These figures for food bank referrals were withdrawn by Demo Steward on 18 November 2026: Counts were doubled. "
    "Please do not use them."
)


def withdraws(chat, who="steward", measure=REFERRALS, why="Counts were doubled"):
    return chat.says(who, f"data withdraw {approved(chat, measure)} {why}")


@pytest.fixture
def other(chat):
    """A second process on the same database, with its own memory of what is approved."""
    partnerships = {
        name: type(each)(each.settings, each.catalogue) for name, each in chat.app.partnerships.items()
    }
    engine = database.connect(chat.app.engine.url.render_as_string(hide_password=False))
    app = App(chat.app.settings, engine, partnerships, chat.clock)
    app.reload()
    yield app
    app.writer.close()
    engine.dispose()


def asks(chat: World, app: App, line: str, who: str = "analyst") -> str:
    heard = Heard("web", who, who.title(), "demo", line, key=f"{id(app)} {line}")
    return read(chat.run(app.hear(heard)).reply)


@pytest.mark.parametrize(
    "line",
    [f"ask {REFERRALS}", f"ask {REFERRALS} by=ward", f"ask {REFERRALS} as=chart", f"changed {REFERRALS}"],
)
def test_it_holds_for_the_very_next_answer_in_another_process(chat, other, line):
    before = asks(chat, other, line)
    assert "about" in before
    withdraws(chat)
    after = asks(chat, other, f"{line} ")
    assert "were withdrawn by Demo Steward on 18 November 2026. Reason: Counts were doubled." in after
    assert "about 1" not in after


def test_what_is_shared_in_another_process_is_not_shared(chat, other):
    withdraws(chat)
    chat.run(chat.office.drain())
    assert "These figures are changing just now." in asks(chat, other, f"share {REFERRALS}")
    assert "were withdrawn" in asks(chat, other, f"share {REFERRALS} ")
    chat.run(chat.office.drain())
    assert "Shared by" not in chat.place()


def test_an_approval_in_one_process_is_the_next_answer_of_the_other_after_its_tick(chat, other):
    chat.says("steward", f"data show {waiting(chat)}")
    chat.presses("steward", "Approve")
    other.reload()
    assert "2 November 2026" in asks(chat, other, f"ask {HELPLINE}")


def test_posts_of_it_are_corrected_in_place_and_beneath(chat):
    chat.says("lead", f"share {REFERRALS}")
    chat.reaches(chat.clock().replace(day=23, hour=9, minute=30))
    said = withdraws(chat)
    assert "Parley corrects 2 earlier posts of these figures, in the post and beneath it." in said
    words = SENTENCE.replace("18 November", "23 November")
    posts = [reply for to, _, reply in chat.wall.posts if to == "demo"]
    assert [read(reply).startswith(words) for reply in posts] == [True, True, True, True]
    assert list(chat.wall.threads.values()) == [[words], [words]]
    assert [block.title[:10] for reply in posts for block in reply.blocks if isinstance(block, Chart)] == [
        "Withdrawn:"
    ]
    assert not buttons(posts[0])
    assert not buttons(posts[1])


def test_charts_beside_a_post_are_taken_back(chat):
    chat.reaches(chat.clock().replace(day=23, hour=9, minute=30))
    withdraws(chat)
    ((_, why),) = chat.wall.taken_back
    assert why == SENTENCE.replace("18 November", "23 November")


def test_posts_of_other_figures_stay_as_they_are(quick):
    quick.says("lead", f"share {HELPLINE}")
    before = quick.place()
    withdraws(quick)
    assert quick.place() == before


def test_approving_a_replacement_corrects_nothing(quick):
    quick.says("lead", f"share {HELPLINE}")
    before = quick.place()
    quick.says("steward", f"data show {waiting(quick)}")
    quick.presses("steward", "Approve")
    assert quick.place() == before


def test_a_release_that_was_replaced_can_be_withdrawn_for_the_sake_of_its_posts(quick):
    old = approved(quick, HELPLINE)
    quick.says("lead", f"share {HELPLINE}")
    quick.says("steward", f"data show {waiting(quick)}")
    quick.presses("steward", "Approve")
    said = quick.says("steward", f"data withdraw {old} A ward was missing")
    assert said.startswith("Withdrawn. The release of Helpline calls that replaced it stays.")
    assert quick.place().startswith("These figures for helpline calls were withdrawn by Demo Steward")
    assert "Camden had" in quick.says("lead", f"ask {HELPLINE}")


def test_a_post_that_waits_is_never_posted(chat):
    send = chat.wall.send

    async def away(*_):
        raise NotSent("The platform is away.")

    chat.wall.send = away
    chat.says("lead", f"share {REFERRALS}")
    assert "1 waiting to be posted will not be." in withdraws(chat)
    chat.wall.send = send
    chat.clock.move_by(timedelta(minutes=1))
    chat.run(chat.office.drain())
    assert chat.place() == ""


def test_a_correction_is_made_once_however_often_it_is_written_again(quick):
    quick.says("lead", f"share {REFERRALS}")
    withdraws(quick)
    with database.reading(quick.app.engine) as db:
        row = db.scalar(select(PostRow).where(PostRow.live.startswith("citing/")))
    again = quick.app.write_again("demo-food", row.live)
    assert to_json(again) == row.reply
    assert read(from_json(row.reply)).count("Please do not use them.") == 1


def test_old_posts_and_what_they_cite_are_forgotten_together(chat):
    chat.says("lead", f"share {REFERRALS}")
    settings, later = chat.app.settings.partnerships[0], chat.clock() + timedelta(days=401)
    chat.run(chat.app.write(lambda db: retention.tidy(db, settings, later)))
    with database.reading(chat.app.engine) as db:
        assert list(db.scalars(select(CitationRow))) == []


def test_those_concerned_are_told_and_the_reason_is_kept(quick):
    number = approved(quick, REFERRALS)
    withdraws(quick)
    assert (
        f"Demo Steward withdrew release {number} of Food bank referrals. Reason: Counts were doubled."
        in quick.told("deputy")
    )
    assert "Demo Steward withdrew your release of Food bank referrals." in quick.told("analyst")
    assert audited(quick, "data withdraw") == [f"{number} foodbank-referrals: Counts were doubled"]


def test_everything_is_withdrawn_at_once_after_one_question(chat):
    chat.says("lead", f"share {REFERRALS}")
    seen = chat.says("lead", "data withdraw all The log was wrong")
    assert "This withdraws 5 releases at once" in seen
    assert "Camden had" in chat.says("analyst", f"ask {HELPLINE}")
    chat.says("lead", "data withdraw all The log was wrong")
    assert chat.presses("lead", "Withdraw everything now").startswith("Withdrawn: 5 releases.")
    for measure in ("food-parcels", REFERRALS, "fsm-entitled", HELPLINE):
        assert "were withdrawn by Demo Lead" in chat.says("analyst", f"ask {measure}")
    assert chat.place().startswith("These figures for food bank referrals were withdrawn by Demo Lead")
    assert "Demo Lead withdrew all figures of this partnership. Reason: The log was wrong." in chat.told(
        "steward"
    )
    assert chat.says("lead", "data withdraw all Again").startswith("No release is approved")
    assert audited(chat, "data withdraw everything") == ["1 2 3 4 5: The log was wrong"]


def test_withdrawing_everything_asks_why(quick):
    quick.says("deputy", "data withdraw all")
    assert "Everybody who asks reads: 3 wards were wrong." in quick.fills(
        "deputy", {"reason": "3 wards were wrong"}
    )


def test_a_job_never_posts_what_was_withdrawn_a_moment_ago(chat, other):
    scheduler, monday = Scheduler(other), chat.clock().replace(day=23, hour=9, minute=30)
    chat.clock.move_to(monday)
    chat.run(scheduler.write_down(monday))
    withdraws(chat)
    chat.run(scheduler.do_what_is_due(monday))  # the figures it remembers are gone: the next tick looks again
    with database.reading(other.engine) as db:
        assert [(each.job, each.attempts) for each in occurrences.upcoming(db, "demo-food")] == [
            ("weekly_chart", 0)
        ]
    assert "No new figures this week" in chat.reaches(monday + timedelta(seconds=10))


@pytest.mark.parametrize("why", ["<b>x</b> & @everyone", "line one\nline two", "=1+1", "x" * 301, "   "])
def test_odd_reasons_are_kept_as_words(quick, why):
    seen = withdraws(quick, why=why)
    assert not seen.startswith("Sorry")
    assert seen.startswith(("Withdrawn.", "Reason must be 300 characters", "[Withdraw release"))
