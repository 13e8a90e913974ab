"""Rows of a table in a plan's text, where every cell stands on lines of its own.

Cells come apart at blank lines, or at tabs where the copy has them; a cell may be broken over several lines.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.plans.plan_text_words import fold, holding

_NUMBER = re.compile("[0-9]{1,3}")
_NATURE = re.compile("[约预]?[束期]性|约束|预期")
_LONGEST_ROW = 8
_AFTER_FIGURE = 2  # cells between the figure and the nature at most: a target, a base


@dataclass(frozen=True)
class Row:
    """A table row.

    Attributes:
        line: where the name begins, from 1.
        cells: from the row's number on where it has one.
    """

    line: int
    cells: tuple[str, ...]

    def holds(self, printed: str) -> bool:
        """Whether one of the cells holds the figure, alone or run together with another."""
        return bool(holding(self.cells, printed, loosely=True))


@dataclass(frozen=True)
class _Cell:
    first: int
    last: int
    text: str


def row_at(lines: Sequence[str], line: int, figure_line: int, names: Sequence[str]) -> Row | None:
    """The row whose name stands at one line and whose figure at another; None where either does not."""
    for cells in _tables(lines):
        named = [place for place, cell in enumerate(cells) if cell.first <= line <= cell.last and _is(cell, names)]
        figures = [place for place, cell in enumerate(cells) if cell.first <= figure_line <= cell.last]
        if named and figures and named[-1] <= figures[-1] < named[-1] + _LONGEST_ROW:
            return _row(cells, named[-1], figures[-1])
    return None


def rows_named(lines: Sequence[str], names: Sequence[str], printed: str) -> list[Row]:
    """The rows anywhere that begin with one of the names and hold the figure."""
    for cells in _tables(lines):
        found = [_row_from(cells, place, printed) for place, cell in enumerate(cells) if _is(cell, names)]
        if rows := [row for row in found if row]:
            return rows
    return []


def _row_from(cells: Sequence[_Cell], name: int, printed: str) -> Row | None:
    places = range(name + 1, min(name + _LONGEST_ROW, len(cells)))
    exact = [place for place in places if fold(cells[place].text) == fold(printed)]
    figures = exact or [places[place] for place in holding([cells[place].text for place in places], printed)]
    return _row(cells, name, figures[0]) if figures else None


def _is(cell: _Cell, names: Sequence[str]) -> bool:
    return fold(cell.text) in {fold(name) for name in names}


def _row(cells: Sequence[_Cell], name: int, figure: int) -> Row:
    first = name - 1 if name and _NUMBER.fullmatch(cells[name - 1].text) else name
    natures = [place for place in range(figure, figure + _AFTER_FIGURE + 2) if _is_nature(cells, place)]
    last = natures[0] if natures else figure
    return Row(cells[name].first, tuple(cell.text for cell in cells[first : last + 1]))


def _is_nature(cells: Sequence[_Cell], place: int) -> bool:
    return place < len(cells) and _NATURE.fullmatch(cells[place].text) is not None


def _tables(lines: Sequence[str]) -> Iterator[list[_Cell]]:
    """The text taken as cells: broken cells joined, then, where that finds nothing, every line a cell."""
    yield list(_joined(lines))
    yield [_Cell(number, number, line.strip()) for number, line in enumerate(lines, start=1) if line.strip()]


def _joined(lines: Sequence[str]) -> Iterator[_Cell]:
    held: list[tuple[int, str]] = []
    for number, line in enumerate((*lines, ""), start=1):
        for place, part in enumerate(line.split("\t")):
            if held and (place or not line.strip()):
                yield _Cell(held[0][0], held[-1][0], "".join(text for _, text in held))
                held = []
            if part.strip():
                held.append((number, part.strip()))
