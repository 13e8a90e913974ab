"""What the cells of a column look like, whatever its header says."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress

from layers import codes
from layers.foreign.answer import Cell, Features
from layers.importing.table.angles import angle_of, pair_of
from layers.importing.table.cell_text import half_width, is_blank, text_of
from layers.importing.table.cells import date_of
from layers.importing.table.quantities import quantity_of

SAMPLE = 200
WEST, EAST, SOUTH, NORTH = 73.0, 136.0, 3.0, 54.0
"""Degrees that China lies within. No longitude in it is a latitude in it: swapped columns show for certain."""

_LEAST_CODE, _LEAST_DATE = 100_000, 1_850
"""Numbers that are smaller are no code of a county, and no year."""
_UNIT_NAME = re.compile(
    r".{1,40}(?:街道|街道办事处|街办|镇|乡|苏木|社区|居委会|居民委员会|村|村委会|村民委员会|嘎查|屯|区|县|旗|市|省|盟|州|农场|林场)"
)


@dataclass(frozen=True)
class Content:
    """Shares, from 0 to 1, of the filled cells of a column that look like something; of a sample of `SAMPLE`.

    Attributes:
        filled: cells that hold something, of all in the sample.
        distinct: different values among the filled.
        code: 6, 9, 12 or 15 digits that may tell a unit.
        lon, lat: degrees with decimals within China's.
        angle: any single number or angle, also in metres.
        pair: two coordinates.
        unit_name: ends as names of administrative units do.
    """

    filled: float
    distinct: float
    code: float
    lon: float
    lat: float
    angle: float
    pair: float
    number: float
    date: float
    text: float
    unit_name: float


_NO = (False,) * 9


def content_of(cells: Sequence[Cell]) -> Content:
    """Look at a sample of a column, spread evenly over it; each different cell once."""
    some = _sampled(cells)
    counts = Counter((type(cell), cell) for cell in some if not is_blank(cell))
    filled = counts.total()
    totals = [0] * len(_NO)
    for (_, cell), count in counts.items():
        totals = [total + count * fits for total, fits in zip(totals, _looks(cell), strict=True)]
    code, lon, lat, angle, pair, number, date, text, unit_name = (total / max(filled, 1) for total in totals)
    return Content(
        filled=filled / len(some) if some else 0.0,
        distinct=len({text_of(cell) for _, cell in counts}) / max(filled, 1),
        code=code,
        lon=lon,
        lat=lat,
        angle=angle,
        pair=pair,
        number=number,
        date=date,
        text=text,
        unit_name=unit_name,
    )


def _looks(cell: Cell) -> tuple[bool, ...]:
    """What a filled cell looks like: code, lon, lat, angle, pair, number, date, text and unit_name of `Content`."""
    if type(cell) in (int, float) and math.isfinite(cell):  # type: ignore[arg-type]
        return _looks_of_number(cell)  # type: ignore[arg-type]
    words = text_of(cell)
    if not any(c.isdigit() for c in words):  # nothing but words
        return *_NO[:7], True, _is_unit_name(words)
    angle = _angle(cell)
    exact = math.isfinite(angle) and angle != round(angle)
    return (
        is_code(cell),
        exact and WEST <= angle <= EAST,
        exact and SOUTH <= angle <= NORTH,
        math.isfinite(angle),
        _holds(pair_of, cell),
        _holds(quantity_of, cell),
        _holds(date_of, cell),
        False,
        _is_unit_name(words),
    )


def _looks_of_number(cell: float) -> tuple[bool, ...]:
    exact = cell != round(cell)  # degrees have decimals
    return (
        cell >= _LEAST_CODE and is_code(cell),
        exact and WEST <= cell <= EAST,
        exact and SOUTH <= cell <= NORTH,
        True,
        False,
        cell >= 0,
        _LEAST_DATE <= cell < _LEAST_CODE * 1000 and _holds(date_of, cell),
        False,
        False,
    )


def _is_unit_name(text: str) -> bool:
    return _UNIT_NAME.fullmatch(text[:60]) is not None


def contents_of(features: Features) -> dict[str, Content]:
    """What every column of a source looks like."""
    return {header: content_of(cells) for header, cells in features.columns.items()}


def is_code(cell: Cell) -> bool:
    """Whether a cell may be the code of a county, township or community of some province."""
    text = half_width(text_of(cell))
    try:
        code = codes.normalise(text)
    except ValueError:
        return False
    return len(text.removesuffix(".0")) >= 6 and 11 <= int(code[:2]) <= 82


def sample_of(cells: Sequence[Cell]) -> Iterable[Cell]:
    """The filled cells among a sample spread evenly over a column."""
    some = _sampled(cells)
    return compress(some, (not is_blank(cell) for cell in some))


def _sampled(cells: Sequence[Cell]) -> Sequence[Cell]:
    return cells[:: max(1, math.ceil(len(cells) / SAMPLE))]


def _holds(read: Callable[[Cell], object], cell: Cell) -> bool:
    try:
        read(cell)
    except ValueError:
        return False
    return True


def _angle(cell: Cell) -> float:
    """The angle in a cell, NaN where there is none."""
    try:
        return angle_of(cell)
    except ValueError:
        return math.nan
