"""Two measures that are asked for as one: which can be declared as a pair, and which cannot."""

from __future__ import annotations

import shutil

import pytest
import yaml

from storage.catalogue import CatalogueError, load_catalogue
from tests import asker


def with_pair(folder, **changes):
    """The demonstration's catalogue with the pair declared differently."""
    catalogue = shutil.copytree(asker.DEMOS / "camden" / "catalogue", folder / "catalogue")
    path = catalogue / "fsm-entitled.yaml"
    measure = yaml.safe_load(path.read_text(encoding="utf-8"))
    measure["pair"] |= changes
    path.write_text(yaml.safe_dump(measure, allow_unicode=True), encoding="utf-8")
    return catalogue


def test_a_pair_is_read(tmp_path):
    measure = load_catalogue(with_pair(tmp_path, title="Meals gap")).measures["fsm-entitled"]
    assert measure.pair.of == "fsm-taking"
    assert measure.pair.title == "Meals gap"


@pytest.mark.parametrize(
    ("changes", "key", "sentence"),
    [
        ({"of": "fsm-eaten"}, "of", "There is no other measure “fsm-eaten” in this folder."),
        ({"of": "fsm-entitled"}, "of", "There is no other measure “fsm-entitled” in this folder."),
        ({"of": "helpline-calls"}, "of", "Helpline calls is counted by other times or areas"),
        ({"title": "Free school meals"}, "title", "“Free school meals” already means fsm-entitled alone."),
        ({"aliases": ["gap", "parcels"]}, "aliases", "“parcels” already means food-parcels alone."),
    ],
)
def test_a_pair_that_cannot_be_is_said_with_its_line(tmp_path, changes, key, sentence):
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(with_pair(tmp_path, **changes))
    (problem,) = refused.value.problems
    assert (problem.file, problem.key) == ("fsm-entitled.yaml", f"pair.{key}")
    assert problem.sentence.startswith(sentence)
    assert problem.line
