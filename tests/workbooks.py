"""Small workbooks of every kind, made in memory: a sheet is a list of rows of texts, numbers, days or None."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date
from xml.sax.saxutils import escape

import openpyxl

SECTOR = 512
FREE, LAST, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"


def xlsx(sheets, *, merged=(), hidden=()):
    """`merged` are ranges of the first sheet, such as A1:C1."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            sheet.append(row)
    for area in merged:
        book.worksheets[0].merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data, change):
    """A zip with each member as `change(name, content)` gives it, or without it where that is None."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if (content := change(name, old.read(name))) is not None:
                new.writestr(name, content)
    return out.getvalue()


def ods(sheets):
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, rows))}</table:table>'
        for name, rows in sheets.items()
    )
    spaces = " ".join(f'xmlns:{name}="{OFFICE}{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{OFFICE}manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def _ods_row(row):
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(value):
    match value:
        case None:
            return "<table:table-cell/>"
        case date():
            return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
        case int() | float():
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def xls(sheets):
    """Excel 97 to 2003: records of BIFF8 in one stream of a compound file."""
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0x0DBB, 0x07CC, 0, 6))
    formats = b"".join(_record(0x00E0, struct.pack("<HH16x", 0, format)) for format in (0, 14))
    parts = [_biff_sheet(rows) for rows in sheets.values()]
    at = len(start) + len(formats) + sum(4 + 8 + len(name) for name in sheets) + 4
    entries = b""
    for name, part in zip(sheets, parts, strict=True):
        entries += _record(0x0085, struct.pack("<IBBBB", at, 0, 0, len(name), 0) + name.encode("latin-1"))
        at += len(part)
    return compound("Workbook", start + formats + entries + _record(0x000A, b"") + b"".join(parts))


def _biff_sheet(rows):
    out = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0x0DBB, 0x07CC, 0, 6))
    out += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            out += _biff_cell(at, column, value)
    return out + _record(0x000A, b"")


def _biff_cell(row, column, value):
    match value:
        case None:
            return b""
        case date():
            return _record(0x0203, struct.pack("<HHHd", row, column, 1, (value - date(1899, 12, 30)).days))
        case int() | float():
            return _record(0x0203, struct.pack("<HHHd", row, column, 0, value))
    text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
    return _record(0x0204, struct.pack("<HHH", row, column, 0) + text)


def _record(kind, data):
    return struct.pack("<HH", kind, len(data)) + data


def compound(name, data):
    """A compound file (OLE) with one stream."""
    sectors = max(8, -(-len(data) // SECTOR))  # shorter streams would belong in another part of the file
    chain = [TABLE, LAST, *range(3, 2 + sectors), LAST]
    table = struct.pack("<128I", *(chain + [FREE] * (128 - len(chain))))
    entries = _entry("Root Entry", 5, 1, LAST, 0) + _entry(name, 2, FREE, 2, sectors * SECTOR)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, LAST, 0, LAST, 0)
    head += struct.pack("<109I", 0, *[FREE] * 108)
    return head + table + entries.ljust(SECTOR, b"\0") + data.ljust(sectors * SECTOR, b"\0")


def _entry(name, kind, child, start, size):
    letters = (name + "\0").encode("utf-16-le")
    out = letters.ljust(64, b"\0") + struct.pack("<HBBIII", len(letters), kind, 1, FREE, FREE, child)
    return out + bytes(36) + struct.pack("<IQ", start, size)


def sealed():
    """What Excel makes of a workbook with a password."""
    return compound("EncryptedPackage", bytes(range(256)) * 20)
