"""What a place could not be told is said to the lead at once, and in the place as soon as it can be."""

from datetime import timedelta

from bot import notices
from storage import people
from tests.weather.world import ARCHIVED, owe, passes, under
from tests.world import PLACE


def close(chat, *words):
    wall = under(chat)
    wall.closed = {PLACE: ARCHIVED}
    owe(chat, *words)
    passes(chat, seconds=1)
    return wall


def test_the_lead_learns_at_once_what_where_why_and_what_next(quick):
    close(quick, "Good morning")
    said = quick.told("lead")
    assert "Parley could not post “Good morning” in the place demo. This channel is archived." in said
    assert "What comes up until then is listed there when it can be posted to again." in said
    assert said.endswith("[Send it again]")


def test_the_place_is_told_what_it_missed_when_somebody_speaks_there_again(chat):
    wall = close(chat, "Good morning")
    owe(chat, *(f"Post {number}" for number in range(6)))
    passes(chat, days=1)
    assert chat.told("lead").count("could not post") == 1
    wall.closed = {}
    chat.says("pantry-lead", "help")
    passes(chat, seconds=1)
    said = chat.place()
    assert "7 posts could not be posted here when they were due:" in said
    assert "Good morning, Wednesday 18 November 2026\nPost 0, Wednesday 18 November 2026" in said
    assert "and 2 more" in said
    assert "Ask Demo Lead if you want them posted after all." in said
    assert (
        "Parley can post in the place demo again. What was not posted meanwhile is listed there."
        in chat.told("lead")
    )
    passes(chat, days=1)
    chat.says("pantry-lead", "help")
    assert chat.place().count("could not be posted here") == 1


def test_a_post_that_goes_through_opens_the_place_and_what_was_missed_follows(quick):
    wall = close(quick, "Good morning")
    wall.closed = {}
    owe(quick, "Good evening")
    passes(quick, hours=8)
    assert quick.place().index("Good evening") < quick.place().index("1 post could not be posted here")


def test_while_it_is_still_closed_nobody_is_told_again_and_it_is_not_tried_all_the_time(quick):
    wall = close(quick, "Good morning")
    quick.says("pantry-lead", "help")
    quick.says("pantry-lead", "help")
    passes(quick, minutes=1)
    quick.says("pantry-lead", "help")
    passes(quick, minutes=1)
    assert quick.told("lead").count("\n\n") <= 1  # one notice and its button
    wall.closed = {}
    passes(quick, minutes=15)
    quick.says("pantry-lead", "help")
    passes(quick, seconds=1)
    assert "1 post could not be posted here" in quick.place()


def test_the_lead_posts_it_after_all(quick):
    wall = close(quick, "Good morning")
    wall.closed = {}
    quick.clock.move_by(timedelta(hours=2))
    listed = quick.says("lead", "post", private=True)
    assert "“Good morning” in the place demo, due at 10am today, Wednesday 18 November 2026." in listed
    assert ARCHIVED in listed
    assert "is on its way to the place demo" in quick.presses("lead", "Send it again", private=True)
    assert (
        "Good morning\n\nThis is late: it was due at 10am today, Wednesday 18 November 2026." in quick.place()
    )
    assert "there already" in quick.says("lead", "post again 1", private=True)
    assert quick.place().count("Good morning") == 1
    assert "1 post could not" not in quick.place()
    assert "Everything" in quick.says("lead", "post", private=True)


def test_only_a_lead_may_and_only_what_there_is(quick):
    close(quick, "Good morning")
    assert "Only a lead can do this." in quick.says("pantry-lead", "post again 1")
    assert "Only a lead can do this." in quick.says("pantry-lead", "post")
    for words in ("post again 999", "post again", "post there x", "post again 1; drop table posts"):
        assert "does not know this post" in quick.says("lead", words)
    assert "knows that it could not be posted" in quick.says("lead", "post there 1")


def test_a_place_that_is_open_is_told_of_a_single_post_that_cannot_be_shown(quick):
    wall = under(quick)
    wall.unshowable = {"post-1"}
    owe(quick, "Something odd")
    passes(quick, seconds=1)
    assert "1 post could not be posted here when it was due:\n\nSomething odd" in quick.place()
    assert "Slack could not show this message." in quick.told("lead")


def test_a_sounding_that_was_missed_can_be_looked_up(quick):
    wall = under(quick)
    wall.closed = {PLACE: ARCHIVED}
    quick.says("lead", 'poll "Enough tins?" Yes | No', private=True)
    passes(quick, seconds=1)
    wall.closed = {}
    quick.says("pantry-lead", "help")
    passes(quick, seconds=1)
    assert "[Show sounding 1]" in quick.place()


def test_a_lead_is_told_when_parley_is_thrown_out_before_anything_is_missing(quick):
    under(quick)

    def leave(db):
        notices.closed(db, quick.app, people.place_at(db, "web", PLACE).id, "Parley was removed.")

    quick.app.writer.run_now(leave)
    quick.app.writer.run_now(leave)
    passes(quick, seconds=1)
    assert quick.told("lead").count("Parley was removed from the place demo") == 1
