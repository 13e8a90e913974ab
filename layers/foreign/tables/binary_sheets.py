"""The cells of .xls and .xlsb sheets, as far as their parser is silent: where they are, and which hold an error."""

import struct
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from defusedxml.ElementTree import fromstring

Place = tuple[int, int, bool]
"""Row from 1, column from 1, and whether the cell holds an error."""

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
LARGEST = 256 * 1024**2
NO_SECTOR = 0xFFFFFFF0  # this and above mark ends and free places
BEGIN, END, SHEET = 0x0809, 0x000A, 0x0085
FORMULA, ERROR = 0x0006, 0x0205
CELLS = (0x0006, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E)
XLSB_ROW, XLSB_SHEET, XLSB_CELLS, XLSB_ERRORS = 0, 156, range(1, 12), (3, 11)
BLANK_CELL, XLSB_BLANK = 0x0201, 1


def xls_cells(file: Path, sheet: str) -> Iterator[Place]:
    """The cells of a sheet of a BIFF8 workbook; none where the file is of another kind or broken."""
    raw = file.read_bytes() if file.stat().st_size <= LARGEST else b""
    try:
        stream = _workbook_stream(raw) if raw.startswith(MAGIC) else b""
        start = next((place for name, place in _sheets(stream) if name == sheet), len(stream))
        yield from _biff_cells(stream, start)
    except (struct.error, IndexError, UnicodeDecodeError):
        return


def xlsb_cells(archive: zipfile.ZipFile, sheet: str) -> Iterator[Place]:
    """The cells of a sheet of a binary workbook.

    Raises:
        KeyError, ValueError, IndexError, struct.error, ParseError: the workbook is broken.
    """
    relations = {
        one.get("Id"): str(one.get("Target")) for one in fromstring(archive.read("xl/_rels/workbook.bin.rels"))
    }
    for kind, body in _xlsb_records(archive.read("xl/workbook.bin")):
        if kind == XLSB_SHEET:
            identifier, rest = _wide(body[8:])
            if _wide(rest)[0] == sheet and identifier in relations:
                part = f"xl/{relations[identifier].removeprefix('/xl/')}"
                if archive.getinfo(part).file_size <= LARGEST:
                    yield from _xlsb_sheet(archive.read(part))


def _workbook_stream(raw: bytes) -> bytes:
    """The stream that holds the workbook, out of the OLE file around it; b"" where there is none."""
    size = 1 << struct.unpack_from("<H", raw, 30)[0]
    tables = list(struct.unpack_from("<109I", raw, 76))
    more = struct.unpack_from("<I", raw, 68)[0]
    while more < NO_SECTOR and len(tables) * size < len(raw):
        block = struct.unpack_from(f"<{size // 4}I", raw, (more + 1) * size)
        tables += block[:-1]
        more = block[-1]
    following: list[int] = []
    for table in tables:
        if table < NO_SECTOR:
            following += struct.unpack_from(f"<{size // 4}I", raw, (table + 1) * size)

    def chain(start: int) -> bytes:
        return b"".join(raw[(one + 1) * size : (one + 2) * size] for one in _linked(start, following))

    folder = chain(struct.unpack_from("<I", raw, 48)[0])
    for at in range(0, len(folder) - 127, 128):
        if folder[at : at + 18] == "Workbook\0".encode("utf-16-le"):
            start, length = struct.unpack_from("<2I", folder, at + 116)
            return chain(start)[:length]
    return b""


def _linked(start: int, following: list[int]) -> Iterator[int]:
    place = start
    for _ in following:  # a ring would never end
        if place >= len(following):
            return
        yield place
        place = following[place]


def _biff_records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place of the body and its length."""
    place = start
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, place)
        yield kind, place + 4, length
        place += 4 + length


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, at, length in _biff_records(stream, 0):
        if kind == SHEET:
            start, _, _, letters, wide = struct.unpack_from("<I4B", stream, at)
            name = stream[at + 8 : at + length]
            yield (name[: 2 * letters].decode("utf-16-le") if wide & 1 else name[:letters].decode("latin-1")), start
        elif kind == END:
            return


def _biff_cells(stream: bytes, start: int) -> Iterator[Place]:
    depth = 0
    for kind, at, _ in _biff_records(stream, start):
        if kind in (BEGIN, END):
            depth += 1 if kind == BEGIN else -1
            if depth <= 0:
                return
        elif depth == 1 and kind in CELLS and kind != BLANK_CELL:
            row, column = struct.unpack_from("<2H", stream, at)
            wrong = kind == ERROR and stream[at + 7] == 1
            counted_wrong = kind == FORMULA and stream[at + 6] == 2 and stream[at + 12 : at + 14] == b"\xff\xff"
            yield row + 1, column + 1, wrong or counted_wrong


def _xlsb_records(raw: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place < len(raw):
        kind, place = _number(raw, place, 2)
        length, place = _number(raw, place, 4)
        yield kind, raw[place : place + length]
        place += length


def _number(raw: bytes, place: int, most: int) -> tuple[int, int]:
    """A number of up to `most` bytes of seven bits each, the low ones first, and the place after it."""
    value = 0
    for shift, byte in enumerate(islice(raw[place : place + most], most)):
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value, place + shift + 1
    return value, place + most


def _xlsb_sheet(raw: bytes) -> Iterator[Place]:
    row = 0
    for kind, body in _xlsb_records(raw):
        if kind == XLSB_ROW:
            row = struct.unpack_from("<I", body)[0] + 1
        elif kind in XLSB_CELLS and kind != XLSB_BLANK:
            yield row, struct.unpack_from("<I", body)[0] + 1, kind in XLSB_ERRORS


def _wide(body: bytes) -> tuple[str, bytes]:
    length = struct.unpack_from("<I", body)[0]
    return body[4 : 4 + 2 * length].decode("utf-16-le"), body[4 + 2 * length :]
