"""Everything that checking a region finds, before anything is computed from it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from layers.feedback import Feedback, Silent
from layers.finding import SEVERITY_LABELS, Finding
from layers.schema import GROUPS
from layers.topology.findings import topology_findings
from layers.topology.measuring import measure_topology
from planner.checking.completeness import completeness_findings
from planner.checking.dates import date_findings
from planner.checking.duplicates import duplicate_findings
from planner.checking.facility_figures import figure_findings
from planner.checking.facility_places import place_findings
from planner.checking.names import name_findings
from planner.checking.people import people_findings
from planner.checking.people_sums import sum_findings
from planner.checking.roads import road_findings
from planner.checking.source_age import source_findings
from planner.checking.tables import Checked, CheckedTables
from planner.checking.unit_codes import code_findings
from planner.checking.unit_tree import tree_findings
from planner.coverage.placement_findings import placement_findings
from planner.coverage.value_findings import value_findings
from planner.plans.quantity import HOUSEHOLDS

_SEVERITY = tuple(SEVERITY_LABELS)
MEASURED_ANEW = frozenset(
    """
    no_units no_outline no_parent parent_by_code parent_not_above level_skipped township_without_community
    unit_code_twice unit_code_broken unit_code_known unit_code_provisional unit_code_elsewhere unit_name_twice
    name_invisible_characters name_placeholder name_garbled
    unit_invalid units_overlap units_gap units_enclave parent_uncovered parent_outside unit_slivers parent_slivers
    borders_not_shared slits_not_sought
    population_zero density_absurd part_larger_than_whole more_households_than_people parts_exceed_whole
    demand_sum_differs beds_unknown beds_absurd more_nursing_beds_than_beds beds_crowded capacity_below_beds
    date_in_future date_too_early date_unreadable
    unit_code_unknown unit_disagrees_with_location facility_outside_region facility_without_unit
    facility_not_placed facility_on_water coordinates_coarse several_on_one_spot
    facility_twice facility_likely_twice list_incomplete
    no_roads roads_unconnected facility_far_from_road demand_far_from_road unit_without_roads
    data_old data_undated coordinates_shifted
    facility_status_unknown unit_level_unknown facility_figure_impossible unit_figure_impossible
    provisional_codes coarse_coordinates unlocated unit_not_there
    """.split()
) | {f"{column}_sum_differs" for column in (*GROUPS, HOUSEHOLDS)}
"""What checking itself finds: where an import has stored the like, the tables of today decide whether it still holds.
The last line are the words of imports for what checking calls otherwise."""


def check_region(
    region: CheckedTables, feedback: Feedback | None = None, *, today: date | None = None
) -> tuple[Finding, ...]:
    """What the imports found and what the tables show now, the gravest first.

    Args:
        today: what lies after it is in the future; the present day where None.

    Raises:
        Cancelled: the caller no longer wants the result.
    """
    told = feedback or Silent()
    checked = Checked(region, today or datetime.now(UTC).astimezone().date())
    found = list(_imported(region))
    for number, (label, check) in enumerate(_CHECKS):
        told.progress(number / len(_CHECKS), f"正在检查{label}")
        found += check(checked)
    return tuple(sorted(found, key=lambda finding: _SEVERITY.index(finding.severity)))


def _imported(region: CheckedTables) -> Iterator[Finding]:
    """What the imports found and nobody can see any more; a severity that nobody knows is a warning."""
    for finding in region.findings():
        if finding.code in MEASURED_ANEW:
            continue
        yield finding if finding.severity in _SEVERITY else replace(finding, severity="warning")


def _placement(checked: Checked) -> Iterable[Finding]:
    if not len(checked.units):
        return ()
    return placement_findings(checked.units, checked.facilities, checked.facility_placement)


def _topology(checked: Checked) -> Iterable[Finding]:
    return topology_findings(measure_topology(checked.units, metric=checked.metric), checked.units)


_CHECKS: tuple[tuple[str, Callable[[Checked], Iterable[Finding]]], ...] = (
    ("数值", lambda checked: value_findings(checked.units, checked.facilities)),
    ("行政单元", tree_findings),
    ("代码", code_findings),
    ("名称", name_findings),
    ("人口", people_findings),
    ("人口合计", sum_findings),
    ("床位和面积", figure_findings),
    ("日期", date_findings),
    ("设施归属", _placement),
    ("设施位置", place_findings),
    ("重复的设施", duplicate_findings),
    ("清单是否齐全", completeness_findings),
    ("路网", road_findings),
    ("单元边界", _topology),
    ("数据来源", source_findings),
)
