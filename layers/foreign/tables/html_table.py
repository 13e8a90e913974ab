"""Web pages and XML that a system saved with the suffix of a workbook: the largest table in them.

Read by `html.parser`, which resolves no entities of a document's own, fetches nothing and keeps no tree.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from layers.foreign import text
from layers.foreign.answer import Cell, Features, Part
from layers.foreign.contents import part_of
from layers.foreign.source import Source
from layers.foreign.tables.cells import Merge, Record, blanked
from layers.foreign.tables.table import tabulate

MOST_BYTES = 128 * 1024**2
MOST_CELLS = 2_000_000
MOST_TABLES = 1000
DEEPEST = 20
WIDEST = 1000  # columns or rows that one cell may span
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
CHUNK = 1 << 20
ROWS, CELLS = ("tr", "row"), ("td", "th", "cell")  # of web pages, and of Excel's XML of 2003
TABLES = ("table", "ss:table")
UNSEEN = ("style", "script", "title", "head")
PREFIX = "ss:"


def read(source: Source) -> Features:
    """Read the table with the most cells; every cell stays text.

    Raises:
        UserError: no table in it, no encoding fits, or too large.
    """
    if source.file.stat().st_size > MOST_BYTES:
        raise source.fault("网页格式的表格太大", "请用 Excel 或 WPS 打开后另存为 .xlsx")
    content, codec = text.decode(source.file.read_bytes(), source.option("encoding"), source.name)
    tables = [table for table in _tables(content, source) if table.cells]
    if not tables:
        raise source.fault("里面没有表格", "请用 Excel 或 WPS 打开后另存为 .xlsx")
    table = max(tables, key=lambda one: one.cells)
    others = sum(one.cells > 1 for one in tables) - 1
    source.note("note", "html_table", "这个文件其实是网页格式的表格,已按表格读取")
    if others > 0:
        what = f"里面有 {others + 1} 张表,只读取了最大的一张"
        source.note("warning", "tables_ignored", what, remedy="需要其他的表时,请把它们另存为 .xlsx")
    return tabulate(table.records(), source, encoding=text.label(codec), merges=table.merges)


def contents(source: Source) -> tuple[Part, ...]:
    """The one table that is read.

    Raises:
        UserError: as `read`.
    """
    return (part_of(read(source), kind="sheet"),)


@dataclass
class _Table:
    """A table while it is read: cells by row number from 1 and column from 0."""

    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)
    cells: int = 0
    row: int = 0
    column: int = 0
    parts: list[str] | None = None
    value: str = ""
    spans: tuple[int, int] = (1, 1)
    too_wide: bool = False

    def records(self) -> Iterator[Record]:
        """The rows with their numbers."""
        for number, row in self.rows.items():
            yield number, blanked([row.get(column) for column in range(max(row, default=-1) + 1)])

    def open_row(self, at: int = 0) -> None:
        """Begin a row, with a row number if one is given."""
        self.close_cell()
        self.row, self.column = max(self.row + 1, min(at, LAST_ROW)), 0
        self.rows[self.row] = {}

    def open_cell(self, spans: tuple[int, int], value: str, at: int = 0) -> None:
        """Begin a cell in the next free column, or in a column from 1 if one is given."""
        if not self.rows:
            self.open_row()
        self.close_cell()
        self.column = max(self.column, at - 1)
        while self.taken.get(self.column, 0) >= self.row:
            self.column += 1
        self.too_wide = self.too_wide or self.column >= LAST_COLUMN
        if not self.too_wide:
            self.parts, self.spans, self.value = [], spans, value

    def close_cell(self) -> None:
        """Put what was read into its place."""
        if self.parts is None:
            return
        content = " ".join("".join(self.parts).replace("\xa0", " ").split())
        down, right = self.spans
        self.rows[self.row][self.column] = (self.value or content) if content else None
        self.cells += 1
        if down > 1 or right > 1:
            self.merges.append(Merge(self.row, self.column, self.row + down - 1, self.column + right - 1))
        if down > 1:
            self.taken |= dict.fromkeys(range(self.column, self.column + right), self.row + down - 1)
        self.column += right
        self.parts = None


class _Parser(HTMLParser):
    """Gathers the tables of a page, those within others too."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self.open: list[_Table] = []
        self.unseen = 0

    def is_too_much(self) -> bool:
        """Whether there are more tables, tables in tables, columns or cells than a page has."""
        tables = self.tables
        if len(tables) > MOST_TABLES or len(self.open) > DEEPEST or any(table.too_wide for table in tables):
            return True
        return sum(table.cells for table in tables) > MOST_CELLS

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name.removeprefix(PREFIX): value or "" for name, value in attrs}
        if tag in TABLES:
            self.open.append(_Table())
            self.tables.append(self.open[-1])
        elif tag in UNSEEN:
            self.unseen += 1
        elif not self.open:
            return
        elif tag.removeprefix(PREFIX) in ROWS:
            self.open[-1].open_row(_number(given.get("index", ""), 0))
        elif tag.removeprefix(PREFIX) in CELLS:
            self.open[-1].open_cell(_spans(given), given.get("x:num", ""), _number(given.get("index", ""), 0))
        elif tag in ("br", "p", "div") and self.open[-1].parts is not None:
            self.open[-1].parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.unseen = max(self.unseen - 1, 0)
        elif self.open and tag.removeprefix(PREFIX) in (*ROWS, *CELLS, "table"):
            self.open[-1].close_cell()
            if tag in TABLES:
                self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and not self.unseen and self.open[-1].parts is not None:
            self.open[-1].parts.append(data)


def _tables(content: str, source: Source) -> list[_Table]:
    parser = _Parser()
    for start in range(0, len(content), CHUNK):
        parser.feed(content[start : start + CHUNK])
        source.progress(0.6 * start / len(content))
        if parser.is_too_much():
            raise source.fault("网页格式的表格大得异常", "请用 Excel 或 WPS 打开后另存为 .xlsx")
    parser.close()
    for table in parser.open:
        table.close_cell()
    return parser.tables


def _spans(given: dict[str, str]) -> tuple[int, int]:
    down = _number(given.get("mergedown", ""), 0) + 1 if "mergedown" in given else _number(given.get("rowspan", ""), 1)
    right = (
        _number(given.get("mergeacross", ""), 0) + 1 if "mergeacross" in given else _number(given.get("colspan", ""), 1)
    )
    return min(max(down, 1), WIDEST), min(max(right, 1), WIDEST)


def _number(word: str, otherwise: int) -> int:
    return int(word) if word.isdecimal() and len(word) < 8 else otherwise
