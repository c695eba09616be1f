"""Whether the parts of a measure file agree with each other and with its code list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from storage.geography import Areas, AreasError, load_areas
from storage.measures import Breakdown, Dimension, Geography, Grain, LongLayout, Measure, WideLayout

RESERVED = {"area", "period", "count", "total", "kind", "sheet", "columns", "week", "month", "term", "once"}
Disagreement = tuple[str, str]  # the key and a sentence


@dataclass(frozen=True)
class Draft:
    """What can be read of each part on its own, so that one wrong key does not hide the other problems."""

    layout: LongLayout | WideLayout | None
    areas: Geography | None
    dimensions: Mapping[str, Dimension] | None
    dimension_names: tuple[str, ...]
    grain: str | None
    publish: tuple[Breakdown, ...]

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Draft:
        """Read each part of the YAML by itself."""
        names, time, publish = raw.get("dimensions"), raw.get("time"), raw.get("publish")
        return cls(
            layout=_readable("layout", raw.get("layout")),
            areas=_readable("areas", raw.get("areas")),
            dimensions=_readable("dimensions", names or {}),
            dimension_names=tuple(map(str, names)) if isinstance(names, dict) else (),
            grain=time.get("grain") if isinstance(time, dict) else None,
            publish=tuple(_one_by_one(publish if isinstance(publish, list) else [])),
        )


def disagreements(raw: Mapping[str, Any], folder: Path | None) -> Iterator[Disagreement]:
    """Every key that contradicts another; with a folder, the code list in it is read as well."""
    draft = Draft.of(raw)
    yield from _breakdowns(draft)
    yield from _dimensions(draft)
    yield from _periods(draft)
    yield from _code_list(draft, folder)


def _readable(name: str, raw: object) -> Any:
    field = Measure.model_fields[name]
    try:
        return TypeAdapter(field.rebuild_annotation()).validate_python(raw)
    except ValidationError:
        return None


def _one_by_one(publish: list[object]) -> Iterator[Breakdown]:
    for text in publish:
        with suppress(ValueError):
            yield Breakdown.parse(text)


def _breakdowns(draft: Draft) -> Iterator[Disagreement]:
    for breakdown in draft.publish:
        if draft.areas and breakdown.area_level not in draft.areas.levels:
            levels = ", ".join(draft.areas.levels)
            yield "publish", f"“{breakdown.name}” must begin with an area level. The levels are: {levels}."
        if draft.grain in get_args(Grain) and breakdown.time != draft.grain:
            yield "publish", f"“{breakdown.name}” must end in {draft.grain}, the grain of these figures."
        for name in breakdown.dimensions:
            if name not in draft.dimension_names:
                yield "publish", f"“{breakdown.name}” uses “{name}”, which is not among the dimensions."
        if len(set(breakdown.dimensions)) < len(breakdown.dimensions):
            yield "publish", f"“{breakdown.name}” names a dimension twice."
    names = [breakdown.name for breakdown in draft.publish]
    if len(set(names)) < len(names):
        yield "publish", "List each breakdown once."


def _dimensions(draft: Draft) -> Iterator[Disagreement]:
    for name in draft.dimension_names:
        if name in RESERVED or (draft.areas and name in draft.areas.levels):
            yield f"dimensions.{name}", "This word has a meaning of its own. Choose another name."
    if draft.dimensions is None:
        return
    match draft.layout:
        case LongLayout(columns=columns):
            yield from _long_columns(columns, draft.dimensions)
        case WideLayout(columns=columns):
            yield from _wide_columns(columns, draft.dimensions)


def _long_columns(columns: Mapping[str, str], dimensions: Mapping[str, Dimension]) -> Iterator[Disagreement]:
    for name in dimensions:
        if name not in columns:
            yield "layout", f"Say which column holds the dimension “{name}”: add “{name}: column name”."
    for name in columns:
        if name not in dimensions:
            yield f"layout.{name}", "This is neither a known key nor a declared dimension."


def _wide_columns(columns: Mapping[str, str], dimensions: Mapping[str, Dimension]) -> Iterator[Disagreement]:
    if len(dimensions) != 1:
        yield "layout", "A wide file needs exactly one dimension, with one column for each of its codes."
        return
    codes = next(iter(dimensions.values())).codes
    for code in codes:
        if code not in columns:
            yield "layout.columns", f"Say which column holds “{code}”."
    for code in columns:
        if code not in codes:
            yield "layout.columns", f"“{code}” is not among the codes of the dimension."
    if len(set(columns.values())) < len(columns):
        yield "layout.columns", "Name each column once."


def _periods(draft: Draft) -> Iterator[Disagreement]:
    if draft.grain not in get_args(Grain) or draft.layout is None:
        return
    if draft.grain == "once" and draft.layout.period:
        yield "layout.period", "Figures counted once have no period column. Remove this key."
    if draft.grain != "once" and not draft.layout.period:
        yield "layout", "Say which column holds the period: add “period: column name”."


def _code_list(draft: Draft, folder: Path | None) -> Iterator[Disagreement]:
    if draft.areas is None:
        return
    if len(set(draft.areas.levels)) < len(draft.areas.levels):
        yield "areas.levels", "List each level once, smallest first."
    if folder is None:
        return
    try:
        areas = load_areas(folder / draft.areas.file)
    except AreasError as error:
        yield from (("areas.file", sentence) for sentence in error.sentences)
        return
    yield from (("areas.levels", sentence) for sentence in level_gaps(areas, draft.areas.levels))


def level_gaps(areas: Areas, levels: tuple[str, ...]) -> Iterator[str]:
    """A sentence for each level with no areas and each smallest area that a larger level does not hold."""
    for level in levels:
        if not areas.at(level):
            yield f"The code list has no areas of the level “{level}”."
    for area in areas.at(levels[0]):
        for level in levels[1:]:
            if areas.at(level) and not areas.lift(area, level):
                yield f"{area.name} is in no {level}. Give it a parent in the code list."
