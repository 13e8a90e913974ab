"""Workbooks in the formats that no library here writes, made byte by byte: .xls (also .et), .xlsb and .ods."""

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tests.layers.foreign.making import OFFICE, RELATION

Value = str | float | None | Exception
"""An exception stands for the cell error #DIV/0!."""
Rows = Sequence[Sequence[Value]]
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xls(
    path: Path, sheets: dict[str, Rows], *, merges: Sequence[tuple[int, int, int, int]] = (), hidden: str = ""
) -> Path:
    """A BIFF8 workbook; merged cells (first row, last row, first column, last column) go into every sheet."""
    words = list(
        dict.fromkeys(cell for rows in sheets.values() for row in rows for cell in row if isinstance(cell, str))
    )
    strings = struct.pack("<2I", len(words), len(words)) + b"".join(_long_text(word) for word in words)
    bodies = [_biff_sheet(rows, words, merges) for rows in sheets.values()]
    places = [0] * len(bodies)
    for _ in range(2):  # the first time to know how long the globals are
        head = _record(0x0809, _begin(5)) + _record(0x0042, struct.pack("<H", 1200))
        for place, name in zip(places, sheets, strict=True):
            named = struct.pack("<IBBBB", place, name == hidden, 0, len(name), 1) + name.encode("utf-16-le")
            head += _record(0x0085, named)
        head += _record(0x00FC, strings) + _record(0x0FFF, bytes(4096)) + _record(0x000A, b"")
        places = [len(head) + sum(map(len, bodies[:count])) for count in range(len(bodies))]
    path.write_bytes(_compound("Workbook", head + b"".join(bodies)))
    return path


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<2H", kind, len(body)) + body


def _begin(kind: int) -> bytes:
    return struct.pack("<4H2I", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6)


def _long_text(word: str) -> bytes:
    return struct.pack("<HB", len(word), 1) + word.encode("utf-16-le")


def _biff_sheet(rows: Rows, words: list[str], merges: Sequence[tuple[int, int, int, int]]) -> bytes:
    width = max(map(len, rows))
    body = _record(0x0809, _begin(0x10)) + _record(0x0200, struct.pack("<2I3H", 0, len(rows), 0, width, 0))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<3H", row, column, 15)
            if isinstance(cell, str):
                body += _record(0x00FD, place + struct.pack("<I", words.index(cell)))
            elif isinstance(cell, Exception):
                body += _record(0x0205, place + b"\x07\x01")
            elif cell is not None:
                body += _record(0x0203, place + struct.pack("<d", cell))
    if merges:
        body += _record(0x00E5, struct.pack("<H", len(merges)) + b"".join(struct.pack("<4H", *one) for one in merges))
    return body + _record(0x000A, b"")


def _compound(name: str, stream: bytes) -> bytes:
    """An OLE compound file of one stream of at least 4096 bytes."""
    count = -(-len(stream) // SECTOR)
    assert len(stream) >= 4096
    assert count <= 126
    chain = [FAT, END, *range(3, 2 + count), END]
    table = struct.pack("<128I", *chain, *[FREE] * (128 - len(chain)))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<109I", 0, *[FREE] * 108)
    entries = _entry("Root Entry", 5, 1, END, 0) + _entry(name, 2, FREE, 2, len(stream)) + _entry("", 0, FREE, 0, 0) * 2
    return head + table + entries + stream.ljust(count * SECTOR, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    letters = name.encode("utf-16-le")
    length = len(letters) + 2 if name else 0
    head = letters.ljust(64, b"\0") + struct.pack("<HBB3I", length, kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def xlsb(path: Path, name: str, rows: Rows) -> Path:
    """A binary workbook of one sheet."""
    relation = _wide("rId1") + _wide(name)
    book = _part(131) + _part(143) + _part(156, struct.pack("<2I", 0, 1) + relation) + _part(144) + _part(132)
    cells = b""
    for row, line in enumerate(rows):
        cells += _part(0, struct.pack("<2I", row, 0) + bytes(9))
        for column, cell in enumerate(line):
            place = struct.pack("<2I", column, 0)
            if isinstance(cell, str):
                cells += _part(6, place + _wide(cell))
            elif isinstance(cell, Exception):
                cells += _part(3, place + b"\x07")
            elif cell is not None:
                cells += _part(5, place + struct.pack("<d", cell))
    extent = struct.pack("<4I", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    sheet = _part(129) + _part(148, extent) + _part(145) + cells + _part(146) + _part(130)
    relations = RELATION.format(office=OFFICE, type="worksheet", target="worksheets/sheet1.bin")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        archive.writestr("_rels/.rels", RELATION.format(office=OFFICE, type="officeDocument", target="xl/workbook.bin"))
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", relations)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def _part(kind: int, body: bytes = b"") -> bytes:
    kinds = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = bytes([len(body)]) if len(body) < 128 else bytes([len(body) & 0x7F | 0x80, len(body) >> 7])
    return kinds + length + body


def _wide(word: str) -> bytes:
    return struct.pack("<I", len(word)) + word.encode("utf-16-le")


def ods(path: Path, name: str, rows: Rows) -> Path:
    """An OpenDocument spreadsheet of one sheet."""
    lines = []
    for row in rows:
        cells = ""
        for cell in row:
            if isinstance(cell, str):
                cells += f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            elif cell is None or isinstance(cell, Exception):
                cells += "<table:table-cell/>"
            else:
                cells += f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
        lines.append(f"<table:table-row>{cells}</table:table-row>")
    spaces = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    content = (
        f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="{name}">'
        f"{''.join(lines)}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    return path
