"""An approved release as open data: a CSV for each breakdown, and one JSON file (CSV on the Web) that says what they mean."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from commands.as_csv import MEANINGS, Cell, plain_csv, value
from commands.figures import is_provisional, short_period
from storage.cells import Table
from storage.exported import Exported
from storage.measures import Breakdown, Measure
from storage.releases import Answer, Figure, NoData, Release, Withheld
from storage.times import MONTHS

METADATA, LICENCE, CERTIFICATE, VERDICT = (
    "csv-metadata.json",
    "LICENCE.txt",
    "certificate.json",
    "verdict.json",
)
STANDARD = "http://www.w3.org/ns/csvw"
KNOWN = {  # the addresses of the licences that public bodies use most, by how people write their names
    r"open government licence|\bogl\b": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    r"\bcc0\b": "https://creativecommons.org/publicdomain/zero/1.0/",
    r"\bcc[ -]by[ -]4": "https://creativecommons.org/licenses/by/4.0/",
}
Json = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of a CSV: how its heading reads, and what is in it."""

    heading: str
    about: str
    kind: str | Json = "string"
    is_key: bool = False

    @property
    def name(self) -> str:
        """The name programs use: small letters, digits and underscores."""
        return re.sub(r"[^a-z0-9]+", "_", self.heading.lower()).strip("_") or "column"


def files(found: Exported, publisher: str, today: date) -> dict[str, str]:
    """Every file by its name; `publisher` is the partnership. Nothing is in them that was not approved."""
    release = found.release
    tables = {_file(release, name): Breakdown.parse(name) for name in sorted({key[0] for key in found.table})}
    made = {file: _csv(found, breakdown, today) for file, breakdown in tables.items()}
    made[METADATA] = _json(_metadata(found, publisher, tables))
    made[LICENCE] = _licence(release)
    made[CERTIFICATE] = _json(dict(found.certificate))
    if found.verdict is not None:
        made[VERDICT] = found.verdict + "\n"
    return made


def licence_address(licence: str) -> str:
    """Where a licence can be read, "" where its name is not a well-known one."""
    return next((url for pattern, url in KNOWN.items() if re.search(pattern, licence, re.IGNORECASE)), "")


def _file(release: Release, breakdown: str) -> str:
    return f"{release.measure.id}-{breakdown.replace('×', '-by-')}.csv"


def _json(raw: Json) -> str:
    return json.dumps(raw, ensure_ascii=False, indent=1) + "\n"


def _csv(found: Exported, breakdown: Breakdown, today: date) -> str:
    headings = [column.heading for column in _columns(found, breakdown)[:-1]]
    return plain_csv(headings, list(_rows(found, breakdown, today)))


def _columns(found: Exported, breakdown: Breakdown) -> list[Column]:
    """The last is that of symbols, which belongs to the one before."""
    measure = found.release.measure
    symbols = " ".join(f"[{symbol}]: {meaning}" for symbol, meaning in MEANINGS.items())
    number = f"{measure.what} {_rounding(found, breakdown)}"
    return [
        Column(f"{breakdown.area_level} code", f"Code in {measure.areas.vintage}.", is_key=True),
        Column(f"{breakdown.area_level} name", f"Name in {measure.areas.vintage}."),
        Column("period starts", f"First day of the {breakdown.time}.", "date", is_key=True),
        Column("period", "The same in words."),
        *(Column(name, f"One of the codes of {name}.", is_key=True) for name in breakdown.dimensions),
        Column(f"number of {measure.unit.many}", number, {"base": "integer", "minimum": 0}),
        Column("Symbol", symbols),
    ]


def _rows(found: Exported, breakdown: Breakdown, today: date) -> Iterator[Sequence[Cell]]:
    release = found.release
    measure = release.measure
    kinds = list(product(*(measure.dimensions[name].codes for name in breakdown.dimensions)))
    periods = sorted({key[2] for key in found.table if key[0] == breakdown.name})
    for area in release.areas.at(breakdown.area_level):
        for period in periods:
            when = (area.code, area.name, period, _when(measure, breakdown, period))
            late = is_provisional(measure, _last(measure, breakdown, period), today)
            for codes in kinds:
                answer = _answer(release, found.table, (breakdown.name, area.code, period, codes))
                yield (*when, *codes, value(answer, late))


def _answer(release: Release, table: Table, key: tuple[str, str, str, tuple[str, ...]]) -> Answer:
    if key not in table:
        return NoData(release)
    number = table[key]
    return Withheld(release) if number is None else Figure(number, release)


def _when(measure: Measure, breakdown: Breakdown, period: str) -> str:
    """A period in words; a month beside weeks is the weeks that end in it."""
    if breakdown.time == measure.time.grain:
        return short_period(measure, period)
    day = date.fromisoformat(period)
    return f"{MONTHS[day.month - 1][:3]} {day.year}"


def _last(measure: Measure, breakdown: Breakdown, period: str) -> str:
    """A day in the last period of the measure that a period may hold, which moves the longest."""
    if breakdown.time == measure.time.grain:
        return period
    return date.fromisoformat(period).replace(day=28).isoformat()


def _rounding(found: Exported, breakdown: Breakdown) -> str:
    measure = found.release.measure
    base, bases = measure.protect.base, 1
    if breakdown.time != measure.time.grain:
        bases = found.certificate["month_bases"]
    within = bases * base - 1
    return f"Rounded to {base}: the true number is within {within} of the published one, and all sums hold."


def _metadata(found: Exported, publisher: str, tables: Mapping[str, Breakdown]) -> Json:
    """The group of tables in the words of CSV on the Web, with Dublin Core for where they come from."""
    release, measure = found.release, found.release.measure
    address = licence_address(measure.source.licence)
    approved = f"Approved by {release.decided_by}"
    if release.decided_at:
        approved += f" on {release.decided_at.date().isoformat()}"
    return {
        "@context": [STANDARD, {"@language": "en"}],
        "dc:title": measure.title,
        "dc:description": f"{measure.what} Does not count: {measure.not_}",
        "dc:identifier": f"{measure.id}, version {measure.version}, release {release.number}",
        "dc:publisher": {"schema:name": publisher},
        "dc:source": measure.source.name,
        "dc:rights": measure.source.licence,
        **({"dc:license": {"@id": address}} if address else {}),
        "dc:provenance": f"Loaded by {release.loaded_by}. {approved}. Ask {measure.contact} about it.",
        **({"dc:issued": release.decided_at.date().isoformat()} if release.decided_at else {}),
        "rdfs:comment": [f"[{symbol}] {meaning}" for symbol, meaning in MEANINGS.items()],
        "tables": [_table(found, file, breakdown) for file, breakdown in tables.items()],
    }


def _table(found: Exported, file: str, breakdown: Breakdown) -> Json:
    columns = _columns(found, breakdown)
    return {
        "url": file,
        "dc:title": f"{found.release.measure.title}, {breakdown.name}",
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": {
            "columns": [
                {
                    "name": column.name,
                    "titles": column.heading,
                    "datatype": column.kind,
                    "dc:description": column.about,
                }
                for column in columns
            ],
            "primaryKey": [column.name for column in columns if column.is_key],
        },
    }


def _licence(release: Release) -> str:
    source = release.measure.source
    address = licence_address(source.licence)
    lines = [
        f"{release.measure.title}: {source.name}",
        f"Licence: {source.licence}" + (f" <{address}>" if address else ""),
        *([f"Agreement: {source.agreement}"] if source.agreement else []),
        f"Questions: {release.measure.contact}",
    ]
    return "\n".join(lines) + "\n"
