from dataclasses import replace

import numpy as np
import pytest

from planner.briefing.unreached import gather_unreached
from planner.coverage.reach import Reach
from tests.planner.briefing.invented import make_reach, make_region


@pytest.fixture(scope="module")
def reach() -> Reach:
    return make_reach(make_region(), minutes=30.0)


def test_cells_hold_everybody_who_is_not_reached(reach: Reach) -> None:
    cells = gather_unreached(reach, make_region().metric_crs())
    assert sum(cell.people for cell in cells) == pytest.approx(reach.total - reach.reached, rel=1e-12)
    without_way = sum(people for cell in cells for _, people in cell.reasons)
    assert without_way == pytest.approx(reach.unreachable, rel=1e-12)
    assert reach.unreachable > 0


def test_fewer_cells_hold_the_same_people(reach: Reach) -> None:
    metric = make_region().metric_crs()
    few = gather_unreached(reach, metric, most_cells=5)
    assert 0 < len(few) <= 5
    assert sum(cell.people for cell in few) == pytest.approx(reach.total - reach.reached, rel=1e-12)


def test_the_nearest_way_is_beyond_the_standard(reach: Reach) -> None:
    for cell in gather_unreached(reach, make_region().metric_crs()):
        assert cell.nearest > reach.standard.limit
        assert cell.farthest >= cell.nearest


def test_nobody_left_out_leaves_no_cells(reach: Reach) -> None:
    all_reached = replace(reach, reached_mask=np.ones_like(reach.reached_mask))
    assert gather_unreached(all_reached, make_region().metric_crs()) == []
