"""Calendar files: the meetings that take place and the dates of one's actions, as RFC 5545 has them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.calendars.ics import Event, calendar_file, escaped, folded
from commands.reply import File
from tests.meetings.series import BOARD, CALL, meets, scheduled
from tests.text.awkward import HOSTILE

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
ANY = st.text(st.characters(codec="utf-8"), max_size=200)


def content(text):
    """The lines of a calendar as they were before they were folded."""
    assert text.endswith("\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert not set(text.replace("\r\n", "")) & {chr(number) for number in (*range(9), *range(10, 32), 127)}
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def value(text):
    """What an escaped value says."""
    marks = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n"}
    said, rest = "", text
    while rest:
        length = 2 if rest[0] == "\\" else 1
        assert length == 2 or rest[0] not in ";,\n"
        said, rest = said + (marks[rest[:2]] if length == 2 else rest[0]), rest[length:]
    return said


def events(text):
    """Each event as its properties by name, and the calendar's own among the others."""
    found, here = [], {}
    for line in content(text):
        name, _, said = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append(here := {})
        elif name != "END":
            assert name not in here
            here[name] = said
    return found


def file_of(chat):
    (file,) = (each for each in chat.last.attachments() if isinstance(each, File))
    return file


def test_a_calendar_is_whole_and_names_its_maker():
    lines = content(calendar_file("Nothing", [], NOW, "").text)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert {"VERSION:2.0", "PRODID:-//Parley//Parley//EN"} <= set(lines)


@given(ANY)
def test_any_line_folds_to_75_octets_and_unfolds_to_itself(line):
    line = line.replace("\r", "")
    pieces = folded(line).split("\r\n")
    assert all(len(each.encode()) <= 75 for each in pieces)
    assert all(len(each.encode()) > 70 for each in pieces[:-1])  # a character is at most four octets
    assert "".join([pieces[0], *(each.removeprefix(" ") for each in pieces[1:])]) == line


@given(ANY)
def test_any_text_is_escaped_so_that_it_reads_as_it_was(text):
    said = value(escaped(text))
    assert "\r" not in said
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    assert said == "".join(each for each in kept if each in "\n\t" or (each >= " " and each != "\x7f"))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_inside_their_line(hostile):
    event = Event("key", hostile, date(2026, 11, 20), description=hostile, link="https://chat.example/1\nX:y")
    (found,) = events(calendar_file("A", [event], NOW, "").text)
    assert set(found) == {
        *("UID", "DTSTAMP", "DTSTART;VALUE=DATE", "TRANSP", "SUMMARY", "URL"),
        *(["DESCRIPTION"] if hostile else []),
    }


def test_the_same_key_is_the_same_entry_and_another_key_another():
    day = date(2026, 11, 20)
    first, again, other = (
        events(calendar_file("A", [Event(key, words, day)], NOW, "").text)[0]["UID"]
        for key, words in (("p/action/1", "x"), ("p/action/1", "y"), ("p/action/11", "x"))
    )
    assert first == again != other


def test_meetings_come_as_instants_with_their_length_in_both_halves_of_the_year(quick):
    meets(quick, CALL, BOARD)
    said = quick.says("analyst", "meeting calendar")
    assert "30 meetings in the next half year." in said
    assert quick.last.private
    file = file_of(quick)
    assert file.name == "meetings.ics"
    found = events(file.text)
    assert found[0] | {"UID": ""} == {
        "UID": "",
        "DTSTAMP": "20261118T100000Z",
        "DTSTART": "20261124T100000Z",
        "DURATION": "PT60M",
        "SUMMARY": "Weekly call",
        "DESCRIPTION": "Demo food insight partnership. Demo Food Hub Lead chairs.",
    }
    assert (found[1]["SUMMARY"], found[1]["DTSTART"], found[1]["DURATION"]) == (
        "Board",
        "20261126T140000Z",
        "PT120M",
    )
    starts = [each["DTSTART"] for each in found]
    assert "20270330T090000Z" in starts  # summer time: 10am in London
    assert len({each["UID"] for each in found}) == len(found)


def test_only_what_takes_place_is_in_it(quick):
    meets(quick, {**CALL, "at": "Monday 10:00", "bank_holidays": "slide"})
    quick.says("lead", "schedule skip weekly call")
    quick.says("lead", "meeting calendar weekly call")
    starts = [each["DTSTART"][:8] for each in events(file_of(quick).text)]
    assert starts[0] == "20261130"  # the first is skipped
    assert "20261228" not in starts  # in the Christmas pause
    assert "20270329" not in starts  # Easter Monday
    assert "20270330" in starts


def test_a_moved_meeting_keeps_its_entry(quick):
    meets(quick)
    quick.says("lead", "meeting calendar")
    before = events(file_of(quick).text)[0]
    quick.says("lead", "schedule change weekly call Tuesday 2pm")
    quick.says("lead", "meeting calendar")
    after = events(file_of(quick).text)[0]
    assert before["UID"] == after["UID"]
    assert after["DTSTART"] == "20261124T140000Z"


def test_without_meetings_it_says_whom_to_ask_and_a_wrong_name_offers_the_right_ones(quick):
    scheduled(quick, meetings=())
    assert "No meeting comes round here. Whoever looks after Parley" in quick.says("lead", "meeting calendar")
    meets(quick)
    assert "There is no such meeting." in quick.says("lead", "meeting calendar quarterly")
    quick.presses("lead", "Weekly call")
    assert file_of(quick).name == "weekly-call.ics"


def test_my_actions_are_whole_days_and_nobody_elses_are_in_it(quick):
    assert quick.says("analyst", "action calendar") == "You have no open actions with a date."
    quick.says("lead", "/action @analyst to draw the map; twice, by Fri")
    quick.says("lead", "/action @food-hub-lead to count by 30 November")
    assert quick.says("analyst", "action calendar").startswith("1 action with a date.")
    (found,) = events(file_of(quick).text)
    assert found["DTSTART;VALUE=DATE"] == "20261120"
    assert value(found["SUMMARY"]) == "A1: draw the map; twice"
    uid = found["UID"]
    quick.says("analyst", "action move A1 to 27 November")
    quick.says("analyst", "action calendar", private=True)
    (moved,) = events(file_of(quick).text)
    assert (moved["UID"], moved["DTSTART;VALUE=DATE"]) == (uid, "20261127")
