"""A table that the page and the workbook print alike: exact cells, and how each column is read."""

from dataclasses import dataclass
from typing import Literal

from planner.briefing import figures

Cell = str | float | int | None
_NUMBERS = ("count", "share", "figure", "degrees", "year")

CellKind = Literal["text", "count", "share", "figure", "degrees", "year"]


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        kind: `share` is 0 to 1; `figure` is a number in the unit another column names; `year` is one of a count, such
            as a year or a line, and has no separators.
        width: in characters of the workbook.
    """

    label: str
    kind: CellKind = "text"
    width: int = 12


@dataclass(frozen=True)
class Table:
    """Rows of exact values under columns. NaN and None are unknown, inf is unreachable."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class CellView:
    """A printed cell; `exact` is the number itself, "" for text."""

    text: str
    exact: str
    number: bool
    code: bool = False


@dataclass(frozen=True)
class HeadView:
    """A column's heading."""

    label: str
    number: bool


@dataclass(frozen=True)
class TableView:
    """A printed table."""

    columns: tuple[HeadView, ...]
    rows: tuple[tuple[CellView, ...], ...]
    first_is_total: bool = False


def printed(cell: Cell, kind: CellKind) -> str:
    """A cell as the page shows it."""
    if isinstance(cell, str):
        return figures.plain(cell)
    if kind == "share":
        return figures.share(cell)
    if kind == "count":
        return figures.count(cell)
    if kind == "degrees":
        return figures.word_for(cell) or f"{cell:.6f}"
    if kind == "year":
        return figures.word_for(cell) or f"{cell:.0f}"
    return figures.figure(cell, "")


def exact_text(value: float | int | None) -> str:
    """The number itself, "" where there is none; read back it is the same number."""
    return "" if value is None else repr(value + 0.0) if isinstance(value, float) else str(value)


def table_view(table: Table, *, first_is_total: bool = False) -> TableView:
    """A table as the page prints it."""
    heads = tuple(HeadView(column.label, column.kind in _NUMBERS) for column in table.columns)
    rows = tuple(
        tuple(_cell_view(cell, column) for cell, column in zip(row, table.columns, strict=True)) for row in table.rows
    )
    return TableView(heads, rows, first_is_total)


def _cell_view(cell: Cell, column: Column) -> CellView:
    exact = exact_text(cell) if isinstance(cell, int | float) else ""
    return CellView(printed(cell, column.kind), exact, column.kind in _NUMBERS, "SHA" in column.label)
