"""Whether the entries of a plan file name each other rightly."""

from collections.abc import Sequence

from planner.plans.fields import Fields
from planner.plans.indicator import RELATION_LABELS


def check_ids(rows: Sequence[Fields]) -> None:
    """No two entries may share an id."""
    lines: dict[str, int] = {}
    for row in rows:
        name = row.table.get("id")
        if not isinstance(name, str):
            continue
        if name in lines:
            row.wrong("id", f"“{name}”与第 {lines[name]} 行重复", "请换一个 id")
        lines.setdefault(name, row.file.line_of(row.place, "id"))


def check_references(indicators: Sequence[Fields], others: Sequence[Fields]) -> None:
    """Entries point to indicators that are there, and those of the same matter to one that decides."""
    known = {row.table.get("id"): row for row in indicators if isinstance(row.table.get("id"), str)}
    for row in indicators:
        for relation in RELATION_LABELS:
            if (principal := _told(row, relation)) is not None:
                _check_principal(row, relation, known.get(principal))
    for row in others:
        named = _told(row, "indicator")
        if named is not None and named not in known:
            row.wrong("indicator", f"没有指标“{named}”", "写本规划里一条指标的 id，或去掉这一项")
    rows: dict[int, int] = {}
    for row in indicators:
        number = row.table.get("row")
        if isinstance(number, int) and number in rows:
            row.wrong("row", f"序号 {number} 与第 {rows[number]} 行重复", "请核对序号")
        elif isinstance(number, int):
            rows[number] = row.file.line_of(row.place, "row")


def _told(row: Fields, key: str) -> str | None:
    value = row.table.get(key)
    return value if isinstance(value, str) and value else None


def _check_principal(row: Fields, relation: str, principal: Fields | None) -> None:
    if principal is None or principal is row:
        row.wrong(relation, f"没有指标“{row.table[relation]}”", "写本规划里另一条指标的 id")
    elif any(_told(principal, other) for other in RELATION_LABELS):
        row.wrong(relation, f"“{row.table[relation]}”自己也指向别的指标", "请指向起决定作用的那一条")
    elif relation == "milestone_of" and _year(row) >= _year(principal):
        row.wrong("year", "阶段目标的年份不早于它的目标年", "阶段目标要写更早的 year")


def _year(row: Fields) -> int:
    """The year of an entry, the plan's target year where none is written."""
    year = row.table.get("year", row.file.table.get("target_year"))
    return year if isinstance(year, int) else 0
