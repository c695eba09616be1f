"""What somebody gets, on which platform, and what Parley has of theirs."""

from __future__ import annotations

import pytest

from storage import database, people, seeding, wishes
from storage.wishes import Wish
from tests.world import World

NAME = "Demo Food Hub Lead"


def gets(chat: World, platform: str) -> tuple[str, bool]:
    with database.reading(chat.app.engine) as db:
        wish = wishes.of(db, person(chat), platform)
    return wish.level, wish.digest


def person(chat: World) -> int:
    with database.reading(chat.app.engine) as db:
        return next(each.id for each in people.everybody(db, "demo-food") if each.name == NAME)


def is_on(chat: World, platform: str) -> None:
    """Let the food hub lead be reached on another platform too."""

    def write(db):
        people.know_as(db, "demo-food", NAME, platform, "101")
        people.note_reachable(db, platform, "101", True)
        seeding.switch(db, "demo-food", {"web", platform})

    chat.app.writer.run_now(write)


def test_it_shows_what_comes_and_what_parley_has(chat):
    chat.says("food-hub-lead", "weeknote The van is back on the road")
    chat.says("food-hub-lead", "action me to send the counts by Friday")
    chat.says("food-hub-lead", "away until 27 November")
    said = chat.says("food-hub-lead", "mine")
    assert said == (
        "What you get in private\n\n"
        "This page: all. Your open actions each week, and reminders: 2 messages a week at most. No copy of the digest.\n\n"
        "[Off] [Weekly] [Digest on] [Soundings on]\n\n"
        "Answers to what you do, and whatever you have to decide or must know, always come.\n\n"
        "What Parley has of yours\n\n"
        "Organisation: Demo Food Hub\nYour notes this week: 1\nYour open actions: 1\nYour stories: 0\n"
        "Away: Wednesday 18 November 2026 to Thursday 26 November 2026\n\n"
        "[My notes] [My actions] [My stories] [Away]"
    )
    assert chat.last.private
    assert "The van is back" in chat.presses("food-hub-lead", "My notes")
    chat.says("food-hub-lead", "mine")
    assert "send the counts" in chat.presses("food-hub-lead", "My actions")


def test_it_is_changed_by_a_press(chat):
    chat.says("food-hub-lead", "mine")
    assert chat.presses("food-hub-lead", "Weekly").startswith("Done.")
    assert gets(chat, "web") == ("weekly", False)
    assert "one message a week at most" in chat.presses("food-hub-lead", "Digest on").lower()
    assert gets(chat, "web") == ("weekly", True)
    assert "The digest comes again when you choose weekly or all" in chat.presses("food-hub-lead", "Off")
    assert gets(chat, "web") == ("off", True)
    with database.reading(chat.app.engine) as db:
        assert wishes.wanting_digest(db, "demo-food") == []
    chat.presses("food-hub-lead", "All")
    with database.reading(chat.app.engine) as db:
        assert wishes.wanting_digest(db, "demo-food") == [person(chat)]
    assert gets(chat, "web") == ("all", True)


@pytest.mark.parametrize(
    ("words", "telegram", "web"),
    [
        ("telegram off", ("off", False), ("all", False)),
        ("off on telegram", ("off", False), ("all", False)),
        ("Telegram: OFF, please!", ("off", False), ("all", False)),
        ("off", ("off", False), ("off", False)),
        ("nothing", ("off", False), ("off", False)),
        ("once a week", ("weekly", False), ("weekly", False)),
        ("weekly here", ("all", False), ("weekly", False)),
        ("digest on", ("all", True), ("all", True)),
        ("digest on telegram", ("all", True), ("all", False)),
        ("telegram with the digest", ("all", True), ("all", False)),
        ("telegram off digest on", ("off", True), ("all", False)),
        ("on telegram weekly and digest on", ("weekly", True), ("all", False)),
        ("no digest on telegram weekly", ("weekly", False), ("all", False)),
        ("telegram on digest on", ("all", True), ("all", False)),
    ],
)
def test_words_may_come_in_any_order(quick, words, telegram, web):
    is_on(quick, "telegram")
    assert quick.says("food-hub-lead", f"mine {words}").startswith("Done.")
    assert (gets(quick, "telegram"), gets(quick, "web")) == (telegram, web)


@pytest.mark.parametrize(
    "words", ["banana", "off all", "telegram", "digest", "on digest banana", "☃", "off " * 500 + "x"]
)
def test_what_is_not_understood_changes_nothing_and_says_what_to_write(quick, words):
    is_on(quick, "telegram")
    said = quick.says("food-hub-lead", f"mine {words}")
    assert "Write for example: mine weekly, mine telegram off, mine digest on." in said
    assert "[What I get]" in said
    assert gets(quick, "telegram") == gets(quick, "web") == ("all", False)


def test_a_platform_on_which_somebody_is_not_known_is_refused(quick):
    assert "Parley cannot write to you on Slack." in quick.says("food-hub-lead", "mine slack off")
    assert gets(quick, "web") == ("all", False)


def test_each_platform_has_its_own_buttons(quick):
    is_on(quick, "telegram")
    said = quick.says("food-hub-lead", "mine")
    assert "[Telegram: off] [Telegram: weekly] [Telegram: digest on]" in said
    quick.presses("food-hub-lead", "Telegram: off")
    assert (gets(quick, "telegram"), gets(quick, "web")) == (("off", False), ("all", False))


def test_a_message_goes_where_it_is_wanted_the_platform_last_used_first(quick):
    is_on(quick, "telegram")
    with database.reading(quick.app.engine) as db:
        me = person(quick)
        people.note_seen(db, me, "telegram")

        def where(kind):
            return [platform for platform, _ in wishes.addresses_for(db, me, kind)]

        assert where("nudge") == ["telegram", "web"]
        assert where("digest") == []
        wishes.change(db, "demo-food", me, Wish("telegram", "off", digest=True))
        wishes.change(db, "demo-food", me, Wish("web", "weekly", digest=True))
        assert (where("nudge"), where("weekly"), where("digest")) == ([], ["web"], ["web"])
        assert where("") == ["telegram", "web"]


def test_a_steward_is_told_that_approvals_come_all_the_same(quick):
    assert "Releases that wait for your approval are among that." in quick.says("steward", "mine off")
    assert "Releases that wait" not in quick.says("food-hub-lead", "mine off")
