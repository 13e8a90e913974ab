"""Regions with next to nothing in them still make a briefing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from layers.schema import FACILITY_NUMBERS
from layers.tables import Facilities, Units
from planner.briefing import write_briefing
from planner.plans.scorecard import Scorecard
from tests.planner.briefing.conftest import Opened
from tests.planner.briefing.invented import InventedRegion, make_plan, make_reach, make_region, make_scorecard


def without_outlines(region: InventedRegion) -> InventedRegion:
    units = replace(region.units(), geometry=np.full(len(region.units()), None, dtype=object))
    return replace(region, tables=(units, region.facilities(), region.demand(), None))


def empty(region: InventedRegion) -> InventedRegion:
    texts = np.empty(0, dtype="<U12")
    units = Units(
        texts, texts, texts, texts, texts, np.empty(0, bool), np.empty(0), {"population": np.empty(0)},
        np.empty(0, object),
    )  # fmt: skip
    numbers = dict.fromkeys(FACILITY_NUMBERS, np.empty(0))
    facilities = Facilities(texts, texts, (), texts, texts, np.empty(0), np.empty(0), numbers, {}, ())
    return replace(region, tables=(units, facilities, replace_demand(region), None))


def replace_demand(region: InventedRegion):
    demand = region.demand()
    nothing = np.empty(0)
    return replace(demand, id=demand.id[:0], unit_code=demand.unit_code[:0], lon=nothing, lat=nothing, weight={})


@pytest.mark.parametrize("bare", [without_outlines, empty])
def test_a_bare_region_makes_a_page_that_opens(
    bare: Callable[[InventedRegion], InventedRegion], tmp_path: Path, open_page: Callable[..., Opened]
) -> None:
    region, plan = bare(make_region()), make_plan()
    html, _ = write_briefing(region, plan, Scorecard(plan, region.name, region.code, 2025, ()), (), {}, tmp_path)
    opened = open_page(html)
    assert opened.messages == []
    assert opened.page.locator("h1").is_visible()


def test_no_facility_of_the_kind_is_said_and_painted(tmp_path: Path, open_page: Callable[..., Opened]) -> None:
    region, plan = make_region(), make_plan()
    reach = make_reach(region, kind="funeral_home")
    assert reach.reached == 0
    (html,) = write_briefing(region, plan, make_scorecard(region, plan, (reach,)), (reach,), {}, tmp_path, ("html",))
    opened = open_page(html)
    opened.page.locator('[data-paint="reach-0"]').click()
    assert "0.0%" in opened.page.locator("#caption").inner_text()
    assert opened.messages == []


def test_a_missing_list_is_doubt_and_not_a_lack(tmp_path: Path, open_page: Callable[..., Opened]) -> None:
    region, plan = make_region(), make_plan()
    card = make_scorecard(region, plan)
    row = card.rows[1]
    doubtful = replace(row.measurement, value=None, low=16.4, high=100.0, missing=("没有导入社区养老服务站清单",))
    card = replace(card, rows=(card.rows[0], replace(row, measurement=doubtful, verdict="unknown"), *card.rows[2:]))
    (html,) = write_briefing(region, plan, card, (), {}, tmp_path, ("html",))
    page = open_page(html).page
    page.locator('[data-paint="indicator-1"]').click()
    text = page.locator("#caption").inner_text()
    assert "16.4–100.0%" in text
    assert "没有导入社区养老服务站清单" in text
    assert "待定" in page.locator(".names b").inner_text()
    assert "未覆盖" not in page.locator(".legend").inner_text()
