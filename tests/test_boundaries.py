"""Boundaries: real files load, wrong ones are refused in a sentence, and what is drawn keeps its shape."""

import json
import os
from itertools import pairwise
from math import hypot
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.boundaries import BoundariesError, load_boundaries
from storage.catalogue import CatalogueError, load_catalogue, load_measure
from storage.demo.figures import names
from storage.demo.generate import catalogue_folder, write_catalogue
from storage.geography import load_areas, parse_areas
from storage.outlines import FINEST, SIDE, area, flattened, simplified
from tests.world import NOW

AREAS = parse_areas("code,name,level,parent\nT,Town,town,\nW1,East,ward,T\nW2,West,ward,T\n")
SQUARE = [[0, 52], [0.1, 52], [0.1, 52.1], [0, 52.1], [0, 52]]
HOLE = [[0.04, 52.04], [0.06, 52.04], [0.06, 52.06], [0.04, 52.06], [0.04, 52.04]]
OTHER = [[0.1, 52], [0.2, 52], [0.2, 52.1], [0.1, 52]]
DATA = Path(os.environ.get("PARLEY_REAL_DATA", "../shared/data")) / "boundaries"


def demo(name=""):
    folder = catalogue_folder(name)
    return load_areas(folder / "wards.csv", folder / "ward-changes.csv")


def real(name):
    if not (DATA / name).exists():
        pytest.skip("the published boundaries are not here (PARLEY_REAL_DATA)")
    return DATA / name


def feature(code, *rings, kind="Polygon", **properties):
    coordinates = list(rings) if kind == "Polygon" else [[ring] for ring in rings]
    return {
        "type": "Feature",
        "properties": {"id": code, **properties},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def file(tmp_path, features, **top):
    path = tmp_path / "wards.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **top}), encoding="utf-8")
    return path


def refused(path, areas=AREAS):
    with pytest.raises(BoundariesError) as caught:
        load_boundaries(path, areas)
    return str(caught.value)


@pytest.mark.parametrize("name", names())
def test_the_schematic_map_of_a_demonstration_has_one_equal_square_for_each_ward(name):
    catalogue = load_catalogue(catalogue_folder(name))
    for measure in catalogue.measures.values():
        outlines = catalogue.outlines_of(measure)
        assert set(outlines) == {ward.code for ward in catalogue.areas_of(measure).at("ward")}
        assert "schematic" in catalogue.about_map(measure)
    corners = {tuple(sorted(ring)[0]) for rings in outlines.values() for ring in rings}
    assert len(corners) == len(outlines)
    for rings in outlines.values():
        [ring] = rings
        xs, ys = {x for x, _ in ring}, {y for _, y in ring}
        assert max(xs) - min(xs) == pytest.approx(max(ys) - min(ys), abs=1.5)


def test_a_measure_without_a_boundary_file_has_no_outlines(tmp_path):
    folder = write_catalogue(tmp_path, NOW.date())
    text = (folder / "food-parcels.yaml").read_text(encoding="utf-8")
    (folder / "food-parcels.yaml").write_text(text.replace("  boundaries: wards.geojson\n", ""))
    catalogue = load_catalogue(folder)
    assert catalogue.outlines_of(catalogue.measures["food-parcels"]) == {}
    assert catalogue.outlines_of(catalogue.measures["helpline-calls"])


@pytest.mark.parametrize(
    ("key", "file"), [("areas.changes", "ward-changes.csv"), ("areas.boundaries", "wards.geojson")]
)
def test_a_file_that_is_missing_is_said_beside_its_key(tmp_path, key, file):
    folder = write_catalogue(tmp_path, NOW.date())
    (folder / file).unlink()
    with pytest.raises(CatalogueError) as caught:
        load_measure(folder / "helpline-calls.yaml")
    assert [problem.key for problem in caught.value.problems] == [key]
    assert "cannot be opened" in str(caught.value)


def test_north_is_up_east_is_right_and_a_degree_of_longitude_is_narrow(tmp_path):
    boundaries = load_boundaries(file(tmp_path, [feature("W1", SQUARE), feature("W2", OTHER)]), AREAS)
    xs = [x for rings in boundaries.rings.values() for ring in rings for x, _ in ring]
    ys = [y for rings in boundaries.rings.values() for ring in rings for _, y in ring]
    assert (min(xs), min(ys), max(xs)) == (0, 0, SIDE)
    assert max(ys) == pytest.approx(SIDE / (2 * 0.615), rel=0.01)  # the cosine of 52 degrees
    assert max(x for x, _ in boundaries.rings["W1"][0]) <= min(x for x, _ in boundaries.rings["W2"][0]) + 0.1


def test_holes_turn_the_other_way_and_every_ring_is_closed(tmp_path):
    unclosed = SQUARE[:-1]
    two = feature("W2", OTHER, [[0.3, 52], [0.4, 52], [0.4, 52.1], [0.3, 52]], kind="MultiPolygon")
    boundaries = load_boundaries(file(tmp_path, [feature("W1", unclosed, HOLE), two]), AREAS)
    solid, hole = boundaries.rings["W1"]
    assert area(solid) > 0 > area(hole)
    assert len(boundaries.rings["W2"]) == 2
    assert all(ring[0] == ring[-1] for rings in boundaries.rings.values() for ring in rings)


def test_codes_may_stand_in_any_property_and_other_shapes_are_left_out(tmp_path):
    features = [
        feature("1", SQUARE, T="T", WD25CD="W1"),
        feature("2", OTHER, T="T", WD25CD="W2"),
        feature("3", HOLE, T="T", WD25CD="elsewhere"),
    ]
    boundaries = load_boundaries(file(tmp_path, features, description=" Made for a test. "), AREAS)
    assert set(boundaries.rings) == {"W1", "W2"}
    assert boundaries.about == "Made for a test."


def square(metres):
    return [[x * metres, y * metres] for x, y in SQUARE]


@pytest.mark.parametrize(
    ("features", "words"),
    [
        ([], "No shape has a code of the code list, such as W2 for West"),
        ([feature("W1", SQUARE)], "These wards have no shape in the boundary file: West (W2)"),
        ([feature("W1", SQUARE), feature("W1", OTHER)], "W1 has more than one shape"),
        ([feature("W1", square(5000)), feature("W2", OTHER)], "may be National Grid metres"),
        ([feature("W1", [[y, x] for x, y in SQUARE]), feature("W2", OTHER)], "latitude stands before its longitude"),
        ([feature("W1", SQUARE[:2]), feature("W2", OTHER)], "at least three different points"),
        ([feature("W1", [["a", "b"]]), feature("W2", OTHER)], "not lists of longitude and latitude"),
        ([feature("W1", [{"x": 1}]), feature("W2", OTHER)], "not lists of longitude and latitude"),
        ([feature("W1", 7), feature("W2", OTHER)], "not lists of longitude and latitude"),
        ([feature("W1", []), feature("W2", OTHER)], "at least three different points"),
        ([feature("W1"), feature("W2", OTHER)], "it has no outline"),
        ([feature("W1", [[float("nan"), 52]] * 4), feature("W2", OTHER)], "a coordinate is not a number"),
        ([feature("W1", [[10**400, 52]] * 4), feature("W2", OTHER)], "not lists of longitude and latitude"),
        ([feature("W1", SQUARE, kind="Point"), feature("W2", OTHER)], "must be a Polygon or a MultiPolygon"),
        ([{"type": "Feature", "properties": {"id": "W1"}, "geometry": None}, feature("W2", OTHER)], "must be a Polygon"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_shape_is_said(tmp_path, features, words):
    assert words in refused(file(tmp_path, features))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "cannot be read as GeoJSON"),
        (b"\xff\xfe", "cannot be read as GeoJSON"),
        (b"[" * 100_000, "cannot be read as GeoJSON"),
        (b"PK\x03\x04 a shapefile", "is a zip, perhaps a shapefile"),
        (b"[]", "is not GeoJSON"),
        (b'{"type": "FeatureCollection", "features": 3}', "is not GeoJSON"),
        (b'{"type": "FeatureCollection", "features": [1, null, {"properties": 2}]}', "No shape has a code"),
        (b'{"type": "Topology", "objects": {}}', "This file is TopoJSON, which Parley cannot draw"),
        (b'{"type": "Feature"}', "holds one shape"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_what_to_do(tmp_path, text, words):
    (tmp_path / "wards.geojson").write_bytes(text)
    assert words in refused(tmp_path / "wards.geojson")


def test_a_file_that_is_far_too_large_is_not_even_read(tmp_path):
    with (tmp_path / "wards.geojson").open("wb") as sparse:
        sparse.truncate(40_000_000)
    assert "is too large (40 MB)" in refused(tmp_path / "wards.geojson")


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("camden", "wards_current_E09000007.geojson"),
        ("central-bedfordshire", "wards_current_E06000056.geojson"),
    ],
)
def test_published_boundaries_load_and_are_light_enough_for_a_phone(name, published):
    areas = demo(name)
    rings = load_boundaries(real(published), areas).rings
    assert set(rings) == {ward.code for ward in areas.at("ward")}
    assert sum(len(ring) for each in rings.values() for ring in each) < 2500
    assert all(area(each[0]) > 0 for each in rings.values())


@pytest.mark.parametrize(
    ("published", "words"),
    [
        ("wards2013_E09000007.geojson", "These are the boundaries of earlier areas (2002 to 2022)"),
        ("wards2013_topo_E09000007.json", "TopoJSON"),
        ("lsoa2021_E09000007.geojson", "has more than one shape"),
        ("wards_current_E06000056.geojson", "No shape has a code of the code list"),
        ("camden_Wards_(May_2022)_UK_BFC_V2.zip", "perhaps a shapefile"),
    ],
)
def test_published_files_that_do_not_fit_are_refused_with_the_right_sentence(published, words):
    assert words in refused(real(published), demo())


ROUGH = st.lists(
    st.tuples(st.floats(0, 1000, width=16), st.floats(0, 1000, width=16)), min_size=3, max_size=60
).map(lambda points: (*points, points[0]))


@given(ROUGH)
def test_a_simplified_ring_stays_close_to_the_ring_it_came_from(ring):
    light = simplified(ring)
    assert light[0] == light[-1] == ring[0]
    assert len(light) <= len(ring)
    assert set(light) <= set(ring)
    for x, y in ring:
        assert min(apart((x, y), one, other) for one, other in pairwise(light)) <= 1.6 * FINEST


@settings(max_examples=25)
@given(st.integers(3, 40), st.floats(0.0001, 1), st.booleans())
def test_every_area_is_still_there_however_small(points, size, turned):
    ring = tuple((0.1 + size * 1e-4 * (at % 7), 52 + size * 1e-4 * at) for at in range(points))
    ring = (*ring, ring[0])[:: -1 if turned else 1]
    large = ((0.0, 51.0), (1.0, 51.0), (1.0, 52.0), (0.0, 51.0))
    shown = flattened({"small": ((ring,),), "large": ((large,),)})
    assert shown["small"]
    assert all(each[0] == each[-1] for each in shown["small"])


def apart(point, one, other):
    """The distance of a point from a line between two others."""
    (x, y), (ax, ay), (bx, by) = point, one, other
    long = (bx - ax) ** 2 + (by - ay) ** 2
    share = max(0, min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / long)) if long else 0
    return hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay))


def inside(x, y, polygons):
    """Whether a point is in any polygon, by counting the edges to its right."""
    found = False
    for polygon in polygons:
        for ring in polygon:
            for (ax, ay), (bx, by) in pairwise(ring):
                if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                    found = not found
    return found


def shapes(path, code):
    for each in json.loads(path.read_text(encoding="utf-8"))["features"]:
        kind, rings = each["geometry"]["type"], each["geometry"]["coordinates"]
        yield each["properties"][code], [rings] if kind == "Polygon" else rings


def test_the_shares_of_earlier_wards_are_those_of_the_published_boundaries():
    before = dict(shapes(real("wards2013_E09000007.geojson"), "WD13CD"))
    today = dict(shapes(real("wards_current_E09000007.geojson"), "WD25CD"))
    changes = demo().changes
    for old, polygons in before.items():
        xs, ys = zip(*polygons[0][0], strict=True)
        grid = [
            (min(xs) + (max(xs) - min(xs)) * (i + 0.5) / 22, min(ys) + (max(ys) - min(ys)) * (j + 0.5) / 22)
            for i in range(22)
            for j in range(22)
        ]
        points = [point for point in grid if inside(*point, polygons)]
        for change in (each for each in changes if each.old_code == old):
            share = 100 * sum(inside(*point, today[change.new_code]) for point in points) / len(points)
            assert share == pytest.approx(change.share, abs=6), change
