"""What leaves the channel: files for everybody, held before an election, written again when something is taken out."""

import shutil
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from storage import database, digests
from tests.digests import FRIDAY, WEEK, approves, drafted, emptied, kept, number_of, writes

NAMES = ["2026-11-16.html", "2026-11-16.md", "2026-11-16.txt", "feed.xml", "index.html"]
ATOM = "{http://www.w3.org/2005/Atom}"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def all_of(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


def published(chat):
    """The digest of the first week, with a note for each readership; what its files say."""
    folder = emptied(chat)
    writes(chat, "pantry-lead", "Only for us.", "channel")
    writes(chat, "food-hub-lead", "For our partners.", "partners")
    writes(chat, "centre-manager", "For everyone.", "public")
    drafted(chat)
    approves(chat)
    return folder


def test_only_what_may_leave_the_channel_is_published(chat):
    files = all_of(published(chat))
    assert list(files) == NAMES
    for name in NAMES[:4]:
        assert "For everyone." in files[name]
        assert "Demo Community Centre" in files[name]
    everything = "".join(files.values())
    assert "Only for us" not in everything
    assert "For our partners" not in everything
    assert "Demo Centre Manager" not in everything  # people are named in the channel alone
    assert "2 notes stay in this partnership and will not be published." in chat.place()
    assert kept(chat).files == "written"


def test_partners_get_a_text_with_what_may_go_to_them(quick):
    published(quick)
    said = quick.says("pantry-lead", "digest forward")
    (file,) = quick.last.attachments()
    assert "For our partners. (Demo Food Hub)" in file.text
    assert "For everyone." in file.text
    assert "Only for us" not in file.text
    assert "1 note is not in it, because it stays in this partnership." in said


def test_the_feed_is_one_entry_for_each_week_with_ids_that_stay(quick):
    folder = published(quick)
    writes(quick, "centre-manager", "Next week.", "public")
    drafted(quick, until=FRIDAY + timedelta(days=7))
    approves(quick)
    feed = ElementTree.fromstring((folder / "feed.xml").read_text(encoding="utf-8"))
    entries = feed.findall(f"{ATOM}entry")
    assert [each.findtext(f"{ATOM}id") for each in entries] == [
        "tag:parley.invalid,2026:weeknotes/demo-food/2026-11-23",
        "tag:parley.invalid,2026:weeknotes/demo-food/2026-11-16",
    ]
    assert [each.findtext(f"{ATOM}updated") for each in entries] == [
        "2026-11-27T15:30:00Z",
        "2026-11-20T15:30:00Z",
    ]
    assert feed.findtext(f"{ATOM}updated") == "2026-11-27T15:30:00Z"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Demo food insight partnership"
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert index.index("2026-11-23.html") < index.index("2026-11-16.html")


def test_what_was_cut_off_by_a_kill_is_written_the_same(chat):
    folder = published(chat)
    before = all_of(folder)
    for name in NAMES[:3]:
        (folder / name).unlink()
    with database.writing(chat.app.engine) as db, db.begin():
        digests.set_hold(db, kept(chat), "")  # as if nobody had noted that they stand
    chat.reaches(chat.clock() + timedelta(minutes=1))
    assert all_of(folder) == before


def test_a_note_that_is_withdrawn_goes_from_the_message_and_from_the_files(chat):
    folder = published(chat)
    chat.says("centre-manager", "weeknote withdraw 3")
    chat.reaches(MONDAY)
    everything = "".join(all_of(folder).values()) + chat.says("analyst", "digest")
    assert "For everyone" not in everything
    assert "For everyone" not in chat.place()
    assert "1 thing was taken out on Friday 20 November 2026." in chat.place()
    assert "1 thing was taken out on Friday 20 November 2026." in (folder / "2026-11-16.html").read_text()
    assert "For everyone" not in str(kept(chat))


def test_an_author_who_wants_less_read_is_published_no_more(quick):
    folder = published(quick)
    quick.says("centre-manager", "weeknote scope 3 channel")
    quick.reaches(MONDAY)
    assert "For everyone" not in "".join(all_of(folder).values())
    assert "For everyone." in quick.place()


def test_figures_that_are_withdrawn_go_from_the_message_and_from_the_files(chat):
    folder = published(chat)
    assert "Food bank referrals in Camden" in (folder / "2026-11-16.md").read_text()
    assert any("referrals" in chart.title for _, chart in chat.wall.pictures)
    (release,) = [line.about for line in kept(chat).lines if line.about.startswith("release/")]
    chat.says("steward", f"data withdraw {release.partition('/')[2]} Counts were doubled.")
    chat.reaches(MONDAY)
    gone = "Figures for food bank referrals were withdrawn on 20 November 2026 and are taken out."
    posted = chat.place()[chat.place().index("Weeknotes for the week") - 200 :]
    assert gone in posted
    assert "Food bank referrals in Camden" not in posted
    for name in ("2026-11-16.html", "2026-11-16.md", "2026-11-16.txt", "feed.xml"):
        assert gone in (folder / name).read_text()
        assert "Food bank referrals in Camden" not in (folder / name).read_text()
    assert chat.wall.taken_back
    assert "were withdrawn by Demo Steward" in str(chat.wall.threads)


def test_a_late_note_waits_or_is_added_with_its_day(quick):
    folder = published(quick)
    quick.clock.move_to(MONDAY)
    writes(quick, "centre-manager", "The late one.", "public")
    assert "The late one." not in quick.place()
    said = quick.says("lead", "digest add late 2026-11-16")
    assert said.startswith("There are no late notes to add.")  # it is a note of the new week
    quick.says(
        "lead", "digest add", values={"text": "A late thought.", "section": "notes", "scope": "public"}
    )
    quick.reaches(MONDAY + timedelta(minutes=1))
    mark = "Added on Monday 23 November 2026."
    assert f"A late thought.\n[{mark}]" in quick.place()
    assert mark in (folder / "2026-11-16.html").read_text()
    assert "<updated>2026-11-23T09:00:00Z</updated>" in (folder / "feed.xml").read_text()


def test_late_notes_are_added_to_a_draft_with_one_press(quick):
    emptied(quick)
    writes(quick, "pantry-lead", "In time.")
    drafted(quick)
    writes(quick, "food-hub-lead", "A little late.")
    assert "1 note has come since this draft was put together." in quick.says("lead", "digest")
    assert quick.presses("lead", "Add it").startswith("1 late note is added.")
    approves(quick)
    assert "A little late." in quick.place()
    assert "Added on" not in quick.place()


def test_a_note_that_missed_the_draft_can_be_added_to_what_is_posted(quick):
    folder = emptied(quick)
    writes(quick, "pantry-lead", "In time.")
    drafted(quick)
    writes(quick, "food-hub-lead", "A little late.")
    approves(quick)
    assert "A little late." not in quick.place()
    quick.clock.move_to(MONDAY)
    assert quick.says("lead", f"digest add late {WEEK}").startswith("1 late note is added, with today's date")
    quick.reaches(MONDAY + timedelta(minutes=1))
    assert "A little late.\n[Added on Monday 23 November 2026.]" in quick.place()
    assert "A little late." in (folder / "2026-11-16.txt").read_text()
    assert "A little late." not in drafted(quick, until=FRIDAY + timedelta(days=7))


def test_what_an_editor_takes_out_later_is_said_and_can_come_back(quick):
    folder = published(quick)
    number = number_of(quick, "For everyone.")
    said = quick.says("lead", f"digest drop {WEEK} {number}")
    assert said.startswith(f"Line {number} is left out of what was posted and published.")
    quick.reaches(quick.clock() + timedelta(minutes=1))
    assert "For everyone." not in quick.place()
    assert "1 thing was taken out on Friday 20 November 2026." in (folder / "2026-11-16.txt").read_text()
    quick.says("lead", f"digest keep {WEEK} {number}")
    quick.reaches(quick.clock() + timedelta(minutes=2))
    assert "For everyone." in (folder / "2026-11-16.txt").read_text()
    assert "keep their words" in quick.says("lead", f"digest line {WEEK} {number} Other words.")


def pauses(chat):
    return chat.says("lead", "schedule pause until 4 December pre-election period")


def test_before_an_election_nothing_is_published_and_the_channel_goes_on(quick):
    pauses(quick)
    folder = emptied(quick)
    writes(quick, "centre-manager", "For everyone.")
    drafted(quick)
    said = approves(quick)
    assert (
        "Nothing of it is published until 4 December 2026 (pre-election period): then Demo Lead is asked"
        in said
    )
    assert "For everyone." in quick.place()
    assert not folder.exists()
    assert "Nothing is published until" in quick.says("lead", f"digest publish {WEEK}")


def test_after_an_election_a_person_says_whether_it_goes_out(chat):
    pauses(chat)
    folder = emptied(chat)
    writes(chat, "centre-manager", "For everyone.")
    drafted(chat)
    approves(chat)
    chat.says("lead", "schedule resume")
    chat.reaches(chat.clock() + timedelta(minutes=1))
    chat.reaches(chat.clock() + timedelta(minutes=1))
    assert (
        chat.told("lead").count("The pause is over. The digest of the week of 16 November 2026 was not") == 1
    )
    assert not folder.exists()
    assert "is not published" in chat.says("lead", f"digest leave {WEEK}")
    chat.reaches(chat.clock() + timedelta(minutes=1))
    assert not folder.exists()
    assert "is published in a moment" in chat.presses("lead", "Publish it after all")
    chat.reaches(chat.clock() + timedelta(minutes=1))
    assert "For everyone." in (folder / "2026-11-16.md").read_text()
    assert "Nothing of this digest is held back." in chat.says("lead", f"digest publish {WEEK}")


def test_before_an_election_things_are_still_taken_out_and_nothing_is_added(quick):
    folder = published(quick)
    pauses(quick)
    quick.says("lead", "digest add", values={"text": "News.", "section": "notes", "scope": "public"})
    quick.says("centre-manager", "weeknote withdraw 3")
    quick.reaches(MONDAY)
    everything = "".join(all_of(folder).values())
    assert "For everyone" not in everything
    assert "News." not in everything
    assert "News." in quick.place()
    quick.says("lead", "schedule resume")
    quick.reaches(MONDAY + timedelta(minutes=1))
    quick.says("lead", f"digest publish {WEEK}")
    quick.reaches(MONDAY + timedelta(minutes=2))
    assert "News." in (folder / "2026-11-16.md").read_text()


def test_a_folder_that_cannot_be_written_is_said_once_and_tried_again(quick):
    folder = emptied(quick)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way")
    try:
        writes(quick, "centre-manager", "For everyone.")
        drafted(quick)
        approves(quick)
        for _ in range(3):
            quick.reaches(quick.clock() + timedelta(minutes=11))
    finally:
        folder.unlink()
    assert "For everyone." in quick.place()
    assert quick.told("lead").count("could not be written to weeknotes") == 1
    quick.reaches(quick.clock() + timedelta(minutes=11))
    assert "For everyone." in (folder / "2026-11-16.md").read_text()
    shutil.rmtree(folder)
