"""The talk about a request: what is written under it reaches the other places and both sides, once."""

from sqlalchemy import select, update

from bot import replies
from storage import database
from storage.tables import PostRow, RequestRow, RequestTurnRow
from tests.pair import RURAL_PLACE
from tests.requests.conftest import ELSEWHERE, ask, in_two_places, writes_under
from tests.world import PLACE, read


def threads(chat, address=PLACE):
    """What stands under the living message in a place."""
    marks = {mark: to for to, mark, _ in chat.wall.posts}
    return [words for under, said in chat.wall.threads.items() if marks[under] == address for words in said]


def turns(chat):
    with database.reading(chat.app.engine) as db:
        kept = db.scalars(select(RequestTurnRow).filter_by(kind="said").order_by(RequestTurnRow.id))
        return [row.words for row in kept]


def test_what_is_written_under_it_stands_in_the_other_place_and_not_again_in_its_own(chat):
    ask(in_two_places(chat))
    seen = writes_under(chat, "analyst", "@parley Which weeks do you need?")
    assert (
        seen == "This is kept with request 1 and stands under it in 1 place. Demo Pantry Lead has been told."
    )
    assert threads(chat, ELSEWHERE) == ["Demo Analyst from Demo Borough Council: Which weeks do you need?"]
    assert threads(chat) == []
    assert "Demo Analyst from Demo Borough Council: Which weeks do you need?" in chat.told("pantry-lead")


def test_a_message_that_comes_twice_is_carried_once(chat):
    ask(in_two_places(chat))
    writes_under(chat, "analyst", "Which weeks?", key="one")
    assert writes_under(chat, "analyst", "Which weeks?", key="one") == ""
    assert (
        writes_under(chat, "analyst", "Which weeks?", key="the same message, delivered as another event")
        == ""
    )
    assert turns(chat) == ["Which weeks?"]
    assert len(threads(chat, ELSEWHERE)) == 1
    assert chat.told("pantry-lead").count("Which weeks?") == 1


def test_later_lines_are_carried_in_silence(asked):
    writes_under(asked, "analyst", "Which weeks do you need?", message="m1")
    assert writes_under(asked, "analyst", "And which wards?", message="m2") == ""
    assert len(threads(asked, ELSEWHERE)) == 2


def test_what_is_said_by_command_or_form_stands_under_it_everywhere(asked):
    assert "stands under it in 2 places" in asked.says("analyst", "/request say 1 Which weeks do you need?")
    assert threads(asked) == threads(asked, ELSEWHERE)
    asked.says("pantry-lead", "request say 1")
    asked.fills("pantry-lead", {"text": "Since April."})
    assert turns(asked) == ["Which weeks do you need?", "Since April."]
    assert "Since April." in asked.told("analyst")
    assert "Since April." in asked.says("lead", "request 1")


def test_the_first_reply_of_the_side_that_was_asked_stops_the_clock_and_no_other(asked):
    until = "A person will have replied by the end of Monday 23 November 2026."
    for who in ("pantry-lead", "centre-manager", "lead"):  # who asked, another of that side, its lead
        writes_under(asked, who, "We would like that too.", message=who)
        assert until in asked.place()
    writes_under(asked, "steward", "I will look.", message="m9")
    assert until not in asked.place()
    assert "Being talked about. Demo Steward replied on 18 November 2026." in asked.place()


DETAILS = ["Ring her on 07700 900123", "write to ann@example.org", "Is Mrs Patel on the list?"]


def test_details_are_refused_in_private_and_carried_nowhere(asked):
    for words in DETAILS:
        seen = writes_under(asked, "analyst", words)
        assert "not kept" in seen or "nothing you wrote has been kept" in seen
        assert asked.last.private
        assert words not in asked.told("pantry-lead")
    assert turns(asked) == threads(asked, ELSEWHERE) == []
    assert "Raised." in asked.place()


def test_nothing_and_far_too_much_are_not_carried(asked):
    writes_under(asked, "analyst", "@parley", message="m1")
    assert "What would you like to say?" in writes_under(asked, "analyst", " ", message="m2")
    assert "2,000 characters or less" in writes_under(asked, "analyst", "x" * 2001, message="m3")
    assert turns(asked) == []


def test_a_request_that_is_gone_says_so(quick):
    assert "is not kept any more" in writes_under(quick, "analyst", "Hello?", number=7)
    assert "Say which request" in quick.says("analyst", "request say 7 Hello?")


def test_followers_hear_of_it_within_their_limit_and_the_two_sides_always(asked):
    asked.says("centre-manager", "request follow 1")
    for number in range(4):
        writes_under(asked, "analyst", f"Line {number}.", message=f"m{number}")
    assert asked.told("centre-manager").count("About request 1") == 2  # nudges_per_week
    assert asked.told("pantry-lead").count("About request 1") == 4
    assert "you hear about it until it is settled" in asked.says("pantry-lead", "request unfollow 1")


def test_following_twice_is_following_once(asked):
    assert "You follow request 1." in asked.says("lead", "request follow 1")
    assert "already" in asked.says("lead", "request follow 1")
    assert "do not follow" in asked.presses("lead", "Stop following")
    assert "do not follow" in asked.says("lead", "request unfollow 1")


def test_a_place_that_lost_the_living_message_is_left_alone(asked):
    def gone(db):
        lost = update(PostRow).where(PostRow.live == "request/1", PostRow.address == ELSEWHERE)
        db.execute(lost.values(state="failed"))

    asked.app.writer.run_now(gone)
    writes_under(asked, "analyst", "Which weeks?")
    assert threads(asked, ELSEWHERE) == []
    assert turns(asked) == ["Which weeks?"]


def test_typed_words_are_never_read_as_keys(asked):
    asked.says("analyst", "request say 1 about=request/9 text=no address=x message=y")
    assert turns(asked) == ["about=request/9 text=no address=x message=y"]


def test_hostile_words_are_only_words(asked):
    words = "<!channel> *bold* <b>x</b> [a](http://x) \u202e $where =cmd()"
    writes_under(asked, "analyst", words)
    assert threads(asked, ELSEWHERE) == [f"Demo Analyst from Demo Borough Council: {words}"]


def test_what_parley_wrote_in_private_can_be_answered_where_it_stands(asked):
    first = {"words": "I will look.", "about": "asked/1", "message": "p1", "address": "analyst"}
    asked.says("analyst", "request say", values=first, private=True)
    assert (
        threads(asked)
        == threads(asked, ELSEWHERE)
        == ["Demo Analyst from Demo Borough Council: I will look."]
    )
    (about,) = {reply.live for to, _, reply in asked.wall.posts if to == "pantry-lead" and reply.live}
    then = {"words": "Thank you.", "about": about, "message": "p2", "address": "pantry-lead"}
    asked.says("pantry-lead", "request say", values=then, private=True)
    assert turns(asked) == ["I will look.", "Thank you."]


def test_what_people_read_in_private_stays_as_it_was_when_it_is_written_again(asked):
    writes_under(asked, "analyst", "I will look.")
    for _, _, reply in asked.wall.posts:
        if reply.live:
            assert read(asked.app.write_again("demo-food", reply.live)) == read(reply)
    for key in ("said/9/1", "said/1/99", "asked/9", "request/9"):
        assert "is gone" in read(asked.app.write_again("demo-food", key))


def test_an_answer_in_private_is_for_the_partnership_whose_message_it_answers(quick_pair):
    asks = {"what": "food bank referrals by age", "why": "We would open on other days."}
    for place in (RURAL_PLACE, PLACE):
        assert "This is request 1." in quick_pair.hears("lead", "request", address=place, values=asks)
    quick_pair.hears("guardian", "request give 1 @analyst", address=RURAL_PLACE)
    for at, mark, reply in list(quick_pair.wall.posts):
        if at == "analyst" and reply.live:  # they are in both, and have request 1 in both
            taken = replies.answers(quick_pair.app, "web", at, mark, "I will look.")
            where = replies.standing(at, f"reply to {mark}", words=f"Yes, {taken.line}", about=taken.about)
            quick_pair.hears(at, taken.line, values=where)
    said = [turn.words for turn in quick_pair.rows(RequestTurnRow) if turn.kind == "said"]
    assert sorted(said) == ["Yes, in demo-food: request say", "Yes, in demo-rural: request say"]
    for each in quick_pair.rows(RequestRow):
        turns_of = [turn.words for turn in quick_pair.rows(RequestTurnRow) if turn.request == each.id]
        assert f"Yes, in {each.partnership}: request say" in turns_of
