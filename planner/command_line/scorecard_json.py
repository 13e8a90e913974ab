"""Scorecards as JSON tells them; the keys of DESIGN section 5, and what came after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from planner.coverage.comparison import Comparison
from planner.coverage.drill_down import UnitScorecard
from planner.coverage.norm_rows import NormRow
from planner.coverage.project_stock import Added
from planner.coverage.scenarios import PROJECTS, SCENARIO_LABELS, Scenarios
from planner.plans.plan import Plan
from planner.plans.plan_text import PlanText, text_of
from planner.plans.scorecard import Due, Floor, Scorecard, ScorecardRow, Verdict

Texts = Mapping[str, PlanText]
"""The text of a plan by its id, where it is at hand."""

MET: dict[Verdict, bool | None] = {"met": True, "not_met": False, "unknown": None}


def texts_of(path: str, plan: Plan) -> dict[str, PlanText] | None:
    """The text of a plan from a file, and of the plans above where theirs lie beside them; None without a file.

    Raises:
        UserError: a text cannot be read.
    """
    if not path:
        return None
    texts, above = {plan.id: PlanText.read(Path(path), plan)}, plan.superior
    while above is not None:
        if found := text_of(above):
            texts[above.id] = found
        above = above.superior
    return texts


def scorecard_dict(card: Scorecard, texts: Texts | None = None) -> dict[str, Any]:
    """A scorecard: year, counts, indicators and notes.

    Args:
        texts: adds the plan's sentence to the evidence of each row, null where the text has none.
    """
    return {
        "year": card.year,
        "counts": card.counts(),
        "indicators": [_row(row, card.plan, texts) for row in card.rows],
        "notes": list(card.notes),
    }


def scenarios_dict(scenarios: Scenarios, texts: Texts | None = None) -> dict[str, Any]:
    """The scorecard with the projects built; each row says what it is today."""
    found = scorecard_dict(scenarios.projects, texts)
    for row, today in zip(found["indicators"], scenarios.today.rows, strict=True):
        measured = today.measurement
        row["today"] = {
            "value": measured.value,
            "low": measured.low,
            "high": measured.high,
            "met": MET[today.verdict],
        }
    found["scenario"] = {
        "id": PROJECTS,
        "label": SCENARIO_LABELS[PROJECTS],
        "counts_today": scenarios.today.counts(),
        "added": [_added(added) for added in scenarios.added],
        "notes": list(scenarios.notes),
    }
    return found


def units_dict(cards: Iterable[UnitScorecard]) -> list[dict[str, Any]]:
    """The units of a level."""
    return [
        {
            "code": card.code,
            "name": card.name,
            "parent": card.parent_name,
            "counts": card.counts(),
            "indicators": [_unit_row(row) for row in card.rows],
        }
        for card in cards
    ]


def norms_dict(rows: Iterable[NormRow], plan: Plan) -> list[dict[str, Any]]:
    """Norms beside the plan, each as a row with where it stands and how far it binds."""
    kept = ("document", "clause", "in_force", "repealed", "region", "status", "unverified")
    return [_row(one.row, plan, None) | {key: getattr(one.norm, key) for key in kept} for one in rows]


def changes_dict(comparison: Comparison) -> dict[str, Any]:
    """What changed between two states."""
    return {
        "year": comparison.old.year,
        "facilities": {
            "added": [asdict(one) for one in comparison.facilities.added],
            "gone": [asdict(one) for one in comparison.facilities.gone],
            "changed": [asdict(one) for one in comparison.facilities.changed],
        },
        "units": [asdict(one) for one in comparison.units],
        "indicators": [
            {
                "id": change.id,
                "old": None if change.old is None else change.old.measurement.value,
                "new": change.new.measurement.value,
                "old_met": None if change.old is None else MET[change.old.verdict],
                "met": MET[change.new.verdict],
                "because": [asdict(cause) for cause in change.because],
            }
            for change in comparison.indicators
        ],
        "notes": list(comparison.notes),
    }


def _row(row: ScorecardRow, plan: Plan, texts: Texts | None) -> dict[str, Any]:
    indicator, measured = row.indicator, row.measurement
    return {
        "id": indicator.id,
        "name": indicator.name,
        "measure": indicator.measure,
        "value": measured.value,
        "low": measured.low,
        "high": measured.high,
        "numerator": measured.numerator,
        "denominator": measured.denominator,
        "unit": indicator.unit,
        "target": row.target,
        "comparator": indicator.comparator,
        "met": MET[row.verdict],
        "shortfall": row.shortfall,
        "shortfall_unit": row.shortfall_unit,
        "remark": row.remark,
        "status": row.verdict,
        "missing": list(measured.missing),
        "relation": indicator.relation,
        "principal": indicator.principal,
        "group": indicator.group,
        "decides": indicator.decides,
        "row": indicator.row,
        "origin": indicator.origin,
        "due": _due(row.due),
        "floor": _floor(row.floor),
        "evidence": {
            "rows": [asdict(evidence) for evidence in measured.rows],
            "method": measured.method,
            "sources": list(measured.sources),
            "section": indicator.section,
            "line": indicator.line,
            "printed": indicator.printed,
        }
        | _sentence(row, plan, texts),
    }


def _sentence(row: ScorecardRow, plan: Plan, texts: Texts | None) -> dict[str, Any]:
    if texts is None:
        return {}
    text = texts.get(row.indicator.origin or plan.id)
    passage = text.passage(row.indicator) if text else None
    if passage is None:
        return {"sentence": None, "sentence_line": None}
    return {"sentence": passage.sentence, "sentence_line": passage.line}


def _due(due: Due | None) -> dict[str, Any] | None:
    if due is None:
        return None
    return {
        "year": due.year,
        "value": due.value,
        "base_value": due.base_value,
        "base_year": due.base_year,
        "met": MET[due.verdict],
    }


def _floor(floor: Floor | None) -> dict[str, Any] | None:
    if floor is None:
        return None
    return {
        "plan": floor.plan_id,
        "target": floor.indicator.value,
        "printed": floor.indicator.printed,
        "met": MET[floor.verdict],
        "stricter": floor.stricter,
        "looser": floor.looser,
    }


def _unit_row(row: ScorecardRow) -> dict[str, Any]:
    measured = row.measurement
    return {
        "id": row.indicator.id,
        "value": measured.value,
        "low": measured.low,
        "high": measured.high,
        "numerator": measured.numerator,
        "denominator": measured.denominator,
        "met": MET[row.verdict],
        "shortfall": row.shortfall,
        "shortfall_unit": row.shortfall_unit,
        "missing": _with_remark(measured.missing, row.remark),
    }


def _with_remark(missing: Sequence[str], remark: str) -> list[str]:
    return [*missing, remark] if remark else list(missing)


def _added(added: Added) -> dict[str, Any]:
    return {
        "id": added.project.id,
        "name": added.project.name,
        "kinds": list(added.project.kinds),
        "count": len(added.new) + len(added.finished),
        "new": list(added.new),
        "finished": list(added.finished),
        "unit_code": added.unit_code,
        "unit": added.unit_name,
        "numbers": dict(added.project.numbers),
        "note": added.project.note,
    }
