"""Text of a source made clean: invisible characters and stray blanks taken out, and said."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from layers.finding import Finding
from layers.foreign.answer import Cell, Features
from layers.importing.table.cell_text import text_of, visible

_EXAMPLE = "示例"
_SEAM = "¦"


def tidy(features: Features) -> tuple[Features, list[Finding]]:
    """The source without invisible characters and outer blanks in texts and headers, and what was found.

    Line breaks and blanks of any width inside a text become one plain blank.
    """
    invisible: list[str] = []
    blanks: list[str] = []
    columns: dict[str, tuple[Cell, ...]] = {}
    for header, cells in features.columns.items():
        name = visible(header) or header
        while name in columns:
            name += "_"
        columns[name] = _tidied(name, cells, features.rows, invisible, blanks)
    findings = []
    if invisible:
        message = f"{len(invisible)} 个单元格里有看不见的控制字符,已去掉"
        why = "名称里夹着看不见的字符,就和别处写的同一个名称对不上"
        findings.append(Finding("warning", "control_characters", message, tuple(invisible[:50]), "", why))
    if blanks:
        message = f"{len(blanks)} 个单元格首尾有空格,或文字中间换了行,已整理"
        findings.append(Finding("note", "outer_blanks", message, tuple(blanks[:50])))
    return replace(features, columns=columns), findings


def _tidied(
    header: str, cells: tuple[Cell, ...], rows: Sequence[int], invisible: list[str], blanks: list[str]
) -> tuple[Cell, ...]:
    if _clean_together([cell for cell in cells if isinstance(cell, str)]):
        return cells
    result = list(cells)
    for i, cell in enumerate(cells):
        if isinstance(cell, str) and not _clean(cell):
            result[i] = visible(cell) or None
            if result[i] not in (None, cell):
                (invisible if _has_invisible(cell) else blanks).append(f"第{rows[i]}行“{header}”")
    return tuple(result)


def _clean_together(texts: Sequence[str]) -> bool:
    """Whether all texts are clean, or some only seem not to be; looked at in one go, as columns are long."""
    joined = f"{_SEAM}{_SEAM.join(texts)}{_SEAM}"
    return joined.isprintable() and f"{_SEAM} " not in joined and f" {_SEAM}" not in joined


def _clean(text: str) -> bool:
    return text.isprintable() and text[:1] != " " and text[-1:] != " "


def _has_invisible(text: str) -> bool:
    return any(unicodedata.category(c) in ("Cc", "Cf") and not c.isspace() for c in text)


def without_examples(features: Features) -> tuple[Features, list[Finding]]:
    """The source without the example rows of the template workbook: their first cell begins with 示例."""
    first = next(iter(features.columns.values()), ())
    examples = [i for i, cell in enumerate(first) if isinstance(cell, str) and text_of(cell).startswith(_EXAMPLE)]
    if not examples or len(examples) == len(first):
        return features, []
    gone = set(examples)
    keep = [i for i in range(len(first)) if i not in gone]
    places = tuple(f"第{features.rows[i]}行" for i in examples[:50])
    return take(features, keep), [Finding("note", "example_rows", f"{len(examples)} 行是示例,没有导入", places)]


def take(features: Features, keep: Sequence[int]) -> Features:
    """Some rows of a source, in the order given."""
    return replace(
        features,
        columns={header: tuple(cells[i] for i in keep) for header, cells in features.columns.items()},
        geometry=None if features.geometry is None else features.geometry[list(keep)],
        rows=tuple(features.rows[i] for i in keep),
    )
