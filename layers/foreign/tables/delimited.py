"""Text tables: CSV and its relatives. Every cell stays text.

The quotes are taken strictly: where they are not right, the line at fault stands alone and is listed.
"""

import csv
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from layers.foreign import text
from layers.foreign.answer import Features, Part
from layers.foreign.contents import part_of
from layers.foreign.source import Source
from layers.foreign.tables.cells import Record, blanked
from layers.foreign.tables.table import tabulate
from layers.foreign.tables.text_lines import LONGEST_LINE, TextLines

DELIMITERS = (",", "\t", ";", "|", "，", "；")
MOST_LINES_IN_CELL = 1000
MOST_FAULTY_LINES = 10_000
MOST_ROWS = 1_000_000
MOST_CELLS = 5_000_000
MOST_CHARACTERS = 256 * 1024**2
SAMPLE_LINES = 60
MIME = b"MIME-Version:"
STATED = "sep="  # Excel's own first line


def read(source: Source) -> Features:
    """Read a delimited text table; encoding and delimiter are found out.

    Raises:
        UserError: no encoding fits, too large, or no rows.
    """
    with source.file.open("rb") as stream:
        if stream.read(len(MIME)) == MIME:
            raise source.fault("这是“单个文件网页”(.mht),不是表格", "请用 Excel 或 WPS 打开后另存为 .xlsx")
    lines = TextLines.of(source)
    csv.field_size_limit(LONGEST_LINE)  # an outline as text; an unclosed quote swallows more
    features = tabulate(_records(lines, source), source, encoding=text.label(lines.codec))
    lines.note()
    return features


def contents(source: Source) -> tuple[Part, ...]:
    """The one table there is.

    Raises:
        UserError: as `read`.
    """
    return (part_of(read(source), kind="sheet"),)


@dataclass
class _Feed:
    """Lines for the CSV reader, which remembers those of the record it is in and takes lines back."""

    lines: Iterator[str]
    back: deque[str] = field(default_factory=deque)
    taken: list[str] = field(default_factory=list)

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES_IN_CELL:
            raise csv.Error("no end of the quotes")
        line = self.back.popleft() if self.back else next(self.lines)
        self.taken.append(line)
        return line

    def give_back(self) -> str:
        """Take back all lines of the record but the first, which is returned."""
        first, *others = self.taken
        self.back.extendleft(reversed(others))
        self.taken.clear()
        return first


def _records(lines: Iterable[str], source: Source) -> Iterator[Record]:
    """The records, numbered as the rows of a spreadsheet.

    Raises:
        UserError: more of them than fit into memory.
    """
    feed = _Feed(iter(lines))
    delimiter, number = _delimiter(feed)
    faulty: list[int] = []
    cells_read = characters = 0
    for cells in _parsed(feed, delimiter, faulty, source):
        number += 1
        cells_read += len(cells)
        characters += sum(map(len, cells))
        if number > MOST_ROWS or cells_read > MOST_CELLS or characters > MOST_CHARACTERS:
            raise _too_large(number, cells_read, source)
        if cells:
            yield number, blanked(cells)
    if faulty:
        what = f"{len(faulty)} 行的引号没有成对,这些行按一行一条读取"
        source.note("warning", "open_quote", what, [f"第{row}行" for row in faulty], "请核对这些行")


def _too_large(rows: int, cells: int, source: Source) -> Exception:
    what = f"表太大,读到第 {rows} 行({cells} 个单元格)停下了;一次最多 {MOST_ROWS} 行、{MOST_CELLS} 个单元格"
    return source.fault(what, "请按乡镇拆成几个文件,或删去用不到的列")


def _parsed(feed: _Feed, delimiter: str, faulty: list[int], source: Source) -> Iterator[list[str]]:
    number = 0
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        number += 1
        feed.taken.clear()
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if len(faulty) >= MOST_FAULTY_LINES or not feed.taken:
                what = "引号没有成对,或单元格太长,不像是 CSV"
                raise source.fault(what, "请用 Excel 或 WPS 打开后另存为 .xlsx") from error
            faulty.append(number)
            reader = csv.reader(feed, delimiter=delimiter, strict=True)
            yield _alone(feed.give_back(), delimiter)


def _alone(line: str, delimiter: str) -> list[str]:
    """A line whose quotes are at odds, by itself: leniently if they pair up, else as if they were letters."""
    line = line.rstrip("\r\n")
    if line.count('"') % 2 == 0:
        return next(csv.reader([line], delimiter=delimiter), [])
    return [cell.strip('"') for cell in line.split(delimiter)]


def _delimiter(feed: _Feed) -> tuple[str, int]:
    """The delimiter, as the first line states it or as it parts the first lines most evenly; lines used up."""
    sample: list[str] = []
    for line in feed:
        sample.append(line)
        if len(sample) >= SAMPLE_LINES:
            break
    feed.taken.clear()
    used = 0
    first = sample[0].strip().strip('"').lower() if sample else ""
    if first.startswith(STATED) and len(first) <= len(STATED) + 1:
        used = 1
    feed.back.extend(sample[used:])
    stated = sample[0].strip('\r\n"')[len(STATED) :][:1] if used else ""
    return stated or max(DELIMITERS, key=lambda one: _evenness(sample, one)), used


def _evenness(sample: list[str], delimiter: str) -> tuple[int, int]:
    """How many lines have the number of cells that most have, and how many cells that is."""
    lines = [line for line in sample if delimiter in line]
    widths = Counter(len(next(csv.reader([line], delimiter=delimiter), [])) for line in lines)
    widths.pop(1, None)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))
