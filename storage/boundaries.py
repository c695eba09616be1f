"""Boundaries for maps: a GeoJSON file becomes flat outlines, light enough for a picture on a phone.

GeoJSON holds longitude and latitude (RFC 7946). They are flattened at the mean latitude (equirectangular), which is true
enough for one council, and simplified to less than a pixel.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any

from storage.geography import Area, Areas, many
from storage.outlines import Ring, Shape, flattened

LARGEST = 30_000_000  # bytes; a generalised file of one council has well under one million
SHOWN = 4  # names listed in a sentence
WHERE_FROM = "Ask for ward boundaries as GeoJSON, longitude and latitude (WGS 84)."
TOO_FEW = "a ring needs at least three different points."
NOT_GEOJSON = {
    "Topology": "This file is TopoJSON, which Parley cannot draw. Save it as GeoJSON.",
    "Feature": "This GeoJSON holds one shape. Save it as a FeatureCollection with one feature for each area.",
    "GeometryCollection": "These shapes have no codes. Save them as a FeatureCollection with a code for each area.",
}


class BoundariesError(Exception):
    """A boundary file that cannot be used; each sentence says what to mend."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(self.sentences))


@dataclass(frozen=True)
class Boundaries:
    """``rings`` by area code, in one flat unit with north up: closed, solid ground anticlockwise and holes clockwise.

    The longer side of them all is 1,000. ``about`` is the file's own description: what to say beside a map.
    """

    rings: Mapping[str, tuple[Ring, ...]]
    about: str = ""


def load_boundaries(path: Path, areas: Areas) -> Boundaries:
    """Read a GeoJSON file for these areas; other shapes in it are left out. Raises BoundariesError."""
    try:
        stat = path.stat()
    except OSError:
        raise BoundariesError(
            [f"The boundary file {path.name} cannot be opened. Check the file name."]
        ) from None
    if stat.st_size > LARGEST:
        size = f"{stat.st_size // 1_000_000} MB"
        raise BoundariesError(
            [f"The boundary file {path.name} is too large ({size}). Use generalised boundaries, under 30 MB."]
        )
    return _load(path, stat.st_mtime_ns, areas)


@lru_cache(maxsize=8)
def _load(path: Path, _changed: int, areas: Areas) -> Boundaries:
    """Kept, because each measure of a catalogue names the same file."""
    whole = _collection(path)
    features = [feature for feature in whole["features"] if isinstance(feature, dict)]
    shapes = dict(_shapes(_by_code(features, areas)))
    if missing := _missing(areas, shapes):
        raise BoundariesError([missing])
    about = whole.get("description")
    return Boundaries(flattened(shapes), about.strip() if isinstance(about, str) else "")


def _collection(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
        if data.startswith(b"PK"):
            raise BoundariesError([f"{path.name} is a zip, perhaps a shapefile. {WHERE_FROM}"])
        whole = json.loads(data.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        raise BoundariesError([f"{path.name} cannot be read as GeoJSON. {WHERE_FROM}"]) from None
    kind = whole.get("type") if isinstance(whole, dict) else None
    if kind != "FeatureCollection" or not isinstance(whole.get("features"), list):
        raise BoundariesError([NOT_GEOJSON.get(str(kind), f"{path.name} is not GeoJSON. {WHERE_FROM}")])
    return dict(whole)


def _by_code(features: list[dict[str, Any]], areas: Areas) -> dict[str, dict[str, Any]]:
    """The features of areas in the code list, by their codes."""
    key = _code_property(features, areas)
    codes = [(str(_properties(feature).get(key)), feature) for feature in features]
    known = [(code, feature) for code, feature in codes if areas.get(code)]
    twice = [code for code, count in Counter(code for code, _ in known).items() if count > 1]
    if twice:
        raise BoundariesError(
            [f"{twice[0]} has more than one shape. Give each area one feature, a MultiPolygon if need be."]
        )
    return dict(known)


def _code_property(features: list[dict[str, Any]], areas: Areas) -> str:
    """The property in which the most areas of the code list are found."""
    found: dict[str, set[str]] = {}
    for feature in features:
        for key, value in _properties(feature).items():
            if areas.get(str(value)):
                found.setdefault(key, set()).add(str(value))
    if found:
        return max(found, key=lambda key: len(found[key]))
    raise BoundariesError([_no_codes(features, areas)])


def _no_codes(features: list[dict[str, Any]], areas: Areas) -> str:
    values = {str(value).upper() for feature in features for value in _properties(feature).values()}
    earlier = next((each for each in areas.changes if each.old_code.upper() in values), None)
    if earlier:
        return (
            f"These are the boundaries of earlier areas ({earlier.old_vintage}). Use those of the code list."
        )
    example = areas.areas[-1]
    return f"No shape has a code of the code list, such as {example.code} for {example.name}. Add the codes as a property."


def _properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _missing(areas: Areas, shapes: Mapping[str, Shape]) -> str:
    levels = {area.level for area in areas.areas if area.code in shapes}
    without = [area for area in areas.areas if area.level in levels and area.code not in shapes]
    if not without:
        return ""
    return f"These {many(without[0].level)} have no shape in the boundary file: {_named(without)}."


def _named(areas: list[Area]) -> str:
    names = [f"{area.name} ({area.code})" for area in areas[:SHOWN]]
    return ", ".join(names) + (f" and {len(areas) - SHOWN} more" if len(areas) > SHOWN else "")


def _shapes(features: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Shape]]:
    problems = []
    for code, feature in features.items():
        try:
            yield code, _polygons(feature.get("geometry"))
        except ValueError as error:
            problems.append(f"The shape of {code} cannot be drawn: {error}")
    if problems:
        raise BoundariesError(problems[:SHOWN])


def _polygons(geometry: object) -> Shape:
    """A Polygon or MultiPolygon as polygons of rings of points, checked."""
    found: dict[str, Any] = geometry if isinstance(geometry, dict) else {}
    kind, coordinates = found.get("type"), found.get("coordinates", ())
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError("it must be a Polygon or a MultiPolygon.")
    try:
        polygons = [coordinates] if kind == "Polygon" else [*coordinates]
        shape = tuple(tuple(_ring(ring) for ring in polygon) for polygon in polygons)
    except (TypeError, LookupError, OverflowError):
        raise ValueError("its coordinates are not lists of longitude and latitude.") from None
    if not shape or not all(shape):
        raise ValueError("it has no outline.")
    return shape


def _ring(points: Any) -> Ring:
    ring = tuple((point[0] + 0.0, point[1] + 0.0) for point in points)  # text cannot be added to a number
    if len(ring) < 3:
        raise ValueError(TOO_FEW)
    if not all(isfinite(x) and isfinite(y) for x, y in ring):
        raise ValueError("a coordinate is not a number.")
    if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring):
        raise ValueError(
            "its coordinates are not degrees; they may be National Grid metres. Save them as WGS 84."
        )
    if all(49 <= x <= 61 and -9 <= y <= 3 for x, y in ring):  # the United Kingdom, the wrong way round
        raise ValueError("its latitude stands before its longitude. Swap them.")
    closed = ring if ring[0] == ring[-1] else (*ring, ring[0])
    if len(closed) < 4:
        raise ValueError(TOO_FEW)
    return closed
