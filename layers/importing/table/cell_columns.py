"""Whole columns of cells as text: in most columns of a list few texts stand, many times each."""

from collections.abc import Sequence
from itertools import repeat

from layers.foreign.answer import Cell
from layers.importing.table.cell_text import text_of
from layers.importing.understood import Understood


def column_texts(cells: Sequence[Cell]) -> list[str]:
    """Each cell as `text_of` gives it."""
    types = set(map(type, cells))
    if not types <= {str, type(None)} and not types <= {int, type(None)}:  # 1 and True are equal, their texts are not
        return [text_of(cell) for cell in cells]
    text = {cell: text_of(cell) for cell in set(cells)}
    return list(map(text.__getitem__, cells))


def texts(understood: Understood, field: str) -> list[str]:
    """A field as text, one per row, "" where blank or where no column holds it."""
    header = understood.header.get(field)
    if header is None:
        return list(repeat("", len(understood)))
    return column_texts(understood.features.columns[header])
