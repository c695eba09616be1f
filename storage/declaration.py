"""Whether the parts of a measure file agree with each other and with its code list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError
from rapidfuzz import fuzz, process

from storage.boundaries import BoundariesError, load_boundaries
from storage.geography import Areas, AreasError, load_areas
from storage.intake.meanings import Unknown, period_of
from storage.layouts import AnyLayout, LongLayout, WideLayout
from storage.measures import Breakdown, Dimension, Geography, Grain, Time
from storage.parts import Slug
from storage.yaml_text import Key

NEAR = 70  # rapidfuzz score below which a key is no longer a plausible misspelling
PARTS: Mapping[str, TypeAdapter[Any]] = {
    "layout": TypeAdapter(AnyLayout),
    "areas": TypeAdapter(Geography),
    "dimensions": TypeAdapter(Mapping[Slug, Dimension]),
    "time": TypeAdapter(Time),
}
# Each is a key of a question, such as by=ward.
KEYS = {"by", "vs", "per", "as", "from", "to", "last", "since", "year", "time", "with", "measure"}
RESERVED = {*LongLayout.model_fields, *WideLayout.model_fields, *get_args(Grain), *KEYS}
Disagreement = tuple[Key, str]  # the key and a sentence


@dataclass(frozen=True)
class Draft:
    """What can be read of each part on its own, so that one wrong key does not hide the other problems."""

    layout: LongLayout | WideLayout | None
    areas: Geography | None
    dimensions: Mapping[str, Dimension] | None
    dimension_names: tuple[str, ...]
    time: Time | None
    grain: str | None
    counts: object
    publish: tuple[tuple[int, Breakdown], ...]

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Draft:
        """Read each part of the YAML by itself."""
        names, time, publish = raw.get("dimensions"), raw.get("time"), raw.get("publish")
        return cls(
            layout=_readable("layout", raw.get("layout")),
            areas=_readable("areas", raw.get("areas")),
            dimensions=_readable("dimensions", names or {}),
            dimension_names=tuple(map(str, names)) if isinstance(names, dict) else (),
            time=_readable("time", time),
            grain=time.get("grain") if isinstance(time, dict) else None,
            counts=raw.get("counts"),
            publish=tuple(_one_by_one(publish if isinstance(publish, list) else [])),
        )


def disagreements(raw: Mapping[str, Any], folder: Path | None) -> Iterator[Disagreement]:
    """Every key that contradicts another; with a folder, the code list in it is read as well."""
    draft = Draft.of(raw)
    yield from _breakdowns(draft)
    yield from _dimensions(draft)
    yield from _layout(draft)
    yield from _periods(draft)
    yield from _code_list(draft, folder)


def _readable(name: str, raw: object) -> Any:
    """The part as far as it can be read: once more without its wrong keys, where it can do without them."""
    try:
        return PARTS[name].validate_python(raw)
    except ValidationError as error:
        wrong = {str(part) for detail in error.errors() for part in detail["loc"]}
    if not isinstance(raw, dict) or name == "dimensions" or "dimension_columns" in wrong:
        return None
    try:
        return PARTS[name].validate_python({key: value for key, value in raw.items() if key not in wrong})
    except ValidationError:
        return None


def _one_by_one(publish: list[object]) -> Iterator[tuple[int, Breakdown]]:
    for at, text in enumerate(publish):
        with suppress(ValueError):
            yield at, Breakdown.parse(text)


def _breakdowns(draft: Draft) -> Iterator[Disagreement]:
    seen: set[str] = set()
    for at, breakdown in draft.publish:
        for sentence in _breakdown(breakdown, draft):
            yield ("publish", at), sentence
        if breakdown.name in seen:
            yield ("publish", at), "List each breakdown once."
        seen.add(breakdown.name)


def _breakdown(breakdown: Breakdown, draft: Draft) -> Iterator[str]:
    if draft.areas and breakdown.area_level not in draft.areas.levels:
        levels = ", ".join(draft.areas.levels)
        yield f"“{breakdown.name}” must begin with an area level. The levels are: {levels}."
    if draft.grain == "week" and breakdown.time == "month":
        yield from _months(breakdown, draft)
    elif draft.grain in get_args(Grain) and breakdown.time != draft.grain:
        yield f"“{breakdown.name}” must end in {draft.grain}, the grain of these figures."
    for name in breakdown.dimensions:
        if name not in draft.dimension_names:
            yield f"“{breakdown.name}” uses “{name}”, which is not among the dimensions."
    if len(set(breakdown.dimensions)) < len(breakdown.dimensions):
        yield f"“{breakdown.name}” names a dimension twice."


def _months(breakdown: Breakdown, draft: Draft) -> Iterator[str]:
    """Months beside weeks are sums of whole weeks, so they are declared only for what the weeks do not show."""
    if draft.counts != "events":
        yield (
            f"“{breakdown.name}”: a month beside weeks is the sum of its weeks, and only events may be added up: "
            "somebody counted in one week may be there again in the next. Publish weeks or months."
        )
    weekly = [each for _, each in draft.publish if each.time == "week"]
    if draft.areas and any(_holds(each, breakdown, draft.areas.levels) for each in weekly):
        yield (
            f"“{breakdown.name}” follows from the weeks: a month is the sum of the weeks that end in it. "
            "Leave it out; it can be asked for all the same."
        )


def _holds(finer: Breakdown, coarser: Breakdown, levels: tuple[str, ...]) -> bool:
    """Whether one table adds up to another, but for their times."""
    if not {finer.area_level, coarser.area_level} <= set(levels):
        return False
    smaller = levels.index(finer.area_level) <= levels.index(coarser.area_level)
    return smaller and set(coarser.dimensions) <= set(finer.dimensions)


def _dimensions(draft: Draft) -> Iterator[Disagreement]:
    for name in draft.dimension_names:
        if name in RESERVED or (draft.areas and name in draft.areas.levels):
            yield ("dimensions", name), "This word has a meaning of its own. Choose another name."


def _layout(draft: Draft) -> Iterator[Disagreement]:
    """Whether the layout accounts for every dimension, and for each of its columns once."""
    layout, dimensions = draft.layout, draft.dimensions
    if layout is None or dimensions is None:
        return
    for name in layout.dimension_columns:
        if name not in dimensions:
            yield (
                ("layout", name),
                f"This is neither a known key nor a declared dimension.{_meant(name, layout)}",
            )
    for name in layout.totals:
        if name not in ("area", *layout.dimension_columns):
            yield (
                ("layout", "totals", name),
                "Totals are in the rows of the area or of a dimension with a column.",
            )
    without = [name for name in dimensions if name not in layout.dimension_columns]
    if isinstance(layout, WideLayout) and layout.columns:
        yield from _spread(layout.columns, {name: dimensions[name] for name in without})
    else:
        for name in without:
            yield ("layout",), f"Say which column holds the dimension “{name}”: add “{name}: column name”."
    columns = list(_columns(layout))
    for column in dict.fromkeys(each for each in columns if columns.count(each) > 1):
        yield ("layout",), f"The column “{column}” has two meanings here. Name each column once."


def _meant(name: str, layout: LongLayout | WideLayout) -> str:
    near = process.extractOne(name, list(type(layout).model_fields), scorer=fuzz.ratio, score_cutoff=NEAR)
    return f" Did you mean “{near[0]}”?" if near else ""


def _columns(layout: LongLayout | WideLayout) -> Iterator[str]:
    yield from filter(None, (layout.area, layout.period, *layout.dimension_columns.values()))
    if isinstance(layout, LongLayout):
        yield layout.count
        return
    yield from filter(None, (*layout.columns.values(), *layout.periods.values(), layout.total))


def _spread(columns: Mapping[str, str], without: Mapping[str, Dimension]) -> Iterator[Disagreement]:
    """One dimension has a column for each of its codes; every other one has a column of its own."""
    if len(without) != 1:
        sentence = "A wide file with “columns” needs one dimension that has a column for each of its codes."
        yield ("layout", "columns"), sentence
        return
    [codes] = [dimension.codes for dimension in without.values()]
    for code in codes:
        if code not in columns:
            yield ("layout", "columns"), f"Say which column holds “{code}”."
    for code in columns:
        if code not in codes:
            yield ("layout", "columns", code), f"“{code}” is not among the codes of the dimension."


def _periods(draft: Draft) -> Iterator[Disagreement]:
    if draft.time and draft.time.year_starts and not _is_day(draft.time.year_starts):
        yield ("time", "year_starts"), "A year has to start on a day that every year has, such as 04-01."
    layout, grain = draft.layout, draft.grain
    if grain not in get_args(Grain) or layout is None:
        return
    wide = layout if isinstance(layout, WideLayout) and layout.by_period else None
    if grain == "once" and (layout.period or wide):
        yield ("layout", "period"), "Figures counted once have no column for a period. Remove it."
        return
    if grain != "once" and not (layout.period or wide):
        yield ("layout",), "Say which column holds the period: add “period: column name”."
    for key, form in (
        ("period_format", layout.period_format),
        ("period_columns", wide and wide.period_columns),
    ):
        if form and grain not in ("week", "month"):
            yield ("layout", key), "Dates have a format where the grain is week or month."
        if form and grain == "week" and "%d" not in form:
            yield ("layout", key), "The format needs the day, %d, because these are weeks."
    if wide and draft.time:
        for said in wide.periods:
            if isinstance(meaning := period_of(said, draft.time), Unknown):
                yield ("layout", "periods", said), meaning.sentence


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(f"2025-{text}")
    except ValueError:
        return False
    return True


def _code_list(draft: Draft, folder: Path | None) -> Iterator[Disagreement]:
    if draft.areas is None:
        return
    if len(set(draft.areas.levels)) < len(draft.areas.levels):
        yield ("areas", "levels"), "List each level once, smallest first."
    if folder is None:
        return
    try:
        areas = load_areas(folder / draft.areas.file)
    except AreasError as error:
        yield from ((("areas", "file"), sentence) for sentence in error.sentences)
        return
    yield from ((("areas", "levels"), sentence) for sentence in level_gaps(areas, draft.areas.levels))
    yield from _beside_the_code_list(draft.areas, folder)


def _beside_the_code_list(declared: Geography, folder: Path) -> Iterator[Disagreement]:
    try:
        areas = load_areas(folder / declared.file, folder / declared.changes if declared.changes else None)
    except AreasError as error:
        yield from ((("areas", "changes"), sentence) for sentence in error.sentences)
        return
    if declared.boundaries:
        try:
            load_boundaries(folder / declared.boundaries, areas)
        except BoundariesError as error:
            yield from ((("areas", "boundaries"), sentence) for sentence in error.sentences)


def level_gaps(areas: Areas, levels: tuple[str, ...]) -> Iterator[str]:
    """A sentence for each level that has no areas, and for all that is not one inside the next."""
    for level in levels:
        if not areas.at(level):
            yield f"The code list has no areas of the level “{level}”."
    for at, level in enumerate(levels):
        for larger in levels[at + 1 :]:
            yield from _outside(areas, level, larger)


def _outside(areas: Areas, level: str, larger: str) -> Iterator[str]:
    """What of one level is in no area of a larger one. Two that only overlap cannot be levels of one measure."""
    ours, theirs = areas.at(level), areas.at(larger)
    outside = [area for area in ours if not areas.lift(area, larger)]
    if not theirs:
        return
    if len(outside) < len(ours):
        yield from (f"{area.name} is in no {larger}. Give it a parent in the code list." for area in outside)
    elif any(areas.lift(area, level) for area in theirs):
        yield f"A {larger} lies in a {level}, not the other way round. List the levels smallest first."
    elif ours:
        yield (
            f"No {level} is in any {larger}, and each level must lie inside the next. In the code list an area has one "
            "parent, so two levels that overlap cannot both be used. If they overlap, make one of them a dimension: "
            "then every count says both, and all tables add up from the same counts."
        )
