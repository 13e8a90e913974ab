"""How large a workbook is once unpacked, found out before a parser makes room for it.

A sheet of five kilobytes with one cell in A1 and one in XFD1048576 makes the parser ask for 512 GB.
"""

import re
import zipfile
from dataclasses import dataclass
from posixpath import join, normpath
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from layers.foreign.archive import check_bounds, open_archive
from layers.foreign.source import Source

MOST_CELLS = 20_000_000
MOST_BYTES = 1024**3
CHUNK = 1 << 20
LONGEST_TAG = 4096
CELL = re.compile(rb"""<(?:\w+:)?c\s([^<>]*?\s?)r=["']([A-Z]{1,3})(\d{1,7})["']([^<>]*)>""")
ERROR_TYPE = re.compile(rb"""\bt=["']e["']""")
BROKEN_XML = (ParseError, DefusedXmlException, KeyError, ValueError)


@dataclass(frozen=True)
class Extent:
    """The smallest box around a sheet's cells, and the cells that hold an error."""

    rows: int
    columns: int
    errors: tuple[str, ...]


def check_archive(source: Source) -> None:
    """Refuse a workbook that blows up when unpacked; the old binary format cannot.

    Raises:
        UserError: out of bounds, encrypted or damaged.
    """
    if not zipfile.is_zipfile(source.file):
        return
    with open_archive(source.file) as archive:
        for info in archive.infolist():
            check_bounds(info, source.name)
        if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
            raise source.fault("工作簿展开后超过 1 GB", "请删去用不到的工作表和图片后另存")


def check_sheet(sheet: str, source: Source) -> None:
    """Refuse a sheet whose outermost cells span too much, and note its error cells.

    Raises:
        UserError: too large.
    """
    extent = _measure(sheet, source)
    if extent is None:
        return
    if extent.rows * extent.columns > MOST_CELLS:
        what = f"工作表“{sheet}”的范围有 {extent.rows} 行 × {extent.columns} 列,大得异常"
        raise source.fault(what, "请删除表格右侧和下方多余的行列后另存")
    if extent.errors:
        what = f"有 {len(extent.errors)} 个单元格是公式错误(如 #DIV/0!),按空白处理"
        source.note("warning", "error_cells", what, extent.errors, "请在 Excel 里改正公式")


def _measure(sheet: str, source: Source) -> Extent | None:
    """The extent of a sheet of an .xlsx, None for other formats and for what only the parser understands."""
    if not zipfile.is_zipfile(source.file):
        return None
    with open_archive(source.file) as archive:
        try:
            part = _part_of(sheet, archive)
        except BROKEN_XML:
            return None
        if part not in archive.namelist():
            return None
        with archive.open(part) as stream:
            return _scan(stream)


def _part_of(sheet: str, archive: zipfile.ZipFile) -> str:
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): str(relation.get("Target")) for relation in relations}
    book: Element = fromstring(archive.read("xl/workbook.xml"))
    for element in book.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            identifier = next(value for key, value in element.items() if key.endswith("}id"))
            return normpath(join("/xl", targets[identifier])).removeprefix("/")
    return ""


def _scan(stream: IO[bytes]) -> Extent:
    rows: set[int] = set()
    columns: set[bytes] = set()
    errors: list[str] = []
    rest = b""
    while chunk := stream.read(CHUNK):
        text = rest + chunk
        end = text.rfind(b">") + 1
        for before, column, row, after in CELL.findall(text, 0, end):
            if after.endswith(b"/"):  # formatted, but empty
                continue
            rows.add(int(row))
            columns.add(column)
            if ERROR_TYPE.search(before + after):
                errors.append((column + row).decode("ascii"))
        rest = text[end:][-LONGEST_TAG:]
    places = [_column_number(name) for name in columns]
    return Extent(_span(rows), _span(set(places)), tuple(errors))


def _column_number(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number


def _span(numbers: set[int]) -> int:
    return max(numbers) - min(numbers) + 1 if numbers else 0
