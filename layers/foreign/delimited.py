"""Text tables: CSV and its relatives. Every cell stays text."""

import csv
import io
from collections.abc import Iterator

from layers.foreign import text
from layers.foreign.answer import Features
from layers.foreign.source import Source
from layers.foreign.table import tabulate

DELIMITERS = (",", "\t", ";", "|")
LONGEST_CELL = 16 * 1024**2  # an outline as text; an unclosed quote swallows more
MOST_LINES_IN_CELL = 100


def read(source: Source) -> Features:
    """Read a delimited text table; the delimiter is found out.

    Raises:
        UserError: no encoding fits, or no rows.
    """
    content, codec = text.decode(source.file.read_bytes(), source.option("encoding"), source.name)
    if not codec.startswith("utf-8"):
        source.note("note", "encoding", f"文字按 {text.label(codec)} 编码读取")
    source.progress(0.3)
    csv.field_size_limit(LONGEST_CELL)
    try:
        return tabulate(_records(content, source), source, encoding=text.label(codec))
    except csv.Error as error:
        raise source.fault("引号没有成对,或单元格太长,不像是 CSV", "请用 Excel 或 WPS 打开后另存为 .xlsx") from error


def _records(content: str, source: Source) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=_delimiter(content))
    for number, cells in enumerate(reader, start=1):
        if any(cell.count("\n") > MOST_LINES_IN_CELL for cell in cells):
            source.note("warning", "open_quote", f"第 {number} 行有一个单元格跨了很多行,引号可能没有成对", [number])
        yield number, cells


def _delimiter(content: str) -> str:
    """The one that the first line with any uses most: later lines may hold outlines full of commas."""
    lines = content[:20_000].splitlines()
    header = next((line for line in lines if any(delimiter in line for delimiter in DELIMITERS)), "")
    return max(DELIMITERS, key=header.count)
