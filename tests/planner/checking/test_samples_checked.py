"""The sample regions: nothing is found in them but what was put there, or lies far from roads as cemeteries do."""

import shutil
from pathlib import Path

import pytest

from layers.region import Region
from layers.resources import sample_region
from planner.checking.checking import check_region
from tests.planner.checking.conftest import TODAY

REMOTE = {"facility_far_from_road", "demand_far_from_road"}
EXPECTED = {
    "dandong": REMOTE,
    "pingliang": REMOTE,
    "suqian": REMOTE,
    "liaoning": {"no_roads"},
    "hunnan": REMOTE
    | {"unit_disagrees_with_location", "facility_not_placed", "facility_outside_region", "roads_unconnected"},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPECTED)
def test_no_false_alarm(tmp_path: Path, name: str) -> None:
    copy = Path(shutil.copyfile(sample_region(name), tmp_path / f"{name}.gpkg"))
    with Region.open(copy) as region:
        findings = {finding.code: finding for finding in check_region(region, today=TODAY)}
    assert set(findings) == EXPECTED[name]
    for code in ("unit_disagrees_with_location", "facility_not_placed", "facility_outside_region"):
        assert code not in findings or len(findings[code].rows) == 1
    if "facility_far_from_road" in findings:
        assert "公墓" in findings["facility_far_from_road"].message
