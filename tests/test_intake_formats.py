"""The same table out of every kind of file: what is read, and what is said of a file that cannot be."""

import struct
import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest

from storage.sources import SourceError, read
from tests.intake import AREAS, GOOD, HEADER, MONDAY, changed, load, long, monthly, refused, wide
from tests.workbooks import compound, ods, repacked, sealed, xls, xlsx

ROWS = [
    ["ward", "week_commencing", "reason", "referrals"],
    ["Belsize", MONDAY, "debt", 3],
    ["King's Cross", MONDAY, "crisis", 12],
]
KINDS = {"xlsx": xlsx, "xls": xls, "ods": ods}
CELLS = "xl/worksheets/sheet1.xml"


@pytest.fixture(params=KINDS)
def book(request):
    return KINDS[request.param]


def test_a_workbook_gives_what_the_csv_gives(book):
    assert load(book({"Data": ROWS})).counts == load(GOOD).counts


def test_a_workbook_is_known_by_its_bytes_whatever_it_is_called(book):
    assert load(book({"Data": ROWS}), name="counts.csv").counts == load(GOOD).counts


def test_the_declared_sheet_is_read_and_the_others_are_not(book):
    sheets = {"Read me": [["A note"], ["ann@example.org"]], "Data ": ROWS}
    assert load(book(sheets), with_layout(sheet="Data")).counts == load(GOOD).counts


def test_a_workbook_with_several_sheets_needs_one_to_be_named(book):
    [problem] = refused(book({"Read me": [["A note"]], "Data": ROWS}))
    assert "add “sheet:” to the layout. There are: “Read me”, “Data”" in problem.sentence


def test_a_sheet_that_is_not_there_is_said_with_those_that_are(book):
    [problem] = refused(book({"Data": ROWS}), with_layout(sheet="Counts"))
    assert problem.sentence == "There is no sheet “Counts”. There are: “Data”."


def test_a_hidden_sheet_is_not_taken_for_the_one_with_the_counts():
    assert load(xlsx({"Data": ROWS, "Old": ROWS}, hidden=["Old"])).counts == load(GOOD).counts


def test_a_problem_names_file_sheet_row_and_column(book):
    rows = [[], *ROWS, ["Belsize", MONDAY, "other", 3.5]]
    [problem] = refused(book({"Data": rows}), with_layout(header_row=2), name="may.xlsx")
    assert str(problem).startswith("may.xlsx, sheet “Data”, row 5, column “referrals”: A count must be")


def test_days_and_moments_of_a_workbook_are_days():
    rows = [["ward", "week", "n"], ["Belsize", datetime(2025, 9, 29), 4], ["Kilburn", date(2025, 9, 29), 0]]
    assert {count.period for count in load(xlsx({"Data": rows}), long()).counts} == {MONDAY}
    rows[1][1] = datetime(2025, 9, 29, 9, 30)
    assert refused(xlsx({"Data": rows}), long())[0].column == "week"


def test_a_month_in_a_heading_may_be_a_day_of_the_workbook(book):
    rows = [["ward", date(2026, 1, 1), date(2026, 2, 1)], ["Belsize", 7, 8]]
    found = load(book({"Data": rows}), monthly(period_columns="%b %Y"))
    assert {count.period for count in found.counts} == {date(2026, 1, 1), date(2026, 2, 1)}


def test_a_second_reader_takes_over_where_the_first_gives_up():
    rows = [*ROWS, ["Frognal", MONDAY, "debt", 4]]
    odd = repacked(xlsx({"Data": rows}), lambda name, data: data.replace(b'ref="A1:D4"', b'ref="A"'))
    assert load(odd).counts == load(xlsx({"Data": rows})).counts


@pytest.mark.parametrize("error", [b"#N/A", b"#DIV/0!", b"#SPILL!"])
def test_a_formula_that_went_wrong_is_never_an_empty_cell(error):
    def spoil(name, data):
        return data.replace(b't="n"><v>12</v>', b't="e"><v>' + error + b"</v>") if name == CELLS else data

    measure = with_layout(missing={"no_data": [""]})
    [problem] = refused(repacked(xlsx({"Data": ROWS}), spoil), measure)
    assert (problem.row, problem.column) == (3, "referrals")


def test_a_formula_that_went_wrong_is_said_of_an_ods_too():
    def spoil(_, data):
        return data.replace(b'office:value-type="float" office:value="12"', b'calcext:value-type="error"')

    [problem] = refused(repacked(ods({"Data": ROWS}), spoil))
    assert "shows an error such as #DIV/0!" in problem.sentence


def zipped(**members):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return out.getvalue()


def locked_ods():
    hint = b'media-type="text/xml"><manifest:encryption-data/></manifest:file-entry>'
    return repacked(ods({"Data": ROWS}), lambda _, data: data.replace(b'media-type="text/xml"/>', hint))


def locked_xls():
    stream = xls({"Data": ROWS})[3 * 512 :]
    return compound("Workbook", stream[:20] + b"\x2f\x00\x36\x00" + bytes(54) + stream[20:])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (xlsx({"Data": ROWS})[:-300], "damaged"),
        (b"PK\x03\x04" + bytes(500), "damaged"),
        (xls({"Data": ROWS})[:700], "damaged"),
        (
            ods({"Data": ROWS}).replace(b"\n", b"\r\n").replace(b"content", b"c\0ntent"),
            "with other files in it",
        ),
        (repacked(xlsx({"Data": ROWS}), lambda name, data: data if "work" not in name else b"<x"), "damaged"),
        (zipped(log_csv=GOOD), "Unpack it"),
        (sealed(), "has a password"),
        (locked_xls(), "has a password"),
        (locked_ods(), "has a password"),
        (GOOD.encode("utf-16"), "UTF-16"),
        (GOOD.encode("utf-16-le"), "UTF-16"),
        (GOOD.replace(",", ";"), "not separated by commas"),
        (GOOD.replace(",", "\t"), "not separated by commas"),
        (b"<html><body><table>", "a web page"),
        (b'<?xml version="1.0"?><Workbook>', "an XML file"),
        (b"\x89PNG\r\n", "a picture"),
    ],
)
def test_a_file_that_will_not_open_is_refused_with_what_to_do(data, words):
    [problem] = refused(data)
    assert words in problem.sentence
    assert (problem.row, problem.column) == (0, "")


def mac(text):
    return text.replace("\n", "\r").encode("mac_roman")


@pytest.mark.parametrize(
    "data",
    [
        mac(GOOD.replace("'", "’")),
        mac(GOOD.replace("'", "’")).replace(b"\r", b"\n"),
        mac(GOOD + "Ynys Môn,2025-09-29,debt,3\n"),
        mac(GOOD + "Rhône,2025-09-29,debt,3\n").replace(b"\r", b"\r\n"),
        mac(GOOD.replace(",3\n", ",3\xa0\n")),
    ],
)
def test_the_letters_of_an_old_mac_are_told_apart_and_refused(data):
    [problem] = refused(data)
    assert "Mac Roman" in problem.sentence
    assert problem.sentence.endswith("Save it as CSV UTF-8.")


@pytest.mark.parametrize(
    "name", ["King’s Cross", "Café Kilburn", "Zoë’s Größe", "Ågård", "Saint-Étienne, à côté"]
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_windows_letters_are_not_taken_for_those_of_a_mac(name, ends):
    data = f'ward,week,n,centre name\nBelsize,2025-09-29,7,"{name}"\n'.replace("\n", ends)
    assert load(data.encode("cp1252"), long()).counts == load(data.encode(), long()).counts


@pytest.mark.parametrize(("ends", "read"), [("\n", True), ("\r\n", True), ("\r", False)])
def test_where_no_letter_decides_old_line_ends_do(ends, read):
    data = "ward,week,n,cost\nBelsize,2025-09-29,7,£\n".replace("\n", ends).encode("cp1252")
    assert load(data, long()) if read else "Mac Roman" in refused(data, long())[0].sentence


def test_a_long_file_tells_how_far_it_has_come(tmp_path):
    path, told = tmp_path / "log.csv", []
    path.write_text(f"{HEADER}\n" + "Leeds,2025-09-29,debt,3\n" * 40_000)
    with pytest.raises(SourceError, match="39,950 more problems"):
        read(with_layout(), path, AREAS, lambda done, of: told.append((done, of)))
    assert told == [(0, 40_002), (20_000, 40_002), (40_000, 40_002)]


def with_layout(**layout):
    return changed(layout=changed().layout.model_dump() | layout)


def test_a_total_column_of_a_workbook_is_checked_like_any_other(book):
    rows = [
        ["ward", "week", "Debt", "Other", "All"],
        ["Belsize", MONDAY, 3, 4, 7],
        ["Kilburn", MONDAY, 3, 4, 8],
    ]
    [problem] = refused(book({"Data": rows}), wide(total="All"))
    assert (problem.row, problem.column) == (3, "All")


@pytest.mark.parametrize(("stray", "reads"), [("XFD1048576", False), ("D40000", True)])
def test_a_stray_cell_far_away_takes_no_memory(stray, reads):
    far = f'<row r="{stray[-7:].lstrip("XFD")}"><c r="{stray}" t="inlineStr"><is><t> </t></is></c></row></sheetData>'
    data = repacked(xlsx({"Data": ROWS}), lambda _, sheet: sheet.replace(b"</sheetData>", far.encode()))
    if reads:
        assert load(data).counts == load(GOOD).counts
        return
    [problem] = refused(data)
    assert "a stray cell far to the right or far below" in problem.sentence


def test_a_damaged_old_workbook_cannot_take_all_memory():
    data, last = xls({"Data": ROWS}), struct.pack("<HHHd", 2, 3, 0, 12)
    assert last in data
    [problem] = refused(data.replace(last, struct.pack("<HHHd", 65_535, 65_535, 0, 12)))
    assert "damaged" in problem.sentence
