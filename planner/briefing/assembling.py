"""The whole briefing of a region: measure, draw the circles, write the files."""

from collections.abc import Sequence
from pathlib import Path

import shapely

from layers.feedback import Feedback, Part, Silent
from layers.region import Region
from planner.briefing.extras import gather_extras
from planner.briefing.writing import write_briefing
from planner.coverage.circles import area_of
from planner.coverage.measuring import Measuring, scorecard_of
from planner.coverage.reach import Reach, ServiceStandard
from planner.coverage.reaching import Ways, reach_region, ways_of
from planner.plans.kinds import Kind, load_kinds
from planner.plans.plan import Plan

GROUP = "population"


def brief_region(
    region: Region,
    plan: Plan,
    out_dir: Path,
    *,
    formats: Sequence[str],
    year: int | None = None,
    asked: Sequence[Reach] = (),
    feedback: Feedback | None = None,
) -> tuple[list[Path], tuple[str, ...]]:
    """Measure a region and write its briefing.

    Every kind that has a service circle, and an operating facility with a place, is measured by its own standard.

    Args:
        asked: reaches that the user measured by another standard; each stands first, in the place of its kind's own.

    Returns:
        The files, and the lines that reconcile the parts with the whole.

    Raises:
        UserError: the region cannot be measured, or a file cannot be written; old files stay.
        Cancelled: old files stay.
    """
    feedback = feedback or Silent()
    ways: dict[str, Ways] = {}
    measuring = Measuring(region, plan, year, ways)
    scorecard = scorecard_of(measuring, Part(feedback, 0.0, 0.1))
    extras = gather_extras(measuring, scorecard, Part(feedback, 0.1, 0.3), ways)
    questions = [*((reach.kind, reach.standard, reach.group) for reach in asked), *_standards(region, asked)]
    reaches: list[Reach] = []
    circles: dict[str, Sequence[shapely.Geometry]] = {}
    for number, (kind, standard, group) in enumerate(questions):
        told = Part(feedback, 0.3 + 0.4 * number / len(questions), 0.3 + 0.4 * (number + 1) / len(questions))
        told.progress(0.0, "正在计算服务圈")
        if standard.mode not in ways:
            ways[standard.mode] = ways_of(region, standard.mode)
        reached = reach_region(region, kind, standard, group, Part(told, 0.2, 0.6), ways[standard.mode])
        reaches.append(reached)
        circles[kind] = [area_of(region, reached, streets=ways[standard.mode])]
    files = write_briefing(
        region, plan, scorecard, reaches, circles, out_dir, formats, Part(feedback, 0.7, 1.0), extras=extras
    )
    lines = [line for reached in reaches for line in reached.reconciliation]
    return files, tuple(dict.fromkeys(lines))


def _standards(region: Region, asked: Sequence[Reach]) -> list[tuple[str, ServiceStandard, str]]:
    """Each kind's own question; without people there is no share to show."""
    if not _has_people(region):
        return []
    done = {reach.kind for reach in asked}
    kinds = [kind for kind in circle_kinds(region) if kind.code not in done]
    return [(kind.code, ServiceStandard(kind.minutes, "minutes", kind.mode), GROUP) for kind in kinds]


def circle_kinds(region: Region) -> list[Kind]:
    """Kinds that a service circle says something about and that have an operating facility with a place."""
    facilities = region.facilities()
    placed = facilities.lon == facilities.lon
    return [kind for kind in load_kinds().values() if kind.circle and placed[facilities.rows_of(kind.code)].any()]


def _has_people(region: Region) -> bool:
    demand, units = region.demand(), region.units()
    return GROUP in demand.weight or bool((units.population[GROUP] > 0).any())
