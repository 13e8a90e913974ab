"""Cells as text: invisible characters, blanks, and words that say there is nothing."""

import math
import unicodedata

from layers.foreign.answer import Cell

BLANK_WORDS = frozenset(
    (
        "- -- --- — —— – − / \\ // … ... ? * . n/a na nan null none nil #n/a 无 暂无 没有 不详 未知 不明 不清楚 "
        "未填 未报 待定 待补 待核 空 缺"
    ).split()
)
"""Cells that say that there is nothing, folded."""
_LONGEST_BLANK = max(map(len, BLANK_WORDS))


def text_of(cell: Cell) -> str:
    """A cell as text: integral numbers without ".0", outer blanks, control and invisible characters dropped."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        cell = int(cell)
    text = str(cell)
    return text.strip() if text.isprintable() else visible(text)


def visible(text: str) -> str:
    """A text without control and invisible characters, blanks of every width made plain, none at the ends."""
    plain = " ".join(text.split())
    return "".join(c for c in plain if unicodedata.category(c) not in ("Cc", "Cf", "Cs")).strip()


def is_blank(cell: Cell) -> bool:
    """Whether a cell is empty, or says that there is nothing."""
    text = text_of(cell)
    return not text or (len(text) <= _LONGEST_BLANK and half_width(text).lower() in BLANK_WORDS)


def half_width(text: str) -> str:
    """A text with full-width letters, digits and signs made half-width."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()
