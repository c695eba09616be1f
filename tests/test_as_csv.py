"""Figures as a CSV: what stands in it, what a spreadsheet makes of it, and that it can run nothing."""

import csv
import io
import unicodedata
from dataclasses import replace
from datetime import date

import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text import file_bytes
from commands.as_csv import MARKS, Value, csv_file, dates, file_name, harmless, provenance, value
from commands.question import Question
from commands.reply import Reply, from_json, to_json
from storage.measures import Rates
from storage.periods import Window
from storage.releases import Figure, NoData, NotApproved, Withheld

HOSTILE = [
    "=1+1",
    "+44 20",
    "-2+3",
    "@SUM(A1)",
    "  =cmd|' /C calc'!A0",
    "\t=1",
    "\r=1",
    "\n=1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\u202e=1",
    "\x00=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "﹦1",
    "\u22125",
    "|calc",
    "%0A=1",
]
TEXTS = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=40), st.text("=+-@\t\r\n ,;\"'ab\u200b＝", max_size=12)
)


def lines(file):
    """What a CSV reader makes of a file."""
    return list(csv.reader(io.StringIO(file_bytes(file).decode("utf-8-sig"), newline=""), strict=True))


def read(file):
    """The rows above the empty one, and those under it."""
    rows = lines(file)
    empty = next(at for at, row in enumerate(rows) if not any(row))
    return rows[:empty], rows[empty + 1 :]


def first_seen(text):
    """The first sign of a cell that a person or a spreadsheet sees, in its plainest form."""
    seen = [sign for sign in text if unicodedata.category(sign)[0] not in "ZC"]
    return unicodedata.normalize("NFKC", seen[0])[0] if seen else ""


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS, st.lists(st.tuples(TEXTS, st.integers(-(10**6), 10**6), TEXTS), max_size=6))
def test_whatever_the_text_the_rows_come_back_and_no_cell_is_a_formula(title, name, cells):
    rows = [(text, Value(number), other) for text, number, other in cells]
    first, told, empty, header, *found = lines(csv_file(title, [(name, title)], (name, "Count", title), rows))
    assert first[:2] == ["Title", harmless(title)]
    assert told[:2] == [harmless(name), harmless(title)]
    assert not any(empty)
    assert found == [[harmless(text), str(number), "", harmless(other)] for text, number, other in cells]
    texts = [*first, *told, *header, *(row[at] for row in found for at in (0, 3))]
    assert all(first_seen(cell) not in MARKS for cell in texts)


@given(st.text(max_size=60))
def test_harmless_text_is_the_text_on_one_line(text):
    kept = harmless(text)
    assert len(kept.splitlines()) <= 1
    assert set(kept) <= set(text) | {"'", " "}
    assert harmless(kept) == kept


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_begins_like_a_formula_begins_with_an_apostrophe(hostile):
    assert harmless(hostile).startswith("'")


@pytest.mark.parametrize(
    "plain", ["", "Gospel Oak", "St Pancras & Somers Town", "a = b", "5 - 3", "'quoted'", "£5", "(none)"]
)
def test_other_words_stay_as_they_are(plain):
    assert harmless(plain) == plain


@pytest.fixture
def release(quick):
    """The demonstration's approved food bank referrals, rounded to 5."""
    return quick.app.partnerships["demo-food"].shelf.releases["foodbank-referrals"]


def test_each_kind_of_answer_has_its_symbol(release):
    assert value(Figure(15, release)) == Value(15)
    assert value(Figure(0, release)) == Value(0, ("low",))
    assert value(Withheld(release)) == Value(None, ("c",))
    assert value(NoData(release)) == value(NotApproved()) == Value(None, ("x",))


def test_a_provisional_figure_is_marked_and_a_gap_is_only_a_gap(release):
    assert value(Figure(0, release), provisional=True).symbols == ("low", "p")
    assert value(Withheld(release), provisional=True).symbols == ("c",)


def test_a_gap_is_empty_and_its_symbol_is_explained():
    rows = [("Abbey", Value(15)), ("Burslem", Value(None, ("c",))), ("Kentish Town", None)]
    above, table = read(csv_file("Calls by ward", [], ("Ward", "Calls"), rows))
    assert table == [
        ["Ward", "Calls", "Symbol"],
        ["Abbey", "15", ""],
        ["Burslem", "", "[c]"],
        ["Kentish Town", "", "[x]"],
    ]
    assert [row[0] for row in above] == ["Title", "Symbol [c]", "Symbol [x]"]
    assert above[1][1].startswith("Too few to show safely")


def test_every_value_has_symbols_of_its_own():
    rows = [("Abbey", Value(15), Value(0, ("low", "p")), "seen")]
    _, table = read(csv_file("Calls", [], ("Ward", "Now", "Before", "Note"), rows))
    assert table == [
        ["Ward", "Now", "Now symbol", "Before", "Before symbol", "Note"],
        ["Abbey", "15", "", "0", "[low] [p]", "seen"],
    ]


def test_numbers_stay_numbers_also_below_nothing():
    _, (_, *rows) = read(csv_file("Change", [], ("Ward", "Change", "Rate"), [("Abbey", -5, 2.5)]))
    assert rows == [["Abbey", "-5", "2.5"]]


def test_a_row_too_short_is_a_mistake():
    with pytest.raises(ValueError, match="as many cells as the header"):
        csv_file("Calls", [], ("Ward", "Calls", "Note"), [("Abbey", 5, "x"), ("Burslem", 5)])


def test_the_bytes_are_what_spreadsheets_and_programs_expect():
    file = csv_file(
        "Calls in Ynys Môn", [("Source", "Call log")], ("Ward", "Calls"), [("Môn, “y”", Value(5))]
    )
    data = file_bytes(file)
    assert data.startswith(b"\xef\xbb\xbfTitle,")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert data.endswith(b"\r\n")
    assert len({line.count(b",") for line in data.replace("Môn, “y”".encode(), b"").splitlines()}) == 1
    table = pandas.read_csv(io.BytesIO(data), skiprows=3)
    assert list(table["Calls"]) == [5]
    assert list(table["Ward"]) == ["Môn, “y”"]


def test_it_says_where_the_figures_come_from(release):
    week = Window(date(2026, 11, 9), date(2026, 11, 16), ("2026-11-09",), "")
    before = Window(date(2026, 11, 2), date(2026, 11, 9), ("2026-11-02",), "")
    areas = tuple(release.areas.at("ward")[:2])
    measure = release.measure.model_copy(update={"rates": Rates(per=1000, of="census-households")})
    rated = replace(release, measure=measure)
    question = Question(rated, areas, week, against=before, per=1000, said=("Abbey has moved.",))
    told = dict(provenance(question, date(2026, 11, 18)))
    assert told["Measure"] == "Food bank referrals (foodbank-referrals, version 1)"
    assert told["Counts"] == release.measure.what
    assert told["Does not count"] == release.measure.not_
    assert told["Unit"] == "referrals"
    assert told["Rate"] == "For each 1,000: divide the number by census-households and multiply by 1,000"
    assert told["Area"] == f"{areas[0].name}, {areas[1].name} (wards-2022)"
    assert told["Period"] == "week of Monday 9 November 2026"
    assert told["Compared with"] == "week of Monday 2 November 2026"
    assert told["Rounding"] == "Rounded to 5: the true number is within 4 of each published one"
    assert (told["Source"], told["Licence"]) == (release.measure.source.name, release.measure.source.licence)
    assert (told["Contact"], told["Steward"]) == (release.measure.contact, release.measure.steward)
    assert told["Approved"] == f"By {release.decided_by} on 18 November 2026"
    assert (told["Release"], told["Downloaded on"]) == ("1", "18 November 2026")
    assert told["Note"] == "Abbey has moved."
    assert dates(question) == "2026-11-09"


def test_a_file_of_many_periods_says_which_and_is_named_by_them(release):
    weeks = Window(date(2026, 11, 2), date(2026, 11, 16), ("2026-11-02", "2026-11-09"), "")
    question = Question(release, (release.areas.top,), weeks)
    told = dict(provenance(question, date(2026, 11, 18)))
    assert told["Period"] == "2 weeks from Monday 2 November to Sunday 15 November 2026"
    file = csv_file("Referrals", [], ("Ward", "Count"), [("Abbey", Value(5))], dates(question))
    assert file.name == "referrals-2026-11-02-to-2026-11-09.csv"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Food bank referrals by ward, November 2026", "food-bank-referrals-by-ward-november-2026.csv"),
        ("King's Cross & Môn: 2025/26", "kings-cross-mon-2025-26.csv"),
        ("../../etc/passwd", "etc-passwd.csv"),
        ("=cmd|'/C calc'!A0", "cmd-c-calc-a0.csv"),
        ("שלום", "figures.csv"),
        ("x" * 10_000, "x" * 80 + ".csv"),
    ],
)
def test_the_name_comes_from_the_title_and_is_safe(title, name):
    assert file_name(title) == name


def test_it_travels_through_the_outbox_unchanged():
    file = csv_file("a\ud800\u202eb <b>" + "😀" * 5_000, [], ("\udfff",), [(hostile,) for hostile in HOSTILE])
    assert from_json(to_json(Reply((file,)))) == Reply((file,))
    assert "\u202e" not in file.summary
