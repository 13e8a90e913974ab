"""Words and figures that no import writes: somebody changed the file in another program."""

from collections.abc import Iterable, Iterator

import numpy as np

from layers.finding import Finding
from layers.schema import FACILITY_NUMBERS, LEVEL_LABELS, STATUSES
from layers.tables import Facilities, Floats, Texts, Units
from planner.coverage.figures import given
from planner.coverage.finding_rows import row_findings
from planner.coverage.totals import column_label
from planner.plans.quantity import HOUSEHOLDS


def value_findings(units: Units, facilities: Facilities) -> tuple[Finding, ...]:
    """Words that nobody knows, and figures that cannot be true; neither counts."""
    return (
        *_words(
            "facility_status_unknown", "处设施的状态不认识，不计入任何结果", facilities.status, STATUSES, facilities
        ),
        *_words("unit_level_unknown", "个单元的级别不认识，不计入任何一级", units.level, LEVEL_LABELS, units),
        *_figures("facility_figure_impossible", "处设施", facilities, _of_facilities(facilities)),
        *_figures("unit_figure_impossible", "个单元", units, _of_units(units)),
    )


def _words(code: str, text: str, words: Texts, known: dict[str, str], table: Units | Facilities) -> Iterator[Finding]:
    wrong = ~np.isin(words, list(known))
    shown = [f"{name}({word or '空'})" for name, word in zip(table.name[wrong], words[wrong], strict=True)]
    remedy = f"只能写 {'、'.join(f'{word}({label})' for word, label in known.items())}"
    yield from row_findings(table, wrong, "blocking", code, text, remedy, details=shown)


def _figures(
    code: str, noun: str, table: Units | Facilities, columns: Iterable[tuple[str, Floats]]
) -> Iterator[Finding]:
    for label, values in columns:
        wrong = ~np.isnan(values) & ~given(values)
        text = f"{noun}的{label}为负数或大得不合理，按没有数处理"
        yield from row_findings(table, wrong, "warning", code, text, "请核对并改正")


def _of_facilities(facilities: Facilities) -> Iterator[tuple[str, Floats]]:
    return ((label, facilities.numbers[name]) for name, label in FACILITY_NUMBERS.items() if name in facilities.numbers)


def _of_units(units: Units) -> Iterator[tuple[str, Floats]]:
    yield column_label(HOUSEHOLDS), units.households
    yield from ((column_label(group), values) for group, values in units.population.items())
