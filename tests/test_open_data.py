"""Approved figures as open data: whole, explained, harmless in a spreadsheet, and only what is approved."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest
import yaml

from commands.as_csv import BOM
from commands.open_data import CERTIFICATE, LICENCE, METADATA, VERDICT, files, licence_address
from storage import exported
from storage.cells import Cells
from storage.measures import Measure
from storage.releases import Release
from tests.office import MEASURE, TODAY, Office
from tests.released import AREAS, declared
from tests.world import NOW

KEYS = {"ward code", "borough code", "period starts", "reason"}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """An office whose one release is approved."""
    made = Office(tmp_path_factory.mktemp("office"))
    made.hears("lead", f"data loader {made.line}")
    assert made.build((40, 2), (41, 0), (43, 4)).exit_code == 0
    assert made.takes_in().exit_code == 0
    assert made.approves(1).startswith("Approved.")
    return made


@pytest.fixture(scope="module")
def opened(office):
    """The exported folder, as name → text."""
    said = office.parley("data", "export", MEASURE, "-o", office.at("open"))
    assert said.exit_code == 0, said.stderr
    return {path.name: path.read_bytes().decode() for path in office.at("open").iterdir()}


def rows_of(text):
    assert text.startswith(BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))


def invented(table=None, **changes):
    """An export of figures made up here."""
    measure = declared(["ward×week", "borough×week"])
    raw = measure.model_dump(by_alias=True, mode="json") | changes
    release = Release(
        1, "p", 1, "approved", Measure.model_validate(raw), AREAS, "0" * 64, "Demo Analyst", NOW,
        "Demo Steward", NOW, None,
    )  # fmt: skip
    cells = [("ward×week", "W1", "2026-10-05", (), 10), ("borough×week", "B", "2026-10-05", (), 10)]
    return exported.Exported(release, Cells(table or cells), {"month_bases": None}, None)


# What is in it


def test_every_published_number_is_there_once_with_its_keys(office, opened):
    stored = dict(office.rows("SELECT breakdown || area || period, value FROM figures"))
    found = {}
    for name in (each for each in opened if each.endswith(".csv")):
        for row in rows_of(opened[name]):
            level = "ward" if "ward code" in row else "borough"
            found[f"{level}×week{row[f'{level} code']}{row['period starts']}"] = row["number of referrals"]
    assert {key: str(value) for key, value in stored.items()} == found


def test_a_rounded_zero_is_marked(opened):
    south = [
        row for row in rows_of(opened[f"{MEASURE}-ward-by-week.csv"]) if row["ward name"] == "South ward"
    ]
    assert {row["Symbol"] for row in south if row["number of referrals"] == "0"} == {"[low]"}


def test_withheld_and_no_figure_are_two_gaps_and_neither_is_0():
    cells = [
        ("ward×week", "W1", "2026-10-05", (), None),
        ("ward×week", "W2", "2026-10-12", (), 15),
        ("borough×week", "B", "2026-10-12", (), 20),
    ]
    rows = rows_of(files(invented(table=cells), "Demo", TODAY)["figures-ward-by-week.csv"])
    shown = {
        (row["ward code"], row["period starts"]): (row["number of referrals"], row["Symbol"]) for row in rows
    }
    assert shown == {
        ("W1", "2026-10-05"): ("", "[c]"),
        ("W1", "2026-10-12"): ("", "[x]"),
        ("W2", "2026-10-05"): ("", "[x]"),
        ("W2", "2026-10-12"): ("15", ""),
    }


def test_the_metadata_describes_every_column_of_every_file(opened):
    about = json.loads(opened[METADATA])
    assert about["@context"][0] == "http://www.w3.org/ns/csvw"
    assert {table["url"] for table in about["tables"]} == {name for name in opened if name.endswith(".csv")}
    for table in about["tables"]:
        columns = table["tableSchema"]["columns"]
        header = rows_of(opened[table["url"]])[0]
        assert [column["titles"] for column in columns] == list(header)
        assert all(column["name"].isidentifier() and column["dc:description"] for column in columns)
        names = {column["name"]: column["titles"] for column in columns}
        assert {names[key] for key in table["tableSchema"]["primaryKey"]} <= KEYS
        keys = [
            tuple(row[names[key]] for key in table["tableSchema"]["primaryKey"])
            for row in rows_of(opened[table["url"]])
        ]
        assert len(set(keys)) == len(keys)


def test_where_it_comes_from_and_on_what_terms_goes_with_it(opened):
    about = json.loads(opened[METADATA])
    assert about["dc:title"] == "Example referrals"
    assert "Does not count:" in about["dc:description"]
    assert about["dc:rights"] == "partnership use only"
    assert "dc:license" not in about
    assert about["dc:provenance"].startswith("Loaded by Demo Analyst. Approved by Demo Steward on ")
    assert "Licence: partnership use only" in opened[LICENCE]
    assert json.loads(opened[CERTIFICATE])["policy"] == 3
    assert json.loads(opened[VERDICT])["releasable"] is True
    assert "within 4 of the published one" in opened[METADATA]


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("Open Government Licence v3.0", "open-government-licence/version/3"),
        ("OGL v3", "open-government-licence/version/3"),
        ("CC BY 4.0", "licenses/by/4.0"),
        ("CC-BY-4.0", "licenses/by/4.0"),
        ("CC0", "publicdomain/zero"),
        ("partnership use only", ""),
        ("CC BY-NC 4.0", ""),
        ("not under the OGLE rules", ""),
    ],
)
def test_a_well_known_licence_has_its_address(words, address):
    assert address in licence_address(words)
    assert bool(licence_address(words)) == bool(address)


def test_months_beside_weeks_are_said_to_be_less_exact():
    found = invented(table=[("ward×month", "W1", "2026-10-01", (), 10)])
    found = exported.Exported(found.release, found.table, {"month_bases": 2}, None)
    made = files(found, "Demo", TODAY)
    assert "within 9 of the published one" in made[METADATA]
    assert rows_of(made["figures-ward-by-month.csv"])[0]["period"] == "Oct 2026"


@pytest.mark.parametrize("start", ["=1+1", "+x", "-x", "@x", "|x", "%x", "＝1"])
def test_nothing_in_it_runs_in_a_spreadsheet(start):
    found = invented(unit={"one": "x", "many": start})
    made = files(found, "Demo", TODAY)
    for text in (text for name, text in made.items() if name.endswith(".csv")):
        for row in csv.reader(io.StringIO(text.removeprefix(BOM), newline="")):
            assert not [cell for cell in row if cell[:1] in set("=+-@|%＝")]


# The command


def test_a_zip_holds_the_same_files(office, opened):
    said = office.parley("data", "export", MEASURE, "-o", office.at("open.zip"))
    assert f"{len(opened)} files, release 1 of {MEASURE}." in said.stdout
    assert "Its licence is “partnership use only”. Check that it allows" in said.stderr
    with zipfile.ZipFile(office.at("open.zip")) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == opened


def test_an_export_is_in_the_audit_log(office, opened):
    assert ("data export", "[1]") in office.rows("SELECT what, releases FROM audit")
    assert office.parley("db", "verify").exit_code == 0


def test_nothing_that_is_there_is_replaced(office, opened):
    said = office.parley("data", "export", MEASURE, "-o", office.at("open"))
    assert (said.exit_code, "is there already" in said.stderr) == (2, True)


@pytest.mark.parametrize(
    ("name", "words"),
    [("exampel-referrals", 'did you mean "example-referrals"?'), ("nothing-like-it", "There is no measure")],
)
def test_a_measure_that_is_not_declared(office, name, words):
    said = office.parley("data", "export", name, "-o", office.at("none"))
    assert (said.exit_code, words in said.stderr, office.at("none").exists()) == (2, True, False)


@pytest.fixture
def other(tmp_path):
    """An office of its own, whose release may be for one place only and nobody has decided about."""

    def make(**keys):
        made = Office(tmp_path)
        path = made.at(f"catalogue/{MEASURE}.yaml")
        path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | keys, allow_unicode=True))
        made.hears("lead", f"data loader {made.line}")
        assert made.build((40, 2), (41, 0), (43, 4)).exit_code == 0
        assert made.takes_in().exit_code == 0
        return made

    return make


def refused(office, words):
    said = office.parley("data", "export", MEASURE, "-o", office.at("none"))
    assert (said.exit_code, said.stdout) == (2, "")
    assert words in said.stderr
    assert not [each for each in office.folder.iterdir() if "none" in each.name]


def test_what_is_not_approved_is_not_exported(other):
    office = other()
    refused(office, "No release of example-referrals is approved")
    office.approves(1)
    office.hears("steward", "data withdraw 1 Counts were doubled")
    assert office.rows("SELECT state FROM releases") == [("withdrawn",)]
    refused(office, "No release of example-referrals is approved")


def test_figures_for_some_places_only_are_not_for_everybody(other):
    office = other(places=["C0123456789"])
    office.approves(1)
    refused(office, "may only be shown in some places")
