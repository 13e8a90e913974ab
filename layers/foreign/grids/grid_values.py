"""The numbers in a population grid's cells: which of them are no persons, and whether their sum can be."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.foreign.source import Source
from layers.tables import Floats

MOST_PERSONS = 1e7  # more than any cell can hold: a mark for "no value" that the file does not declare
MOST_PER_KM2 = 150_000  # the densest quarters of the world have less
LEAST_VALUE = -1e5


@dataclass
class Found:
    """What has been gathered of the cells so far.

    Attributes:
        lon, lat, value: of the cells above 0, strip by strip; degrees and persons.
        km2: the ground they cover.
        written: the sum of their numbers as they stand in the file.
        odd, negative: how many numbers are no persons, and which of them are negative.
        kinds: different numbers above 0, the first few.
        count: of cells above 0.
    """

    lon: list[Floats] = field(default_factory=list)
    lat: list[Floats] = field(default_factory=list)
    value: list[Floats] = field(default_factory=list)
    km2: float = 0.0
    written: float = 0.0
    odd: "Counter[str]" = field(default_factory=Counter)
    negative: set[float] = field(default_factory=set)
    kinds: set[float] = field(default_factory=set)
    count: int = 0


def drop_odd(value: NDArray[Any], found: Found) -> None:
    """Set to 0, in place, what cannot be a number of persons, and count it."""
    with np.errstate(invalid="ignore"):
        fine = (value >= 0) & (value <= MOST_PERSONS)
    if fine.all():
        return
    odd = value[~fine]
    strange = (odd > MOST_PERSONS) | (odd < LEAST_VALUE)
    negative = odd[(odd < 0) & ~strange]
    found.odd["no_value"] += int(np.count_nonzero(strange))
    found.odd["negative"] += len(negative)
    if len(found.negative) < 2:
        found.negative.update(np.unique(negative).tolist())
    value[~fine] = 0


def note_odd(found: Found, source: Source) -> None:
    """Say what cells were taken for empty."""
    remedy = "请核对栅格的空值设置"
    if len(found.negative) == 1 < found.odd["negative"]:  # one number everywhere is a mark, not a mistake
        found.odd["no_value"] += found.odd.pop("negative")
    if found.odd["no_value"]:
        what = f"有 {found.odd['no_value']} 格的数值不可能是人数(未注明的空值),按无人处理"
        source.note("warning", "no_value", what, remedy=remedy)
    if found.odd["negative"]:
        source.note("warning", "negative", f"有 {found.odd['negative']} 格是负数,按无人处理", remedy="请核对栅格的内容")
    if len(found.kinds) == 1 and found.count > 1:
        what = f"有人的格子全是同一个数({found.kinds.pop():g}),像是掩膜,不像人口"
        source.note("warning", "one_value", what, remedy="请确认这是人口栅格")


def note_total(total: float, found: Found, is_density: bool, source: Source) -> None:
    """Say what was made of densities, and doubt a sum that cannot be."""
    if is_density:
        message = f"栅格写的是每平方公里人数,已乘以每格面积:合计 {total:.0f} 人(不换算则是 {found.written:.0f})"
        source.note("note", "density", message, remedy="如果格子里写的本来就是人数,请在导入时说明")
    mean = total / found.km2 if found.km2 else 0.0
    if mean > MOST_PER_KM2:
        message = f"合计 {total:.0f} 人,有人的格子平均每平方公里 {mean:.0f} 人,高得不可能"
        source.note(
            "warning", "total_absurd", message, remedy="格子里写的可能是每平方公里人数,请在导入时说明,或换一个文件"
        )
