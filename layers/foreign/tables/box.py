"""The smallest box around the cells of a sheet, out of its XML: quickly where it is written as all programs do."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO, Any
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

CHUNK = 1 << 20
LETTERS, DIGITS = 4, 8  # one more than any sheet has
BEFORE_NAME, BEFORE_PREFIX, BLANK = b"<: "
REFERENCE = b' r="'
END_TAG = re.compile(rb"(</[\w.-]{1,20}):(?:c|v|is)>")
MOST_DIGITS = 12
CELLS = ("table-cell", "covered-table-cell")
VALUES = ("value-type", "formula")


@dataclass
class Box:
    """The rows and columns, from 0, between which cells lie, and how many of them hold something; it grows."""

    top: int = 1 << 60
    bottom: int = -1
    left: int = 1 << 60
    right: int = -1
    filled: int = 0

    @property
    def rows(self) -> int:
        """How many rows high it is."""
        return max(self.bottom - self.top + 1, 0)

    @property
    def columns(self) -> int:
        """How many columns wide it is."""
        return max(self.right - self.left + 1, 0)

    def take(self, rows: tuple[int, int], columns: tuple[int, int], filled: int) -> None:
        """Make room for cells between two rows and two columns, both included."""
        self.top, self.bottom = min(self.top, rows[0]), max(self.bottom, rows[1])
        self.left, self.right = min(self.left, columns[0]), max(self.right, columns[1])
        self.filled += filled

    def is_over(self, cells: int, filled: int) -> bool:
        """Whether it is larger than it may be, or fuller."""
        return self.rows * self.columns > cells or self.filled > filled


@dataclass
class QuickBox:
    """The box of a sheet of Excel's XML, the blank cells within it too, though they are not counted.

    Attributes:
        tidy: whether every cell begins with its address; the box is nothing to go by where one does not.
    """

    box: Box = field(default_factory=Box)
    tidy: bool = True

    def take(self, text: bytes) -> None:
        """Look at a piece of the XML; no tag of a cell is cut before the end of its address."""
        raw = np.frombuffer(text + bytes(LETTERS + DIGITS + len(REFERENCE)), np.uint8)
        self.box.filled += len(_tags(raw, text, b"v")) + len(_tags(raw, text, b"is"))
        tags = _tags(raw, text, b"c")
        if not len(tags):
            return
        self.tidy = self.tidy and bool(_are(raw, tags + 2, REFERENCE).all())
        columns, at = _number(raw, tags + 6, LETTERS, 26, _letter)
        rows, _ = _number(raw, at, DIGITS, 10, _digit)
        self.tidy = self.tidy and bool(columns.all()) and bool(rows.all())
        self.box.take((int(rows.min()) - 1, int(rows.max()) - 1), (int(columns.min()) - 1, int(columns.max()) - 1), 0)


Bytes = NDArray[np.uint8]
Whole = NDArray[np.int64]


def _tags(raw: Bytes, text: bytes, name: bytes) -> Whole:
    """Where tags of a name begin, or what looks like one: a mark, the name and an end of it."""
    places = np.flatnonzero(raw[1:] == name[0])
    for offset, letter in enumerate(name[1:], start=2):
        places = places[raw[places + offset] == letter]
    before, after = raw[places], raw[places + len(name) + 1]
    ended = (after <= BLANK) | (after == ord(">")) | (after == ord("/"))
    found: Whole = places[((before == BEFORE_NAME) | (before == BEFORE_PREFIX)) & ended]
    if (raw[found] == BEFORE_PREFIX).any() and (end := END_TAG.search(text)):
        found = found[~_are(raw, found - len(end[1]), end[1])]
    return found


def _are(raw: Bytes, places: Whole, letters: bytes) -> NDArray[np.bool_]:
    """At which places some letters stand."""
    are = np.ones(len(places), bool)
    for offset, letter in enumerate(letters):
        are &= raw[places + offset] == letter
    return are


def has_after(text: bytes, marks: bytes, letter: bytes) -> bool:
    """Whether one letter stands somewhere right after one of some marks."""
    raw = np.frombuffer(text, np.uint8)
    before = raw[np.flatnonzero(raw[1:] == ord(letter))]
    return any(bool((before == mark).any()) for mark in marks)


def _number(raw: Bytes, at: Whole, most: int, base: int, value: Callable[[Bytes], Whole]) -> tuple[Whole, Whole]:
    """The numbers that begin at the places given, and the places after them; `value` is -1 for what is no part."""
    number, at = np.zeros(len(at), np.int64), at.copy()
    for _ in range(most):
        worth = value(raw[at])
        part = worth >= 0
        if not part.any():
            break
        number = np.where(part, number * base + worth, number)
        at += part
    return number, at


def _letter(byte: Bytes) -> Whole:
    worth = (byte & 0xDF).astype(np.int64) - 64
    return np.where((worth >= 1) & (worth <= 26), worth, -1)


def _digit(byte: Bytes) -> Whole:
    worth = byte.astype(np.int64) - 48
    return np.where((worth >= 0) & (worth <= 9), worth, -1)


class _EnoughError(Exception):
    """The box is too large already, or the document is one that nobody needs."""


def exact_box(stream: IO[bytes], cells: int, filled: int) -> Box:
    """The box of a sheet of Excel's XML by its filled cells alone; it stops growing once it is over the bounds given.

    Raises:
        ValueError: not well-formed XML, or with declarations of its own.
    """
    box, row, column, place = Box(), 0, 0, (0, 0)

    def start(name: str, given: dict[str, str]) -> None:
        nonlocal row, column, place
        kind = _local(name)
        if kind == "row":
            row, column = (_whole(given["r"]) - 1 if "r" in given else row), 0
        elif kind == "c":
            place = _address(given["r"]) if "r" in given else (row, column)
            column = place[1] + 1
        elif kind in ("v", "is"):
            box.take((place[0], place[0]), (place[1], place[1]), 1)
            if box.is_over(cells, filled):
                raise _EnoughError

    def end(name: str) -> None:
        nonlocal row
        row += _local(name) == "row"

    _parse(stream, start, end)
    return box


@dataclass
class Tables:
    """The tables of an OpenDocument spreadsheet, while they are read.

    Attributes:
        cells: of the boxes around all tables so far, from their first row and column on.
        filled: how many cells hold something, those that are said to repeat counted as often.
        blanks: how many blanks the tags that stand for several of them make.
    """

    filled: int = 0
    blanks: int = 0
    _done: int = 0
    _rows: int = 0
    _width: int = 0
    _row: int = 0
    _times: int = 1
    _column: int = 0
    _row_filled: int = 0
    _row_width: int = 0
    _span: int = 1
    _in_cell: bool = False
    _holds: bool = False

    @property
    def cells(self) -> int:
        """How many cells the tables take up, the empty ones among them too."""
        return self._done + self._rows * self._width

    def open(self, name: str, given: dict[str, str]) -> None:
        """Take the start of a tag."""
        kind = _local(name)
        if kind in CELLS:
            self._span = _repeated(given, "columns") if given else 1
            self._in_cell, self._holds = True, bool(given) and any(key.endswith(VALUES) for key in given)
        elif self._in_cell:
            self._holds = True
            if kind == "s":
                self.blanks += sum(_whole(value) for key, value in given.items() if _local(key) == "c")
        elif kind == "table-row":
            self._times = _repeated(given, "rows")
            self._column = self._row_width = self._row_filled = 0

    def close(self, name: str) -> None:
        """Take the end of a tag."""
        kind = _local(name)
        if kind in CELLS:
            self._close_cell()
        elif kind == "table-row":
            self._row += self._times
            if self._row_width:
                self._rows, self._width = self._row, max(self._width, self._row_width)
                self.filled += self._row_filled * self._times
        elif kind == "table":
            self._done, self._rows, self._width, self._row = self.cells, 0, 0, 0

    def _close_cell(self) -> None:
        self._column += self._span
        self._in_cell = False
        if self._holds:
            self._row_width = self._column
            self._row_filled += self._span


def opendocument_tables(stream: IO[bytes], cells: int, filled: int) -> Tables:
    """The tables of an OpenDocument spreadsheet, read no further than to where they are over the bounds given.

    Raises:
        ValueError: as `exact_box`.
    """
    tables = Tables()

    def end(name: str) -> None:
        tables.close(name)
        if tables.cells > cells or tables.filled > filled:
            raise _EnoughError

    _parse(stream, tables.open, end)
    return tables


def _parse(stream: IO[bytes], start: Callable[[str, dict[str, str]], None], end: Callable[[str], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = _refuse
    try:
        while chunk := stream.read(CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except _EnoughError:
        return
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error


def _refuse(*_: Any) -> None:
    raise ValueError("the XML declares something")


def _repeated(given: dict[str, str], what: str) -> int:
    ending = f"number-{what}-repeated"
    return next((_whole(value) for key, value in given.items() if key.endswith(ending)), 1)


@lru_cache(maxsize=4096)
def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _whole(word: str) -> int:
    word = word.strip()
    if not (word.isascii() and word.isdigit()):
        raise ValueError(word[:MOST_DIGITS])
    return int(word[:MOST_DIGITS])


def _address(word: str) -> tuple[int, int]:
    """Row and column from 0 of an address such as B7."""
    letters = word.rstrip("0123456789")
    if not (letters.isascii() and letters.isalpha()):
        raise ValueError(word[:MOST_DIGITS])
    column = 0
    for letter in letters[:LETTERS].upper():
        column = column * 26 + ord(letter) - 64
    return _whole(word[len(letters) :]) - 1, column - 1
