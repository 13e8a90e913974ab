"""What the blocks beside the scorecard hold: printed texts, still unescaped, for the template to escape."""

from dataclasses import dataclass

from planner.briefing.table import TableView


@dataclass(frozen=True)
class StateView:
    """A figure that the projects change: now and then."""

    name: str
    now: str
    now_exact: str
    now_verdict: str
    then: str
    then_exact: str
    then_verdict: str
    then_label: str
    target: str
    left: str


@dataclass(frozen=True)
class ProjectsView:
    """The plan's projects and what they change."""

    states: tuple[StateView, ...]
    rest: str
    notes: tuple[str, ...]
    projects: TableView


@dataclass(frozen=True)
class UnitFigureView:
    """What a unit has of one indicator."""

    text: str
    exact: str
    below: str
    verdict: str


@dataclass(frozen=True)
class UnitRowView:
    """A unit below, with its figures."""

    name: str
    above: str
    missed: int
    figures: tuple[UnitFigureView, ...]


@dataclass(frozen=True)
class UnitsView:
    """The main missed indicators by unit below."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[UnitRowView, ...]
    rest: str


@dataclass(frozen=True)
class NormView:
    """A norm beside the plan."""

    name: str
    place: str
    unverified: str
    target: str
    value: str
    exact: str
    ratio: str
    verdict: str
    verdict_label: str


@dataclass(frozen=True)
class NormsView:
    """Norms for reference."""

    rows: tuple[NormView, ...]
    rest: str
