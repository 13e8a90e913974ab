"""Lists of facilities that look as if only their beginning had come."""

from collections.abc import Iterator

import numpy as np

from layers.finding import Finding
from planner.checking.tables import Checked
from planner.coverage.finding_rows import spots_of
from planner.plans.kinds import load_kinds

EVERYWHERE = (
    "community_elderly_station",
    "subdistrict_elderly_centre",
    "child_protection_station",
    "social_work_station",
    "community_service_facility",
    "volunteer_station",
    "public_cemetery",
    "lottery_outlet",
    "mutual_care_point",
)
"""Kinds of which a county has many: one for each township, or nearly."""
_FEW_TOWNSHIPS = 5


def completeness_findings(checked: Checked) -> Iterator[Finding]:
    """Kinds with a single facility, in a region of more townships than a few."""
    townships, facilities = len(checked.units.rows_at("township")), checked.facilities
    if townships <= _FEW_TOWNSHIPS:
        return
    known = load_kinds()
    for kind in EVERYWHERE:
        rows = np.array([row for row, kinds in enumerate(facilities.kinds) if kind in kinds], dtype=np.intp)
        if len(rows) != 1:
            continue
        text = f"全区域 {townships} 个乡镇、街道只有 1 处{known[kind].label}：{facilities.name[rows[0]]}"
        why = "如果只导入了一部分，按单元统计的覆盖率会偏低"
        ids, spots = tuple(facilities.id[rows].tolist()), spots_of(facilities, rows)
        remedy = "请核对清单是否齐全"
        yield Finding("note", "list_incomplete", text, ids, remedy, why=why, table="facilities", spots=spots)
