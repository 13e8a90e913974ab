"""Numbers as offices write them: 1,200㎡, 约300人, 1.2万人, 50张(含护理型20张)."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from layers.foreign.answer import Cell
from layers.importing.table.cell_text import half_width, is_blank, text_of
from layers.importing.table.measures import NONE, Measure, measure_of

_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:\.[0-9]*)?(?:e[+-]?[0-9]+)?|[+-]?\.[0-9]+"
)
_BEFORE = re.compile(r"^(?:约为|大约|将近|接近|超过|不足|不到|不少于|不低于|至少|最多|约|近|超|逾|大于|小于|[≈~<>≤≥])")
_TOTAL = re.compile(r"^(?:共计|合计|总计|共有|共|计)")
_AFTER = re.compile(r"(?:左右|上下|以上|以下|余|多|\+)$")
_RANGE = re.compile(r"^[0-9][0-9.,]*[^0-9()]{0,3}(?:-|—|–|−|~|至|到)+[0-9][0-9.,]*[^0-9]{0,6}$")
_REST = tuple("(,;、[:{/")
_LONGEST = 60


@dataclass(frozen=True)
class Quantity:
    """A number with what stands around it.

    Attributes:
        value: as written, NaN for a blank cell.
        measure: of the unit behind it, `measures.NONE` where there is none.
        remark: "" for a plain number, "about" where it is called rough, "first" where more text follows it.
    """

    value: float
    measure: Measure = NONE
    remark: str = ""


def quantity_of(cell: Cell) -> Quantity:
    """The number a cell holds, with its unit: 1,200㎡, 约300人, 1.2万人, 50张(含护理型20张).

    Raises:
        ValueError: it holds none, several, or a range; or one that is negative or infinite.
    """
    if isinstance(cell, bool):
        raise ValueError(cell)
    if isinstance(cell, int | float):
        return Quantity(_counted(float(cell)))
    return Quantity(math.nan) if is_blank(cell) else _quantity(half_width(text_of(cell)))


@lru_cache(maxsize=8192)
def _quantity(text: str) -> Quantity:
    if len(text) > _LONGEST or (_RANGE.match(text.replace(" ", "")) and not _NUMBER.fullmatch(text.lower())):
        raise ValueError(text)
    bare = _BEFORE.sub("", _TOTAL.sub("", text.lower())).strip()
    found = _NUMBER.match(bare)
    if not found:
        raise ValueError(text)
    value = float(found.group().replace(",", "").replace(" ", ""))
    measure, remark = _unit_behind(bare[found.end() :].replace(" ", ""))
    rough = _BEFORE.match(_TOTAL.sub("", text)) is not None
    return Quantity(_counted(value), measure, remark or ("about" if rough else ""))


def _counted(value: float) -> float:
    if value < 0 or math.isinf(value):
        raise ValueError(value)
    return value


def _unit_behind(tail: str) -> tuple[Measure, str]:
    """The unit at the head of what follows a number, and the remark to make."""
    head = min((tail.find(sign) for sign in _REST if sign in tail), default=len(tail))
    unit, rest = tail[:head], tail[head:]
    plain = _AFTER.sub("", unit)
    for rough in ("余", "多"):  # 300余人, 1万多人
        plain = plain.replace(rough, "", 1)
    measure = measure_of(plain)
    if measure is None or (rest.startswith((",", "/")) and rest[1:2].isdigit()):
        raise ValueError(tail)
    return measure, "first" if rest.strip("()[],;、:/ ") else "about" if plain != unit else ""
