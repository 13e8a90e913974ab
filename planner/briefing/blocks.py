"""What the page's blocks hold: printed texts, still unescaped, for the template to escape."""

from dataclasses import dataclass

from planner.briefing.method import Line


@dataclass(frozen=True)
class CellView:
    """A printed cell; `exact` is the number itself, "" for text."""

    text: str
    exact: str
    number: bool
    code: bool = False


@dataclass(frozen=True)
class HeadView:
    """A column's heading."""

    label: str
    number: bool


@dataclass(frozen=True)
class TableView:
    """A printed table."""

    columns: tuple[HeadView, ...]
    rows: tuple[tuple[CellView, ...], ...]
    first_is_total: bool = False


@dataclass(frozen=True)
class TileView:
    """How many indicators have a verdict."""

    verdict: str
    label: str
    count: int


@dataclass(frozen=True)
class RowView:
    """A row of the scorecard."""

    key: str
    id: str
    verdict: str
    verdict_label: str
    name: str
    place: str
    nature: str
    missing: int
    value: str
    exact: str
    ratio: str
    target: str
    shortfall: str
    shortfall_exact: str


@dataclass(frozen=True)
class ShareView:
    """The share of people reached by one kind."""

    key: str
    label: str
    group: str
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
    rows: tuple[RowView, ...]
    notes: tuple[str, ...]
    reaches: tuple[ShareView, ...]
    reach_level: str
    reach_tables: tuple[ReachView, ...]
    uncovered: tuple[UncoveredView, ...]
    evidence: TableView
    method: tuple[Line, ...]
    sources: TableView
    findings: TableView
    data: str
