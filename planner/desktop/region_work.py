"""What the window asks of the engine; runs on a job's thread, each time with its own region."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers.feedback import Feedback, Part
from layers.region import Region
from layers.region_log import Edit
from layers.tables import ManualValue
from planner.coverage.reach import Reach
from planner.desktop.open_region import OpenRegion
from planner.desktop.reach_question import ReachQuestion
from planner.drawing.layer import PolygonLayer
from planner.plans.plan import Plan
from planner.plans.scorecard import Scorecard

# The engine's modules are imported where they are first needed: the picture comes before numba and folium.


@dataclass(frozen=True)
class ScorecardAnswer:
    """A scorecard and the figures entered by hand so far."""

    scorecard: Scorecard
    stored: tuple[ManualValue, ...]


@dataclass(frozen=True, eq=False)
class ReachAnswer:
    """Who is reached; `streets` is what the way was measured on, for the next question of the same mode."""

    question: ReachQuestion
    reach: Reach
    streets: Any


@dataclass(frozen=True, eq=False)
class BriefingOrder:
    """What a briefing is made of; `formats` are "html", "xlsx".

    Attributes:
        asked: the service circle on screen, in the place of its kind's own.
    """

    path: Path
    plan: Plan
    asked: tuple[Reach, ...]
    folder: Path
    formats: tuple[str, ...]


def evaluate(path: Path, plan: Plan, year: int | None, feedback: Feedback) -> ScorecardAnswer:
    """Hold the region against a plan, in a year; in the plan's target year where it is None."""
    from planner.coverage.measuring import evaluate_region

    with Region.open(path) as region:
        scorecard = evaluate_region(region, plan, year, feedback)
        return ScorecardAnswer(scorecard, region.manual_values(plan.id))


def reach(path: Path, question: ReachQuestion, streets: Any, feedback: Feedback) -> ReachAnswer:
    """Who reaches a facility; `streets` of an earlier answer of the same mode, or None."""
    from planner.coverage.reaching import reach_region, ways_of

    with Region.open(path) as region:
        feedback.progress(0.1)
        streets = streets or ways_of(region, question.mode)
        told = Part(feedback, 0.3, 1.0)
        found = reach_region(region, question.kind, question.standard, question.group, told, streets=streets)
    return ReachAnswer(question, found, streets)


def circles(region: OpenRegion, answer: ReachAnswer, title: str, feedback: Feedback) -> PolygonLayer | None:
    """The ground within the standard of any facility, ready to be drawn; None where there is none."""
    from planner.drawing.point_layers import circle_layer
    from planner.travel.circles import service_area

    if region.metric is None:
        return None
    rows = answer.reach.facilities
    feedback.progress(0.1)
    places = answer.streets.snap(region.facilities.lon[rows], region.facilities.lat[rows])
    standard = answer.reach.standard
    ground = service_area(answer.streets, places, standard.limit, standard.measured_in)
    feedback.progress(0.7)
    return circle_layer([ground], region.metric, title=title)


def brief(order: BriefingOrder, feedback: Feedback) -> list[Path]:
    """Write the briefing; returns the files."""
    from planner.briefing.assembling import brief_region

    with Region.open(order.path) as region:
        files, _ = brief_region(
            region, order.plan, order.folder, formats=order.formats, asked=order.asked, feedback=feedback
        )
    return files


def set_values(path: Path, before: Sequence[ManualValue], after: Sequence[ManualValue], text: str) -> None:
    """Put the figures `after` in the place of `before`.

    Raises:
        UserError: the file cannot be written; nothing changed.
    """
    with Region.open(path) as region, region.writing(text) as writer:
        for old in before:
            writer.remove_manual_value(old.plan_id, old.indicator_id, old.year)
        for new in after:
            writer.set_manual_value(new)


def undo(path: Path, feedback: Feedback) -> str:
    """Take the newest change of the region back; returns what it was."""
    with Region.open(path) as region:
        return region.undo()


def redo(path: Path, feedback: Feedback) -> str:
    """Do again what was taken back last; returns what it was."""
    with Region.open(path) as region:
        return region.redo()


def log(path: Path) -> tuple[Edit, ...]:
    """What was done to the region, in order."""
    with Region.open(path) as region:
        return region.edits()
