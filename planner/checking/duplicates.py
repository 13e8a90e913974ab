"""Facilities that stand in the list twice."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from layers.finding import Finding
from layers.tables import Facilities
from planner.checking.names import clean_name
from planner.checking.tables import Checked
from planner.coverage.finding_rows import row_findings

_EXACT_DIGITS = 6
"""Of a degree: 0.1 m."""
_WHY = "同一处设施会算成几处，座数和床位都会多"


def duplicate_findings(checked: Checked) -> Iterator[Finding]:
    """The same facility twice, and what may be."""
    facilities = checked.facilities
    groups = exact_duplicates(facilities)
    exact = np.array(sorted(row for group in groups for row in group), dtype=np.intp)
    text = f"处设施完全重复(名称、位置、单元、状态和数字都相同)，实为 {len(groups)} 处"
    yield from row_findings(
        facilities, exact, "warning", "facility_twice", text, "可以一键合并", why=_WHY, mend="merge_duplicates"
    )
    yield from _likely(checked, {row for group in groups for row in group})


def exact_duplicates(facilities: Facilities) -> list[list[int]]:
    """Rows that are equal in all but their ids, kinds and free attributes; each list rises."""
    at: dict[tuple[object, ...], list[int]] = defaultdict(list)
    places = np.round(np.column_stack([facilities.lon, facilities.lat]), _EXACT_DIGITS)
    numbers = np.column_stack([*facilities.numbers.values()]) if facilities.numbers else np.zeros((len(facilities), 0))
    texts = list(zip(*(column.tolist() for column in facilities.texts.values()), strict=True))
    for row in np.flatnonzero(np.isfinite(places).all(axis=1)).tolist():
        name = clean_name(str(facilities.name[row]))
        same = (name, str(facilities.unit_code[row]), str(facilities.status[row]), texts[row])
        at[places[row].tobytes(), numbers[row].tobytes(), *same].append(row)
    return [rows for (_, _, name, *_), rows in at.items() if len(rows) > 1 and name]


def _likely(checked: Checked, known: set[int]) -> Iterator[Finding]:
    facilities = checked.facilities
    if len(facilities) < 2:
        return
    from layers.matching.duplicates import Listed, find_duplicates
    from layers.matching.unit_index import UnitIndex

    pairs = find_duplicates(Listed.of(facilities, UnitIndex.of(checked.units, checked.aliases)))
    open_pairs = [pair for pair in pairs if pair.sure and not {pair.first, pair.second} <= known]
    rows = np.unique(np.array([(pair.first, pair.second) for pair in open_pairs], dtype=np.intp).reshape(-1))
    details = [f"{facilities.name[pair.first]}和{facilities.name[pair.second]}({pair.reason})" for pair in open_pairs]
    text, remedy = "处设施像是同一处写了两遍", "请核对；确是同一处的，删去其中一个"
    yield from row_findings(
        facilities, rows, "warning", "facility_likely_twice", text, remedy, why=_WHY, details=details
    )
