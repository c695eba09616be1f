"""Real published files, from the officer's disk to an answer in the channel."""

from __future__ import annotations

import shutil
from contextlib import contextmanager

import yaml
from sqlalchemy import select

from storage import bundle, database, judging, releases
from storage.catalogue import load_catalogue
from storage.counts import Missing
from storage.geography import write_areas
from storage.judging import Known
from storage.sources import read
from storage.tables import FigureRow
from tests import world
from tests.intake import changed, real
from tests.test_intake_real import TWO_COUNCILS, opened, turned_away
from tests.test_sources import DEPRIVATION, real_ward_file

KEY = b"a key of the test, 32 bytes long"


@contextmanager
def approved(built, tmp_path, measure, source, areas=None):
    """The demonstration with one more measure, built from a file and approved in the chat; and its release."""
    folder = tmp_path / "parley"
    shutil.copytree(built[0], folder)
    declared = measure.model_copy(update={"aliases": ()}).model_dump(
        mode="json", by_alias=True, exclude_defaults=True
    )
    (folder / "catalogue" / f"{measure.id}.yaml").write_text(yaml.safe_dump(declared, allow_unicode=True))
    if areas:
        (folder / "catalogue" / measure.areas.file).write_text(write_areas(areas))
    catalogue = load_catalogue(folder / "catalogue")
    measure = catalogue.measures[measure.id]
    areas = catalogue.areas_of(measure)
    made = bundle.build(measure, read(measure, source, areas), areas, KEY, "Demo Analyst")
    bundle.write(made, tmp_path / "release.zip")
    chat = world.make(folder, f"sqlite:///{tmp_path / 'real.db'}", built[1])
    try:
        with database.writing(chat.app.engine) as db, db.begin():
            found = bundle.read(tmp_path / "release.zip")
            judged = judging.judged(db, "demo-food", found, Known(catalogue, folder / "catalogue"))
            number = releases.load_bundle(
                db, "demo-food", found, made.built_by, chat.clock(), judged=judged
            ).id
        assert "Nobody has approved figures" in chat.says("analyst", f"ask {measure.id}")
        chat.says("steward", f"data show {number}")
        assert chat.presses("steward", "Approve").startswith("Approved.")
        yield chat, number
    finally:
        chat.close()


def test_households_by_deprivation_are_built_imported_approved_and_asked_for(built, tmp_path):
    with approved(built, tmp_path, DEPRIVATION, real_ward_file()) as (chat, number):
        seen = chat.says("food-hub-lead", f"ask {DEPRIVATION.id} ward=kilburn")
        assert seen.startswith("Kilburn had about ")
        assert " households " in seen
        assert "on 21 March 2021." in seen
        split = chat.says("food-hub-lead", f"ask {DEPRIVATION.id} ward=kilburn by=dimensions")
        assert all(f"\n{dimensions} | " in split for dimensions in range(5))
        with database.reading(chat.app.engine) as db:
            values = list(db.scalars(select(FigureRow.value).filter_by(release=number)))
        assert values
        assert all(value % DEPRIVATION.protect.base == 0 for value in values)


REASONS = """physical_pupils physical_adult verbal_pupil verbal_adult bullying racist_abuse
sexual_misconduct drug_alcohol damage theft persistent_disruptive other""".split()  # noqa: SIM905  # twelve words
KINDS = ["State-funded primary", "State-funded secondary", "Special school"]


def exclusions(**layout):
    whole = {
        "kind": "wide",
        "area": "new_la_code",
        "school": "school_type",
        "columns": {reason: f"fixed_{reason}" for reason in REASONS},
        "where": {
            "year": [201516],
            "la_name": ["Camden", "Central Bedfordshire"],
            "school_type": [*KINDS, "Total"],
        },
        "totals": {"school": "Total"},
        "missing": {"withheld": ["x"], "no_data": ["."]},
    }
    return changed(
        layout=whole | layout,
        dimensions={
            "school": {"codes": [kind.replace(" ", "-") for kind in KINDS]},
            "reason": {"codes": REASONS},
        },
        areas={"vintage": "v", "file": "areas.csv", "levels": ["district"]},
        time={"grain": "once", "period": "2016-07-31"},
        publish=["district×reason×once", "district×school×once"],
    )


def test_exclusions_load_with_what_was_withheld_at_the_source():
    path = real("schools", "SFR35_2017_reason_for_exclusion.csv")
    extract = opened(path, exclusions(), TWO_COUNCILS)
    assert len(extract.counts) == 2 * 3 * 12
    withheld = [count for count in extract.counts if count.n is Missing.WITHHELD]
    assert len(withheld) == 8
    assert "6 totals in this file give a withheld count away" in extract.notes[0]
    made = {
        (cell.breakdown, cell.area, cell.categories): cell.value
        for cell in bundle.build(exclusions(), extract, TWO_COUNCILS, KEY, "Demo Analyst").cells
    }
    for count in withheld:
        school, reason = count.category
        assert made["district×reason×once", count.area, (reason,)] is Missing.WITHHELD
        assert made["district×school×once", count.area, (school,)] is Missing.WITHHELD
        assert made["district×once", count.area, ()] is Missing.WITHHELD


def test_exclusions_without_declared_markers_are_refused_cell_by_cell():
    path = real("schools", "SFR35_2017_reason_for_exclusion.csv")
    found = turned_away(path, exclusions(missing={}), TWO_COUNCILS)
    assert len(found) == 8
    assert {problem.sentence for problem in found} == {
        "“x” is no count. Say under “missing” in the measure file whether it is withheld or no data."
    }


def test_what_the_source_withheld_stays_withheld_in_the_channel(built, tmp_path):
    source = real("schools", "SFR35_2017_reason_for_exclusion.csv")
    measure = exclusions().model_copy(update={"id": "school-exclusions", "title": "School exclusions"})
    with approved(built, tmp_path, measure, source, TWO_COUNCILS) as (chat, number):
        split = chat.says(
            "food-hub-lead", f"ask school-exclusions by=reason district={TWO_COUNCILS.areas[0].code}"
        )
        assert "too few to show" in split
        with database.reading(chat.app.engine) as db:
            values = list(db.scalars(select(FigureRow.value).filter_by(release=number)))
        assert None in values
