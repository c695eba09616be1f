"""Whatever is said, taken back and delivered twice: the minutes have the kept lines in their order, numbered once."""

from hashlib import sha256
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import database
from storage.meetings import holding, lines
from tests.world import read

KINDS = ("decision", "risk", "question", "tension", "info", "topic", "action")
PEOPLE = ("lead", "analyst", "pantry-lead")
SAY = st.tuples(st.just("say"), st.sampled_from(KINDS), st.sampled_from(PEOPLE))
UNDO = st.tuples(st.just("undo"), st.integers(0, 5), st.sampled_from(PEOPLE))
AGAIN = st.tuples(st.just("again"), st.integers(0, 9), st.just(""))
EVENTS = count()
LETTERS = str.maketrans("0123456789", "ghijklmnop")


def alone():
    """Words like no others, and no number among them that could be anybody's."""
    return sha256(str(next(EVENTS)).encode()).hexdigest().translate(LETTERS)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.one_of(SAY, SAY, UNDO, AGAIN), max_size=8))
def test_the_minutes_are_the_kept_lines_in_their_order(quick, steps):
    quick.says("lead", "meeting start Team call")
    said, kept, heard = [], [], []
    for what, which, who in steps:
        if what == "say":
            said.append((who, alone()))
            kept.append(said[-1][1])
            heard.append((who, f"meeting {which} {kept[-1]}", f"event {kept[-1]}"))
        elif (
            what == "undo"
            and which < len(said)
            and said[which][1] in kept
            and who in ("lead", said[which][0])
        ):
            kept.remove(said[which][1])
            heard.append((who, f"meeting undo {which + 1}", f"event {alone()}"))
        elif what == "undo":
            assert not quick.says(who, f"meeting undo {which + 1}").startswith("Taken out")
            continue
        elif heard:
            who, line, key = heard[which % len(heard)]
            assert quick.says(who, line, key=key) == ""
            continue
        else:
            continue
        assert quick.says(*heard[-1][:2], key=heard[-1][2]) != ""
    assert minutes(quick) == kept


def minutes(chat):
    """End the meeting; what its minutes say, after a look at every number that was ever given."""
    chat.says("lead", "meeting end")
    with database.reading(chat.app.engine) as db:
        held = holding.ended(db, "demo-food", most=1000)
        labels = [line.label for meeting in held for line in lines.every(db, meeting) if line.label]
        shown = [line.words for line in lines.kept(db, held[0])]
    assert len(labels) == len(set(labels))
    draft = read(chat.wall.posts[-1][2])
    assert sorted(shown, key=draft.index) == shown
    return shown
