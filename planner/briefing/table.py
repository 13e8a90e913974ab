"""A table that the page and the workbook print alike: exact cells, and how each column is read."""

from dataclasses import dataclass
from typing import Literal

from planner.briefing import figures

Cell = str | float | int | None
CellKind = Literal["text", "count", "share", "figure", "degrees"]


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        kind: `share` is 0 to 1; `figure` is a number in the unit another column names.
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
    return figures.figure(cell, "")
