"""A sheet of an XLSX, XLS or ODS workbook as rows of texts; what a formula worked out is taken as it was saved."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from storage.intake.apart import apart
from storage.intake.problems import SourceError, refused
from storage.intake.texts import text_of
from storage.progress import Progress

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SEALED = "EncryptedPackage".encode("utf-16-le")
SEALED_OLD = re.compile(rb"\x09\x08\x10\x00.{16}\x2f\x00", re.DOTALL)  # how an XLS with a password begins
MANIFEST, SHEETS = "META-INF/manifest.xml", re.compile(r"xl/worksheets/.*|content\.xml")
XLSX_ERROR, ODS_ERROR = b't="e"', b'calcext:value-type="error"'  # a cell with #DIV/0! or its like
PLACE, LINE = re.compile(rb'<c r="([A-Z]{1,3})'), re.compile(rb'<row r="(\d{1,7})"')
LARGEST = 1_000_000_000  # bytes of a workbook, unpacked
MOST = 30_000_000  # cells between the first and the last of a sheet; the reader makes room for each of them
STEP = 20_000  # rows between two signs of progress
DAMAGED = (
    "This file is damaged, or is no workbook, so nothing was loaded. Open it in the program it came from and "
    "save it as XLSX or CSV UTF-8, or ask for it again."
)
LOCKED = (
    "This file has a password. Save a copy without one on your own computer, build from it and delete it."
)
SPOILT = "A cell in this workbook shows an error such as #DIV/0!. Mend it, and save the file again."
STRAY = (
    "A sheet in this workbook has a stray cell far to the right or far below, so there is no room to read it. Delete "
    "the empty columns and rows around the table, or save the sheet as CSV UTF-8."
)
PACKED = "This is a zip with other files in it. Unpack it, and load the workbook or CSV that is inside."
Row = Sequence[object]
Read = tuple[str, Sequence[Row]]  # the name of a sheet and its rows


def is_workbook(data: bytes) -> bool:
    """Whether the bytes begin as those of a workbook do, whatever the file is called."""
    return data.startswith((ZIP, OLE))


def rows(file: str, data: bytes, sheet: str | None, progress: Progress) -> tuple[str, list[list[str]]]:
    """The name of the sheet and every cell of its rows, as it would be written; raises SourceError."""
    errors = _formula_errors(file, data)
    try:
        name, found = (
            apart(by_calamine, file, data, sheet) if data.startswith(OLE) else by_calamine(file, data, sheet)
        )
    except BrokenProcessPool:
        raise refused(file, DAMAGED) from None
    except PasswordError:
        raise refused(file, LOCKED) from None
    except (CalamineError, IndexError):
        name, found = _by_openpyxl(file, data, sheet)
    else:
        if errors == {XLSX_ERROR}:  # calamine reads such a cell as empty, which may mean "no data"
            name, found = _by_openpyxl(file, data, sheet)
        if errors == {ODS_ERROR}:
            raise refused(file, SPOILT)
    return name.strip(), list(_written(found, progress))


def _formula_errors(file: str, data: bytes) -> set[bytes]:
    """The signs of errors in the sheets of an XLSX or ODS; raises SourceError where the file as a whole will not do."""
    if not data.startswith(ZIP):
        if SEALED in data or SEALED_OLD.search(data):
            raise refused(file, LOCKED)
        return set()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(file, archive)
            sheets = [name for name in archive.namelist() if SHEETS.fullmatch(name)]
            return {mark for name in sheets for mark in _marks(file, archive.read(name))}
    except SourceError:
        raise
    except Exception:  # the zip reader raises whatever the damaged bytes lead it to
        raise refused(file, DAMAGED) from None


def _marks(file: str, sheet: bytes) -> list[bytes]:
    columns, last = set(PLACE.findall(sheet)), sheet.rfind(b"<row r=")
    line = LINE.match(sheet, max(last, 0))
    if line and int(line[1]) * max(map(_number, columns), default=0) > MOST:
        raise refused(file, STRAY)
    return [mark for mark in (XLSX_ERROR, ODS_ERROR) if mark in sheet]


def _number(column: bytes) -> int:
    """A for 1, Z for 26, AA for 27."""
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number


def _check(file: str, archive: zipfile.ZipFile) -> None:
    """Whether a zip is a workbook, of a size that can be read, without a password."""
    names = set(archive.namelist())
    if not {"[Content_Types].xml", "content.xml"} & names:
        raise refused(file, PACKED)
    if sum(member.file_size for member in archive.infolist()) > LARGEST:
        raise refused(file, "This workbook is too large. Save the one sheet as CSV UTF-8.")
    if MANIFEST in names and b"encryption-data" in archive.read(MANIFEST):
        raise refused(file, LOCKED)


def by_calamine(file: str, data: bytes, sheet: str | None) -> Read:
    """The name of the sheet and its cells; raises SourceError and what calamine raises."""
    book = load_workbook(io.BytesIO(data))
    name = _chosen(file, _sheets(book), sheet)
    return name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _sheets(book: CalamineWorkbook) -> Mapping[str, bool]:
    """The sheets with cells, and whether each is shown."""
    return {
        each.name: each.visible == SheetVisibleEnum.Visible
        for each in book.sheets_metadata
        if each.typ == SheetTypeEnum.WorkSheet
    }


def _chosen(file: str, sheets: Mapping[str, bool], wanted: str | None) -> str:
    """The sheet that is declared, or the only one that is shown."""
    fitting = [
        name for name, shown in sheets.items() if (shown if wanted is None else name.strip() == wanted)
    ]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(f"“{name.strip()}”" for name in sheets)
    if wanted is None:
        raise refused(
            file, f"Say which sheet holds the counts: add “sheet:” to the layout. There are: {names}."
        )
    raise refused(file, f"There is no sheet “{wanted}”. There are: {names}.")


def _by_openpyxl(file: str, data: bytes, sheet: str | None) -> Read:
    """The second reader, slower and less strict, for an XLSX that the first cannot read, or not as we need it."""
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            name = _chosen(
                file, {each.title: each.sheet_state == "visible" for each in book.worksheets}, sheet
            )
            book[name].reset_dimensions()
            return name, list(book[name].iter_rows(values_only=True))
    except SourceError:
        raise
    except Exception:  # openpyxl raises whatever the damaged file leads it to
        raise refused(file, DAMAGED) from None


def _written(found: Sequence[Row], progress: Progress) -> Iterator[list[str]]:
    width = max(map(len, found), default=0)
    for number, cells in enumerate(found):
        if not number % STEP:
            progress(number, len(found))
        yield [text_of(cell) for cell in cells] + [""] * (width - len(cells))
