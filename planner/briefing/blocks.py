"""What the page's blocks hold: printed texts, still unescaped, for the template to escape."""

from dataclasses import dataclass

from planner.briefing.extras_blocks import NormsView, ProjectsView, UnitsView
from planner.briefing.method import Line
from planner.briefing.scorecard_blocks import LacksView, SectionView
from planner.briefing.table import TableView


@dataclass(frozen=True)
class TileView:
    """How many indicators have a verdict."""

    verdict: str
    label: str
    count: int


@dataclass(frozen=True)
class ShareView:
    """The share of people reached by one kind."""

    key: str
    label: str
    standard: str
    share: str
    exact: str
    beyond: str


@dataclass(frozen=True)
class ReachView:
    """The table of one reach and the lines below it."""

    title: str
    table: TableView
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ParentView:
    """The units without below one unit."""

    name: str
    units: str


@dataclass(frozen=True)
class UncoveredView:
    """The units without, of one indicator."""

    name: str
    count: str
    parents: tuple[ParentView, ...]


@dataclass(frozen=True)
class PageView:
    """Everything the page prints beside the map."""

    title: str
    plan_name: str
    plan_status: str
    invented: str
    internal: str
    review_number: str
    made_on: str
    software: str
    leaflet_licence: str
    tiles: tuple[TileView, ...]
    lacks: LacksView | None
    sections: tuple[SectionView, ...]
    notes: tuple[str, ...]
    reaches: tuple[ShareView, ...]
    reach_group: str
    projects: ProjectsView | None
    units: UnitsView | None
    norms: NormsView | None
    reach_level: str
    reach_tables: tuple[ReachView, ...]
    reach_lines: tuple[str, ...]
    uncovered: tuple[UncoveredView, ...]
    evidence: TableView
    method: tuple[Line, ...]
    sources: TableView
    findings: TableView
    data: str
