"""A real published file, from the officer's disk to an answer in the channel."""

from __future__ import annotations

import shutil

import yaml
from sqlalchemy import select

from storage import bundle, database, releases
from storage.catalogue import load_catalogue
from storage.sources import read
from storage.tables import FigureRow
from tests import world
from tests.test_sources import DEPRIVATION, real_ward_file


def test_households_by_deprivation_are_built_imported_approved_and_asked_for(built, tmp_path):
    source = real_ward_file()
    folder = tmp_path / "parley"
    shutil.copytree(built[0], folder)
    declared = DEPRIVATION.model_copy(update={"aliases": ()}).model_dump(
        mode="json", by_alias=True, exclude_defaults=True
    )
    (folder / "catalogue" / f"{DEPRIVATION.id}.yaml").write_text(yaml.safe_dump(declared, allow_unicode=True))
    catalogue = load_catalogue(folder / "catalogue")
    measure = catalogue.measures[DEPRIVATION.id]
    areas = catalogue.areas_of(measure)
    made = bundle.build(
        measure, read(measure, source, areas), areas, b"a key of the test, 32 bytes long", "Demo Analyst"
    )
    bundle.write(made, tmp_path / "release.zip")

    chat = world.make(folder, f"sqlite:///{tmp_path / 'real.db'}", built[1])
    try:
        with database.writing(chat.app.engine) as db, db.begin():
            releases.load_bundle(
                db, "demo-food", bundle.read(tmp_path / "release.zip"), made.built_by, chat.clock()
            )
        assert "Nobody has approved figures" in chat.says("analyst", f"ask {measure.id}")
        chat.says("steward", "data")
        number = next(row[0] for row in chat.last.blocks[1].rows if row[1] == measure.title)
        chat.says("steward", f"data show {number}")
        assert chat.presses("steward", "Approve").startswith("Approved.")

        seen = chat.says("food-hub-lead", f"ask {measure.id} ward=kilburn")
        assert seen.startswith("Kilburn had about ")
        assert "on 21 March 2021." in seen
        split = chat.says("food-hub-lead", f"ask {measure.id} ward=kilburn by=dimensions")
        assert split.count("about") >= 3
        with database.reading(chat.app.engine) as db:
            values = list(db.scalars(select(FigureRow.value).filter_by(release=int(number))))
        assert values
        assert all(value % measure.protect.base == 0 for value in values)
    finally:
        chat.close()
