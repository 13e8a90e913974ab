"""A plan as a person reads it on the terminal: by group, one line for each entry."""

from collections.abc import Iterator, Mapping, Sequence

from planner.command_line.output import print_table, put
from planner.plans.indicator import GROUP_LABELS, MEASURE_LABELS, RELATION_LABELS, Indicator
from planner.plans.plan import Plan
from planner.plans.plan_text import Entry, PlanText

_INDENT = "  "


def print_plan(plan: Plan, texts: Mapping[str, PlanText] | None = None) -> None:
    """Print a plan's indicators by group, its figures of the base years and its projects.

    Args:
        texts: the text of the plan, and of those above it, by id: each line then ends with the sentence.
    """
    put(f"{plan.name}({plan.status}) 代号 {plan.id}" + (f" 上级规划 {plan.parent}" if plan.parent else ""))
    for group, label in GROUP_LABELS.items():
        rows = [_indicator(plan, entry, texts) for entry in _in_order(plan) if _group(plan, entry) == group]
        _print(label, ("代号", "指标", "目标", "属性", "算法"), rows, texts)
    baselines = [
        (b.id, b.name, _with_unit(b.printed, b.unit), str(b.year), *_said(b, plan.id, texts)) for b in plan.baselines
    ]
    _print("基期数", ("代号", "是什么", "数", "年份"), baselines, texts)
    projects = [
        (p.id, p.name, p.action, p.unit or p.place, "、".join(p.printed), *_said(p, plan.id, texts))
        for p in plan.projects
    ]
    _print("项目", ("代号", "名称", "性质", "所在地", "数"), projects, texts)
    put("")


def _print(title: str, header: Sequence[str], rows: Sequence[Sequence[str]], texts: object) -> None:
    if rows:
        put("")
        put(f"{title} {len(rows)} 条")
        print_table((*header, *(("原文",) if texts is not None else ())), rows)


def _in_order(plan: Plan) -> Iterator[Indicator]:
    """The indicators, those of the same matter right after the one that decides."""
    for indicator in plan.every:
        if not indicator.principal:
            yield indicator
            yield from plan.beside(indicator.id) if not indicator.origin else ()


def _group(plan: Plan, entry: Indicator) -> str:
    return plan.indicator(entry.principal).group if entry.principal else entry.group


def _indicator(plan: Plan, entry: Indicator, texts: Mapping[str, PlanText] | None) -> tuple[str, ...]:
    name = f"{_INDENT}{RELATION_LABELS[entry.relation]}:{entry.name}" if entry.relation else entry.name
    year = "" if entry.year == plan.target_year else f"({entry.year}年)"
    measure = MEASURE_LABELS[entry.measure]
    from_above = f"[{entry.origin}]" if entry.origin else ""
    said = _said(entry, entry.origin or plan.id, texts)
    return (entry.id, name + from_above, entry.target_text + year, entry.nature, measure, *said)


def _with_unit(printed: str, unit: str) -> str:
    """A figure as printed, with its unit where it stands bare in a cell of a table."""
    return printed + unit if printed.replace(".", "").isdigit() else printed


def _said(entry: Entry, plan_id: str, texts: Mapping[str, PlanText] | None) -> tuple[str, ...]:
    """The column with the sentence, where there are texts."""
    if texts is None:
        return ()
    if plan_id not in texts:
        return (f"({plan_id} 的文本不在手边)",)
    passage = texts[plan_id].passage(entry)
    if passage is None:
        return ("(文本里没有找到)",)
    moved = "(与规划文件所记的行不同)" if passage.moved else ""
    return (f"第 {passage.line} 行{moved}:{passage.sentence}",)
