"""What holds for every file: its letters and line ends do not matter, a marker is never 0, no count is repeated."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from storage.counts import Missing
from storage.intake.letters import mac_roman
from storage.intake.meanings import number_of
from storage.layouts import Markers
from storage.measures import Breakdown
from storage.protection.cube import Cube
from storage.protection.rounding import build_period
from tests.intake import AREAS, MONDAY, REFERRALS, by_area, load, long, refused

KEY = b"a key of the demonstration only"
WARDS = [ward for ward in AREAS.at("ward") if "&" not in ward.name]
NAMES = st.sampled_from([ward.name.replace("'", "’") for ward in WARDS])
WORDS = st.text('abcdefghij klmnoprstuvwxyzéèêëàâçïîôöùûüñäß’,-"', max_size=12).map(str.strip)
ENDS, LETTERS = st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["utf-8", "utf-8-sig", "cp1252"])
MARK = st.text(st.characters(categories=["L", "P", "S"]), min_size=1, max_size=5)
REASONS = REFERRALS.dimensions["reason"].codes


def written(rows, end):
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerows(rows)
    return out.getvalue()


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(NAMES, st.tuples(st.integers(2, 99_999), WORDS), min_size=2),
    ENDS,
    LETTERS,
    st.booleans(),
)
def test_the_same_counts_come_out_of_any_letters_and_line_ends(found, end, letters, thousands):
    shape = "{:,}" if thousands else "{}"
    rows = [["ward", "week", "n", "remarks at the site"]]
    rows += [[name, "2025-09-29", shape.format(n), words] for name, (n, words) in found.items()]
    data = written(rows, end).encode(letters)
    if undecided(data):
        assert "letters of an old Mac" in str(refused(data, long())[0])
        return
    read = by_area(load(data, long()))
    names = {AREAS.find(name).code: n for name, (n, _) in found.items()}
    assert {code: n for (code, _), n in read.items() if n} == names


def undecided(data):
    """Line ends of the old Mac, and no small letter before a letter beyond ASCII: what it is nobody can tell."""
    if b"\r" not in data or b"\n" in data:
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return mac_roman(data)
    return False


@settings(max_examples=200, deadline=None)
@given(MARK, st.booleans())
def test_a_marker_is_missing_or_a_problem_and_never_a_number(mark, withheld):
    markers = Markers(withheld=(mark,)) if withheld else Markers(no_data=(mark,))
    assert number_of(mark, markers) is (Missing.WITHHELD if withheld else Missing.NO_DATA)
    assert not isinstance(number_of(mark, Markers()), int | Missing)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(NAMES, st.sampled_from(["c", "..", "", "0", "7"]), min_size=1))
def test_what_a_file_marks_as_missing_is_missing_and_what_it_counts_is_counted(found):
    rows = [["ward", "week", "n"], *([name, "2025-09-29", cell] for name, cell in found.items())]
    meanings = {"c": Missing.WITHHELD, "..": Missing.NO_DATA, "": Missing.NO_DATA, "0": 0, "7": 7}
    measure = long(missing={"withheld": ["c"], "no_data": ["..", ""]})
    read = by_area(load(written(rows, "\n"), measure))
    if set(found.values()) <= {"..", ""}:
        assert read == {}
        return
    for name, cell in found.items():
        assert read[AREAS.find(name).code, MONDAY] == meanings[cell]


@settings(max_examples=200, deadline=None)
@given(st.permutations(["48613", "2025-09-30", "Leeds", "rent", "-48613", "48613.5", "48,613", "Belsize"]))
def test_no_problem_repeats_a_count_wherever_it_stands(cells):
    rows = [["ward", "week_commencing", "reason", "referrals"], cells[:4], cells[4:]]
    said = "".join(map(str, refused(written(rows, "\n"))))
    rows[0] = cells[:4]
    said += "".join(map(str, refused(written(rows, "\n"))))
    assert "48613" not in said
    assert "48,613" not in said


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(data):
    for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"ward,week,n\n"):
        found = refused(start + data, long())
        assert all(problem.sentence.endswith((".", "?")) for problem in found)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_published_sum_is_ever_the_sum_of_what_is_left(data):
    declared = data.draw(
        st.sets(st.sampled_from(["ward×week", "borough×reason×week", "ward×reason×week"]), min_size=1)
    )
    cube = Cube(REFERRALS.model_copy(update={"publish": tuple(map(Breakdown.parse, declared))}), AREAS)
    number = st.one_of(st.integers(0, 9), st.sampled_from(Missing))
    wards = [ward.code for ward in AREAS.at("ward")][:6]
    counts = [(code, (reason,), data.draw(number)) for code in wards for reason in REASONS]
    published = [cell.value for cell in build_period(cube, "2026-01-05", counts, KEY)]
    for slot, value in zip(cube.slots, published, strict=True):
        inside = [n for code, (reason,), n in counts if _holds(slot, code, reason)]
        gaps = {n for n in inside if isinstance(n, Missing)}
        if gaps:
            assert value is (Missing.WITHHELD if Missing.WITHHELD in gaps else Missing.NO_DATA)
        else:
            assert abs(value - sum(inside)) < 5
            assert value % 5 == 0


def _holds(slot, code, reason):
    return slot.area in (code, "E09000007") and slot.categories in ((), (reason,))
