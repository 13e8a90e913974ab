"""Sheets by their rows, and the table that is read from them."""

from pathlib import Path

from layers.foreign.answer import Cell, Features
from layers.foreign.source import Source
from layers.foreign.tables.cells import Merge, blanked
from layers.foreign.tables.table import tabulate

Row = tuple[Cell, ...]
N = None


def table(*rows: Row, merges: tuple[Merge, ...] = (), header: str = "") -> tuple[Features, dict[str, tuple[str, ...]]]:
    """The table of the rows, numbered from 1, and the places named by each code of a note."""
    source = Source(Path("a.xlsx"), "a.xlsx", "workbook", Path(), {"header": header})
    features = tabulate(((number, blanked(row)) for number, row in enumerate(rows, start=1)), source, merges=merges)
    return features, {note.code: note.rows for note in source.notes}
