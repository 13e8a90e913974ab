"""Dates that cannot be."""

import re
from collections.abc import Iterator
from datetime import date

import numpy as np

from layers.finding import Finding
from layers.schema import FACILITY_TEXTS
from planner.checking.tables import Checked
from planner.coverage.finding_rows import row_findings

EARLIEST_YEAR = 1900
_DATE = re.compile(r"\s*([0-9]{4})(?:[-/.年]([0-9]{1,2}))?(?:[-/.月]([0-9]{1,2}))?(?:[T ].*|[年月日])?\s*")


def earliest_day(text: str) -> date | None:
    """The first day a text such as 2019, 2019-03 or 2019-03-01 may mean; None where it is no date."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else 1 for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def date_findings(checked: Checked) -> Iterator[Finding]:
    """Facilities opened or verified in the future, before there were any, or on no day at all."""
    facilities = checked.facilities
    open_now = np.isin(facilities.status, ("operating", "closed"))
    for column, label in (("opened", FACILITY_TEXTS["opened"]), ("verified_on", FACILITY_TEXTS["verified_on"])):
        if column not in facilities.texts:
            continue
        texts = facilities.texts[column].tolist()
        days = [earliest_day(text) if text.strip() else None for text in texts]
        late = np.array([day is not None and day > checked.today for day in days], dtype=bool)
        if column == "opened":
            late &= open_now  # what is planned or being built opens in the future
        early = np.array([day is not None and day.year < EARLIEST_YEAR for day in days], dtype=bool)
        strange = np.array([day is None and bool(text.strip()) for day, text in zip(days, texts, strict=True)], bool)
        for which, code, what in (
            (late, "date_in_future", f"处设施的{label}在今天之后"),
            (early, "date_too_early", f"处设施的{label}早于{EARLIEST_YEAR}年"),
            (strange, "date_unreadable", f"处设施的{label}不是日期"),
        ):
            rows = np.flatnonzero(which)
            details = [f"{facilities.name[row]}({texts[row].strip()})" for row in rows]
            remedy, why = "请改成 2019-03-01、2019-03 或 2019 这样的日期", "按年份统计和核实到期提醒会漏掉或算错"
            yield from row_findings(facilities, rows, "warning", code, what, remedy, why=why, details=details)
