"""How large a workbook is once unpacked, found out before a parser makes room for it.

A sheet of five kilobytes with one cell in A1 and one in XFD1048576 makes the parser ask for 512 GB.
"""

import re
import struct
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from posixpath import join, normpath
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from layers.foreign.archive import check_bounds, open_archive
from layers.foreign.source import Source
from layers.foreign.tables.binary_sheets import Place, xls_cells, xlsb_cells
from layers.foreign.tables.box import Box, QuickBox, exact_box, has_after, opendocument_tables

MOST_CELLS = 10_000_000  # of the box around them, the empty ones too: 32 bytes each
MOST_FILLED = 5_000_000  # 72 bytes each in the parser, and again as much once read
MOST_BYTES = 1024**3
MOST_BLANKS = 10_000_000  # that the tags for several blanks stand for
MOST_NAMED = 1000
OPENDOCUMENT = "content.xml"
CHUNK = 1 << 20
LONGEST_ROW = 8 << 20
LONGEST_TAG = 4096
# every repetition is bounded: a hostile tag must not cost more than its length
ERROR = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^<>]{0,400}\bt=["']e["'])[^<>]{0,400}?\br=["']([A-Z]{1,3}\d{1,7})["'][^<>]{0,400}>"""
)
UNCOUNTED = re.compile(
    rb"""<(?:\w+:)?c\s[^<>]{0,400}?\br=["']([A-Z]{1,3}\d{1,7})["'][^<>]{0,400}>\s{0,20}"""
    rb"""<(?:\w+:)?f(?:\s[^<>]{0,400})?(?:/>|>[^<]{0,8192}</(?:\w+:)?f>)\s{0,20}(?:<(?:\w+:)?v\s{0,20}/>|<(?:\w+:)?v>\s{0,20}</(?:\w+:)?v>)?\s{0,20}</(?:\w+:)?c>"""
)
HIDDEN_ROW = re.compile(
    rb"""<(?:\w+:)?row\s(?=[^<>]{0,400}\bhidden=["'](?:1|true)["'])[^<>]{0,400}?\br=["'](\d{1,7})["']"""
)
HIDDEN_COLUMN = re.compile(
    rb"""<(?:\w+:)?col\s(?=[^<>]{0,400}\bhidden=["'](?:1|true)["'])(?=[^<>]{0,400}\bmin=["'](\d{1,5})["'])[^<>]{0,400}\bmax=["'](\d{1,5})["']"""
)
BROKEN = (ParseError, DefusedXmlException, KeyError, ValueError, IndexError, struct.error)


@dataclass(frozen=True)
class Extent:
    """What a sheet's XML says that its parser does not.

    Attributes:
        rows, columns: of the smallest box around its cells.
        filled: how many cells hold something.
        errors, uncounted: addresses of cells with an error, and of formulas that nobody has counted.
        hidden_rows: row numbers.
        hidden_columns: first and last numbers from 1.
    """

    rows: int
    columns: int
    filled: int
    errors: tuple[str, ...]
    uncounted: tuple[str, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[tuple[int, int], ...] = ()


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
        if OPENDOCUMENT in archive.namelist():
            _check_opendocument(archive, source)


def _check_opendocument(archive: zipfile.ZipFile, source: Source) -> None:
    """Its parser makes room for all tables at once, and for each cell as often as the cell is said to repeat."""
    try:
        with archive.open(OPENDOCUMENT) as stream:
            tables = opendocument_tables(stream, MOST_CELLS, MOST_FILLED)
    except ValueError as error:
        raise source.fault("不是有效的电子表格,或内容不完整", "请在 WPS 或 LibreOffice 里打开后另存为 .xlsx") from error
    if tables.cells > MOST_CELLS or tables.filled > MOST_FILLED or tables.blanks > MOST_BLANKS:
        remedy = "请删除表格右侧和下方多余的行列后另存"
        raise source.fault(f"工作簿里的表有 {tables.cells} 个单元格,大得异常", remedy)


def check_sheet(sheet: str, source: Source) -> None:
    """Refuse a sheet with too many cells, and note what its parser passes over in silence.

    Raises:
        UserError: too large.
    """
    extent = _measure(sheet, source)
    if extent is None:
        return
    if extent.filled > MOST_FILLED:
        what = f"工作表“{sheet}”的单元格超过了一次能读的 {MOST_FILLED} 个"
        raise source.fault(what, "请按乡镇拆成几个文件,或删去用不到的列后另存")
    if extent.rows * extent.columns > MOST_CELLS:
        what = f"工作表“{sheet}”的范围有 {extent.rows} 行 × {extent.columns} 列,大得异常"
        raise source.fault(what, "请删除表格右侧和下方多余的行列后另存")
    _note(extent, source)


def _note(extent: Extent, source: Source) -> None:
    if extent.errors:
        what = f"有 {_count(extent.errors)} 个单元格是公式错误(如 #DIV/0!),按空白处理"
        source.note("warning", "error_cells", what, extent.errors, "请在 Excel 里改正公式")
    if extent.uncounted:
        what = f"有 {_count(extent.uncounted)} 个公式还没有算出结果,按空白处理"
        source.note("warning", "uncounted_formulas", what, extent.uncounted, "请用 Excel 或 WPS 打开后保存一次,再导入")
    if extent.hidden_rows or extent.hidden_columns:
        columns = [_span_name(first, last) for first, last in extent.hidden_columns]
        places = [*(f"第{row}行" for row in extent.hidden_rows), *columns]
        what = f"表里有隐藏的行({_count(extent.hidden_rows)} 行)或列({'、'.join(columns[:5]) or '0 列'}),也读进来了"
        source.note("note", "hidden_cells", what, places, "不要的行列请在原表里删除")


def _count(found: Sequence[object]) -> str:
    return f"{MOST_NAMED} 以上" if len(found) >= MOST_NAMED else str(len(found))


def _span_name(first: int, last: int) -> str:
    names = [_column_name(first), _column_name(min(last, 16384))]
    return f"{names[0]}列" if first == last else f"{names[0]}–{names[1]}列"


def _column_name(number: int) -> str:
    name = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def _measure(sheet: str, source: Source) -> Extent | None:
    """The extent of a sheet, None for .ods and for what only the parser understands."""
    if not zipfile.is_zipfile(source.file):
        return _gathered(xls_cells(source.file, sheet))
    with open_archive(source.file) as archive:
        names = archive.namelist()
        try:
            if "xl/workbook.bin" in names:
                return _gathered(xlsb_cells(archive, sheet))
            part = _part_of(sheet, archive)
        except BROKEN:
            return None
        if part not in names:
            return None
        return _scanned(archive, part, source)


def _gathered(cells: Iterable[Place]) -> Extent:
    rows: set[int] = set()
    columns: set[int] = set()
    errors: list[str] = []
    filled = 0
    for row, column, wrong in cells:
        rows.add(row)
        columns.add(column)
        filled += 1
        if wrong and len(errors) < MOST_NAMED:
            errors.append(f"{_column_name(column)}{row}")
    box = Box()
    if filled:
        box.take((min(rows), max(rows)), (min(columns), max(columns)), filled)
    return Extent(box.rows, box.columns, box.filled, tuple(errors))


def _part_of(sheet: str, archive: zipfile.ZipFile) -> str:
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): str(relation.get("Target")) for relation in relations}
    book: Element = fromstring(archive.read("xl/workbook.xml"))
    for element in book.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            identifier = next(value for key, value in element.items() if key.endswith("}id"))
            return normpath(join("/xl", targets[identifier])).removeprefix("/")
    return ""


@dataclass
class _Scan:
    """The sums of a scan that is under way."""

    quick: QuickBox = field(default_factory=QuickBox)
    errors: list[str] = field(default_factory=list)
    uncounted: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)

    def take(self, text: bytes) -> None:
        """Count what stands in a piece of XML that ends with a row."""
        self.quick.take(text)
        if has_after(text, b"\"'", b"e"):
            _add(self.errors, (cell.decode("ascii") for cell in ERROR.findall(text)))
        if has_after(text, b"<:", b"f"):
            _add(self.uncounted, (cell.decode("ascii") for cell in UNCOUNTED.findall(text)))
        if b"hidden" in text:
            _add(self.hidden_rows, map(int, HIDDEN_ROW.findall(text)))
            _add(self.hidden_columns, ((int(first), int(last)) for first, last in HIDDEN_COLUMN.findall(text)))


def _add(told: list[Any], found: Iterable[Any]) -> None:
    told += islice(found, MOST_NAMED - len(told))


def _scanned(archive: zipfile.ZipFile, part: str, source: Source) -> Extent:
    with archive.open(part) as stream:
        scan = _scan(stream)
    box = scan.quick.box
    if box.filled <= MOST_FILLED and (not scan.quick.tidy or box.is_over(MOST_CELLS, MOST_FILLED)):
        try:
            with archive.open(part) as stream:
                box = exact_box(stream, MOST_CELLS, MOST_FILLED)
        except ValueError as error:
            raise source.fault("工作表的内容不完整,或已损坏", "请在 Excel 或 WPS 里打开后另存为 .xlsx") from error
    return Extent(
        box.rows,
        box.columns,
        box.filled,
        tuple(scan.errors),
        tuple(scan.uncounted),
        tuple(scan.hidden_rows),
        tuple(scan.hidden_columns),
    )


def _scan(stream: IO[bytes]) -> _Scan:
    scan, rest = _Scan(), b""
    while (chunk := stream.read(CHUNK)) and scan.quick.box.filled <= MOST_FILLED:
        text = rest + chunk
        end = text.rfind(b"</row>") + 6
        if end < 6 and len(text) > LONGEST_ROW:
            end = text.rfind(b">") + 1
            scan.take(text[:end])
            rest = text[end:]
            if len(rest) > LONGEST_TAG:
                scan.quick.tidy, rest = False, b""
        elif end >= 6:
            scan.take(text[:end])
            rest = text[end:]
        else:
            rest = text
    scan.take(rest)
    return scan
